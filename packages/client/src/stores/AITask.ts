import {
  type AITaskCompleted,
  type AITaskEnded,
  type AITaskFailed,
  type AITaskProgress,
  type AITaskStarted,
  climb,
  type IsoTime,
  type TaskSnapshot,
  type TaskStatus,
} from '@telltale/protocol'

/** A task that runs for a user, on a server or in this page: its current attempt. */
export type AITask = Readonly<{
  taskId: string
  /** `null` where nobody has said, and for one of this page. */
  taskType: string | null
  title: string | null
  message: string
  status: TaskStatus
  /** 0–100; never goes back within an attempt. `null` where nobody knows, as of one of this page. */
  progress: number | null
  step: AITaskProgress['step'] | null
  /** 1, and one more with each retry. */
  attempt: number
  startedAt: IsoTime
  /** By the server's clock, where a server ran it. */
  endedAt: IsoTime | null
  result: unknown
  /** Why it failed, or why it could not be cancelled or run again. */
  error: Readonly<{ code: string | null; message: string }> | null
  /** It failed, was cancelled or lost, and to run it again may help. */
  retryable: boolean
  /** It was running, or has ended, before our eyes. One that was over when we came is no news. */
  seenRunning: boolean
  /** It runs in this page, so it can neither be cancelled nor run again from here. */
  isLocal: boolean
  /** The revision of the newest progress, in the terms of its topic; 0 where there is none. */
  rev: number
}>

/** How a task ends, with the payload of the event that says so. */
export type TaskEnding =
  | Readonly<{ event: 'ai:task:completed'; payload: AITaskCompleted }>
  | Readonly<{ event: 'ai:task:failed'; payload: AITaskFailed }>
  | Readonly<{ event: 'ai:task:cancelled' | 'ai:task:lost'; payload: AITaskEnded }>

/** Of those that are over, how many are kept. */
const endedKept = 100

/** Whether an attempt has ended. */
export const isOver = ({ endedAt }: AITask): boolean => endedAt !== null

/** An attempt that runs, and of which no more is known. */
export const running = (taskId: string, attempt: number, startedAt: IsoTime): AITask => ({
  taskId,
  taskType: null,
  title: null,
  message: '',
  status: 'running',
  progress: 0,
  step: null,
  attempt,
  startedAt,
  endedAt: null,
  result: null,
  error: null,
  retryable: false,
  seenRunning: true,
  isLocal: false,
  rev: 0,
})

/** It has begun, or it is told so after its first progress. */
export function begin(task: AITask, { taskType, title, message, timestamp }: AITaskStarted): AITask {
  return {
    ...task,
    taskType,
    title: title ?? null,
    message: task.status === 'queued' || task.message === '' ? message : task.message,
    status: task.status === 'queued' ? 'running' : task.status,
    startedAt: timestamp,
  }
}

/** A task's progress. Without a revision it is the newest, for it came last. */
export function move(task: AITask, told: AITaskProgress, rev: number | undefined): AITask {
  if (rev !== undefined && rev <= task.rev) return task
  return {
    ...task,
    status: task.status === 'queued' ? 'running' : task.status,
    progress: climb(task.progress ?? 0, told.progress),
    message: told.message,
    step: told.step ?? null,
    rev: rev ?? task.rev,
  }
}

/** It is over, as an event says. */
export function finish(task: AITask, { event, payload }: TaskEnding, endedAt: IsoTime): AITask {
  const over = { ...task, endedAt, error: null, retryable: true }
  switch (event) {
    case 'ai:task:completed': {
      const { result, message } = payload
      return { ...over, status: 'completed', progress: 100, message, result, retryable: false }
    }
    case 'ai:task:failed': {
      const { error: message, code = null, retryable = true } = payload
      return { ...over, status: 'failed', error: { code, message }, retryable }
    }
    case 'ai:task:cancelled':
      return { ...over, status: 'cancelled' }
    case 'ai:task:lost':
      return { ...over, status: 'lost' }
  }
}

/** A task of which the server has another count of revisions from now on. */
export const unrevised = (task: AITask): AITask => (isOver(task) ? task : { ...task, rev: 0 })

/**
 * A task as a snapshot has it, with what of the same attempt is known beyond. A later attempt is newer than the snapshot,
 * unless it ran on a server that is gone.
 */
export function inSnapshot(known: AITask | undefined, snapshot: TaskSnapshot, beganAnew: boolean): AITask {
  const { taskId, attempt } = snapshot
  if (known && known.attempt >= attempt && (isOver(known) || (known.attempt > attempt && !beganAnew))) return known
  const same = known?.attempt === attempt ? known : null
  const task: AITask = {
    ...running(taskId, attempt, snapshot.startedAt),
    taskType: snapshot.taskType,
    title: snapshot.title ?? null,
    progress: climb(same?.progress ?? 0, snapshot.progress),
    // Live progress may have overtaken it.
    ...(same && same.rev > snapshot.rev
      ? { message: same.message, step: same.step, rev: same.rev }
      : { message: snapshot.message, step: snapshot.step ?? null, rev: snapshot.rev }),
  }
  const { message } = snapshot
  const timestamp = 'endedAt' in snapshot ? snapshot.endedAt : ''
  const place = { taskId, attempt, timestamp }
  const seen = { ...task, seenRunning: same?.seenRunning ?? false }
  switch (snapshot.status) {
    case 'completed':
      return finish(
        seen,
        { event: 'ai:task:completed', payload: { ...place, message, result: snapshot.result } },
        timestamp,
      )
    case 'failed':
      return finish(seen, { event: 'ai:task:failed', payload: { ...snapshot, ...place } }, timestamp)
    case 'cancelled':
    case 'lost':
      return finish(seen, { event: `ai:task:${snapshot.status}`, payload: place }, timestamp)
    default:
      return {
        ...task,
        status: same?.status === 'cancelling' ? 'cancelling' : snapshot.status,
        error: same?.error ?? null,
      }
  }
}

/** The newest first; of those that are over, the newest 100. */
export function inOrder(tasks: readonly AITask[]): readonly AITask[] {
  let ended = 0
  return tasks.toSorted(byStart).filter((task) => !isOver(task) || (ended += 1) <= endedKept)
}

const byStart = (a: AITask, b: AITask): number =>
  // ISO times of one zone compare as text.
  a.startedAt === b.startedAt ? (a.taskId < b.taskId ? -1 : 1) : a.startedAt > b.startedAt ? -1 : 1
