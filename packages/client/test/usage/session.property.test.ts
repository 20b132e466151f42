import type { UsageSessionState } from '@telltale/protocol'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createUsageStream, type UsageSession } from '../../src/index.ts'
import { befall, faultNames, isFault, mend } from './support/faults.ts'
import { sessionWorld, type SessionWorld, type Tab } from './support/sessionWorld.ts'
import { pass } from './support/usageWorld.ts'

const wish = fc.record({
  do: fc.constantFrom('start' as const, 'stop' as const, 'pause' as const, 'resume' as const),
  tab: fc.nat(2),
})
const wait = fc.record({
  do: fc.constant('pass' as const),
  ms: fc.constantFrom(0, 40, 300, 900, 5_000, 15_000, 70_000),
})
const fault = fc.record({
  do: fc.constantFrom(...faultNames, 'reload' as const, 'leave' as const, 'look away' as const),
})
const calm = fc.array(fc.oneof(wish, wait), { maxLength: 30 })
const wild = fc.array(
  fc.oneof({ weight: 4, arbitrary: wish }, { weight: 3, arbitrary: wait }, { weight: 2, arbitrary: fault }),
  { maxLength: 30 },
)

const call = { start: 'startSession', stop: 'stopSession', pause: 'pause', resume: 'resume' } as const

/** What holds at every moment, whatever the line does. */
function check(now: UsageSession, capSeconds: number): void {
  const { timeRemainingSeconds: left, totalUsageSeconds: total, currentSessionSeconds: current } = now
  if (left === null || total === null || current === null) {
    expect([left, total, current, now.hasReachedLimit]).toEqual([null, null, null, false])
    return
  }
  expect(Math.min(left, total, current)).toBeGreaterThanOrEqual(0)
  expect(left + total).toBe(capSeconds)
  expect(current).toBeLessThanOrEqual(total)
  expect(left === 0, 'nothing left where the limit is reached, and only there').toBe(now.hasReachedLimit)
  expect(now.timeRemainingMinutes === 0).toBe(now.hasReachedLimit)
  if (now.isValidForRecording) expect(now).toMatchObject({ isActive: true, isPaused: false, hasReachedLimit: false })
}

/** The server's total at any time, in ms, by all that it has ever said of it. */
function truthOf(said: readonly UsageSessionState[]): (at: number) => number {
  const known = said.map((session) => ({
    at: Date.parse(session.as_of),
    totalMs: session.total_usage_seconds * 1_000,
    runs: session.status === 'active' && !session.paused,
  }))
  return (at) => {
    const last = known.findLast((one) => one.at <= at) ?? known[0]
    return last ? last.totalMs + (last.runs ? Math.max(at - last.at, 0) : 0) : 0
  }
}

it(
  'what is shown is the server’s truth but for latency, in whatever order answers and events come (U7, U9)',
  { timeout: 30_000 },
  async () => {
    let running = 0
    await fc.assert(
      fc.asyncProperty(
        calm,
        fc.constantFrom(0, 30, 400),
        fc.constantFrom(100_000, 3_600_000),
        fc.nat(),
        async (script, jitterMs, capMs, seed) => {
          const world = sessionWorld({ capMs, seed })
          const { usage, open, end } = world
          usage.network.latency(20, jitterMs)
          const lateMs = 20 + jitterMs
          const said: UsageSessionState[] = []
          const witness = createUsageStream({ fetch: usage.fetch })
          const hear = (session: UsageSessionState) => said.push(session)
          for (const name of ['state', 'created', 'closed', 'expired', 'capped'] as const) {
            witness.on(`session:${name}`, hear)
          }
          try {
            witness.connect()
            const tabs = [await open(), await open(), await open()]
            await pass(3 * lateMs)
            const asked = tabs.map(() => 0)
            /** What each tab has shown, and whether something was under way. */
            const samples: { at: number; tab: number; totalMs: number; isAsked: boolean }[] = []
            const look = () => {
              for (const [tab, { now }] of tabs.entries()) {
                check(now, capMs / 1_000)
                const totalMs = Number(now.totalUsageSeconds) * 1_000
                samples.push({ at: Date.now(), tab, totalMs, isAsked: asked[tab] !== 0 })
              }
            }
            for (const move of script) {
              if (move.do === 'pass') {
                for (let left = move.ms; left > 0; left -= 450) {
                  await pass(Math.min(left, 450))
                  look()
                }
              } else {
                const { tab } = move
                asked[tab] = Number(asked[tab]) + 1
                void tabs[tab]?.now[call[move.do]]().then(() => (asked[tab] = Number(asked[tab]) - 1))
              }
              look()
            }
            await pass(20_000)
            look()
            const truth = truthOf(said)
            for (const { at, totalMs, isAsked, tab } of samples) {
              expect(totalMs, `tab ${tab} at ${at}`).toBeLessThanOrEqual(truth(at) + lateMs)
              // Figures stand while a stop or a pause is under way.
              const leastMs = isAsked ? 0 : truth(at - lateMs) - 1_000 - lateMs
              expect(totalMs, `tab ${tab} at ${at}`).toBeGreaterThanOrEqual(leastMs)
            }
            const [first, ...others] = tabs.map(({ now }) => [now.status, now.sessionId, now.isPaused, now.endedBy])
            for (const other of others) expect(other).toEqual(first)
            if (first?.[0] === 'active') running += 1
            for (const { shown } of tabs) {
              for (const [index, one] of shown.entries()) {
                const before = shown[index - 1]
                const isCounting = one.isActive && !one.isPaused && before?.isPaused === false
                if (!isCounting || before.sessionId !== one.sessionId) continue
                expect(one.totalUsageSeconds, `flicker at ${one.at}`).toBeGreaterThanOrEqual(
                  Number(before.totalUsageSeconds),
                )
              }
            }
          } finally {
            witness.destroy()
            await end()
          }
        },
      ),
      {
        numRuns: 120,
        // Shrunk: a start that is refused at the limit, after the session that came to it.
        examples: [
          [
            [
              { do: 'start', tab: 0 },
              { do: 'pass', ms: 70_000 },
              { do: 'pass', ms: 70_000 },
              { do: 'start', tab: 0 },
            ],
            0,
            100_000,
            0,
          ],
        ],
      },
    )
    expect(running, 'ends with a session that runs').toBeGreaterThan(10)
  },
)

async function perform(move: { do: string; tab?: number }, { usage }: SessionWorld, tabs: Tab[]): Promise<void> {
  if (isFault(move.do)) return befall(usage, move.do)
  switch (move.do) {
    case 'start':
    case 'stop':
    case 'pause':
    case 'resume':
      return void tabs[move.tab ?? 0]?.now[call[move.do]]()
    case 'reload':
    case 'look away': {
      const tab = tabs.shift()
      if (tab && move.do === 'look away') tab.close()
      else if (tab) tabs.push(await tab.reload())
      return
    }
    case 'leave':
      return tabs[0]?.leave()
  }
}

it(
  'whatever server, network and three tabs do, all agree once it is quiet, and each end is told once (U8)',
  { timeout: 30_000 },
  async () => {
    let running = 0
    await fc.assert(
      fc.asyncProperty(wild, fc.nat(), fc.boolean(), async (script, seed, isLive) => {
        const world = sessionWorld({ capMs: 200_000, seed })
        const { usage, open, end } = world
        try {
          const tabs = [await open(), await open(), await open()]
          for (const tab of tabs) tab.store.stopOnLeave()
          const all = new Set(tabs)
          for (const move of script) {
            await perform(move, world, tabs)
            await pass('ms' in move ? move.ms : 0)
            for (const tab of tabs) {
              all.add(tab)
              check(tab.now, 200)
            }
          }
          mend(usage)
          // A stream in the dark is given up after 45 s, and the ladder has 30 s at most.
          await pass(80_000)
          const last = isLive ? await open() : undefined
          await last?.now.startSession()
          await pass(35_000)
          const fresh = await open()
          await pass(0)
          if (fresh.now.isActive) running += 1
          for (const { now } of [...tabs, ...(last ? [last] : [])]) {
            expect(now).toMatchObject({
              isActive: fresh.now.isActive,
              isPaused: fresh.now.isPaused,
              totalUsageSeconds: fresh.now.totalUsageSeconds,
              sessionId: fresh.now.isActive ? fresh.now.sessionId : now.sessionId,
              hasReachedLimit: fresh.now.hasReachedLimit,
              isStale: false,
            })
            expect(['active', 'idle', 'closed', 'expired', 'capped']).toContain(now.status)
          }
          for (const { ends } of all) {
            expect(new Set(ends.map(({ sessionId }) => sessionId)).size, 'ends told').toBe(ends.length)
          }
        } finally {
          await end()
        }
      }),
      { numRuns: 150 },
    )
    expect(running, 'ends with a session that runs').toBeGreaterThan(10)
  },
)
