import { useLine } from '@telltale/react'
import { useSyncExternalStore } from 'react'

export function UseLine() {
  const { status } = useLine()
  const { state, since } = useSyncExternalStore(status.subscribe, status.getSnapshot, status.getServerSnapshot)
  return (
    <p>
      {state} since {new Date(since).toLocaleTimeString()}.
    </p>
  )
}
