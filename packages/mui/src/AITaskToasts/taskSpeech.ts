import type { AnnounceOptions } from '../Announcer/announce.ts'
import { type AITaskToastsLocaleText, markNameOf, titleOf, wordsOf } from './aiTaskToastsLocaleText.ts'
import { type ShownTask, taskLook, type TaskLine } from './taskLook.ts'

// What a screen reader hears of tasks: little, and never each tick.
//
// V1  Of a task: that it has begun, progress at the milestones, and how it ended; nothing twice.
// V2  Of all tasks together: one progress in 10 s. What begins, or ends, within half a second is counted, not listed.
// V3  What was over when we came is not said. What already ran is said with its progress.
// V4  Failure is said at once, over what is being read.
// V5  What is gone before it was said, as with its user, is not said.

/** After so much more of a task, 0–100, its progress may be said again. */
const milestone = 25
const progressGapMs = 10_000
/** What comes within it is said together. */
const batchMs = 500
/** So many are listed; of more only the number is said. */
const listed = 2

type Known = { task: ShownTask; attempt: number; isOver: boolean; milestone: number }
type Ending = { text: string; isFailure: boolean }

/** Says what is worth saying; `flush` says what has been gathered. */
export type TaskSpeech = {
  /** Takes in the tasks as they are now; returns whether something waits for `flush`. */
  follow: (tasks: readonly ShownTask[], text: AITaskToastsLocaleText, now: number) => boolean
  flush: (text: AITaskToastsLocaleText) => void
}

const anyLine: TaskLine = { detached: false, stalled: new Set() }

export { batchMs as speechBatchMs }

/** Makes a voice for tasks. */
export function createTaskSpeech(say: (text: string, options: AnnounceOptions) => void): TaskSpeech {
  const known = new Map<string, Known>()
  const started = new Map<string, string>()
  const ended = new Map<string, Ending>()
  let progressAt = -Infinity

  const begin = (task: ShownTask, text: AITaskToastsLocaleText): void => {
    const title = titleOf(task, text)
    const hasProgress = task.progress !== null && task.progress > 0
    started.set(task.taskId, hasProgress ? text.saysProgress(title, task.progress ?? 0) : text.saysStarted(title))
  }
  const end = (task: ShownTask, text: AITaskToastsLocaleText): void => {
    const look = taskLook(task, anyLine)
    const words = wordsOf(task, look, text)
    const mark = markNameOf(look, words, text)
    ended.set(task.taskId, {
      text: text.saysEnded(titleOf(task, text), mark ?? words, mark === undefined ? null : words),
      isFailure: look.look === 'failed' || look.look === 'lost',
    })
    started.delete(task.taskId)
  }

  return {
    follow: (tasks, text, now) => {
      for (const task of tasks) {
        const { taskId, attempt, progress } = task
        const before = known.get(taskId)
        if (before?.task === task) continue
        const { isOver } = taskLook(task, anyLine)
        const isNew = before === undefined || before.attempt !== attempt
        // All of it is not yet the end, which has words of its own.
        const reached = Math.floor(Math.min(99, progress ?? 0) / milestone)
        const last = isNew ? reached : before.milestone
        known.set(taskId, { task, attempt, isOver, milestone: Math.max(last, reached) })
        if (isOver) {
          const isNews = isNew ? task.seenRunning !== false : !before.isOver
          if (isNews) end(task, text)
        } else if (isNew) begin(task, text)
        else if (reached > last && now - progressAt >= progressGapMs) {
          progressAt = now
          say(text.saysProgress(titleOf(task, text), progress ?? 0), { key: keyOf(taskId) })
        }
      }
      const ids = new Set(tasks.map(({ taskId }) => taskId))
      for (const taskId of known.keys()) {
        if (ids.has(taskId)) continue
        known.delete(taskId)
        started.delete(taskId)
        ended.delete(taskId)
      }
      return started.size + ended.size > 0
    },
    flush: (text) => {
      if (started.size > listed) say(text.saysManyStarted(started.size), {})
      else for (const [taskId, words] of started) say(words, { key: keyOf(taskId) })
      const failures = [...ended.values()].filter(({ isFailure }) => isFailure).length
      if (ended.size > listed) {
        say(text.saysManyEnded(ended.size, failures), { politeness: failures > 0 ? 'assertive' : 'polite' })
      } else {
        for (const [taskId, { text: words, isFailure }] of ended) {
          say(words, { key: keyOf(taskId), politeness: isFailure ? 'assertive' : 'polite' })
        }
      }
      started.clear()
      ended.clear()
    },
  }
}

const keyOf = (taskId: string): string => `task:${taskId}`
