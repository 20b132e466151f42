import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createRateBucket } from './rateLimit.ts'

test('takes a burst, then as many as the time allows', () => {
  const bucket = createRateBucket(2, 0)
  expect([0, 0, 0, 499, 500, 500].map((at) => bucket.take(at))).toEqual([0, 0, 500, 1, 0, 500])
})

test('a clock that is set back neither fills nor blocks it', () => {
  const bucket = createRateBucket(1, 10_000)
  expect([10_000, 5_000, 5_999, 6_000].map((at) => bucket.take(at))).toEqual([0, 1000, 1, 0])
})

test('in any second it takes at most twice its rate, and whoever waits as told is let in', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 200 }),
      fc.array(fc.integer({ min: 0, max: 400 }), { maxLength: 400 }),
      (perSecond, pauses) => {
        const bucket = createRateBucket(perSecond, 0)
        const taken: number[] = []
        let now = 0
        for (const pause of pauses) {
          now += pause
          const retryAfterMs = bucket.take(now)
          expect(retryAfterMs).toBeLessThanOrEqual(Math.ceil(1000 / perSecond))
          now += retryAfterMs
          expect(retryAfterMs > 0 ? bucket.take(now) : 0).toBe(0)
          taken.push(now)
        }
        for (const start of taken) {
          const second = taken.filter((at) => at >= start && at < start + 1000)
          expect(second.length).toBeLessThanOrEqual(2 * perSecond)
        }
      },
    ),
    { seed: 7, numRuns: 200 },
  )
})
