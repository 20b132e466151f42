import { defineContract } from '@telltale/protocol/schemas'
import fc from 'fast-check'
import * as v from 'valibot'
import { expect, it } from 'vitest'
import type { Outcome } from '../src/index.ts'
import { befall, type Fate, fate, mend } from './support/fate.ts'
import { inVirtualTime, world } from './support/world.ts'

inVirtualTime()

const contract = defineContract({
  requests: { 'deal:close': { schema: v.object({ n: v.number() }), data: v.object({ n: v.number() }) } },
})

type Message = { do: 'send'; key: string | undefined; retry: 'safe' | 'never'; times: number }
type Move = Message | Fate

const message: fc.Arbitrary<Message> = fc.record({
  do: fc.constant('send' as const),
  key: fc.constantFrom(undefined, 'a', 'b'),
  retry: fc.constantFrom('safe' as const, 'never' as const),
  times: fc.integer({ min: 1, max: 20 }),
})
const move: fc.Arbitrary<Move> = fc.oneof({ weight: 5, arbitrary: message }, { weight: 11, arbitrary: fate })

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
    if (step.do !== 'send') {
      await befall({ server, client }, step)
      continue
    }
    for (let i = 0; i < step.times; i += 1) {
      const { key, retry } = step
      const outcomes: Outcome<unknown>[] = []
      const options = { retry, ...(key === undefined ? {} : { key }) }
      const { settled } = client.send('deal:close', { n: sent.length }, { ...options, ttlMs: 600_000 })
      void settled.then((outcome) => outcomes.push(outcome))
      sent.push({ key, retry, outcomes })
    }
  }
  await mend({ server, client })
  client.destroy()
  await server.close()
  return { sent, applied }
}

it('whatever happens to the line, each message settles once, no life of the server applies it twice, and safe ones arrive (S8)', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(move, { maxLength: 25, size: 'max' }), fc.integer(), async (moves, seed) => {
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
}, 60_000)
