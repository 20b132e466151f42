import fc from 'fast-check'
import { expect, test } from 'vitest'
import { arrangeTasks, progressOf } from './arrangeTasks.ts'
import { taskFixture, taskFixtures } from './taskFixtures.ts'
import { partOf, type ShownTask, taskLook, taskLookNames } from './taskLook.ts'

const line = { detached: false, stalled: new Set<string>() }

const tasks: fc.Arbitrary<ShownTask[]> = fc
  .array(
    fc.record({
      status: fc.constantFrom('queued', 'running', 'cancelling', 'completed', 'failed', 'cancelled', 'lost'),
      progress: fc.option(fc.integer({ min: 0, max: 100 })),
      seenRunning: fc.boolean(),
      attempt: fc.integer({ min: 1, max: 3 }),
    }),
    { maxLength: 20, size: 'max' },
  )
  .map((list) => list.map((changes, index) => taskFixture({ taskId: String(index), ...changes })))

test('each fixture has the look that it is named after', () => {
  for (const name of taskLookNames) {
    const { tasks: given, detached = false, stalled = line.stalled } = taskFixtures[name]
    expect(given.map((task) => taskLook(task, { detached, stalled }).look)).toEqual([name])
  }
})

test('what runs in this page is neither disconnected nor stalled', () => {
  const task = taskFixture({ isLocal: true })
  expect(taskLook(task, { detached: true, stalled: new Set([task.taskId]) }).look).toBe('running')
})

test('a result is partial where it says that less than all was done', () => {
  expect(partOf({ done: 12, total: 14 })).toEqual({ done: 12, total: 14 })
  for (const whole of [null, 'done', {}, { done: 14, total: 14 }, { done: '1', total: 2 }, { done: 1 }]) {
    expect(partOf(whole)).toBeNull()
  }
})

test('S7 every task is a toast, in the line of the others, hidden, or old news; what failed before our eyes is a toast', () => {
  fc.assert(
    fc.property(tasks, fc.nat({ max: 5 }), fc.infiniteStream(fc.boolean()), (given, maxVisible, hides) => {
      const { all } = arrangeTasks(given, { ...line, hidden: new Set(), maxVisible })
      const hidden = new Set(all.filter(() => hides.next().value === true).map((row) => row.hideKey))
      const { toasts, rest } = arrangeTasks(given, { ...line, hidden, maxVisible })
      const news = all.filter(
        ({ task, look, hideKey }) => !hidden.has(hideKey) && !(look.isOver && task.seenRunning === false),
      )
      expect([...toasts, ...rest].map(({ task }) => task.taskId).toSorted()).toEqual(
        news.map(({ task }) => task.taskId).toSorted(),
      )
      expect(rest.filter(({ look }) => look.needsAttention)).toEqual([])
      expect(toasts.filter(({ look }) => !look.needsAttention).length).toBeLessThanOrEqual(maxVisible)
      const places = toasts.map(({ task }) => given.indexOf(task))
      expect(places).toEqual(places.toSorted((a, b) => a - b))
    }),
  )
})

test('a task that was hidden comes back when it fails, and when it runs again', () => {
  const at = (changes: Partial<ShownTask>, hidden: ReadonlySet<string> = new Set()) =>
    arrangeTasks([taskFixture(changes)], { ...line, hidden, maxVisible: 3 })
  const hidden = new Set(at({}).all.map(({ hideKey }) => hideKey))
  expect(at({ progress: 80 }, hidden).toasts).toHaveLength(0)
  expect(at({ status: 'completed' }, hidden).toasts).toHaveLength(0)
  expect(at({ status: 'failed' }, hidden).toasts).toHaveLength(1)
  expect(at({ attempt: 2 }, hidden).toasts).toHaveLength(1)
})

test('the progress of several is their mean, without those of which nobody knows', () => {
  const { all } = arrangeTasks(
    [
      taskFixture({ progress: 30 }),
      taskFixture({ progress: null }),
      taskFixture({ status: 'completed', progress: 100 }),
    ],
    { ...line, hidden: new Set(), maxVisible: 3 },
  )
  expect(progressOf(all)).toBe(65)
  expect(progressOf([])).toBeNull()
})
