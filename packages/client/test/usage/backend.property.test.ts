import fc from 'fast-check'
import { expect, it, vi } from 'vitest'
import { backendWorld, type BackendWorld, type Page } from './support/backendWorld.ts'
import { befall, faultNames, mend } from './support/faults.ts'
import { pass } from './support/usageWorld.ts'

const move = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constantFrom('start' as const, 'stop' as const, 'renew' as const, 'pause' as const, 'resume' as const),
      tab: fc.nat(2),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('pass' as const), ms: fc.constantFrom(0, 40, 900, 15_000, 70_000) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constantFrom(...faultNames),
    }),
  },
)
type Move = typeof move extends fc.Arbitrary<infer TMove> ? TMove : never

/** The session that each tab believes in. */
type Ids = Map<number, string>

function perform(next: Move, { usage, ping }: BackendWorld, ids: Ids): void {
  const post = (tab: number, ...[body]: Parameters<typeof ping>): void => {
    // An answer that never comes is the network's misfortune.
    ping(body).then(
      ({ session_id: id }) => void (id === null ? ids.delete(tab) : ids.set(tab, id)),
      () => undefined,
    )
  }
  switch (next.do) {
    case 'start':
      return post(next.tab, { active: true, lease: true })
    case 'stop':
      return post(next.tab, { active: false, sessionId: ids.get(next.tab) ?? 'unknown' })
    case 'renew':
      return post(next.tab, { active: true, sessionId: ids.get(next.tab) ?? 'unknown' })
    case 'pause':
    case 'resume':
      return post(next.tab, { active: true, sessionId: ids.get(next.tab) ?? 'unknown', paused: next.do === 'pause' })
    case 'pass':
      return
    default:
      return befall(usage, next.do)
  }
}

/** What a page shows of its session, whenever it was told last; an end and no session are one. */
function shown({ state }: Page): unknown {
  if (state === null) return null
  const { status, paused, session_id: id, total_usage_seconds: total, as_of: asOf, revision } = state
  const epoch = revision.split('.')[0]
  if (status !== 'active' || paused) return { epoch, id: status === 'active' ? id : null, total }
  // While the clock runs, the total grows with it.
  return { epoch, id, ahead: Math.round(total * 1000) - Date.parse(asOf) }
}

it('whatever the network, the server and three tabs do, all agree with the server once it is quiet (U8)', async () => {
  let runs = 0
  await fc.assert(
    fc.asyncProperty(fc.array(move, { maxLength: 30 }), fc.nat(), fc.boolean(), async (moves, seed, isLive) => {
      vi.useFakeTimers({ now: 0 })
      const world = backendWorld({ capMs: 200_000, seed })
      const { usage, open, ping, end } = world
      try {
        const pages = [await open(), await open()]
        const ids: Ids = new Map()
        for (const next of moves) {
          perform(next, world, ids)
          await pass(next.do === 'pass' ? next.ms : 0)
          expect(usage.streams).toBeLessThanOrEqual(pages.length)
          for (const { state } of pages) {
            if (state === null) continue
            const { total_usage_seconds: total, time_remaining_seconds: left } = state
            expect(total + left).toBeCloseTo(200, 6)
          }
        }
        mend(usage)
        // A stream in the dark is given up after 45 s, and the ladder has 30 s at most.
        await pass(80_000)
        expect(usage.streams).toBe(2)
        const { status } = isLive ? await ping({ active: true, lease: true }) : { status: 'any' }
        await pass(25_000)
        pages.push(await open())
        if (status === 'active') runs += 1
        const [first, ...others] = pages.map(shown)
        for (const other of others) expect(other).toEqual(first)
      } finally {
        await end()
        vi.useRealTimers()
      }
    }),
    { numRuns: 150 },
  )
  expect(runs, 'ends with a session that runs').toBeGreaterThan(10)
})
