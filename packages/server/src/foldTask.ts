import { type AITaskProgress, type AITaskStarted, climb, type TaskEnd, type TaskSnapshot } from '@telltale/protocol'
import { type Newest, revIn, type Told } from './told.ts'

/** A task as it was told: how its current attempt began, how far it is, and how it ended. */
export type TaskRecord = {
  readonly started: AITaskStarted
  readonly newest?: Newest<AITaskProgress>
  readonly end?: TaskEnd
  /** What it said on completion. */
  readonly lastMessage?: string
}

/**
 * What an event makes of a task. The current attempt is the highest that was told to have started.
 *
 * | told                                              | no such task | running              | over         |
 * | ------------------------------------------------- | ------------ | -------------------- | ------------ |
 * | `started`, of a higher attempt                    | running at 0 | running at 0         | running at 0 |
 * | `started`, of any other                           |              |                      |              |
 * | `progress`, of the current attempt                |              | further, never back  |              |
 * | `completed failed cancelled lost`, of the current |              | over                 |              |
 * | any of these, of another attempt                  |              |                      |              |
 *
 * Where nothing stands, nothing changes.
 */
export function foldTask(task: TaskRecord | undefined, { event, payload, meta }: Told): TaskRecord | undefined {
  if (event === 'ai:task:started') {
    return task === undefined || payload.attempt > task.started.attempt ? { started: payload } : task
  }
  if (task === undefined || task.end !== undefined) return task
  const isCurrent = 'attempt' in payload && payload.attempt === task.started.attempt
  if (!isCurrent) return task
  const endedAt = payload.timestamp
  switch (event) {
    case 'ai:task:progress': {
      const progress = climb(task.newest?.payload.progress ?? 0, payload.progress)
      return { ...task, newest: { payload: { ...payload, progress }, meta } }
    }
    case 'ai:task:completed':
      return { ...task, end: { status: 'completed', endedAt, result: payload.result }, lastMessage: payload.message }
    case 'ai:task:failed': {
      const { error, code, retryable } = payload
      const more = { ...(code !== undefined && { code }), ...(retryable !== undefined && { retryable }) }
      return { ...task, end: { status: 'failed', endedAt, error, ...more } }
    }
    case 'ai:task:cancelled':
      return { ...task, end: { status: 'cancelled', endedAt } }
    case 'ai:task:lost':
      return { ...task, end: { status: 'lost', endedAt } }
  }
}

/** A task as a snapshot of that epoch has it. */
export function toTaskSnapshot({ started, newest, end, lastMessage }: TaskRecord, epoch: string): TaskSnapshot {
  const { taskId, taskType, title, attempt, message, timestamp } = started
  const { progress = 0, step } = newest?.payload ?? {}
  return {
    taskId,
    taskType,
    ...(title !== undefined && { title }),
    attempt,
    startedAt: timestamp,
    progress: end?.status === 'completed' ? 100 : progress,
    message: lastMessage ?? newest?.payload.message ?? message,
    ...(step !== undefined && { step }),
    rev: revIn(newest?.meta, epoch),
    ...(end ?? { status: 'running' }),
  }
}
