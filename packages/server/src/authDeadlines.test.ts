import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { startServer, tokenIsName } from '../test/support/startServer.ts'
import { createAuthDeadlines } from './authDeadlines.ts'

const dayMs = 24 * 60 * 60 * 1000

test('S10 a line whose token is about to end is told so, and takes another one', async () => {
  const world = await startServer({
    auth: (token) => ({ ...tokenIsName(token), expiresAt: Date.now() + (token === 'ada' ? 5_100 : 60_000) }),
  })
  const ada = await world.open('ada')

  const { expiresAt } = (await ada.next('auth:expiring')).payload as { expiresAt: string } // as the contract says
  expect(Date.parse(expiresAt) - Date.now()).toBeLessThan(3_000)
  expect(await ada.ask('auth:refresh', { token: 'ada ' })).toMatchObject({ ok: false, error: { code: 'auth_invalid' } })
  expect(await ada.ask('auth:refresh', { token: 'ada' })).toMatchObject({ ok: true })
})

test('S10 a line whose token has ended is told so and closed, and no other', async () => {
  const world = await startServer({
    auth: (token) => ({ ...tokenIsName(token), ...(token === 'eve' ? { expiresAt: Date.now() - 5000 } : {}) }),
  })
  const ada = await world.open('ada')
  const eve = await world.open('eve')

  expect((await eve.next('auth:expired')).payload).toEqual({ expiresAt: expect.any(String) })
  expect(await eve.ended).toBe('io server disconnect')
  await ada.settled()
  expect(ada.seen.map(({ event }) => event)).toEqual(['connected'])
})

describe('by the clock', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'], now: 0 }))
  afterEach(() => void vi.useRealTimers())

  const watch = (): { told: unknown[][]; deadlines: ReturnType<typeof createAuthDeadlines> } => {
    const told: unknown[][] = []
    const deadlines = createAuthDeadlines({
      expiring: (expiresAt) => told.push(['expiring', expiresAt, Date.now()]),
      expired: (expiresAt) => told.push(['expired', expiresAt, Date.now()]),
    })
    return { told, deadlines }
  }

  test('a token that lives briefly is told of at half time, and not any more with less than 5 s left', () => {
    const { told, deadlines } = watch()
    deadlines.arm(40_000)
    vi.advanceTimersByTime(20_000)
    expect(told).toEqual([['expiring', 40_000, 20_000]])
    // One who is given the same token again and again asks for it a few times, not for ever.
    for (let i = 0; i < 10; i += 1) {
      deadlines.arm(40_000)
      vi.advanceTimersByTime(Math.ceil((40_000 - Date.now()) / 2))
    }
    expect(told.map(([, , at]) => at)).toEqual([20_000, 30_000, 35_000, 37_500])
  })

  test('the first word comes 60 s before the end, the last 5 s after it', () => {
    const { told, deadlines } = watch()
    deadlines.arm(200_000)
    vi.advanceTimersByTime(dayMs)
    expect(told).toEqual([
      ['expiring', 200_000, 140_000],
      ['expired', 200_000, 205_000],
    ])
  })

  test('arming anew forgets the former end, and without an end there is nothing to wait for', () => {
    const { told, deadlines } = watch()
    deadlines.arm(100_000)
    deadlines.arm(200_000)
    vi.advanceTimersByTime(150_000)
    expect(told).toEqual([['expiring', 200_000, 140_000]])
    deadlines.arm(undefined)
    expect(vi.getTimerCount()).toBe(0)
  })

  test('a token of sixty days is no shorter for the limits of a timer', () => {
    const { told, deadlines } = watch()
    deadlines.arm(60 * dayMs)
    vi.advanceTimersByTime(60 * dayMs - 60_001)
    expect(told).toEqual([])
    vi.advanceTimersByTime(1)
    expect(told).toEqual([['expiring', 60 * dayMs, 60 * dayMs - 60_000]])
    deadlines.stop()
    expect(vi.getTimerCount()).toBe(0)
  })
})
