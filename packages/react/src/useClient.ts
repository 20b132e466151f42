'use client'

import { type RealtimeClient, sharedClient, type SharedClientOptions } from '@telltale/client'
import { type Context, createContext, useContext, useEffect, useState } from 'react'
import type { RegisteredContract } from './Register.ts'

/** The client of the {@link RealtimeProvider} above. */
export const RealtimeContext: Context<RealtimeClient<RegisteredContract> | null> =
  createContext<RealtimeClient<RegisteredContract> | null>(null)

/** Which client a hook is about. */
export type UseClientOptions = SharedClientOptions<RegisteredContract> & {
  /** This very client, whatever the context says. */
  client?: RealtimeClient<RegisteredContract> | undefined
}

/**
 * The client that a hook is about: the one given, else the provider's, else one that all components share which name
 * the same url, namespace and identity. A `url` asks for another server than the provider's.
 *
 * It reads context alone and never renders again by itself; use `useWebSocketStatus` for what changes.
 *
 * @example
 * const client = useClient()
 * const save = () => client.emit('presence:update', { status: 'away' })
 */
export function useClient(options: UseClientOptions = {}): RealtimeClient<RegisteredContract> {
  const context = useContext(RealtimeContext)
  const given = options.client ?? (options.url === undefined ? context : null)
  const shared = useKeptClient(
    given ? null : JSON.stringify([options.url, options.namespace, options.identity, options.token]),
    () => sharedClient(options),
  )
  useEffect(() => {
    // The newest token and getToken count, whichever component brings them.
    if (!given) sharedClient(options)
  })
  // Exactly one of the two is there.
  return given ?? (shared as RealtimeClient<RegisteredContract>)
}

/** Keeps the client that was made for a key, until the key changes; makes none for `null`. */
export function useKeptClient(
  key: string | null,
  make: () => RealtimeClient<RegisteredContract>,
): RealtimeClient<RegisteredContract> | null {
  const [kept, setKept] = useState(() => ({ key, client: key === null ? null : make() }))
  if (kept.key === key) return kept.client
  // A memo may be forgotten by React at any time, and a second client would be a second line.
  const next = { key, client: key === null ? null : make() }
  setKept(next)
  return next.client
}
