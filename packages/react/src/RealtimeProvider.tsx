'use client'

import { createRealtimeClient, type RealtimeClient, type RealtimeClientOptions, sharedClient } from '@telltale/client'
import { type ReactNode, useEffect } from 'react'
import type { RegisteredContract } from './Register.ts'
import { RealtimeContext, useKeptClient } from './useClient.ts'
import { useLatest } from './useLatest.ts'

/** Either a client that the app made, or the options to make one. */
export type RealtimeProviderProps = { children?: ReactNode } & (
  | { client: RealtimeClient<RegisteredContract> }
  | (RealtimeClientOptions<RegisteredContract> & { client?: undefined })
)

/**
 * Gives one client to all hooks below, and keeps its line open while mounted; a second after the unmount it closes.
 * Nothing is opened while rendering, on a server or elsewhere.
 *
 * With options, a change of `url`, `namespace` or `identity` makes another client; a new `getToken` is used from the
 * next call on; the other options are read once. With `identity`, the line also outlives a remount, as a hot reload does.
 *
 * @example
 * <RealtimeProvider url="https://api.example.com" getToken={() => session.token()}>
 *   <App />
 * </RealtimeProvider>
 */
export function RealtimeProvider({ children, ...props }: RealtimeProviderProps): ReactNode {
  const options: RealtimeClientOptions<RegisteredContract> = props.client ? {} : props
  const latest = useLatest(options)
  const own = useKeptClient(
    props.client ? null : JSON.stringify([options.url, options.namespace, options.identity]),
    () => {
      const { getToken } = options
      const current = {
        ...options,
        getToken: getToken && ((request) => (latest.current.getToken ?? getToken)(request)),
      } satisfies RealtimeClientOptions<RegisteredContract>
      // Shared only where it is known whose line it is: two providers may be about two people.
      return getToken && options.identity === undefined ? createRealtimeClient(current) : sharedClient(current)
    },
  )
  const client = props.client ?? own
  useEffect(() => client?.acquire(), [client])
  return <RealtimeContext.Provider value={client}>{children}</RealtimeContext.Provider>
}
