'use client'

import {
  type DefaultError,
  type QueryKey,
  useQuery,
  useQueryClient,
  type UseQueryOptions,
  type UseQueryResult,
} from '@tanstack/react-query'
import { useCallback } from 'react'
import { syncOf } from './createEntitySync.ts'

/**
 * The ids of a query's records, in order. It renders when records come, go or move, not when one of them changes: let each
 * row read its own by {@link useEntityRow}.
 *
 * @example
 * const { data: ids = [] } = useEntityIds(escrowsQuery)
 * return ids.map((id) => <EscrowRow key={id} id={id} />)
 * @throws {TelltaleError} `contract_mismatch` when the `QueryClient` has no sync.
 */
export function useEntityIds<TData, TKey extends QueryKey>(
  options: Omit<UseQueryOptions<TData, DefaultError, TData, TKey>, 'select'>,
): UseQueryResult<readonly string[]> {
  const sync = syncOf(useQueryClient())
  const { queryKey } = options
  // A key of equal parts is the same key, whatever array it came in.
  const key = JSON.stringify(queryKey)
  // oxlint-disable-next-line react/exhaustive-deps -- `key` stands for `queryKey`
  const select = useCallback((data: TData) => sync.idsIn(queryKey, data), [sync, key])
  return useQuery<TData, DefaultError, readonly string[], TKey>({ ...options, select })
}
