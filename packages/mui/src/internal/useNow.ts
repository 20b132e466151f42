'use client'

import { useEffect, useState } from 'react'
import { callAt } from './clock.ts'

/**
 * The time, in epoch milliseconds, read when the component mounted and again at each `changesAt`. With null nothing ticks,
 * so the reading may be old: take it together with times that are known to have passed.
 */
export function useNow(toChangesAt: (now: number) => number | null): number {
  const [now, setNow] = useState(Date.now)
  const changesAt = toChangesAt(now)
  useEffect(() => (changesAt === null ? undefined : callAt(changesAt, () => setNow(Date.now()))), [changesAt])
  return now
}
