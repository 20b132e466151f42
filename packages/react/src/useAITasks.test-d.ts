import type { AITask } from '@telltale/client'
import type { TaskStatus } from '@telltale/protocol'
import { describe, expectTypeOf, it } from 'vitest'
import { useAITask, useAITasks } from './useAITasks.ts'

describe('useAITasks', () => {
  it('takes and gives what its users write (S3, S6)', () => {
    const { tasks, cancel, retry, dismiss, track } = useAITasks({ userId: '123' })
    expectTypeOf(tasks).toEqualTypeOf<readonly AITask[]>()
    expectTypeOf<AITask['status']>().toEqualTypeOf<TaskStatus>()
    for (const act of [cancel, retry, dismiss]) expectTypeOf(act).toEqualTypeOf<(taskId: string) => void>()
    const words = { title: 'Archiving', succeeded: 'Archived', failed: 'Not archived' }
    expectTypeOf(track(Promise.resolve(1), words)).toBeString()
    // @ts-expect-error -- what is said if it fails?
    track(Promise.resolve(1), { title: 'Archiving', succeeded: 'Archived' })
    expectTypeOf(useAITasks().tasks).toEqualTypeOf<readonly AITask[]>()
  })

  it('gives what is selected', () => {
    expectTypeOf(useAITasks({ select: (all) => all.tasks.map(({ taskId }) => taskId) })).toEqualTypeOf<string[]>()
  })
})

describe('useAITask', () => {
  it('is one task, or none', () => {
    expectTypeOf(useAITask('task-7')).toEqualTypeOf<AITask | null>()
  })
})
