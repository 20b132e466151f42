'use client'

import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useSyncExternalStore } from 'react'
import { syncOf } from './createEntitySync.ts'
import type { Entity, RowOf } from './defineEntity.ts'

/**
 * One record, as it is shown by the query that knows it best; `undefined` while no query holds it. It renders when this
 * record changes, and for no other.
 *
 * @example
 * const row = useEntityRow(escrow, id)
 * @throws {TelltaleError} `contract_mismatch` when the `QueryClient` has no sync, or its sync does not know the entity.
 */
export function useEntityRow<TEntity extends Entity>(entity: TEntity, id: string): RowOf<TEntity> | undefined {
  const sync = syncOf(useQueryClient())
  const subscribe = useCallback((listener: () => void) => sync.subscribeRow(entity, id, listener), [sync, entity, id])
  // The rows of an entity are what its `types` says.
  const read = (): RowOf<TEntity> | undefined => sync.row(entity, id) as RowOf<TEntity> | undefined
  return useSyncExternalStore(subscribe, read, read)
}
