import type { ServerEvents, TelltaleError, TopicSnapshots } from '@telltale/protocol'
import type { Line, PartPort } from '../Line.ts'
import { outbox } from '../outbox/Outbox.ts'
import type { Store } from '../store.ts'
import { type AITask, begin, finish, inOrder, inSnapshot, isOver, move, running, unrevised } from './AITask.ts'
import { keyOf, localTasks, type LocalTasks, type LocalTasksState, type TrackedWords } from './LocalTasks.ts'
import { stores } from './stores.ts'
import { type EventInput, type TopicInput, type TopicRules, TopicStore } from './TopicStore.ts'

// What is known of a task of a user (S6), by what is told. A task is its current attempt, the highest that is known:
//
//                                       unknown      queued, running, cancelling      over
//   answered: it is not in the snapshot  –           lost                            –
//             the same attempt          as told      further, or over                –
//             a higher attempt          as told      that one                        that one
//             a lower one, of a server  as told      that one                        –
//               that began anew
//             `state`                   –            further                         –
//   started:  a higher attempt          running      running, from 0                 running, from 0
//             the same                  –            running, if queued (1)          –
//   progress                            – (2)        further                         –
//   completed, failed, cancelled, lost  – (2)        over                            –
//   any of these, of a higher attempt                – (2)                           – (2)
//                 of a lower attempt                 –                               –
//   cancel()                            –            cancelling; if that is refused  –
//                                                    running, and an error
//   retry()                             –            –                               queued, the next attempt; if that is
//                                                                                    refused as before, and an error
//   dismiss()                           –            hidden                          hidden
//   refused                             none
//
// A server that marks nothing may tell late, twice, or less than all, and may not number attempts: then what starts
// after its end is the next one. So, of what has no meta:
// (1) it brings the name, which progress alone had not.
// (2) one that began unheard is taken up.
//
// T1  Within an attempt progress never goes back, and what is over stays as it is.
// T2  What was dismissed stays hidden, whatever is told of that attempt.

type TaskEvent = keyof ServerEvents & `ai:task:${string}`
type UserSnapshot = TopicSnapshots['user']
type ServerTasks = TopicStore<readonly AITask[], TaskEvent, UserSnapshot>

/** The tasks of a user, newest first: those of the server and those of this page, without the dismissed ones. */
export class TasksStore implements Store<readonly AITask[]> {
  readonly #port: PartPort
  readonly #told: ServerTasks
  readonly #local: LocalTasks
  #shown: { told: readonly AITask[]; local: LocalTasksState; tasks: readonly AITask[] } | null = null

  constructor(port: PartPort, userId: string | null) {
    this.#port = port
    this.#told = new TopicStore(port, tasksRules(userId))
    this.#local = port.line.part(localTasks)
  }

  readonly getSnapshot = (): readonly AITask[] => {
    const told = this.#told.getSnapshot()
    const local = this.#local.store.getSnapshot()
    if (this.#shown?.told !== told || this.#shown.local !== local) {
      const seen = told.filter((task) => !local.dismissed.has(keyOf(task)))
      this.#shown = { told, local, tasks: local.tasks.length === 0 ? seen : inOrder([...seen, ...local.tasks]) }
    }
    return this.#shown.tasks
  }
  readonly getServerSnapshot = (): readonly AITask[] => this.#told.getServerSnapshot()
  readonly subscribe = (listener: () => void): (() => void) => {
    const stops = [this.#told.subscribe(listener), this.#local.store.subscribe(listener)]
    return () => {
      for (const stop of stops) stop()
    }
  }

  /**
   * Asks the server to cancel a task that runs: `cancelling` at once, also while the line is down, for it is sent later. If
   * that is refused, or nobody answers, it is running again and its `error` says why.
   */
  readonly cancel = (taskId: string): void => {
    const task = this.#find(taskId)
    if (task === undefined || isOver(task) || task.status === 'cancelling') return
    this.#put({ ...task, status: 'cancelling', error: null })
    this.#send('ai:task:cancel', taskId, (now, error) => {
      if (now.attempt === task.attempt && now.status === 'cancelling')
        this.#put({ ...now, status: 'running', error: toReason(error) })
    })
  }

  /**
   * Asks the server to run a task again that failed, was cancelled or lost: `queued` at once, as the next attempt. If that
   * is refused, or nobody answers, it is as it was and its `error` says why.
   */
  readonly retry = (taskId: string): void => {
    const task = this.#find(taskId)
    if (task === undefined || !isOver(task) || task.status === 'completed') return
    const { taskType, title, message, startedAt } = task
    const next = { ...running(taskId, task.attempt + 1, startedAt), taskType, title }
    this.#put({ ...next, status: 'queued', message })
    this.#send('ai:task:retry', taskId, (now, error) => {
      // Another page may have had it run again.
      const hasBegun = isOver(now) || now.attempt !== next.attempt || now.startedAt !== startedAt
      if (!hasBegun) this.#put({ ...task, error: toReason(error), retryable: error.code !== 'not_found' })
    })
  }

  /** Hides a task, and does nothing else to it. If it runs again, that is shown. */
  readonly dismiss = (taskId: string): void => {
    const task = this.getSnapshot().find((one) => one.taskId === taskId)
    if (task !== undefined) this.#local.dismiss(task)
  }

  /**
   * Shows what runs in this page among the tasks, until it is dismissed: `running` until the promise settles, then
   * `completed` or `failed` with the words given. Returns the task's id. The promise is left as it is.
   *
   * @example
   * tasks.track(archive(escrow), { title: 'Archiving', succeeded: 'Archived', failed: 'It was not archived' })
   */
  readonly track = (promise: PromiseLike<unknown>, words: TrackedWords): string => this.#local.track(promise, words)

  /** Lets go of what was told. */
  end(): void {
    this.#told.end()
  }

  #find(taskId: string): AITask | undefined {
    return this.#told.state.find((task) => task.taskId === taskId)
  }

  #put(task: AITask): void {
    this.#told.change((tasks) => put(tasks, task))
  }

  #send(
    command: 'ai:task:cancel' | 'ai:task:retry',
    taskId: string,
    refused: (now: AITask, error: TelltaleError) => void,
  ): void {
    // To cancel twice is to cancel; to retry twice may be to run twice.
    const retry = command === 'ai:task:cancel' ? 'safe' : 'never'
    const { settled } = this.#port.line.part(outbox).send(command, { taskId }, { key: `task:${taskId}`, retry })
    void settled.then((outcome) => {
      const now = this.#find(taskId)
      if (!outcome.ok && now !== undefined) refused(now, outcome.error)
    })
  }
}

/**
 * The tasks of a user; the same store for all who ask. Without a user, as against a plain server that names none, they are
 * all that are told of.
 */
export function tasksStore(line: Line, userId: string | null): TasksStore {
  return line.part(stores).of('tasks', [userId], (port) => new TasksStore(port, userId))
}

function tasksRules(userId: string | null): TopicRules<readonly AITask[], TaskEvent, UserSnapshot> {
  const topic = userId === null ? null : `user:${userId}`
  return {
    topic,
    events: {
      'ai:task:started': undefined,
      'ai:task:progress': undefined,
      'ai:task:completed': undefined,
      'ai:task:failed': undefined,
      'ai:task:cancelled': undefined,
      'ai:task:lost': undefined,
    },
    initial: [],
    reduce: (tasks, input, now) => {
      const place = input.type === 'event' ? input.meta?.topic : undefined
      const isAnothers = topic !== null && place?.startsWith('user:') === true && place !== topic
      return isAnothers ? tasks : reduce(tasks, input, now)
    },
  }
}

function reduce(tasks: readonly AITask[], input: TopicInput<TaskEvent, UserSnapshot>, now: number): readonly AITask[] {
  switch (input.type) {
    case 'answered': {
      // Revisions of a server that is gone say nothing beside those of another.
      const known = input.beganAnew ? tasks.map(unrevised) : tasks
      const told = input.snapshot ? read(known, input.snapshot, input.beganAnew, now) : known
      return (input.state?.tasks ?? []).reduce((so, progress) => {
        const task = so.find(({ taskId, attempt }) => taskId === progress.taskId && attempt === progress.attempt)
        return task === undefined || isOver(task) ? so : put(so, move(task, progress, progress.rev))
      }, told)
    }
    case 'event':
      return hear(tasks, input, now)
    default:
      return tasks
  }
}

function read(known: readonly AITask[], { tasks }: UserSnapshot, beganAnew: boolean, now: number): readonly AITask[] {
  const told = tasks.map((task) => {
    const before = known.find(({ taskId }) => taskId === task.taskId)
    return inSnapshot(before, task, beganAnew)
  })
  // What is over stays on the screen; what went on is lost, and its server knows nothing that could run again.
  const rest = known.filter(({ taskId }) => !tasks.some((task) => task.taskId === taskId))
  const endedAt = toTime(now)
  return inOrder([...told, ...rest.map((task) => lose(task, endedAt))])
}

const lose = (task: AITask, endedAt: string): AITask =>
  isOver(task) ? task : { ...task, status: 'lost', endedAt, error: null, retryable: false }

function hear(tasks: readonly AITask[], input: EventInput<TaskEvent>, now: number): readonly AITask[] {
  const { taskId } = input.payload
  const known = tasks.find((one) => one.taskId === taskId)
  // Servers that are not ours may number no attempts, and tell no times.
  const attempt = input.payload.attempt ?? attemptNow(known, input.event)
  const timestamp = input.payload.timestamp ?? toTime(now)
  const isUnheard = known === undefined || attempt > known.attempt
  const task = isUnheard ? running(taskId, attempt, timestamp) : known
  if (attempt < task.attempt || isOver(task)) return tasks
  if (input.event === 'ai:task:started') {
    const isExpected = isUnheard || task.status === 'queued' || input.meta === undefined
    return isExpected ? inOrder(put(tasks, begin(task, { ...input.payload, timestamp }))) : tasks
  }
  if (isUnheard && input.meta !== undefined) return tasks
  if (input.event === 'ai:task:progress') return put(tasks, move(task, input.payload, input.meta?.rev))
  return inOrder(put(tasks, finish(task, input, timestamp)))
}

const attemptNow = (known: AITask | undefined, event: TaskEvent): number => {
  if (known === undefined) return 1
  return event === 'ai:task:started' && isOver(known) ? known.attempt + 1 : known.attempt
}

const put = (tasks: readonly AITask[], task: AITask): readonly AITask[] =>
  tasks.some(({ taskId }) => taskId === task.taskId)
    ? tasks.map((one) => (one.taskId === task.taskId ? task : one))
    : [...tasks, task]

const toReason = ({ code, message }: TelltaleError): AITask['error'] => ({ code, message })

const toTime = (now: number): string => new Date(now).toISOString()
