'use client'

import { bringCredentials, createLine, type Line, type LineOptions, sharedLine } from '@telltale/client'
import { type ReactNode, useEffect } from 'react'
import type { RegisteredContract } from './Register.ts'
import { useKept } from './useKept.ts'
import { useLatest } from './useLatest.ts'
import { RealtimeContext } from './useLine.ts'

/** Either a client that the app made, or the options to make one. */
export type RealtimeProviderProps = { children?: ReactNode } & (
  | { client: Line<RegisteredContract> }
  | (LineOptions<RegisteredContract> & { client?: undefined })
)

/**
 * Gives one client to all hooks below, and keeps its line open while mounted; a second after the unmount it closes.
 * Nothing is opened while rendering, on a server or elsewhere.
 *
 * With options, a change of `url`, `namespace` or `identity` opens another line, and so does a `getToken` that comes or
 * goes; a new one is used from the next call on; the other options are read once. With `identity`, the line also outlives a remount, as a hot reload does.
 *
 * @example
 * <RealtimeProvider url="https://api.example.com" getToken={() => session.token()}>
 *   <App />
 * </RealtimeProvider>
 */
export function RealtimeProvider({ children, ...props }: RealtimeProviderProps): ReactNode {
  const options: LineOptions<RegisteredContract> = props.client ? {} : props
  const latest = useLatest(options)
  const { url, namespace, identity, getToken } = options
  // Shared only where it is known whose line it is: two providers may be about two people.
  const isShared = getToken === undefined || identity !== undefined
  // Whoever has no `getToken` any more has signed out, so the line of whoever had one is not theirs.
  const key = JSON.stringify([url, namespace, identity, getToken !== undefined])
  const own = useKept(props.client ? null : key, () => {
    if (props.client) return null
    if (isShared || !getToken) return sharedLine(options)
    return createLine({ ...options, getToken: (request) => (latest.current.getToken ?? getToken)(request) })
  })
  useEffect(() => {
    if (isShared && !props.client) bringCredentials(options)
  })
  const line = props.client ?? own
  useEffect(() => line?.acquire(), [line])
  return <RealtimeContext.Provider value={line}>{children}</RealtimeContext.Provider>
}
