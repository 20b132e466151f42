import { randomId } from '@telltale/protocol'
import { emptyUsage, type UsageRecord, usageSteps } from './ledger.ts'
import type { UsageStore } from './UsageStore.ts'

/** A usage store in memory, by the clock of this process, with whose end all that was used is forgotten. */
export function memoryUsage(): UsageStore {
  // It stands in each revision, so it is short: all that matters is that no other life of this server has the same.
  const epoch = randomId().slice(0, 8)
  const records = new Map<string, UsageRecord>()
  const listeners = new Map<string, Set<(record: UsageRecord) => void>>()

  return {
    now: () => Date.now(),
    // Runs in one tick, which makes it the only one.
    apply: (userId, operation, limits) => {
      const before = records.get(userId) ?? emptyUsage(epoch)
      const steps = usageSteps(before, operation, limits, Date.now())
      const after = steps.at(-1) ?? before
      if (after !== before) records.set(userId, after)
      for (const record of steps) {
        for (const listener of Array.from(listeners.get(userId) ?? [])) listener(record)
      }
      return Promise.resolve(after)
    },
    subscribe: (userId, listener) => {
      // A wrapper of its own, so that one function subscribed twice is removed once.
      const entry = (record: UsageRecord): void => listener(record)
      const entries = listeners.get(userId) ?? new Set()
      listeners.set(userId, entries.add(entry))
      return () => {
        entries.delete(entry)
        if (entries.size === 0 && listeners.get(userId) === entries) listeners.delete(userId)
      }
    },
  }
}
