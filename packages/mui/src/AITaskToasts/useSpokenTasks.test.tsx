import { render } from '@testing-library/react'
import { StrictMode } from 'react'
import { expect, onTestFinished, test, vi } from 'vitest'
import { inVirtualTime, listen, pass } from '../../test/support/world.tsx'
import { englishAITaskToastsText } from './aiTaskToastsLocaleText.ts'
import { taskFixture } from './taskFixtures.ts'
import type { ShownTask } from './taskLook.ts'
import { useSpokenTasks } from './useSpokenTasks.ts'

inVirtualTime()

function Voice({ tasks }: { tasks: readonly ShownTask[] }) {
  useSpokenTasks(tasks, englishAITaskToastsText)
  return null
}

async function speak(tasks: readonly ShownTask[] = []) {
  const heard = listen()
  const ui = (given: readonly ShownTask[]) => (
    <StrictMode>
      <Voice tasks={given} />
    </StrictMode>
  )
  const { rerender } = render(ui(tasks))
  await pass(0)
  return { heard, set: (given: readonly ShownTask[]) => rerender(ui(given)) }
}

const task = (taskId: string, changes: Partial<ShownTask> = {}) =>
  taskFixture({ taskId, title: taskId, message: '', progress: 0, ...changes })

test('100 ticks within seconds are 3 announcements, and within minutes 6 at most', async () => {
  for (const tickMs of [20, 1_000]) {
    const { heard, set } = await speak()
    for (let progress = 0; progress < 100; progress += 1) {
      set([task(`Import ${tickMs}`, { progress, message: `Row ${progress}` })])
      await pass(tickMs)
    }
    set([task(`Import ${tickMs}`, { status: 'completed', progress: 100, message: '100 rows' })])
    await pass(5_000)
    const title = `status: Import ${tickMs}`
    expect(heard).toEqual([
      `${title}: started`,
      `${title}: 25 %`,
      ...(tickMs === 1_000 ? [`${title}: 50 %`, `${title}: 75 %`] : []),
      `${title}: Done. 100 rows`,
    ])
  }
})

test('failure is said at once, with its reason; the user’s own cancelling politely', async () => {
  const { heard, set } = await speak([task('a'), task('b')])
  await pass(2_000)
  heard.length = 0
  set([task('a', { status: 'failed', error: { code: null, message: 'No room.' } }), task('b', { status: 'cancelled' })])
  await pass(2_000)
  expect(heard).toEqual(['alert: a: Failed. No room.', 'status: b: Cancelled'])
})

test('what is gone before it was said, as with its user, is not said', async () => {
  const { heard, set } = await speak()
  set([task('a', { progress: 10 }), task('b')])
  await pass(200)
  set([task('c')])
  await pass(2_000)
  expect(heard).toEqual(['status: c: started'])
})

test('of what was over when we came nothing is said; what ran already is said with its progress', async () => {
  const { heard } = await speak([
    task('old', { status: 'failed', seenRunning: false }),
    task('running', { progress: 40 }),
  ])
  await pass(5_000)
  expect(heard).toEqual(['status: running: 40 %'])
})

test('50 that begin and end together are two announcements', async () => {
  const ids = Array.from({ length: 50 }, (_, index) => `task ${index}`)
  const { heard, set } = await speak()
  for (let count = 1; count <= 50; count += 1) {
    set(ids.slice(0, count).map((id) => task(id)))
    await pass(8)
  }
  await pass(2_000)
  set(ids.map((id, index) => task(id, { status: index < 3 ? 'failed' : 'completed' })))
  await pass(5_000)
  expect(heard).toEqual(['status: 50 tasks started', 'alert: 50 tasks ended, 3 failed'])
})

test('progress of 20 tasks is said once in 10 s', async () => {
  const ids = Array.from({ length: 20 }, (_, index) => `task ${index}`)
  const { heard, set } = await speak(ids.map((id) => task(id)))
  await pass(2_000)
  heard.length = 0
  for (let tick = 1; tick <= 80; tick += 1) {
    set(ids.map((id, index) => task(id, { progress: Math.min(99, tick + index) })))
    await pass(250)
  }
  expect(heard.length).toBeLessThanOrEqual(3)
})

test('one that runs again is said to have started again', async () => {
  const { heard, set } = await speak([task('a')])
  await pass(2_000)
  set([task('a', { status: 'failed' })])
  await pass(2_000)
  set([task('a', { attempt: 2 })])
  await pass(2_000)
  expect(heard).toEqual(['status: a: started', 'alert: a: Failed', 'status: a: started'])
})

test('a hidden page says nothing, and all together when it is seen again', async () => {
  const { heard, set } = await speak()
  const hidden = vi.spyOn(document, 'hidden', 'get').mockReturnValue(true)
  onTestFinished(() => void vi.restoreAllMocks())
  document.dispatchEvent(new Event('visibilitychange'))
  set(['a', 'b', 'c'].map((id) => task(id)))
  await pass(60_000)
  expect(heard).toEqual([])
  hidden.mockReturnValue(false)
  document.dispatchEvent(new Event('visibilitychange'))
  await pass(1_000)
  expect(heard).toEqual(['status: 3 tasks started'])
})
