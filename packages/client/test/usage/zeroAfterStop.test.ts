import { describe, expect, it } from 'vitest'
import { sessionWorld, type SessionWorld, type Tab } from './support/sessionWorld.ts'
import { pass } from './support/usageWorld.ts'

/** What a page writes on its screen. */
const words = ({ timeRemainingMinutes: minutes, hasReachedLimit }: Tab['now']): string =>
  hasReachedLimit ? 'limit reached' : minutes === null ? '…' : `${Math.floor(minutes / 60)}h ${minutes % 60}m remaining`

/** How the tabs are used, with an hour to go. */
const ways: Record<string, (world: SessionWorld, tabs: readonly [Tab, Tab]) => Promise<void>> = {
  'stop while the last tick is in flight': async ({ usage }, [tab]) => {
    void tab.now.startSession()
    await pass(10_050)
    usage.network.latency(900)
    await pass(9_800)
    usage.network.latency(0)
    await tab.now.stopSession()
  },
  'ten fast cycles of start and stop': async (_, [tab]) => {
    for (let cycle = 0; cycle < 10; cycle += 1) {
      void tab.now.startSession()
      await pass(30)
      void tab.now.stopSession()
      await pass(30)
    }
  },
  'two tabs that start and stop the same': async (_, [one, other]) => {
    void one.now.startSession()
    void other.now.startSession()
    await pass(5_000)
    void one.now.stopSession()
    void other.now.stopSession()
    await pass(100)
    void other.now.startSession()
    await pass(5_000)
    void one.now.stopSession()
  },
  'a beacon that arrives after a new start': async ({ usage }, [tab]) => {
    tab.store.stopOnLeave()
    void tab.now.startSession()
    await pass(5_000)
    usage.network.latency(3_000)
    tab.leave()
    await pass(0)
    usage.network.latency(20)
    void tab.now.stopSession()
    await pass(100)
    void tab.now.startSession()
    await pass(10_000)
    expect(tab.now.status).toBe('active')
    void tab.now.stopSession()
  },
  'a line that is cut at the stop': async ({ usage }, [tab]) => {
    void tab.now.startSession()
    await pass(5_000)
    void tab.now.stopSession()
    usage.network.drop()
    await pass(3_000)
  },
}

describe('after stop the screen said "0h 0m remaining → limit reached"', () => {
  const days = [-86_400_000, 0, 86_400_000]
  const cases = Object.entries(ways).flatMap(([name, use]) => days.map((skewMs) => ({ name, skewMs, use })))

  it.each(cases)('not for $name, with a clock that is $skewMs ms off (U7)', async ({ skewMs, use }) => {
    const world = sessionWorld({ latencyMs: 20 })
    // Both clocks of the page are wrong, but only by a constant.
    const env = { now: () => Date.now() + skewMs, monotonic: () => Date.now() + skewMs }
    const tabs = [await world.open({ env }), await world.open({ env })] as const
    await pass(100)
    await Promise.all([use(world, tabs), pass(0)])
    await pass(60_000)
    for (const { shown, now } of tabs) {
      expect(new Set(shown.map(words))).toEqual(new Set(['…', '1h 0m remaining']))
      expect(now).toMatchObject({ status: 'closed', endedBy: 'user', isConnected: true, error: null })
      expect(now).toMatchObject({ sessionId: tabs[0].now.sessionId, totalUsageSeconds: tabs[0].now.totalUsageSeconds })
    }
  })
})
