import { defineContract } from '@telltale/protocol/schemas'
import fc from 'fast-check'
import * as v from 'valibot'
import { expect, it } from 'vitest'
import type { Outcome } from '../src/index.ts'
import { inVirtualTime, pass, world } from './support/world.ts'

inVirtualTime()

const contract = defineContract({
  requests: { 'deal:close': { schema: v.object({ n: v.number() }), data: v.object({ n: v.number() }) } },
})

type Move =
  | { do: 'send'; key: string | undefined; retry: 'safe' | 'never'; times: number }
  | { do: 'drop' | 'offline' | 'online' | 'restart' | 'stop' | 'start' | 'freeze' | 'thaw' | 'disconnect' | 'connect' }
  | { do: 'latency'; ms: number }
  | { do: 'pass'; ms: number }

const fault = fc.constantFrom('drop' as const, 'offline' as const, 'online' as const, 'disconnect' as const)
const rareFault = fc.constantFrom('restart' as const, 'stop' as const, 'start' as const, 'freeze' as const)
const cure = fc.constantFrom('connect' as const, 'thaw' as const, 'start' as const, 'online' as const)
const move: fc.Arbitrary<Move> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('send' as const),
      key: fc.constantFrom(undefined, 'a', 'b'),
      retry: fc.constantFrom('safe' as const, 'never' as const),
      times: fc.integer({ min: 1, max: 20 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fault }) },
  fc.record({ do: rareFault }),
  { weight: 2, arbitrary: fc.record({ do: cure }) },
  fc.record({ do: fc.constant('latency' as const), ms: fc.integer({ min: 0, max: 400 }) }),
  { weight: 4, arbitrary: fc.record({ do: fc.constant('pass' as const), ms: fc.integer({ min: 0, max: 1_500 }) }) },
  fc.record({ do: fc.constant('pass' as const), ms: fc.integer({ min: 0, max: 12_000 }) }),
)

type Sent = { key: string | undefined; retry: 'safe' | 'never'; outcomes: Outcome<unknown>[] }

/** One life of a client beside its server: what became of each message, and what the server applied, by its lives. */
async function live(moves: readonly Move[], seed: number): Promise<{ sent: Sent[]; applied: number[][] }> {
  const applied: number[][] = []
  const { server, visit } = world<typeof contract>({
    contract,
    seed,
    limits: { messagesPerSecond: 60 },
    program: (rt) => {
      const life: number[] = []
      applied.push(life)
      rt.handle('deal:close', ({ payload: { n } }) => {
        life.push(n)
        return { n }
      })
    },
  })
  const client = visit({ contract })
  const sent: Sent[] = []
  client.connect()
  for (const step of moves) {
    switch (step.do) {
      case 'send':
        for (let i = 0; i < step.times; i += 1) {
          const { key, retry } = step
          const outcomes: Outcome<unknown>[] = []
          const options = { retry, ...(key === undefined ? {} : { key }) }
          const { settled } = client.send('deal:close', { n: sent.length }, { ...options, ttlMs: 600_000 })
          void settled.then((outcome) => outcomes.push(outcome))
          sent.push({ key, retry, outcomes })
        }
        break
      case 'pass':
        await pass(step.ms)
        break
      case 'latency':
        server.network.latency(step.ms)
        break
      case 'connect':
      case 'disconnect':
        client[step.do]()
        break
      default:
        server.network[step.do]()
    }
  }
  server.network.thaw()
  server.network.start()
  server.network.online()
  server.network.latency(0)
  client.connect()
  await pass(120_000)
  expect(client.status.getSnapshot()).toMatchObject({ state: 'connected', synced: true, pendingWrites: 0 })
  client.destroy()
  await server.close()
  return { sent, applied }
}

it('whatever happens to the line, each message settles once, no life of the server applies it twice, and safe ones arrive (S8)', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(move, { maxLength: 25 }), fc.integer(), async (moves, seed) => {
      const { sent, applied } = await live(moves, seed)
      const all = applied.flat()
      for (const life of applied) expect(new Set(life).size).toBe(life.length)
      for (const [n, { key, retry, outcomes }] of sent.entries()) {
        expect(outcomes.length).toBe(1)
        const [outcome] = outcomes
        const code = outcome?.ok === false ? outcome.error.code : 'ok'
        const times = all.filter((one) => one === n).length
        if (code === 'ok') expect(times).toBeGreaterThanOrEqual(1)
        // Three closes while it alone was under way look like its own doing.
        if (retry === 'safe') expect(['ok', 'poisoned']).toContain(code)
        else {
          expect(['ok', 'poisoned', 'connection_lost']).toContain(code)
          expect(times).toBeLessThanOrEqual(1)
        }
        if (key === undefined) continue
        const later = sent.findIndex((other, i) => i > n && other.key === key)
        const [first, next] = [all.indexOf(n), later === -1 ? -1 : all.indexOf(later)]
        if (first !== -1 && next !== -1) expect(first, 'a lane out of order').toBeLessThan(next)
      }
    }),
    { numRuns: 150 },
  )
})
