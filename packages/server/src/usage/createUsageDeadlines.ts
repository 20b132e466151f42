import { startTimer } from '../startTimer.ts'
import { endDue, type UsageLimits, type UsageRecord } from './ledger.ts'

/** How soon a look that failed is tried again, in ms. */
const retryMs = 1_000

/** Ends sessions on time, though nobody asks. */
export type UsageDeadlines = {
  /** Waits for what is due next by this record of a user. */
  arm: (userId: string, record: UsageRecord) => void
  stop: () => void
}

/** One timer for each session that is open; when it is due, the user's record is looked at. */
export function createUsageDeadlines(options: {
  limits: UsageLimits
  now: () => number
  look: (userId: string) => Promise<UsageRecord>
  onError: (error: unknown) => void
}): UsageDeadlines {
  const { limits, now, look, onError } = options
  const armed = new Map<string, { record: UsageRecord; cancel: () => void }>()
  let isStopped = false

  const wait = (userId: string, record: UsageRecord, delayMs: number): void => {
    armed.set(userId, { record, cancel: startTimer(() => void settle(userId, record), delayMs) })
  }
  const settle = async (userId: string, record: UsageRecord): Promise<void> => {
    try {
      arm(userId, await look(userId))
    } catch (error) {
      onError(error)
      // Another record may have come meanwhile, with a timer of its own.
      if (!isStopped && armed.get(userId)?.record === record) wait(userId, record, retryMs)
    }
  }
  const arm = (userId: string, record: UsageRecord): void => {
    const before = armed.get(userId)
    // Answers may overtake each other.
    if (isStopped || (before?.record.epoch === record.epoch && before.record.seq > record.seq)) return
    before?.cancel()
    armed.delete(userId)
    const due = endDue(record, limits)
    // At least a millisecond: timers may fire early by the store's clock.
    if (due !== null) wait(userId, record, Math.max(due.at - now(), 1))
  }

  return {
    arm,
    stop: () => {
      isStopped = true
      for (const { cancel } of armed.values()) cancel()
      armed.clear()
    },
  }
}
