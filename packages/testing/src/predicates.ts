import type { Topic } from '@telltale/protocol'
import type { World } from './runWorld.ts'

/**
 * Whether a server has sent an event to anybody, as its transcript tells. Of the payload only the fields that are given are
 * compared, down to any depth; lists whole.
 *
 * @example expect(hasEmitted(server, 'notification', { title: 'Hello' })).toBe(true)
 */
export function hasEmitted({ transcript }: World, event: string, payload?: unknown): boolean {
  return transcript.entries.some(
    (entry) =>
      entry.kind === 'out' && entry.event === event && (payload === undefined || matches(entry.payload, payload)),
  )
}

/** How often sockets have connected, over all of a server's lives, as its transcript tells. */
export function connectionsSoFar({ transcript }: World): number {
  return transcript.entries.filter(({ kind, namespace }) => kind === 'connect' && namespace === '/').length
}

/** Whether a user is in a topic, on any of their lines that are open now. */
export function isInTopic({ io }: World, userId: string, topic: Topic): boolean {
  return Array.from(io.sockets.sockets.values()).some(({ rooms }) => rooms.has(`user:${userId}`) && rooms.has(topic))
}

function matches(actual: unknown, wanted: unknown): boolean {
  if (typeof wanted !== 'object' || wanted === null) return Object.is(actual, wanted)
  if (typeof actual !== 'object' || actual === null) return false
  if (Array.isArray(wanted) && (!Array.isArray(actual) || actual.length !== wanted.length)) return false
  // Looked up by name; what an object lacks is undefined.
  const fields = actual as Record<string, unknown>
  return Object.entries(wanted).every(([name, value]) => matches(fields[name], value))
}
