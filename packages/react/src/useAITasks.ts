'use client'

import { type AITask, type Line, ownUser, type TasksStore, tasksStore } from '@telltale/client'
import { useMemo } from 'react'
import { useLine, type WithLine } from './useLine.ts'
import { selectFrom, useStore } from './useStore.ts'

/** Its functions are stable until another user is known. */
export type UseAITasksResult = Pick<TasksStore, 'cancel' | 'retry' | 'dismiss' | 'track'> & {
  /** The newest first: all that run, and of those that are over the newest 100. */
  tasks: readonly AITask[]
}

export type UseAITaskOptions = WithLine & {
  /** @defaultValue the user of the line, as our server greets them; of a plain server all tasks that it tells of */
  userId?: string | null | undefined
}

export type UseAITasksOptions<TSelected = UseAITasksResult> = UseAITaskOptions & {
  /** What of it is wanted: it renders only when that changes. @defaultValue all */
  select?: ((result: UseAITasksResult) => TSelected) | undefined
}

/**
 * The tasks of a user (S6), those of the server and those of this page (`track`, S3) in one stack, and what can be done with
 * them. Renders again with a frame in which any of them changed; to render less, `select` the ids and give each row to
 * {@link useAITask}.
 *
 * There are none before the first answer, on a server, and for another person than the line's. Tasks that ended within the
 * last hour come with that answer: a toast is for those with `seenRunning`. `progress` is 0–100 and never goes back within an
 * attempt; `error` says why a task failed, or was not cancelled or run again. `lost` is one whose server was lost with it.
 *
 * - `cancel(taskId)`, `retry(taskId)`: shown at once (`cancelling`, `queued`) and sent, later if the line is down; taken
 *   back, with an `error`, if the server refuses.
 * - `dismiss(taskId)`: hides it in this page, until it runs again.
 * - `track(promise, { title, succeeded, failed })`: shows what runs in this page, until it is dismissed.
 *
 * @example
 * const { tasks, cancel, track } = useAITasks()
 * const archive = (id: string) =>
 *   track(fetch(`/escrows/${id}`, { method: 'DELETE' }), { title: 'Archiving', succeeded: 'Archived', failed: 'Not archived' })
 * const ids = useAITasks({ select: (all) => all.tasks.map((task) => task.taskId) })
 */
export function useAITasks<TSelected = UseAITasksResult>({
  select,
  ...options
}: UseAITasksOptions<TSelected> = {}): TSelected {
  const store = useTasksStore(options)
  return useStore(store, (tasks) => {
    const { cancel, retry, dismiss, track } = store
    const result = { tasks, cancel, retry, dismiss, track }
    return selectFrom(result, select)
  })
}

/**
 * One of the tasks that {@link useAITasks} lists; `null` where there is none of that id, or it was dismissed. Renders again
 * only with a frame in which this task changed.
 *
 * @example
 * const task = useAITask('task-7')
 * return task && <progress max={100} value={task.progress ?? undefined} />
 */
export function useAITask(taskId: string, options: UseAITaskOptions = {}): AITask | null {
  return useStore(useTasksStore(options), (tasks) => tasks.find((task) => task.taskId === taskId) ?? null)
}

function useTasksStore({ client, socket, userId }: UseAITaskOptions): TasksStore {
  // A store hears events that it knows itself, whatever else the contract adds.
  const line = useLine({ client, socket }) as unknown as Line
  const own = useStore(ownUser(line))
  const known = userId ?? own
  return useMemo(() => tasksStore(line, known), [line, known])
}
