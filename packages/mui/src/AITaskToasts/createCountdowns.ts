import { startTimer } from '../internal/clock.ts'

/** Why nothing leaves: somebody looks at it, is in it, or cannot see it. */
export type PauseReason = 'hover' | 'focus' | 'blur' | 'hidden'

/** Waits that stand still together while there is a reason, and then go on with what remained. */
export type Countdowns = {
  /** What counts down now, by key, in ms from its start. What is known goes on; what is missing is called off. */
  set: (durations: ReadonlyMap<string, number>) => void
  pause: (reason: PauseReason) => void
  resume: (reason: PauseReason) => void
  /** Calls all of them off. */
  end: () => void
}

/** Makes waits with one timer for all; `onDue` is called once for each, with its key. */
export function createCountdowns(onDue: (keys: readonly string[]) => void): Countdowns {
  const remaining = new Map<string, number>()
  const reasons = new Set<PauseReason>()
  let countedAt = 0
  let timer: ReturnType<typeof setTimeout> | undefined

  /** Takes the time that has passed from what remains. */
  const count = (): void => {
    clearTimeout(timer)
    // Not the time of day, which may be set anew while a toast is shown.
    const now = performance.now()
    if (reasons.size === 0) for (const [key, ms] of remaining) remaining.set(key, ms - (now - countedAt))
    countedAt = now
  }
  const arm = (): void => {
    if (reasons.size > 0 || remaining.size === 0) return
    timer = startTimer(ring, Math.min(...remaining.values()))
  }
  const ring = (): void => {
    count()
    const due = [...remaining].filter(([, ms]) => ms <= 0).map(([key]) => key)
    for (const key of due) remaining.delete(key)
    arm()
    if (due.length > 0) onDue(due)
  }

  return {
    set: (durations) => {
      count()
      for (const key of remaining.keys()) if (!durations.has(key)) remaining.delete(key)
      for (const [key, ms] of durations) if (!remaining.has(key)) remaining.set(key, ms)
      arm()
    },
    pause: (reason) => {
      count()
      reasons.add(reason)
    },
    resume: (reason) => {
      count()
      reasons.delete(reason)
      arm()
    },
    end: () => {
      clearTimeout(timer)
      remaining.clear()
      // Of what is hidden nobody tells when a pointer leaves it.
      reasons.clear()
    },
  }
}
