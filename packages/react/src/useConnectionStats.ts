'use client'

import { type ConnectionStats, initialStats, type Line, type Store } from '@telltale/client'
import { useMemo } from 'react'
import { useLine, type UseLineOptions } from './useLine.ts'
import { useStore } from './useStore.ts'

export type UseConnectionStatsOptions = UseLineOptions & {
  /** How often the counters are read, in ms. @defaultValue 1000 */
  intervalMs?: number | undefined
}

/**
 * The counters of a line: connects, attempts, outages, events, round trips and more (C5). They are read every `intervalMs`,
 * and that alone renders again; nothing that arrives does. On a server, and while hydrating, all are 0.
 *
 * @example
 * const { eventsIn, outages, rtt } = useConnectionStats({ intervalMs: 5000 })
 */
export function useConnectionStats({
  intervalMs = 1_000,
  ...options
}: UseConnectionStatsOptions = {}): ConnectionStats {
  const line = useLine(options)
  return useStore(useMemo(() => readings(line, intervalMs), [line, intervalMs]))
}

function readings({ getStats }: Pick<Line, 'getStats'>, intervalMs: number): Store<ConnectionStats> {
  let stats = getStats()
  return {
    getSnapshot: () => stats,
    getServerSnapshot: () => initialStats,
    subscribe: (listener) => {
      const timer = setInterval(() => {
        stats = getStats()
        listener()
      }, intervalMs)
      return () => clearInterval(timer)
    },
  }
}
