import { randomId, TelltaleError } from '@telltale/protocol'
import type { Part, PartPort } from '../Line.ts'
import { createStore, type Store } from '../store.ts'
import { type AITask, inOrder, running } from './AITask.ts'

/** What a task of this page is called, and what is said when it has ended. */
export type TrackedWords = { title: string; succeeded: string; failed: string }

/** What the tasks of a person are beside those of the server: theirs of this page, and what they do not want to see. */
export type LocalTasksState = Readonly<{
  tasks: readonly AITask[]
  /** As {@link keyOf} tells them apart, the newest last. */
  dismissed: ReadonlySet<string>
}>

const nothing: LocalTasksState = { tasks: [], dismissed: new Set() }
const dismissalsKept = 1_000

/** An attempt is hidden, not a task: what runs again is shown again. */
export const keyOf = ({ taskId, attempt }: AITask): string => JSON.stringify([taskId, attempt])

/**
 * Tasks of this page, and dismissals. They are kept as long as the line, because they are nowhere else; somebody else does
 * not see them.
 */
export class LocalTasks {
  readonly #port: PartPort
  readonly #state = createStore(nothing)

  constructor(port: PartPort) {
    this.#port = port
    port.watch({
      identified: (wasAnothers) => {
        if (wasAnothers) this.#state.set(nothing)
      },
    })
  }

  get store(): Store<LocalTasksState> {
    return this.#state.store
  }

  track(promise: PromiseLike<unknown>, { title, succeeded, failed }: TrackedWords): string {
    const taskId = randomId()
    const task: AITask = { ...running(taskId, 1, this.#time()), title, progress: null, isLocal: true }
    this.#setTasks([...this.#tasks, task])
    void promise.then(
      (result) => this.#end(taskId, { status: 'completed', progress: 100, message: succeeded, result }),
      (cause: unknown) => {
        const error = { code: TelltaleError.is(cause) ? cause.code : null, message: failed }
        this.#end(taskId, { status: 'failed', message: failed, error })
      },
    )
    return taskId
  }

  dismiss(task: AITask): void {
    const { tasks, dismissed } = this.#state.store.getSnapshot()
    this.#state.set({
      tasks: tasks.filter(({ taskId }) => taskId !== task.taskId),
      dismissed: task.isLocal ? dismissed : new Set([...dismissed, keyOf(task)].slice(-dismissalsKept)),
    })
  }

  get #tasks(): readonly AITask[] {
    return this.#state.store.getSnapshot().tasks
  }

  #end(taskId: string, ending: Partial<AITask>): void {
    const endedAt = this.#time()
    this.#setTasks(this.#tasks.map((task) => (task.taskId === taskId ? { ...task, endedAt, ...ending } : task)))
  }

  #setTasks(tasks: readonly AITask[]): void {
    this.#state.set({ ...this.#state.store.getSnapshot(), tasks: inOrder(tasks) })
  }

  #time(): string {
    return new Date(this.#port.env.now()).toISOString()
  }
}

/** The tasks of this page. */
export const localTasks: Part<LocalTasks> = (port) => new LocalTasks(port)
