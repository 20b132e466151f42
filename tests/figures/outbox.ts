import { mock } from 'node:test'
import { createRealtimeClient } from '../../packages/client/src/index.ts'
import { createMockServer } from '../../packages/testing/src/index.ts'
import type { Figure } from './figure.ts'

const messages = 1000
const rttMs = 100
/** What the outbox has under way at a time. */
const lanes = 16

// Taken before the clock is a fake one.
const { setImmediate } = globalThis

/** How long 1000 messages take through the outbox, in virtual time: half of them in 50 lanes, the others in none. */
export async function figures(): Promise<Figure[]> {
  mock.timers.enable({ apis: ['setTimeout', 'setInterval', 'Date'] })
  const applied: number[] = []
  const server = createMockServer({
    latencyMs: rttMs / 2,
    limits: { messagesPerSecond: 1_000_000 },
    program: (rt) =>
      rt.handle('analysis:cancel', ({ payload }) => {
        applied.push(Number(payload.analysisId))
        return null
      }),
  })
  const client = createRealtimeClient({ url: server.url })
  client.connect()
  await pass(() => client.status.getSnapshot().synced && server.connections === 1, 5_000)

  const startedAt = Date.now()
  for (let n = 0; n < messages; n += 1) {
    client.send('analysis:cancel', { analysisId: `${n}` }, n % 2 === 0 ? {} : { key: laneOf(n) })
  }
  await pass(() => client.status.getSnapshot().pendingWrites === 0, 60_000)
  const tookMs = Date.now() - startedAt

  client.destroy()
  await server.close()
  mock.timers.reset()
  const last = new Map<string, number>()
  const overtaken = applied.filter((n) => {
    const before = last.get(laneOf(n)) ?? -1
    last.set(laneOf(n), n)
    return n % 2 === 1 && n < before
  })
  const once = new Set(applied).size
  return [
    {
      name: 'outbox.1000-messages.ratio-to-full-lanes',
      value: Math.round((tookMs / (Math.ceil(messages / lanes) * rttMs)) * 1000) / 1000,
      bar: 1.15,
    },
    { name: 'outbox.1000-messages.lost-count', value: messages - once, bar: 0 },
    { name: 'outbox.1000-messages.applied-twice-count', value: applied.length - once, bar: 0 },
    { name: 'outbox.1000-messages.out-of-order-count', value: overtaken.length, bar: 0 },
  ]
}

const laneOf = (n: number): string => (n % 2 === 0 ? `none ${n}` : `lane ${((n - 1) / 2) % 50}`)

/** Lets virtual time pass by the millisecond until something holds, for `withinMs` at most. */
async function pass(holds: () => boolean, withinMs: number): Promise<void> {
  for (let ms = 0; ms < withinMs && !holds(); ms += 1) {
    mock.timers.tick(1)
    // What travels hops through the real event loop, twice at most: in at one end, out at the other.
    for (let hop = 0; hop < 4; hop += 1) {
      // oxlint-disable-next-line no-await-in-loop -- time passes in order
      await new Promise<void>((resolve) => void setImmediate(resolve))
    }
  }
}
