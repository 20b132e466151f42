import { callSafely } from '../Dispatcher.ts'

type Threshold = { readonly seconds: number; isArmed: boolean; readonly listener: (seconds: number) => void }

/** Who wants to know when a session that runs has come down to so many seconds remaining. */
export class UsageThresholds {
  readonly #thresholds = new Set<Threshold>()

  /** Adds one; returns how to take it away. What was crossed before `since`, in seconds remaining, or before now, is not told. */
  add(seconds: number, listener: (seconds: number) => void, since = 0): () => void {
    const threshold = { seconds, isArmed: since > seconds, listener }
    this.#thresholds.add(threshold)
    return () => void this.#thresholds.delete(threshold)
  }

  /** Where they lie, in ms remaining. */
  get marksMs(): number[] {
    return Array.from(this.#thresholds, ({ seconds }) => seconds * 1_000)
  }

  /** Tells those that were crossed since the last time, the highest first. */
  cross(remainingMs: number, isRunning: boolean): void {
    for (const threshold of Array.from(this.#thresholds).toSorted((a, b) => b.seconds - a.seconds)) {
      const isReached = remainingMs <= threshold.seconds * 1_000
      const isDue = isReached && threshold.isArmed && isRunning
      threshold.isArmed = !isReached
      // One that was called before it may have taken it away.
      if (isDue && this.#thresholds.has(threshold)) callSafely(threshold.listener, threshold.seconds)
    }
  }
}
