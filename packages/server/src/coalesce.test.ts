import fc from 'fast-check'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createCoalescer } from './coalesce.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const keys = ['a', 'b'] as const
const key = fc.constantFrom(...keys)
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('send' as const), key }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.integer({ min: 0, max: 150 }) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('drop' as const), key }) },
)

test('S6 the newest of each key is sent as soon as 100 ms have gone since the last one, and never sooner', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60, size: 'max' }), (steps) => {
      const coalescer = createCoalescer(() => undefined)
      const sent: [key: string, value: number, at: number][] = []
      const right: typeof sent = []
      const waiting = new Map<string, number>()
      const lastAt = new Map<string, number>()
      const begin = Date.now()
      const now = (): number => Date.now() - begin
      /** What is due by that time, by a model that knows nothing of the code. */
      const advance = (until: number): void => {
        const due = [...waiting].map(([one, value]) => ({ one, value, at: (lastAt.get(one) ?? 0) + 100 }))
        for (const { one, value, at } of due.filter((each) => each.at <= until).sort((x, y) => x.at - y.at)) {
          right.push([one, value, at])
          waiting.delete(one)
          lastAt.set(one, at)
        }
      }
      for (const [value, action] of steps.entries()) {
        if (action.do === 'wait') {
          advance(now() + action.ms)
          vi.advanceTimersByTime(action.ms)
        } else if (action.do === 'drop') {
          coalescer.drop(action.key)
          waiting.delete(action.key)
        } else {
          const last = lastAt.get(action.key)
          if (last === undefined || now() >= last + 100) {
            right.push([action.key, value, now()])
            lastAt.set(action.key, now())
          } else waiting.set(action.key, value)
          coalescer.send(action.key, () => sent.push([action.key, value, now()]))
        }
      }
      expect(keys.map((one) => sent.filter(([of]) => of === one))).toEqual(
        keys.map((one) => right.filter(([of]) => of === one)),
      )
      coalescer.stop()
      expect(vi.getTimerCount()).toBe(0)
    }),
    { numRuns: 500 },
  )
})

test('once stopped it sends nothing, and no timer is left', () => {
  const coalescer = createCoalescer(() => undefined)
  const sent: string[] = []
  coalescer.send('a', () => sent.push('first'))
  coalescer.send('a', () => sent.push('second'))
  coalescer.stop()
  coalescer.send('b', () => sent.push('third'))
  vi.advanceTimersByTime(1000)
  expect(sent).toEqual(['first'])
  expect(vi.getTimerCount()).toBe(0)
})

test('what throws throws at the call; later, when nobody is there to hear it, it is reported', () => {
  const reported: unknown[] = []
  const coalescer = createCoalescer((error) => reported.push(error))
  const failure = new Error('not written')
  const fail = (): never => {
    throw failure
  }
  expect(() => coalescer.send('a', fail)).toThrow(failure)
  coalescer.send('a', fail)
  vi.advanceTimersByTime(100)
  expect(reported).toEqual([failure])
})
