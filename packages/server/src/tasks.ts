import {
  type AITaskProgress,
  climb,
  payloadBytes,
  randomId,
  type Revised,
  type TaskEnd,
  TelltaleError,
  type UserSnapshot,
} from '@telltale/protocol'
import { type Coalescer, createCoalescer } from './coalesce.ts'
import { foldTask, type TaskRecord, toTaskSnapshot } from './foldTask.ts'
import { newestThatFit } from './newestThatFit.ts'
import { toFailure } from './toFailure.ts'
import { revise, type Tell, type Told } from './told.ts'

/** What a task's handler has in hand while it runs. */
export type RunningTask = {
  readonly taskId: string
  readonly userId: string
  /** 1, and one more with each retry. */
  readonly attempt: number
  /** Aborted when this attempt is over before its handler: cancelled by the user, or the server closes. */
  readonly signal: AbortSignal
  /**
   * Tells how far the task is: at most every 100 ms, the newest alone. It never goes back; after the end nothing is told.
   *
   * @param percent 0–100
   * @param message what is being done; the one before stays where none is given
   * @param step the part that is being done, counted from 1
   */
  progress: (percent: number, message?: string, step?: AITaskProgress['step']) => void
}

/**
 * Does a task; what it returns is the task's result. A `TelltaleError` that it throws is told to the user with its code
 * and message; of anything else only that the task failed.
 *
 * `params` are what `executeTask` was given, which nothing checks.
 */
export type TaskHandler<TParams = unknown> = (task: RunningTask, params: TParams) => unknown

/** How a task is shown. */
export type TaskWords = {
  title?: string
  /** What is said until there is progress. @defaultValue nothing */
  message?: string
}

/** A task that was begun. */
export type StartedTask = {
  readonly taskId: string
  /** How its first attempt ended; it never rejects. */
  readonly settled: Promise<TaskEnd>
}

export type Tasks = {
  define: (taskType: string, handler: TaskHandler) => void
  execute: (userId: string, taskType: string, params: unknown, words?: TaskWords) => StartedTask
  /** @throws {TelltaleError} `not_found` */
  cancel: (userId: string, taskId: string) => void
  /** @throws {TelltaleError} `not_found`, or `invalid_payload` for one that runs or was completed. */
  retry: (userId: string, taskId: string) => void
  told: (told: Told, userId: string) => void
  /** Tasks that run or ended within the last hour; of the latter those that fit. */
  snapshot: (userId: string, epoch: string, bytes: number) => UserSnapshot['tasks']
  /** Progress of the tasks that run. */
  progress: (userId: string, epoch: string) => Revised<AITaskProgress>[]
  /** Lets go of what has aged out. */
  sweep: () => void
  /** What runs is aborted and told as lost. */
  close: () => void
}

/** How long a task that is over is kept, in ms. */
const keepEndedMs = 3_600_000
/** Tasks of one user that are kept when they are over. */
const endedPerUser = 100
/** How long a task is kept that was told of by hand, and of which nothing more is heard, in ms. */
const keepSilentMs = 86_400_000

/** An attempt that runs. */
type Attempt = { readonly controller: AbortController; readonly coalescer: Coalescer; settle: (end: TaskEnd) => void }
/** What it takes to run a task, and to run it again. */
type Job = {
  readonly taskType: string
  readonly params: unknown
  readonly words: TaskWords
  running: Attempt | undefined
  /** Settled when no handler of this task is at work. */
  idle: Promise<void>
}
/** `job` is missing where a task was told of by hand. */
type Entry = { record: TaskRecord; toldAt: number; job?: Job }

type TasksWorld = { tell: Tell; onError: (error: unknown) => void }

/**
 * Tasks in memory. What has been told is what is so, whether it was told from here or by hand, so the rules of an attempt
 * are those of `foldTask`. Beside them:
 *
 * | asked for           | running             | completed         | failed, cancelled, lost | not this user's, or forgotten |
 * | ------------------- | ------------------- | ----------------- | ----------------------- | ----------------------------- |
 * | cancel              | cancelled, at once  |                   |                         | `not_found`                   |
 * | retry               | `invalid_payload`   | `invalid_payload` | running, attempt + 1    | `not_found`                   |
 * | handler returns     | completed           |                   |                         |                               |
 * | handler throws      | failed              |                   |                         |                               |
 * | the server closes   | lost                |                   |                         |                               |
 *
 * - I1 After the end of an attempt, nothing of it is told.
 * - I2 Of one task one handler is at work at a time: an attempt waits for the handler of a cancelled one.
 * - I3 A task that is over is kept for an hour, of a user the 100 that ended last; one that runs is kept.
 */
export function createTasks({ tell, onError }: TasksWorld): Tasks {
  const handlers = new Map<string, TaskHandler>()
  /** By user, and by task in order of their first start. */
  const users = new Map<string, Map<string, Entry>>()
  let isClosed = false

  const find = (userId: string, taskId: string): { record: TaskRecord; job: Job } => {
    const { record, job } = users.get(userId)?.get(taskId) ?? {}
    // Somebody else's task is as good as none: a refusal must not tell that it exists.
    if (record === undefined || job === undefined) {
      throw new TelltaleError('not_found', 'you have no such task here. It may have ended more than an hour ago.')
    }
    return { record, job }
  }

  const begin = (userId: string, taskId: string, job: Job, attempt: number): Promise<TaskEnd> => {
    const { taskType, words } = job
    const { title, message = '' } = words
    const topic = `user:${userId}`
    const place = () => ({ taskId, attempt, timestamp: new Date().toISOString() })
    tell(topic, 'ai:task:started', { ...place(), taskType, ...(title !== undefined && { title }), message })

    const controller = new AbortController()
    const coalescer = createCoalescer(onError)
    let newest: Pick<AITaskProgress, 'progress' | 'message' | 'step'> = { progress: 0, message }
    const task: RunningTask = {
      taskId,
      userId,
      attempt,
      signal: controller.signal,
      progress: (percent, said = newest.message, step) => {
        newest = { progress: climb(newest.progress, percent), message: said, ...(step !== undefined && { step }) }
        coalescer.send('', () => void tell(topic, 'ai:task:progress', { ...place(), ...newest }))
      },
    }

    const work = async (idle: Promise<void>): Promise<void> => {
      await idle
      const isOver = (): boolean => job.running?.controller !== controller
      if (isOver()) return
      try {
        const result: unknown = await handlers.get(taskType)?.(task, job.params)
        // JSON has no undefined. A result that cannot be written throws here, and is a failure.
        if (!isOver()) {
          tell(topic, 'ai:task:completed', { ...place(), result: result ?? null, message: newest.message })
        }
      } catch (error) {
        if (isOver()) return
        if (!TelltaleError.is(error)) onError(error)
        const { message: told, ...failure } = toFailure(error, 'The task failed on the server. Try again.')
        tell(topic, 'ai:task:failed', { ...place(), error: told, ...failure })
      }
    }
    return new Promise((settle) => {
      job.running = { controller, coalescer, settle }
      job.idle = work(job.idle)
    })
  }

  const trim = (userId: string, entries: Map<string, Entry>): void => {
    const now = Date.now()
    const newestFirst = [...entries].toReversed().sort(([, one], [, other]) => other.toldAt - one.toldAt)
    let ended = 0
    for (const [taskId, { record, toldAt, job }] of newestFirst) {
      const isEnded = record.end !== undefined
      if (isEnded) ended++
      const isOld = isEnded
        ? ended > endedPerUser || toldAt <= now - keepEndedMs
        : job?.running === undefined && toldAt <= now - keepSilentMs
      if (isOld) entries.delete(taskId)
    }
    if (entries.size === 0) users.delete(userId)
  }

  return {
    define: (taskType, handler) => {
      if (handlers.has(taskType)) {
        throw new TelltaleError('contract_mismatch', `the task "${taskType}" is defined already. Define each one once.`)
      }
      handlers.set(taskType, handler)
    },
    execute: (userId, taskType, params, words = {}) => {
      if (!handlers.has(taskType)) {
        throw new TelltaleError(
          'unknown_task',
          `"${taskType}" was not started, because this server knows no such task. Define it first: rt.defineTask('${taskType}', handler).`,
        )
      }
      if (isClosed) throw new TelltaleError('draining', `"${taskType}" was not started, because the server is closing.`)
      const taskId = randomId()
      const job: Job = { taskType, params, words, running: undefined, idle: Promise.resolve() }
      const settled = begin(userId, taskId, job, 1)
      const entry = users.get(userId)?.get(taskId)
      if (entry !== undefined) entry.job = job
      return { taskId, settled }
    },
    cancel: (userId, taskId) => {
      const { record, job } = find(userId, taskId)
      if (job.running === undefined) return
      const { attempt } = record.started
      tell(`user:${userId}`, 'ai:task:cancelled', { taskId, attempt, timestamp: new Date().toISOString() })
    },
    retry: (userId, taskId) => {
      const { record, job } = find(userId, taskId)
      if (job.running !== undefined || record.end?.status === 'completed') {
        throw new TelltaleError(
          'invalid_payload',
          `only a task that failed, was cancelled or lost can be run again; this one ${job.running === undefined ? 'was completed' : 'is running'}.`,
        )
      }
      void begin(userId, taskId, job, record.started.attempt + 1)
    },
    told: (told, userId) => {
      const taskId = 'taskId' in told.payload ? told.payload.taskId : undefined
      if (taskId === undefined) return
      const entries = users.get(userId) ?? new Map<string, Entry>()
      const entry = entries.get(taskId)
      const record = foldTask(entry?.record, told)
      if (record === undefined || record === entry?.record) return
      users.set(userId, entries)
      entries.set(taskId, { ...entry, record, toldAt: Date.now() })
      const { end } = record
      if (end === undefined) return
      trim(userId, entries)
      const running = entry?.job?.running
      if (entry?.job === undefined || running === undefined) return
      entry.job.running = undefined
      running.coalescer.stop()
      running.settle(end)
      if (end.status === 'cancelled' || end.status === 'lost') {
        running.controller.abort(new TelltaleError('cancelled', `this attempt of the task is over: ${end.status}.`))
      }
    },
    snapshot: (userId, epoch, bytes) => {
      const endOfLife = Date.now() - keepEndedMs
      const tasks = Array.from(users.get(userId)?.values() ?? [])
        .filter(({ record, toldAt }) => record.end === undefined || toldAt > endOfLife)
        .map(({ record }) => toTaskSnapshot(record, epoch))
      const running = tasks.filter((task) => !('endedAt' in task))
      const ended = newestThatFit(
        tasks.filter((task) => 'endedAt' in task),
        bytes - payloadBytes(running),
      )
      return tasks.filter((task) => !('endedAt' in task) || ended.includes(task))
    },
    progress: (userId, epoch) =>
      Array.from(users.get(userId)?.values() ?? []).flatMap(({ record: { newest, end } }) =>
        newest !== undefined && end === undefined ? [revise(newest, epoch)] : [],
      ),
    sweep: () => {
      for (const [userId, entries] of users) trim(userId, entries)
    },
    close: () => {
      isClosed = true
      for (const [userId, entries] of users) {
        for (const [taskId, { record, job }] of entries) {
          if (job?.running === undefined) continue
          const { attempt } = record.started
          tell(`user:${userId}`, 'ai:task:lost', { taskId, attempt, timestamp: new Date().toISOString() })
        }
      }
    },
  }
}
