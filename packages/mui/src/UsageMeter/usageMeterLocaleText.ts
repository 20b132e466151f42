import { durationIn, timeIn } from '../internal/figures.ts'
import type { UsageLook, UsageLookName } from './usageLook.ts'

/** All words of the usage meter. One entry for each look, by its name. */
export type UsageMeterLocaleText = Record<UsageLookName, string> & {
  /** The heading. */
  label: string
  usedOf: (used: string, limit: string) => string
  unlimited: (used: string) => string
  remaining: (left: string) => string
  /** More was used than the limit allows. */
  over: (over: string) => string
  /** Facts one after the other, as they are spoken. Intl's lists put an "and" before the last. */
  joined: (facts: readonly string[]) => string
  /** In whole minutes, or to the second. */
  duration: (seconds: number, precision: 'minutes' | 'seconds') => string
  /** The figures are as they were then; `at` is in epoch milliseconds. */
  asOf: (at: number) => string
  /** What went wrong, and what to do. */
  error: (code: string) => string
}

const time = timeIn('en')

const errors: Readonly<Record<string, string>> = {
  auth_expired: 'Your session has expired. Sign in again to go on.',
  auth_invalid: 'Your sign-in was not accepted. Sign in again to go on.',
  forbidden: 'You are not allowed to use this. Ask whoever manages your account.',
}

/** The built-in words. */
export const englishUsageMeterText: UsageMeterLocaleText = {
  label: 'Usage',
  unknown: 'Loading',
  idle: 'Not running',
  starting: 'Starting',
  active: 'Running',
  near: 'Near the limit',
  paused: 'Paused',
  stopping: 'Stopping',
  closed: 'Stopped',
  reached: 'Limit reached',
  capped: 'Stopped at the limit',
  expired: 'Session expired',
  usedOf: (used, limit) => `${used} of ${limit} used`,
  unlimited: (used) => `${used} used, no limit`,
  remaining: (left) => `${left} left`,
  over: (over) => `${over} over`,
  joined: (facts) => facts.join(', '),
  duration: durationIn('en'),
  asOf: (at) => `As of ${time(at)}`,
  error: (code) => errors[code] ?? 'The usage server cannot be reached. It is tried again by itself.',
}

/** Numerator and denominator, as they truly are; `null` until they are known. */
export function usedOf({ used, limit }: UsageLook, text: UsageMeterLocaleText): string | null {
  if (used === null) return null
  const shown = text.duration(used, 'minutes')
  return limit === null ? text.unlimited(shown) : text.usedOf(shown, text.duration(limit, 'minutes'))
}

/** What is left, or how much too much it was; to the second in the last hour, where each counts. */
export function leftOf({ used, limit, remaining, over }: UsageLook, text: UsageMeterLocaleText): string | null {
  if (used === null || limit === null) return null
  if (over > 0) return text.over(text.duration(over, over < 3600 ? 'seconds' : 'minutes'))
  return text.remaining(text.duration(remaining, remaining < 3600 ? 'seconds' : 'minutes'))
}
