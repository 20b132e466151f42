import { useConnectionStats } from '@telltale/react'

export function UseConnectionStats() {
  const { connects, outages, downtimeMs, eventsIn, rtt } = useConnectionStats({ intervalMs: 500 })
  return (
    <p>
      {connects} connects, {outages} outages, {Math.round(downtimeMs / 100) / 10} s down, {eventsIn} events,{' '}
      {rtt === null ? 'no answer yet' : `answers within ${Math.ceil(rtt.p95)} ms`}.
    </p>
  )
}
