import type { Topic } from '@telltale/protocol'
import type { TranscriptEntry } from './createTranscript.ts'
import type { World } from './runWorld.ts'

/**
 * Whether a server has sent an event to anybody, as its transcript tells. Of the payload only the fields that are given are
 * compared, down to any depth; lists, bytes and dates whole; and matchers as `expect.any(String)` by their own word.
 *
 * @example expect(hasEmitted(server, 'notification', { title: 'Hello' })).toBe(true)
 */
export function hasEmitted({ transcript }: World, event: string, payload?: unknown): boolean {
  return transcript.entries.some((entry) => tells(entry, 'out', event, payload))
}

/** Whether any client has sent an event to a server, as its transcript tells; payloads compare as in {@link hasEmitted}. */
export function hasReceived({ transcript }: World, event: string, payload?: unknown): boolean {
  return transcript.entries.some((entry) => tells(entry, 'in', event, payload))
}

/** How often sockets have connected, over all of a server's lives, as its transcript tells. */
export function connectionsSoFar({ transcript }: World): number {
  return transcript.entries.filter(({ kind, namespace }) => kind === 'connect' && namespace === '/').length
}

/** Whether a user is in a topic, on any of their lines that are open now. */
export function isInTopic({ io }: World, userId: string, topic: Topic): boolean {
  return Array.from(io.sockets.sockets.values()).some(({ rooms }) => rooms.has(`user:${userId}`) && rooms.has(topic))
}

/** Whether an entry is of that direction, event and payload. */
export function tells(entry: TranscriptEntry, kind: 'in' | 'out', event: string, payload: unknown): boolean {
  if (entry.kind !== kind || entry.event !== event) return false
  return payload === undefined || matches(entry.payload, payload)
}

function matches(actual: unknown, wanted: unknown): boolean {
  if (typeof wanted !== 'object' || wanted === null) return Object.is(actual, wanted)
  if (isAsymmetric(wanted)) return wanted.asymmetricMatch(actual)
  if (typeof actual !== 'object' || actual === null) return false
  if (wanted instanceof Date) return actual instanceof Date && actual.getTime() === wanted.getTime()
  const [bytes, theirs] = [bytesOf(wanted), bytesOf(actual)]
  if (bytes) return bytes.length === theirs?.length && bytes.every((byte, index) => byte === theirs[index])
  if (Array.isArray(wanted) && (!Array.isArray(actual) || actual.length !== wanted.length)) return false
  // Looked up by name; what an object lacks is undefined.
  const fields = actual as Record<string, unknown>
  return Object.entries(wanted).every(([name, value]) => matches(fields[name], value))
}

function bytesOf(value: object): Uint8Array | undefined {
  if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength)
  return value instanceof ArrayBuffer ? new Uint8Array(value) : undefined
}

/** What `expect.any(…)` and its like are, in Jest and Vitest alike. */
const isAsymmetric = (value: object): value is { asymmetricMatch: (actual: unknown) => boolean } =>
  'asymmetricMatch' in value && typeof value.asymmetricMatch === 'function'
