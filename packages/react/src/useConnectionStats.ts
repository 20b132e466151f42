'use client'

import type { ConnectionStats } from '@telltale/client'
import { useEffect, useState } from 'react'
import { useLine, type UseLineOptions } from './useLine.ts'

export type UseConnectionStatsOptions = UseLineOptions & {
  /** How often the counters are read, in ms. @defaultValue 1000 */
  intervalMs?: number | undefined
}

/**
 * The counters of a line: connects, attempts, outages, events, round trips and more (C5). They are read every `intervalMs`,
 * and that alone renders again; nothing that arrives does.
 *
 * @example
 * const { eventsIn, outages, rtt } = useConnectionStats({ intervalMs: 5000 })
 */
export function useConnectionStats({
  intervalMs = 1_000,
  ...options
}: UseConnectionStatsOptions = {}): ConnectionStats {
  const line = useLine(options)
  const [read, setRead] = useState(() => ({ line, stats: line.getStats() }))
  useEffect(() => {
    const timer = setInterval(() => setRead({ line, stats: line.getStats() }), intervalMs)
    return () => clearInterval(timer)
  }, [line, intervalMs])
  // Those of another line are not for this one.
  return read.line === line ? read.stats : line.getStats()
}
