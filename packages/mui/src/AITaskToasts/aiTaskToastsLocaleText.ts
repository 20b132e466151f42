import type { Isolate } from '../internal/useIsolate.ts'
import { partOf, type ShownTask, type TaskLook, type TaskLookName } from './taskLook.ts'

type Failure = NonNullable<ShownTask['error']>
type Step = NonNullable<ShownTask['step']>

/** All words of the task toasts. First those of the looks, by their names. */
export type AITaskToastsLocaleText = Record<Exclude<TaskLookName, 'partial'>, string> & {
  partial: (done: number, total: number) => string
  /** The name of the region, and the heading of the centre. */
  tasks: string
  /** A task that has neither title nor type. */
  untitled: string
  /** Facts one after the other, as they are spoken. Intl's lists put an "and" before the last. */
  joined: (facts: readonly string[]) => string
  /** Progress, 0–100. */
  percent: (progress: number) => string
  step: (step: Step) => string
  /** Why it failed, or why what was asked for could not be done: the words of the server, or of the line by its code. */
  failure: (error: Failure) => string
  cancel: string
  retry: string
  view: string
  hide: string
  dismiss: string
  /** The line for those that have no toast of their own. */
  more: (count: number, running: number) => string
  clearDone: string
  close: string
  empty: string
  /** Spoken; `title` is the task's. */
  saysStarted: (title: string) => string
  saysProgress: (title: string, progress: number) => string
  saysEnded: (title: string, state: string, more: string | null) => string
  saysManyStarted: (count: number) => string
  saysManyEnded: (count: number, failed: number) => string
  /** A button's name, where several of one word stand on a page. */
  actionOf: (action: string, title: string) => string
}

const tasks = (count: number): string => (count === 1 ? '1 task' : `${count} tasks`)
const percent = (progress: number): string => `${Math.floor(progress)} %`

/** The built-in words. */
export const englishAITaskToastsText: AITaskToastsLocaleText = {
  queued: 'Waiting to start',
  running: 'Running',
  stalled: 'Nothing heard for a while. It may still be running.',
  disconnected: 'Connection lost. It is still running on the server.',
  cancelling: 'Cancelling',
  cancelled: 'Cancelled',
  completed: 'Done',
  partial: (done, total) => `${done} of ${total} done`,
  failed: 'Failed',
  lost: 'The server stopped before it was done.',
  tasks: 'Background tasks',
  untitled: 'Task',
  joined: (facts) => facts.join(', '),
  percent,
  step: ({ index, count, name }) => `Step ${index} of ${count}: ${name}`,
  failure: ({ message }) => message,
  cancel: 'Cancel',
  retry: 'Retry',
  view: 'View',
  hide: 'Hide',
  dismiss: 'Remove',
  more: (count, running) => `${tasks(count)} more${running === 0 ? '' : `, ${running} running`}`,
  clearDone: 'Clear done',
  close: 'Close',
  empty: 'No tasks',
  saysStarted: (title) => `${title}: started`,
  saysProgress: (title, progress) => `${title}: ${percent(progress)}`,
  saysEnded: (title, state, more) => `${title}: ${state}${more === null ? '' : `. ${more}`}`,
  saysManyStarted: (count) => `${tasks(count)} started`,
  saysManyEnded: (count, failed) => `${tasks(count)} ended${failed === 0 ? '' : `, ${failed} failed`}`,
  actionOf: (action, title) => `${action}: ${title}`,
}

/** What a task is called. */
export const titleOf = ({ title, taskType }: ShownTask, text: AITaskToastsLocaleText): string =>
  title ?? taskType ?? text.untitled

/** What is said below a task's title, fact by fact; where that is shown, `isolate` keeps what the app brings apart. */
export function factsOf(
  task: ShownTask,
  look: TaskLook,
  text: AITaskToastsLocaleText,
  isolate: Isolate = (brought) => brought,
): readonly string[] {
  const { message, step } = task
  if (look.look !== 'running' || (!step && !message)) return [isolate(wordsOf(task, look, text))]
  const shown = message === step?.name ? '' : message
  return [...(step ? [text.step({ ...step, name: isolate(step.name) })] : []), ...(shown ? [isolate(shown)] : [])]
}

/** What is said of a task in one: how it ended, or what keeps it. */
export function wordsOf(task: ShownTask, { look }: TaskLook, text: AITaskToastsLocaleText): string {
  const { message, error, result } = task
  switch (look) {
    case 'partial': {
      const part = partOf(result)
      return part ? text.partial(part.done, part.total) : message
    }
    case 'completed':
      return message || text.completed
    case 'failed':
      // What it said last is no reason.
      return (error && text.failure(error)) || text.failed
    default:
      return text[look]
  }
}

/** The name of the mark, where nothing else says what it shows. */
export function markNameOf({ look }: TaskLook, words: string, text: AITaskToastsLocaleText): string | undefined {
  const saysItself = look !== 'completed' && look !== 'failed'
  return saysItself || text[look] === words ? undefined : text[look]
}
