import type { UsageLimits, UsageOperation, UsageRecord } from './ledger.ts'

/** Where usage is kept. Its rules are those of `usageSteps`; it has the clock, the lock and the bell. */
export type UsageStore = {
  /** The only clock that counts, in epoch ms. Asked at every tick, so it costs no query. */
  now: () => number
  /** Does what `usageSteps` says, as the only one for that user at that time, and gives the record that follows. */
  apply: (userId: string, operation: UsageOperation, limits: UsageLimits) => Promise<UsageRecord>
  /**
   * Calls with each record that follows, in order, whoever applied the operation. One that is behind may leave some
   * out: the newest says enough.
   *
   * @returns how to stop that
   */
  subscribe: (userId: string, listener: (record: UsageRecord) => void) => () => void
}
