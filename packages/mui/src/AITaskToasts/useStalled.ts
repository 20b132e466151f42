'use client'

import { useEffect, useState } from 'react'
import { callAt } from '../internal/clock.ts'
import { type ShownTask, taskLook, type TaskLine } from './taskLook.ts'

const none: ReadonlySet<string> = new Set()
const upLine: TaskLine = { detached: false, stalled: none }

/**
 * Ids of the tasks that run and of which nothing was heard for `afterMs` although the line is up. An outage begins the
 * wait anew: what was missed is yet to come.
 */
export function useStalled(tasks: readonly ShownTask[], detached: boolean, afterMs: number): ReadonlySet<string> {
  const [heard] = useState(() => new Map<string, { task: ShownTask; at: number }>())
  const [stalled, setStalled] = useState(none)

  useEffect(() => {
    const now = Date.now()
    const running = detached ? [] : tasks.filter((task) => !task.isLocal && !taskLook(task, upLine).isOver)
    const ids = new Set(running.map(({ taskId }) => taskId))
    for (const taskId of heard.keys()) if (!ids.has(taskId)) heard.delete(taskId)
    for (const task of running) {
      if (heard.get(task.taskId)?.task !== task) heard.set(task.taskId, { task, at: now })
    }
    let callOff: (() => void) | undefined
    const follow = (): void => {
      const at = Date.now()
      const waits = [...heard].map(([taskId, last]) => ({ taskId, dueAt: last.at + afterMs }))
      const due = waits.filter(({ dueAt }) => dueAt <= at).map(({ taskId }) => taskId)
      setStalled((before) => (isSame(before, due) ? before : new Set(due)))
      const next = Math.min(...waits.map(({ dueAt }) => dueAt).filter((dueAt) => dueAt > at))
      callOff = Number.isFinite(next) ? callAt(next, follow) : undefined
    }
    follow()
    return () => callOff?.()
  }, [heard, tasks, detached, afterMs])

  return stalled
}

const isSame = (before: ReadonlySet<string>, ids: readonly string[]): boolean =>
  before.size === ids.length && ids.every((id) => before.has(id))
