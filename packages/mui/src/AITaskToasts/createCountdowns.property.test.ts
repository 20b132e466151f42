import fc from 'fast-check'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createCountdowns, type PauseReason } from './createCountdowns.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

// Two are enough to overlap; of more, some would nearly always hold.
const reasons: readonly PauseReason[] = ['hover', 'hidden']

type Move =
  | { type: 'wait'; ms: number }
  | { type: 'pause' | 'resume'; reason: PauseReason }
  | { type: 'add'; key: string; ms: number }
  | { type: 'remove'; key: string }

const key = fc.constantFrom('a', 'b', 'c', 'd')
const reason = fc.constantFrom(...reasons)
const move: fc.Arbitrary<Move> = fc.oneof(
  fc.record({ type: fc.constant('wait'), ms: fc.integer({ min: 1, max: 2_000 }) }),
  fc.record({ type: fc.constantFrom('pause', 'resume'), reason }),
  fc.record({ type: fc.constant('add'), key, ms: fc.integer({ min: 1, max: 4_000 }) }),
  fc.record({ type: fc.constant('remove'), key }),
)

test('each is called once, when the time in which nothing stood still has reached its own', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(move, { maxLength: 40, size: 'max' }), async (moves) => {
      const due: string[] = []
      const expected: string[] = []
      // The same, in ticks of a millisecond.
      const left = new Map<string, number>()
      const held = new Set<PauseReason>()
      const set = new Map<string, number>()
      const countdowns = createCountdowns((keys) => {
        due.push(...keys)
        for (const one of keys) set.delete(one)
        countdowns.set(set)
      })
      for (const step of moves) {
        switch (step.type) {
          case 'wait':
            for (let ms = 0; ms < step.ms && held.size === 0; ms += 1) {
              for (const [one, rest] of left) {
                left.set(one, rest - 1)
                if (rest > 1) continue
                left.delete(one)
                expected.push(one)
              }
            }
            await vi.advanceTimersByTimeAsync(step.ms)
            break
          case 'pause':
            held.add(step.reason)
            countdowns.pause(step.reason)
            break
          case 'resume':
            held.delete(step.reason)
            countdowns.resume(step.reason)
            break
          case 'add':
            if (!left.has(step.key)) left.set(step.key, step.ms)
            if (!set.has(step.key)) set.set(step.key, step.ms)
            countdowns.set(set)
            break
          case 'remove':
            left.delete(step.key)
            set.delete(step.key)
            countdowns.set(set)
        }
        // Those of one moment have no order.
        expect(due.toSorted()).toEqual(expected.toSorted())
      }
      countdowns.end()
      expect(vi.getTimerCount()).toBe(0)
    }),
    { numRuns: 1_000 },
  )
})
