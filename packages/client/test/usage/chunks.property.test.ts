import type { SSEEvent } from '@telltale/protocol'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { frame, session, stateEvent } from './support/usageServer.ts'
import { inUsageTime, pass, usageWorld } from './support/usageWorld.ts'

inUsageTime()

/** Texts of one to four bytes a character, which a cut may fall into. */
const text = fc.string({
  unit: fc.constantFrom('a', 'é', '→', '漢', '😀', '"', '\\', '{', ':', '\uFEFF'),
  maxLength: 6,
})
const event: fc.Arbitrary<SSEEvent> = text.chain((name) => {
  const named = { ...session, session_id: name }
  return fc.constantFrom<SSEEvent>(
    { type: 'session:created', data: named },
    { type: 'session:heartbeat', data: { ...session, as_of: name } },
    { type: 'session:state', data: { ...named, last: null } },
  )
})
const noise = fc.constantFrom(
  ': ping\n\n',
  ':\n',
  '\n',
  'retry: 1000\n\n',
  'event\n\n',
  'unknown: field\n',
  'id: b.1\n\n',
)
const bytesOf = (parts: readonly string[], newline: string, mark: boolean): Uint8Array =>
  new TextEncoder().encode((mark ? '\uFEFF' : '') + parts.join('').replaceAll('\n', newline))

function cut(bytes: Uint8Array, cuts: readonly number[]): Uint8Array[] {
  const places = [0, ...cuts.map((cutAt) => cutAt % (bytes.length + 1)), bytes.length].toSorted((a, b) => a - b)
  return places.slice(1).map((to, index) => bytes.slice(places[index], to))
}

/** What a stream hands on of these chunks, and the id that it asks from next. */
async function read(chunks: readonly Uint8Array[]): Promise<{ events: unknown[]; cursor: string | null }> {
  const { server, watch, end } = usageWorld()
  const stream = watch()
  const events: unknown[] = []
  for (const type of ['session:state', 'session:created', 'session:heartbeat'] as const) {
    stream.on(type, (data) => events.push({ type, data }))
  }
  stream.connect()
  await pass(0)
  for (const chunk of chunks) server.send(chunk)
  await pass(0)
  expect(stream.getStats().invalid).toBe(0)
  server.end('eof')
  await pass(2_000)
  const cursor = server.requests.at(-1)?.headers.get('last-event-id') ?? null
  await end()
  return { events, cursor }
}

it('any cut of the same bytes gives the same events, with LF, CRLF or CR, and through characters of many bytes', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.oneof(event, noise), { maxLength: 6 }),
      fc.constantFrom('\n', '\r\n', '\r'),
      fc.boolean(),
      fc.array(fc.nat(), { maxLength: 40 }),
      async (parts, newline, mark, cuts) => {
        const sent = parts.filter((part) => typeof part !== 'string')
        // A comment line before an event must not run into it.
        const texts = parts.map((part) => (typeof part === 'string' ? part : `\n${frame(part)}`))
        const { events, cursor } = await read(cut(bytesOf(texts, newline, mark), cuts))
        expect(events).toEqual(sent)
        const last = parts.findLast((part) => typeof part !== 'string' || part.startsWith('id'))
        expect(cursor).toBe(last === undefined ? null : typeof last === 'string' ? 'b.1' : last.data.revision)
      },
    ),
    { numRuns: 150 },
  )
})

it('byte by byte is no exception', async () => {
  const bytes = bytesOf([frame(stateEvent), frame(stateEvent)], '\r\n', true)
  const { events } = await read([...bytes].map((byte) => Uint8Array.of(byte)))
  expect(events).toEqual([stateEvent, stateEvent])
})
