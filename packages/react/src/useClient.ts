'use client'

import { clientOf, type RealtimeClient } from '@telltale/client'
import type { RegisteredContract } from './Register.ts'
import { useLine, type UseLineOptions } from './useLine.ts'

export type UseClientOptions = UseLineOptions

/**
 * The client that a component is about: the one given, else the provider's, else one that all components share which
 * name the same url, namespace and identity. It never renders again by itself; use `useWebSocketStatus` for what changes.
 *
 * @example
 * const client = useClient()
 * const rest = () => client.emit('presence:update', { status: 'away' })
 */
export function useClient(options: UseClientOptions = {}): RealtimeClient<RegisteredContract> {
  return clientOf(useLine(options))
}
