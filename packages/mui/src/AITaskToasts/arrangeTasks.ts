import { type ShownTask, taskLook, type TaskLine, type TaskLook } from './taskLook.ts'

/** A task in the list, with its look and what it is known by there. */
export type TaskRow = Readonly<{
  task: ShownTask
  look: TaskLook
  /** What hiding it hides: this attempt, and not its failure, which has not been seen yet. */
  hideKey: string
}>

/** Which tasks are toasts of their own, which share one line, and what the centre lists. */
export type TaskArrangement = Readonly<{
  all: readonly TaskRow[]
  toasts: readonly TaskRow[]
  rest: readonly TaskRow[]
}>

type Options = TaskLine & { hidden: ReadonlySet<string>; maxVisible: number }

/**
 * Lays tasks out, in the order given. What needs attention is always a toast; of all others the first `maxVisible`.
 */
export function arrangeTasks(tasks: readonly ShownTask[], { hidden, maxVisible, ...line }: Options): TaskArrangement {
  const all = tasks.map((task): TaskRow => {
    const look = taskLook(task, line)
    return { task, look, hideKey: `${task.attempt} ${look.needsAttention} ${task.taskId}` }
  })
  const toasts: TaskRow[] = []
  const rest: TaskRow[] = []
  let room = maxVisible
  for (const row of all) {
    const isOldNews = row.look.isOver && row.task.seenRunning === false
    if (isOldNews || hidden.has(row.hideKey)) continue
    if (row.look.needsAttention) toasts.push(row)
    else if (room > 0) {
      room -= 1
      toasts.push(row)
    } else rest.push(row)
  }
  return { all, toasts, rest }
}

/** How far those are together that know how far they are, 0–100; `null` where none does. */
export function progressOf(rows: readonly TaskRow[]): number | null {
  const known = rows.flatMap(({ task, look }) => (look.isOver ? 100 : (task.progress ?? [])))
  return known.length === 0 ? null : known.reduce((sum, progress) => sum + progress, 0) / known.length
}
