import type { AITaskToastsViewProps } from './AITaskToastsView.tsx'
import type { ShownTask, TaskLookName } from './taskLook.ts'

type Fixture = Pick<AITaskToastsViewProps, 'tasks' | 'detached' | 'stalled'>

/** A task that runs, and what is different about this one. */
export const taskFixture = (changes: Partial<ShownTask> = {}): ShownTask => ({
  taskId: 'import',
  title: 'Import of listings',
  message: 'Row 40 of 100',
  status: 'running',
  progress: 40,
  attempt: 1,
  ...changes,
})

const over = { progress: 40, retryable: true } as const

/** One task for each look. */
export const taskFixtures: Readonly<Record<TaskLookName, Fixture>> = {
  queued: { tasks: [taskFixture({ status: 'queued', message: '', progress: 0 })] },
  running: { tasks: [taskFixture()] },
  stalled: { tasks: [taskFixture()], stalled: new Set(['import']) },
  disconnected: { tasks: [taskFixture()], detached: true },
  cancelling: { tasks: [taskFixture({ status: 'cancelling' })] },
  cancelled: { tasks: [taskFixture({ status: 'cancelled', ...over })] },
  completed: { tasks: [taskFixture({ status: 'completed', progress: 100, message: '100 listings were imported' })] },
  partial: { tasks: [taskFixture({ status: 'completed', progress: 100, result: { done: 12, total: 14 } })] },
  failed: {
    tasks: [
      taskFixture({
        status: 'failed',
        ...over,
        error: { code: 'invalid_payload', message: 'Row 41 has no price. Add one and try again.' },
      }),
    ],
  },
  lost: { tasks: [taskFixture({ status: 'lost', ...over })] },
}

/** Several at once, in all their kinds. */
export const severalTasks: readonly ShownTask[] = [
  taskFixture({ taskId: 'report', title: 'Report for March', progress: 72, message: 'Writing the summary' }),
  taskFixture({ taskId: 'mail', title: 'Letters to 14 leads', status: 'completed', message: 'All were sent' }),
  ...(taskFixtures.failed.tasks ?? []),
  taskFixture({
    taskId: 'photos',
    title: 'Photos of 12 Elm Street',
    progress: 20,
    message: '',
    step: { index: 2, count: 5, name: 'Removing the background' },
  }),
  taskFixture({ taskId: 'archive', title: 'Archiving escrow 7', progress: null, message: '', isLocal: true }),
  taskFixture({ taskId: 'index', title: 'Search index', progress: 55, message: 'Chunk 11 of 20' }),
]
