import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { analysisFixtures } from './analysisFixtures.ts'
import { etaSeconds, followEstimate } from './eta.ts'

const { now, analysis } = analysisFixtures.running
const running = { ...analysis, progress: 50, estimatedTimeRemaining: 100, estimatedAt: now - 10_000 }

const told = (seconds: number, at: number, analysisId = 'a1') => {
  return { analysisId, estimatedTimeRemaining: seconds, estimatedAt: at }
}

describe('the time that remains', () => {
  test('is what the server said, less what has passed since, and never below zero', () => {
    expect(etaSeconds(running, now)).toBe(90)
    expect(etaSeconds(running, now + 600_000)).toBe(0)
  })

  test.each([
    ['before 10 %', { progress: 9.9 }],
    ['while it is stalled', { stalled: true }],
    ['while the line is down', { detached: true }],
    ['while it is cancelled', { status: 'cancelling' }],
    ['where the server has said none', { estimatedTimeRemaining: null }],
  ] as const)('is not told %s', (_, changes) => {
    expect(etaSeconds({ ...running, ...changes }, now)).toBeNull()
  })

  test('is hidden while an estimate is more than twice what the last one came to', () => {
    const first = followEstimate(null, told(70, 0))
    const second = followEstimate(first, told(60, 10_000))
    const grown = followEstimate(second, told(101, 20_000))
    const steady = followEstimate(grown, told(95, 26_000))
    expect([first, second, grown, steady].map((estimate) => estimate?.isShown)).toEqual([false, true, false, true])
  })

  test('is forgotten with its analysis', () => {
    const first = followEstimate(followEstimate(null, told(70, 0)), told(60, 10_000))
    expect(followEstimate(first, told(600, 11_000, 'a2'))).toMatchObject({ firstAt: 11_000, isShown: false })
    expect(followEstimate(first, { ...told(0, 0), estimatedTimeRemaining: null })).toBeNull()
  })

  test('is shown after five seconds of estimates that keep what they promise, whatever their pace', () => {
    const steps = fc.array(fc.tuple(fc.double({ min: 0, max: 2, noNaN: true }), fc.nat({ max: 9_000 })), {
      size: 'max',
      maxLength: 30,
    })
    fc.assert(
      fc.property(steps, (walk) => {
        let at = 1
        let seconds = 1_000
        let estimate = followEstimate(null, told(seconds, at))
        for (const [share, waitMs] of walk) {
          at += waitMs + 1
          // At most twice what was promised, so never wild.
          seconds = Math.max(0, seconds - (waitMs + 1) / 1_000) * share
          estimate = followEstimate(estimate, told(seconds, at))
          expect(estimate?.isShown).toBe(at - 1 >= 5_000)
        }
      }),
    )
  })
})
