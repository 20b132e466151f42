import { createMockUsage } from '@telltale/testing'
import { describe, expect, it, vi } from 'vitest'
import { createUsageSession, sharedUsageSession } from '../../src/index.ts'
import { sessionWorld, type Tab } from './support/sessionWorld.ts'
import { pass } from './support/usageWorld.ts'

const bodies = (usage: { requests: readonly { method: string; body: string }[] }): unknown[] =>
  usage.requests.filter(({ method }) => method === 'POST').map(({ body }): unknown => JSON.parse(body))

const words = ({ shown }: Tab): string[] =>
  shown.map(({ status }) => status).filter((word, index, all) => word !== all[index - 1])

describe('a usage session', () => {
  it('shows idle and no figures before the server has told any, and on a server (U4, U9)', () => {
    const store = createUsageSession()
    const unknown = { status: 'idle', timeRemainingSeconds: null, totalUsageMinutes: null, hasReachedLimit: false }
    expect(store.getSnapshot()).toMatchObject({ ...unknown, isNearLimit: false, isValidForRecording: false })
    expect(store.getServerSnapshot()).toBe(store.getSnapshot())
    store.destroy()
  })

  it('starts, counts down once a second, stops at once, and what is left stays right (U4, U7)', async () => {
    const { open } = sessionWorld({ latencyMs: 20 })
    const tab = await open()
    await pass(40)
    expect(tab.now).toMatchObject({ status: 'idle', timeRemainingSeconds: 3600, isConnected: true })
    const started = tab.now.startSession()
    expect(tab.now.status).toBe('starting')
    await pass(40)
    await started
    expect(tab.now).toMatchObject({
      status: 'active',
      isActive: true,
      isValidForRecording: true,
      sessionId: expect.any(String),
      sessionStartedAt: '1970-01-01T00:00:00.060Z',
      sessionExpiresAt: '1970-01-01T00:02:00.060Z',
      sessionCapAt: '1970-01-01T01:00:00.060Z',
    })
    await pass(90_000)
    expect(tab.now).toMatchObject({
      timeRemainingSeconds: 3510,
      timeRemainingMinutes: 59,
      totalUsageSeconds: 90,
      totalUsageMinutes: 1,
      currentSessionSeconds: 90,
    })
    const left = tab.shown.map(({ timeRemainingSeconds }) => timeRemainingSeconds)
    expect(new Set(left.filter(Number)).size).toBe(91)
    const stopped = tab.now.stopSession()
    expect(tab.now).toMatchObject({ status: 'stopping', isActive: false, isValidForRecording: false })
    await pass(40)
    await stopped
    await pass(300_000)
    expect(tab.now).toMatchObject({
      status: 'closed',
      endedBy: 'user',
      timeRemainingSeconds: 3510,
      totalUsageSeconds: 90,
      currentSessionSeconds: 90,
      error: null,
    })
    expect(words(tab)).toEqual(['idle', 'starting', 'active', 'stopping', 'closed'])
    expect(tab.ends).toEqual([{ sessionId: tab.now.sessionId, endedBy: 'user' }])
  })

  it('renews its lease every 30 s, though nobody looks any more, and a mere onlooker never does (U8)', async () => {
    const { usage, open } = sessionWorld()
    const [tab, onlooker] = [await open(), await open()]
    await tab.now.startSession()
    const sessionId = tab.now.sessionId
    await pass(95_000)
    tab.close()
    await pass(60_000)
    expect(onlooker.now).toMatchObject({ sessionId, status: 'active', currentSessionSeconds: 155 })
    expect(bodies(usage)).toEqual([
      { active: true, lease: true },
      ...Array.from({ length: 5 }, () => ({ active: true, sessionId })),
    ])
    expect(usage.streams).toBe(1)
    tab.store.destroy()
    await pass(150_000)
    expect(onlooker.now).toMatchObject({ sessionId, status: 'expired', endedBy: 'ttl', currentSessionSeconds: 270 })
  })

  it('starts once though asked twice, stops once, and a stop waits for its start', async () => {
    const { usage, open } = sessionWorld({ latencyMs: 20 })
    const tab = await open()
    await pass(40)
    const asked = [tab.now.startSession(), tab.now.startSession(), tab.now.stopSession(), tab.now.stopSession()]
    await pass(100)
    await Promise.all(asked)
    expect(bodies(usage)).toEqual([
      { active: true, lease: true },
      { active: false, sessionId: expect.any(String) },
    ])
    expect(tab.now.status).toBe('closed')
    await tab.now.stopSession()
    expect(bodies(usage)).toHaveLength(2)
  })

  it('joins the session that runs, and stops the one that was shown, not a later one (U8)', async () => {
    const { usage, open } = sessionWorld()
    const [one, other] = [await open(), await open()]
    await one.now.startSession()
    await pass(5_000)
    await other.now.startSession()
    expect(other.now).toMatchObject({ sessionId: one.now.sessionId, currentSessionSeconds: 5 })
    await pass(1)
    usage.network.latency(500)
    const late = one.now.stopSession()
    usage.network.latency(0)
    await other.now.stopSession()
    await other.now.startSession()
    await pass(2_000)
    await late
    expect(one.now).toMatchObject({ status: 'active', sessionId: other.now.sessionId })
  })

  it('a stop that had to wait is for the session that was shown when it was asked for', async () => {
    const { usage, open } = sessionWorld()
    const [one, other] = [await open(), await open()]
    await one.now.startSession()
    await pass(1)
    usage.network.latency(500)
    const [paused, stopped] = [one.now.pause(), one.now.stopSession()]
    await pass(0)
    usage.network.latency(0)
    await other.now.stopSession()
    await other.now.startSession()
    await pass(2_000)
    await Promise.all([paused, stopped])
    expect(one.now).toMatchObject({ status: 'active', sessionId: other.now.sessionId })
  })

  it('an answer that news has overtaken changes nothing (U8)', async () => {
    const { usage, open } = sessionWorld()
    let heldMs = 0
    const fetch = async (url: string, init?: RequestInit) => {
      const [response, ms] = [await usage.fetch(url, init), heldMs]
      if (ms > 0) await new Promise((resolve) => setTimeout(resolve, ms))
      return response
    }
    const [one, other] = [await open({ fetch }), await open()]
    await one.now.startSession()
    await pass(1_000)
    heldMs = 3_000
    const paused = one.now.pause()
    await pass(1_000)
    await other.now.resume()
    await pass(2_500)
    await paused
    expect(one.now).toMatchObject({ isPaused: false, currentSessionSeconds: 3, isValidForRecording: true })
  })

  it('the figures stand from the moment at which stop is asked for (U7)', async () => {
    const { usage, open } = sessionWorld()
    const tab = await open()
    await tab.now.startSession()
    await pass(5_000)
    usage.network.latency(3_000)
    const stopped = tab.now.stopSession()
    await pass(2_900)
    expect(tab.now).toMatchObject({ status: 'stopping', currentSessionSeconds: 5 })
    await pass(4_000)
    await stopped
    // The server has heard of it 3 s later.
    expect(tab.now).toMatchObject({ status: 'closed', currentSessionSeconds: 8, totalUsageSeconds: 8 })
  })

  it('pauses and goes on, in all tabs, and cannot record meanwhile (U11)', async () => {
    const { open } = sessionWorld()
    const [one, other] = [await open(), await open()]
    await one.now.startSession()
    await pass(5_000)
    await one.now.pause()
    await pass(200_000)
    for (const { now } of [one, other]) {
      expect(now).toMatchObject({ isPaused: true, isActive: true, isValidForRecording: false, sessionCapAt: null })
      expect(now.currentSessionSeconds).toBe(5)
    }
    await other.now.resume()
    await pass(5_000)
    expect(one.now).toMatchObject({ isPaused: false, isValidForRecording: true, currentSessionSeconds: 10 })
  })

  it.each([
    ['capped', 'cap', 100_000],
    ['expired', 'ttl', 3_600_000],
  ] as const)(
    'tells that it is %s once, in the very moment, so that a recording stops itself (U6)',
    async (status, endedBy, capMs) => {
      const { usage, open } = sessionWorld({ capMs })
      const tab = await open()
      await tab.now.startSession()
      const { sessionId } = tab.now
      if (endedBy === 'ttl') tab.store.destroy()
      const onlooker = endedBy === 'ttl' ? await open() : tab
      await pass(endedBy === 'cap' ? 99_999 : 119_999)
      expect(onlooker.now.status).toBe('active')
      await pass(1)
      expect(onlooker.now).toMatchObject({
        status,
        endedBy,
        isValidForRecording: false,
        hasReachedLimit: endedBy === 'cap',
      })
      usage.network.drop()
      await pass(60_000)
      expect(onlooker.now).toMatchObject({ status, endedBy })
      expect(onlooker.ends).toEqual([{ sessionId, endedBy }])
      expect((await open()).now, 'a page that is freshly loaded').toMatchObject({ status: 'idle', endedBy: null })
    },
  )

  it('says capped where nothing is left to start with, and goes on to say that the limit is reached', async () => {
    const { open } = sessionWorld({ capMs: 10_000 })
    const tab = await open()
    await tab.now.startSession()
    await pass(10_000)
    expect(tab.ends).toHaveLength(1)
    await pass(1)
    const { sessionId } = tab.now
    await tab.now.startSession()
    // As in every other tab: the session that came to the limit is still the last.
    expect(tab.now).toMatchObject({ status: 'capped', hasReachedLimit: true, timeRemainingMinutes: 0, sessionId })
    expect(tab.ends).toHaveLength(1)
  })

  it('tells thresholds when they are crossed, and that the limit is near, without seconds being asked for (U11)', async () => {
    const { open } = sessionWorld({ capMs: 1_803_000 })
    const tab = await open()
    tab.close()
    const told: string[] = []
    const changes: boolean[] = []
    const listen = () =>
      [1_802, 1_801, 2_000].map((seconds) =>
        tab.store.onThreshold(seconds, (at) => told.push(`${at} at ${Date.now()}`)),
      )
    const stops = [...listen(), tab.store.subscribe(() => changes.push(tab.now.isNearLimit))]
    await pass(1)
    await tab.now.startSession()
    const timers = vi.spyOn(globalThis, 'setTimeout')
    await pass(10_000)
    expect(told).toEqual(['1802 at 1001', '1801 at 2001'])
    expect(changes.indexOf(true)).toBeGreaterThan(-1)
    expect(timers.mock.calls.filter(([, ms]) => Number(ms) <= 1_000).length, 'seconds').toBeLessThan(8)
    for (const stop of stops) stop()
  })

  it('tells no threshold to a listener that another has taken away in that moment (U11)', async () => {
    const { open } = sessionWorld({ capMs: 100_000 })
    const tab = await open()
    const told: string[] = []
    const stops = [
      tab.store.onThreshold(95, () => {
        told.push('first')
        for (const stop of stops) stop()
      }),
      tab.store.onThreshold(95, () => told.push('second')),
    ]
    await tab.now.startSession()
    await pass(10_000)
    expect(told).toEqual(['first'])
  })

  it('tells no threshold of time that others used while nothing ran here (U11)', async () => {
    const { open } = sessionWorld({ capMs: 100_000 })
    const [tab, other] = [await open(), await open()]
    const told: number[] = []
    const stop = tab.store.onThreshold(90, (seconds) => told.push(seconds))
    tab.close()
    await pass(2_000)
    await other.now.startSession()
    await pass(20_000)
    await other.now.stopSession()
    const again = tab.store.subscribe(() => undefined)
    await pass(1_000)
    expect(tab.now).toMatchObject({ status: 'idle', timeRemainingSeconds: 80 })
    expect(told).toEqual([])
    again()
    stop()
  })

  it('cannot record from the very end of a lease on, though nobody asks for seconds', async () => {
    const { usage, open } = sessionWorld()
    const tab = await open()
    tab.close()
    const seen: string[] = []
    const stop = tab.store.subscribe(() => seen.push(`${tab.now.isValidForRecording} at ${Date.now()}`))
    await pass(1)
    await tab.now.startSession()
    usage.network.stop()
    await pass(130_000)
    expect(seen.findLast((one) => one.startsWith('true'))).not.toBe(undefined)
    expect(seen.find((one, index) => one.startsWith('false') && seen[index - 1]?.startsWith('true'))).toBe(
      'false at 120001',
    )
    stop()
  })

  it('has no timer for seconds while nobody asks for them, or while none is counted', async () => {
    const { open } = sessionWorld()
    const tab = await open()
    tab.close()
    const stop = tab.store.subscribe(() => undefined)
    await pass(1_100)
    await tab.now.startSession()
    const without = vi.getTimerCount()
    const release = tab.store.holdSeconds()
    expect(vi.getTimerCount()).toBe(without)
    let changes = 0
    const watch = tab.store.subscribe(() => (changes += 1))
    await pass(9_500)
    expect(changes).toBe(9)
    release()
    changes = 0
    await pass(9_000)
    expect(changes, 'heartbeats alone').toBe(1)
    expect(tab.now.currentSessionSeconds, 'and yet it is right when looked up').toBe(18)
    stop()
    watch()
  })

  it('never goes back by what an answer was late, nor runs ahead of the server (U9)', async () => {
    const { usage, open } = sessionWorld()
    const tab = await open()
    await tab.now.startSession()
    for (const delayMs of [700, 0, 900, 300, 0, 600]) {
      usage.network.latency(delayMs)
      await pass(10_000)
    }
    const totals = tab.shown
      .filter(({ isActive }) => isActive)
      .map(({ totalUsageSeconds }) => Number(totalUsageSeconds))
    expect(totals).toEqual(totals.toSorted((a, b) => a - b))
    expect(tab.now.totalUsageSeconds).toBeGreaterThanOrEqual(58)
    expect(tab.now.totalUsageSeconds).toBeLessThanOrEqual(60)
  })

  it('goes by no clock of the page: one that is a day off changes nothing', async () => {
    for (const skewMs of [-86_400_000, 86_400_000]) {
      const { usage, open, end } = sessionWorld()
      const tab = await open({ env: { now: () => Date.now() + skewMs } })
      await tab.now.startSession()
      await pass(12_500)
      expect(tab.now).toMatchObject({ timeRemainingSeconds: 3588, isValidForRecording: true, hasReachedLimit: false })
      usage.network.drop()
      await pass(2_500)
      expect(tab.now).toMatchObject({ timeRemainingSeconds: 3585, isConnected: true })
      await end()
    }
  })
})

describe('an outage', () => {
  it('goes on counting to the end of the lease, says as of, and agrees again afterwards (U8, U9)', async () => {
    const { usage, open } = sessionWorld()
    const tab = await open()
    await tab.now.startSession()
    await pass(10_000)
    usage.network.stop()
    await pass(1)
    expect(tab.now, 'a moment after').toMatchObject({ isConnected: false, isStale: false })
    await pass(19_999)
    expect(tab.now).toMatchObject({
      isStale: true,
      asOf: '1970-01-01T00:00:10.000Z',
      currentSessionSeconds: 30,
      isValidForRecording: true,
    })
    await pass(100_000)
    expect(tab.now).toMatchObject({ status: 'active', currentSessionSeconds: 120, isValidForRecording: false })
    await pass(60_000)
    usage.network.start()
    await pass(31_000)
    const ended = { status: 'expired', endedBy: 'ttl', currentSessionSeconds: 120, isStale: false }
    expect(tab.now).toMatchObject({ ...ended, totalUsageSeconds: 120, timeRemainingSeconds: 3480 })
    expect(tab.ends).toEqual([{ sessionId: tab.now.sessionId, endedBy: 'ttl' }])
    await pass(40_000)
    expect(tab.now, 'after a heartbeat of the new stream').toMatchObject(ended)
  })

  it('that took the server’s memory ends the session, and nobody knows why (U8)', async () => {
    const { usage, open } = sessionWorld()
    const tab = await open()
    await tab.now.startSession()
    const { sessionId } = tab.now
    await pass(25_000)
    usage.network.restart(500)
    await pass(3_000)
    expect(tab.now).toMatchObject({ status: 'idle', sessionId: null, totalUsageSeconds: 0, isConnected: true })
    expect(tab.ends).toEqual([{ sessionId, endedBy: null }])
    const sent = bodies(usage).length
    await pass(60_000)
    expect(bodies(usage), 'renewals of what is not known').toHaveLength(sent)
  })

  it('of all but the stream: an answer of another epoch counts, and the stream is opened anew (U8)', async () => {
    const { usage, open } = sessionWorld()
    const other = createMockUsage()
    let now = usage
    const tab = await open({ fetch: (url, init) => now.fetch(url, init) })
    await tab.now.startSession()
    const { sessionId } = tab.now
    await pass(11_000)
    // The old server goes on with the stream that is open; all else goes to the new one.
    now = other
    await tab.now.startSession()
    expect(tab.now).toMatchObject({ status: 'active', currentSessionSeconds: 0, error: null })
    expect(tab.ends).toEqual([{ sessionId, endedBy: null }])
    await pass(3_000)
    expect([usage.streams, other.streams, tab.now.isConnected]).toEqual([0, 1, true])
    tab.store.destroy()
    await pass(0)
    other.close()
  })

  it('of seconds does not lose a start or a stop: they are sent again (U7, U8)', async () => {
    const { usage, open } = sessionWorld()
    const tab = await open()
    usage.network.stop()
    const started = tab.now.startSession()
    await pass(1_500)
    expect(tab.now).toMatchObject({ status: 'starting', error: null })
    usage.network.start()
    await pass(2_000)
    await started
    expect(tab.now).toMatchObject({ status: 'active', error: null })
    usage.network.stop()
    const stopped = tab.now.stopSession()
    await pass(2_500)
    expect(tab.now.status).toBe('stopping')
    usage.network.start()
    await pass(8_000)
    await stopped
    expect(tab.now).toMatchObject({ status: 'closed', endedBy: 'user' })
  })

  it('of longer is told in words that say what to do, and forgotten with the next request (U9)', async () => {
    const { usage, open } = sessionWorld()
    const tab = await open()
    usage.network.stop()
    const started = tab.now.startSession()
    await pass(7_000)
    await started
    expect(tab.now).toMatchObject({ status: 'idle', error: { code: 'connection_lost', retryable: true } })
    expect(tab.now.error?.message).toBe(
      '[telltale] "startSession": not done: the usage server was not reached in time. What ran before still runs. Try again once connected.',
    )
    usage.network.start()
    await pass(31_000)
    await tab.now.startSession()
    expect(tab.now).toMatchObject({ status: 'active', error: null })
  })
})

describe('pages that come and go', () => {
  it('a reload goes on with the session that the tab held, and keeps it alive (U8)', async () => {
    const { open } = sessionWorld()
    const tab = await open()
    await tab.now.startSession()
    tab.store.destroy()
    await pass(110_000)
    const again = await tab.reload()
    expect(again.now).toMatchObject({ status: 'active', sessionId: tab.now.sessionId, currentSessionSeconds: 110 })
    await pass(300_000)
    expect(again.now).toMatchObject({ status: 'active', currentSessionSeconds: 410 })
  })

  it('a reload that took too long tells how the session ended, once (U6)', async () => {
    const { open } = sessionWorld()
    const tab = await open()
    await tab.now.startSession()
    tab.store.destroy()
    await pass(130_000)
    const again = await tab.reload()
    expect(again.now).toMatchObject({ status: 'expired', endedBy: 'ttl', sessionId: tab.now.sessionId })
    expect(again.ends).toEqual([{ sessionId: tab.now.sessionId, endedBy: 'ttl' }])
    const third = await again.reload()
    expect([third.now.status, third.ends]).toEqual(['idle', []])
  })

  it('leaving stops the session that this page began where that was asked for, with its id (U5)', async () => {
    const { usage, open } = sessionWorld()
    const calls: (RequestInit | undefined)[] = []
    const fetch = (url: string, init?: RequestInit) => {
      calls.push(init)
      return usage.fetch(url, init)
    }
    const [tab, onlooker] = [await open({ fetch, getToken: () => 'guest' }), await open()]
    tab.store.stopOnLeave()
    await tab.now.startSession()
    await pass(5_000)
    tab.leave()
    // Nothing runs any more once the page has gone.
    expect(calls.at(-1)).toMatchObject({
      keepalive: true,
      body: JSON.stringify({ active: false, sessionId: tab.now.sessionId }),
      headers: { authorization: 'Bearer guest' },
    })
    await pass(0)
    expect(onlooker.now).toMatchObject({ status: 'closed', endedBy: 'user', currentSessionSeconds: 5 })
  })

  it('leaving stops nothing by itself, nor from a tab that only looks or joined, nor after the last who wanted it', async () => {
    const { open } = sessionWorld()
    const [tab, joined, onlooker] = [await open(), await open(), await open()]
    tab.store.stopOnLeave()()
    joined.store.stopOnLeave()
    onlooker.store.stopOnLeave()
    await tab.now.startSession()
    await pass(5_000)
    await joined.now.startSession()
    for (const each of [tab, joined, onlooker]) each.leave()
    await pass(0)
    expect(onlooker.now.status).toBe('active')
  })
})

it.each([
  { others: 'another tab keeps it alive', joins: true, stays: true, status: 'active' },
  { others: 'another tab kept it alive a while ago', joins: true, stays: false, status: 'closed' },
  { others: 'nobody else keeps it alive', joins: false, stays: false, status: 'closed' },
])('where $others, leaving leaves the session $status (U5, U8)', async ({ joins, stays, status }) => {
  const { usage, open } = sessionWorld()
  const [tab, other, onlooker] = [await open(), await open(), await open()]
  // It hears of what it does itself before it is answered.
  usage.network.latency(0, 50)
  tab.store.stopOnLeave()
  const begun = tab.now.startSession()
  await pass(1_000)
  await begun
  if (joins) void other.now.startSession()
  await pass(1_000)
  if (!stays) other.store.destroy()
  await pass(200_000)
  tab.leave()
  await pass(1_000)
  expect(onlooker.now.status).toBe(status)
})

it('leaving does not stop a session that was joined in the dark, though this page began the one before', async () => {
  const { usage, open } = sessionWorld()
  let isDark = false
  const fetch = (url: string, init?: RequestInit) =>
    isDark && init?.method !== 'POST' ? Promise.reject(new TypeError('dark')) : usage.fetch(url, init)
  const [tab, other] = [await open({ fetch }), await open()]
  tab.store.stopOnLeave()
  await tab.now.startSession()
  isDark = true
  usage.network.drop()
  await pass(5_000)
  await other.now.stopSession()
  await other.now.startSession()
  await pass(5_000)
  await tab.now.startSession()
  expect(tab.now).toMatchObject({ sessionId: other.now.sessionId, isConnected: false, isStale: true })
  tab.leave()
  await pass(0)
  expect(other.now.status).toBe('active')
})

describe('whose usage it is', () => {
  const jwt = (sub: string, exp = 9_999_999) => `e30.${btoa(JSON.stringify({ sub, exp }))}.x`
  const subject = (token: string | null) => ({ userId: String(JSON.parse(atob(token?.split('.')[1] ?? '')).sub) })

  it('requests bring the token, and one that is not accepted is replaced once', async () => {
    let good = 'old'
    const { usage, open } = sessionWorld()
    const tab = await open({ getToken: () => good })
    good = 'new'
    usage.network.refuse({ status: 401, times: 1 })
    await tab.now.startSession()
    const posts = usage.requests.filter(({ method }) => method === 'POST')
    expect(posts.map(({ headers }) => headers.get('authorization'))).toEqual(['Bearer new', 'Bearer new'])
    expect(tab.now).toMatchObject({ error: null })
  })

  it('another person’s token shows their usage, and nothing of who was here before', async () => {
    let who = 'ada'
    const { usage, open } = sessionWorld({ auth: subject })
    const tab = await open({ identity: undefined, getToken: () => jwt(who) })
    await tab.now.startSession()
    for (let i = 0; i < 3; i += 1) {
      await tab.now.pause()
      await tab.now.resume()
    }
    await pass(10_000)
    who = 'bob'
    tab.close()
    await pass(2_000)
    const stop = tab.store.subscribe(() => undefined)
    await pass(100)
    expect(tab.now).toMatchObject({ status: 'idle', sessionId: null, totalUsageSeconds: 0, isConnected: true })
    expect(tab.ends).toEqual([])
    await pass(60_000)
    const renewals = usage.requests.filter(({ at, method }) => method === 'POST' && at > 13_000)
    expect(renewals).toEqual([])
    stop()
  })

  it('what was asked for one person is neither answered nor done for another', async () => {
    let who = 'ada'
    const { usage, open } = sessionWorld({ auth: subject })
    // A token with so little time left is asked for each time.
    const held = async (url: string, init?: RequestInit) => {
      const response = await usage.fetch(url, init)
      if (init?.method === 'POST') await new Promise((resolve) => setTimeout(resolve, 4_000))
      return response
    }
    const tab = await open({ fetch: held, identity: undefined, getToken: () => jwt(who, 20) })
    const started = tab.now.startSession()
    await pass(10)
    who = 'bob'
    usage.network.drop()
    await pass(6_000)
    await started
    expect(tab.now).toMatchObject({ status: 'idle', sessionId: null, timeRemainingSeconds: 3600, isConnected: true })

    who = 'eve'
    const sent = bodies(usage).length
    await tab.now.startSession()
    expect(bodies(usage)).toHaveLength(sent)
    expect(tab.now).toMatchObject({ status: 'idle', timeRemainingSeconds: null })
    await pass(5_000)
    expect(tab.now).toMatchObject({ status: 'idle', timeRemainingSeconds: 3600, error: null })

    const begun = tab.now.startSession()
    await pass(4_000)
    await begun
    await pass(30_010)
    // A renewal is under way.
    who = 'bob'
    usage.network.drop()
    await pass(8_000)
    expect(bodies(usage).at(-1)).toMatchObject({ active: true, sessionId: expect.any(String) })
    expect(tab.now).toMatchObject({ status: 'idle', sessionId: null, totalUsageSeconds: 0, isConnected: true })
  })

  it('a refusal is told, and leaves no session', async () => {
    const { usage, open } = sessionWorld()
    usage.network.refuse({ status: 403 })
    const tab = await open()
    await tab.now.startSession()
    expect(tab.now).toMatchObject({ status: 'idle', error: { code: 'forbidden' }, connection: { state: 'failed' } })
    usage.network.accept()
    tab.now.retryNow()
    await pass(0)
    expect(tab.now.isConnected).toBe(true)
  })
})

describe('sharedUsageSession', () => {
  it('is the same for all who name the same endpoint, person and fetch', () => {
    const fetch = () => Promise.reject(new Error('not asked'))
    const shared = sharedUsageSession({ fetch, identity: 'ada' })
    expect(sharedUsageSession({ fetch, identity: 'ada' })).toBe(shared)
    expect(sharedUsageSession({ fetch, identity: 'bob' })).not.toBe(shared)
    expect(sharedUsageSession({ fetch, identity: 'ada', endpoint: '/other' })).not.toBe(shared)
    expect(sharedUsageSession({ identity: 'ada' })).not.toBe(shared)
  })
})
