'use client'

import type { ConnectionReason, RealtimeClient } from '@telltale/client'
import { useCallback, useEffect, useMemo, useRef } from 'react'
import type { RegisteredContract } from './Register.ts'
import { useClient, type UseClientOptions } from './useClient.ts'
import { useLatest } from './useLatest.ts'
import { useStore } from './useStore.ts'

export type UseSocketOptions = UseClientOptions & {
  /** Whether the line opens on mount; else `connect` opens it. @defaultValue `true` */
  autoConnect?: boolean | undefined
  /** Called when the line opens, and on mount where it is open already. */
  onConnect?: (() => void) | undefined
  /** Called when an open line was lost or closed, with the reason where there is one. */
  onDisconnect?: ((reason: ConnectionReason | null) => void) | undefined
  /** Called with each new reason why the line does not open. */
  onError?: ((reason: ConnectionReason) => void) | undefined
}

export type UseSocketResult = Pick<
  RealtimeClient<RegisteredContract>,
  'socket' | 'emit' | 'send' | 'connect' | 'disconnect'
> & {
  state: { connected: boolean; connecting: boolean; error: ConnectionReason | null }
}

/**
 * The shared line and what can be done with it. All components that name the same server and person get the same socket.
 * Renders again when `state` changes, never on an event that arrives; the functions are stable. Before the first attempt,
 * and on a server, nothing is connected. Nothing is thrown for the network's misfortune.
 *
 * @example
 * const { socket, state, connect, disconnect, emit } = useSocket({ token: 'jwt-token', onConnect: () => log('Connected') })
 */
export function useSocket(options: UseSocketOptions = {}): UseSocketResult {
  const { autoConnect = true } = options
  const client = useClient(options)
  const word = useStore(client.status, (status) => status.state)
  const error = useStore(client.status, (status) => status.reason)
  const handlers = useLatest(options)
  const lease = useRef<(() => void) | null>(null)
  // React runs effects anew when what was hidden is shown again, and at a hot reload: what was opened by hand stays open.
  const openedByHand = useRef<typeof client | null>(null)

  useEffect(() => {
    if (autoConnect || openedByHand.current === client) lease.current ??= client.acquire()
    return () => {
      lease.current?.()
      lease.current = null
    }
  }, [client, autoConnect])

  useEffect(() => {
    let before = { connected: false, error: null as ConnectionReason | null }
    const tell = () => {
      const { state, reason } = client.status.getSnapshot()
      const now = { connected: state === 'connected', error: reason }
      const last = before
      before = now
      if (now.connected && !last.connected) handlers.current.onConnect?.()
      if (!now.connected && last.connected) handlers.current.onDisconnect?.(reason)
      if (reason !== null && reason !== last.error) handlers.current.onError?.(reason)
    }
    tell()
    return client.status.subscribe(tell)
  }, [client, handlers])

  const connect = useCallback(() => {
    if (lease.current === null) openedByHand.current = client
    lease.current ??= client.acquire()
    client.connect()
  }, [client])

  return useMemo(
    () => ({
      socket: client.socket,
      state: { connected: word === 'connected', connecting: word === 'connecting' || word === 'reconnecting', error },
      connect,
      disconnect: client.disconnect,
      emit: client.emit,
      send: client.send,
    }),
    [client, connect, word, error],
  )
}
