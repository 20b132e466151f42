import type { MarkColor } from '../internal/paint.ts'
import type { MarkShape } from '../internal/marks.tsx'

/** The names of all looks, in the order of the book. Stories and `localeText` use the same names. */
export const usageLookNames = [
  'unknown',
  'idle',
  'starting',
  'active',
  'near',
  'paused',
  'stopping',
  'closed',
  'reached',
  'capped',
  'expired',
] as const

/** One of {@link usageLookNames}. */
export type UsageLookName = (typeof usageLookNames)[number]

/** What the meter shows of metered usage, as the server says it. What `useUsageSession` returns is one. */
export type UsageMeterSession = Readonly<{
  status: 'idle' | 'starting' | 'active' | 'stopping' | 'closed' | 'expired' | 'capped'
  isPaused: boolean
  /** `null` until the server has told them. */
  totalUsageSeconds: number | null
  timeRemainingSeconds: number | null
  isNearLimit: boolean
  hasReachedLimit: boolean
  /** Nobody corrects the figures: they are as they were at `asOf`, an ISO 8601 time. */
  isStale: boolean
  asOf: string | null
  /** Why the last request was given up, or the figures no longer come. */
  error: Readonly<{ code: string }> | null
}>

/** What metered usage looks like: all that is shown of it, but the words. */
export type UsageLook = Readonly<{
  look: UsageLookName
  color: MarkColor
  shape: MarkShape
  /** In seconds, as it is; `null` until it is known. */
  used: number | null
  /** In seconds; `null` without a limit, or until it is known. */
  limit: number | null
  /** Seconds left of the limit, and seconds beyond it: one of them is 0. */
  remaining: number
  over: number
  /** How full the bar is, 0–1: never beyond, whatever was used. */
  filled: number
  /** Since when the figures stand, in epoch ms; `null` while they are right. */
  staleSince: number | null
}>

const table: Readonly<Record<UsageLookName, { color: MarkColor; shape: MarkShape }>> = {
  unknown: { color: 'neutral', shape: 'ring' },
  idle: { color: 'neutral', shape: 'ring' },
  starting: { color: 'neutral', shape: 'arc' },
  active: { color: 'primary', shape: 'dot' },
  near: { color: 'warning', shape: 'half' },
  paused: { color: 'neutral', shape: 'bars' },
  stopping: { color: 'neutral', shape: 'arc' },
  closed: { color: 'neutral', shape: 'square' },
  reached: { color: 'error', shape: 'triangle' },
  capped: { color: 'error', shape: 'triangle' },
  expired: { color: 'warning', shape: 'slash' },
}

/**
 * The one table from metered usage to its look. Pure. The figures are never computed from a clock here: they are what the
 * server says, so what remains after a stop is what it said last (U7).
 *
 * @param limitSeconds `null` without a limit; left out, what was used and what remains together
 */
export function usageLook(session: UsageMeterSession, limitSeconds?: number | null): UsageLook {
  const { totalUsageSeconds: used, timeRemainingSeconds: left } = session
  const limit = limitSeconds === undefined ? (used === null || left === null ? null : used + left) : limitSeconds
  const look = lookName(session, limitSeconds === null)
  const spent = used ?? 0
  const since = Date.parse(session.asOf ?? '')
  return {
    look,
    ...table[look],
    used,
    limit,
    remaining: limitSeconds === undefined ? (left ?? 0) : Math.max((limit ?? 0) - spent, 0),
    over: limit === null ? 0 : Math.max(spent - limit, 0),
    filled: limit === null ? 0 : limit > 0 ? Math.min(spent / limit, 1) : 1,
    staleSince: session.isStale && !Number.isNaN(since) ? since : null,
  }
}

function lookName(session: UsageMeterSession, isUnlimited: boolean): UsageLookName {
  const { status, isPaused, totalUsageSeconds, isNearLimit, hasReachedLimit } = session
  if (status === 'capped' || status === 'expired' || status === 'starting' || status === 'stopping') return status
  if (totalUsageSeconds === null) return 'unknown'
  if (hasReachedLimit && !isUnlimited) return 'reached'
  if (status === 'active' && isPaused) return 'paused'
  return isNearLimit && !isUnlimited ? 'near' : status
}
