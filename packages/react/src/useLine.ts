'use client'

import { bringCredentials, type Line, lineOf, sharedLine, type SharedLineOptions } from '@telltale/client'
import { type Context, createContext, useContext, useEffect } from 'react'
import type { RegisteredContract } from './Register.ts'
import { useKept } from './useKept.ts'

/** The line of the {@link RealtimeProvider} above. */
export const RealtimeContext: Context<Line<RegisteredContract> | null> = createContext<Line<RegisteredContract> | null>(
  null,
)

/** Which line a hook is about. */
export type UseLineOptions = SharedLineOptions<RegisteredContract> & {
  /** This very client, whatever the context says. */
  client?: Line<RegisteredContract> | undefined
  /** The line of this very socket, as `useSocket` gives it or as an app has it already; `null` means the context's. */
  socket?: Line['socket'] | null | undefined
}

/** A client or a socket for those hooks that take their line from the provider otherwise. */
export type WithLine = Pick<UseLineOptions, 'client' | 'socket'>

/**
 * The line that a hook is about: that of the client or socket given, else the provider's, else one that all components
 * share which name the same url, namespace and identity. A `url` asks for another server than the provider's.
 *
 * It is what a widget needs that only watches: status and events, without the bytes of requests and topics that
 * `useClient` brings. It never renders again by itself.
 *
 * @example
 * const line = useLine()
 * const status = useSyncExternalStore(line.status.subscribe, line.status.getSnapshot, line.status.getServerSnapshot)
 */
export function useLine(options: UseLineOptions = {}): Line<RegisteredContract> {
  const context = useContext(RealtimeContext)
  const own = options.socket ? (lineOf(options.socket) as unknown as Line<RegisteredContract>) : undefined // what it speaks is the app's word
  const given = options.client ?? own ?? (options.url === undefined ? context : null)
  const shared = useKept(
    given ? null : JSON.stringify([options.url, options.namespace, options.identity, options.token]),
    () => (given ? null : sharedLine(options)),
  )
  // `null` again and again is no reason for an effect.
  const credentials = given ? null : options
  useEffect(() => {
    if (credentials) bringCredentials(credentials)
  }, [credentials])
  // Exactly one of the two is there.
  return given ?? (shared as Line<RegisteredContract>)
}
