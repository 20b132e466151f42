import { render } from '@testing-library/react'
import { StrictMode } from 'react'
import { expect, test } from 'vitest'
import { inVirtualTime, pass } from '../../test/support/world.tsx'
import { taskFixture } from './taskFixtures.ts'
import type { ShownTask } from './taskLook.ts'
import { useStalled } from './useStalled.ts'

inVirtualTime()

function Watch({ tasks, detached = false }: { tasks: readonly ShownTask[]; detached?: boolean }) {
  return [...useStalled(tasks, detached, 30_000)].join()
}

const task = (taskId: string, changes: Partial<ShownTask> = {}) => taskFixture({ taskId, ...changes })

function watch(tasks: readonly ShownTask[]) {
  const { container, rerender } = render(<Watch tasks={tasks} />, { wrapper: StrictMode })
  return {
    stalled: () => container.textContent,
    set: (given: readonly ShownTask[], detached?: boolean) =>
      rerender(<Watch tasks={given} {...(detached !== undefined && { detached })} />),
  }
}

test('a task of which nothing is heard for 30 s is stalled, until something is', async () => {
  const [a, b] = [task('a'), task('b')]
  const { stalled, set } = watch([a, b])
  await pass(20_000)
  const further = task('b', { progress: 50 })
  set([a, further])
  await pass(9_999)
  expect(stalled()).toBe('')
  await pass(1)
  expect(stalled()).toBe('a')
  await pass(20_000)
  expect(stalled()).toBe('a,b')
  set([task('a', { progress: 60 }), further])
  await pass(0)
  expect(stalled()).toBe('b')
})

test('an outage begins the wait anew', async () => {
  const tasks = [task('a')]
  const { stalled, set } = watch(tasks)
  await pass(29_000)
  set(tasks, true)
  await pass(60_000)
  expect(stalled()).toBe('')
  set(tasks, false)
  await pass(29_000)
  expect(stalled()).toBe('')
  await pass(1_000)
  expect(stalled()).toBe('a')
})

test('what is over, and what runs in this page, does not stall', async () => {
  const { stalled } = watch([task('a', { status: 'failed' }), task('b', { isLocal: true })])
  await pass(60_000)
  expect(stalled()).toBe('')
})
