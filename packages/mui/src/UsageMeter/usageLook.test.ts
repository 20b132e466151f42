import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { staleUsage, usageFixtures } from './usageFixtures.ts'
import { type UsageMeterSession, usageLook, usageLookNames } from './usageLook.ts'
import { englishUsageMeterText as text, leftOf, usedOf } from './usageMeterLocaleText.ts'

const active = usageFixtures.active.session
const statuses = ['idle', 'starting', 'active', 'stopping', 'closed', 'expired', 'capped'] as const

const sessions: fc.Arbitrary<UsageMeterSession> = fc.record({
  status: fc.constantFrom(...statuses),
  isPaused: fc.boolean(),
  totalUsageSeconds: fc.option(fc.nat({ max: 400_000 })),
  timeRemainingSeconds: fc.option(fc.nat({ max: 400_000 })),
  isNearLimit: fc.boolean(),
  hasReachedLimit: fc.boolean(),
  isStale: fc.boolean(),
  asOf: fc.constantFrom(null, '2026-01-15T14:02:07.000Z'),
  error: fc.constantFrom(null, { code: 'timeout' }),
})

test('each fixture has the look that it is named after', () => {
  for (const name of usageLookNames) expect(usageLook(usageFixtures[name].session).look).toBe(name)
})

test('U9 the bar is never beyond its groove, and figures are never made up, whatever the server says', () => {
  fc.assert(
    fc.property(sessions, fc.option(fc.nat({ max: 400_000 }), { nil: undefined }), (session, limitSeconds) => {
      const look = usageLook(session, limitSeconds)
      expect(look.filled).toBeGreaterThanOrEqual(0)
      expect(look.filled).toBeLessThanOrEqual(1)
      expect(look.used).toBe(session.totalUsageSeconds)
      expect(Math.min(look.over, look.remaining)).toBe(0)
      if (look.used === null || look.limit === null) return
      expect(look.limit - look.used).toBe(look.over > 0 ? -look.over : look.remaining)
    }),
  )
})

test('U9 the text is true where the bar is clamped', () => {
  const look = usageLook({ ...active, totalUsageSeconds: 18_600, timeRemainingSeconds: 0 }, 18_000)
  expect(look.filled).toBe(1)
  expect([usedOf(look, text), leftOf(look, text)]).toEqual(['5 hr 10 min of 5 hr used', '10 min over'])
})

describe('U7 "0h 0m remaining → limit reached" after a stop', () => {
  test.each(['stopping', 'closed', 'idle'] as const)('a session that is %s keeps what remains', (status) => {
    const look = usageLook({ ...active, status })
    expect(look.look).toBe(status)
    expect(leftOf(look, text)).toBe('2 hr left')
  })

  test('figures that are not known yet are not zero', () => {
    const look = usageLook({ ...active, totalUsageSeconds: null, timeRemainingSeconds: null })
    expect([look.look, usedOf(look, text), leftOf(look, text)]).toEqual(['unknown', null, null])
  })
})

test('U6 it tells whether the limit or the lease has ended a session', () => {
  expect([text.capped, text.expired]).toEqual(['Stopped at the limit', 'Session expired'])
})

test('without a limit nothing is near or reached', () => {
  const looks = [usageFixtures.near, usageFixtures.reached].map(({ session }) => usageLook(session, null))
  expect(looks.map(({ look, limit, over }) => [look, limit, over])).toEqual([
    ['active', null, 0],
    ['idle', null, 0],
  ])
  expect(looks[0] && usedOf(looks[0], text)).toBe('4 hr 35 min used, no limit')
})

test('figures that nobody corrects say since when they stand', () => {
  expect(usageLook(staleUsage).staleSince).toBe(Date.parse(staleUsage.asOf ?? ''))
  expect(usageLook(active).staleSince).toBeNull()
  expect(usageLook({ ...staleUsage, asOf: 'a while ago' }).staleSince).toBeNull()
})

test.each([
  [0, 'seconds', '0 sec'],
  [59.9, 'seconds', '59 sec'],
  [60, 'seconds', '1 min'],
  [3_599, 'seconds', '59 min 59 sec'],
  [59, 'minutes', '0 min'],
  [18_000, 'minutes', '5 hr'],
  [18_061, 'minutes', '5 hr 1 min'],
] as const)('%d s in %s are %s', (seconds, precision, words) => {
  expect(text.duration(seconds, precision)).toBe(words)
})
