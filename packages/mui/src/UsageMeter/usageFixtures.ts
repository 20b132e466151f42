import type { UsageLookName, UsageMeterSession } from './usageLook.ts'

const hour = 3600

const base: UsageMeterSession = {
  status: 'active',
  isPaused: false,
  totalUsageSeconds: 3 * hour,
  timeRemainingSeconds: 2 * hour,
  isNearLimit: false,
  hasReachedLimit: false,
  isStale: false,
  asOf: '2026-01-15T14:02:07.000Z',
  error: null,
}

const unknown = { totalUsageSeconds: null, timeRemainingSeconds: null, asOf: null }
const near = { totalUsageSeconds: 5 * hour - 1_475, timeRemainingSeconds: 1_475, isNearLimit: true }
const spent = { totalUsageSeconds: 5 * hour, timeRemainingSeconds: 0, isNearLimit: true, hasReachedLimit: true }

const fixture = (changes: Partial<UsageMeterSession>): { session: UsageMeterSession } => ({
  session: { ...base, ...changes },
})

/** Metered usage for each look. */
export const usageFixtures: Readonly<Record<UsageLookName, { session: UsageMeterSession }>> = {
  unknown: fixture({ status: 'idle', ...unknown }),
  idle: fixture({ status: 'idle' }),
  starting: fixture({ status: 'starting' }),
  active: fixture({}),
  near: fixture(near),
  paused: fixture({ isPaused: true }),
  stopping: fixture({ status: 'stopping' }),
  closed: fixture({ status: 'closed' }),
  reached: fixture({ status: 'idle', ...spent }),
  capped: fixture({ status: 'capped', ...spent }),
  expired: fixture({ status: 'expired' }),
}

/** The line is down: nobody corrects what is shown. */
export const staleUsage: UsageMeterSession = { ...base, isStale: true, error: { code: 'connection_lost' } }
