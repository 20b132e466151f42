'use client'

import type { ConnectionStatus } from '@telltale/client'
import { useMemo } from 'react'
import { useLine, type UseLineOptions } from './useLine.ts'
import { useStore } from './useStore.ts'

export type UseWebSocketStatusOptions = UseLineOptions

export type UseWebSocketStatusResult = ConnectionStatus & {
  isConnected: boolean
  isReconnecting: boolean
  /** Tries at once instead of waiting; stable. */
  retryNow: () => void
}

/**
 * Where the line to the server stands. Renders again on each change of the status, never on an event that arrives.
 * Before the first attempt, and on a server, it is `disconnected`. The network's misfortune is state: nothing is thrown.
 * It only watches: a `RealtimeProvider`, `useSocket` or `client.connect()` opens the line.
 *
 * @example
 * const { isConnected, isReconnecting, retryNow } = useWebSocketStatus()
 * if (isReconnecting) return <button onClick={retryNow}>Reconnecting … try now</button>
 */
export function useWebSocketStatus(options: UseWebSocketStatusOptions = {}): UseWebSocketStatusResult {
  const line = useLine(options)
  const status = useStore(line.status)
  return useMemo(
    () => ({
      ...status,
      isConnected: status.state === 'connected',
      isReconnecting: status.state === 'reconnecting',
      retryNow: line.retryNow,
    }),
    [line, status],
  )
}
