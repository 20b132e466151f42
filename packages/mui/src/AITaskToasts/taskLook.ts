import type { MarkColor } from '../internal/paint.ts'

/** What is shown of a task: a whole `AITask`, or as much as another transport knows. Times are ISO 8601. */
export type ShownTask = Readonly<{
  taskId: string
  /** Shown instead of a title that nobody has given. */
  taskType?: string | null
  title: string | null
  /** What it is doing, or what it has to say at its end. */
  message: string
  status: 'queued' | 'running' | 'cancelling' | 'completed' | 'failed' | 'cancelled' | 'lost'
  /** 0–100; `null` where nobody knows. */
  progress: number | null
  /** The part that is being done, counted from 1. */
  step?: Readonly<{ index: number; count: number; name: string }> | null | undefined
  /** 1, and one more with each retry: what was hidden is shown again with the next. */
  attempt: number
  /** `{ done, total }` of a completed task says that it was done in part. */
  result?: unknown
  /** Why it failed, or why it could not be cancelled or run again. */
  error?: Readonly<{ code: string | null; message: string }> | null
  retryable?: boolean
  /** `false` for one that was over when we came: it is listed, and is no news. @defaultValue true */
  seenRunning?: boolean
  /** It runs in this page: it needs no line, and cannot be cancelled or run again from here. @defaultValue false */
  isLocal?: boolean
}>

/** The names of all looks, in the order of the book. Stories and `localeText` use the same names. */
export const taskLookNames = [
  'queued',
  'running',
  'stalled',
  'disconnected',
  'cancelling',
  'cancelled',
  'completed',
  'partial',
  'failed',
  'lost',
] as const

/** One of {@link taskLookNames}. */
export type TaskLookName = (typeof taskLookNames)[number]

/** The shape that says the same without colour. */
export type TaskShape = 'ring' | 'arc' | 'bars' | 'slash' | 'square' | 'check' | 'half' | 'triangle' | 'question'

/** What a task looks like, but its words. */
export type TaskLook = Readonly<{
  look: TaskLookName
  color: MarkColor
  shape: TaskShape
  /** It has ended. */
  isOver: boolean
  /** It ended otherwise than was hoped for, so it stays until it was seen. */
  needsAttention: boolean
}>

const goingOn = { isOver: false, needsAttention: false } as const
const settled = { isOver: true, needsAttention: false } as const
const amiss = { isOver: true, needsAttention: true } as const

const table: Readonly<Record<TaskLookName, TaskLook>> = {
  queued: { look: 'queued', color: 'neutral', shape: 'ring', ...goingOn },
  running: { look: 'running', color: 'primary', shape: 'arc', ...goingOn },
  stalled: { look: 'stalled', color: 'warning', shape: 'bars', ...goingOn },
  disconnected: { look: 'disconnected', color: 'warning', shape: 'slash', ...goingOn },
  cancelling: { look: 'cancelling', color: 'neutral', shape: 'arc', ...goingOn },
  cancelled: { look: 'cancelled', color: 'neutral', shape: 'square', ...settled },
  completed: { look: 'completed', color: 'success', shape: 'check', ...settled },
  partial: { look: 'partial', color: 'warning', shape: 'half', ...amiss },
  failed: { look: 'failed', color: 'error', shape: 'triangle', ...amiss },
  lost: { look: 'lost', color: 'error', shape: 'question', ...amiss },
}

/** What is known of the way to a task. */
export type TaskLine = Readonly<{
  /** The line is down: what runs on the server still does, and nothing is heard of it. */
  detached: boolean
  /** Ids of those of which nothing was heard for long although the line is up. */
  stalled: ReadonlySet<string>
}>

/** The one table from a task to its look. Pure; the same reference for the same look. */
export const taskLook = (task: ShownTask, line: TaskLine): TaskLook => table[lookName(task, line)]

function lookName({ taskId, status, result, isLocal }: ShownTask, { detached, stalled }: TaskLine): TaskLookName {
  switch (status) {
    case 'queued':
    case 'running':
      if (isLocal) return status
      if (detached) return 'disconnected'
      return stalled.has(taskId) ? 'stalled' : status
    case 'completed':
      return partOf(result) === null ? 'completed' : 'partial'
    default:
      return status
  }
}

/** How much of it was done, where a result says that this was not all. */
export function partOf(result: unknown): { done: number; total: number } | null {
  if (typeof result !== 'object' || result === null || !('done' in result) || !('total' in result)) return null
  const { done, total } = result
  return typeof done === 'number' && typeof total === 'number' && done < total ? { done, total } : null
}
