import { QueryClient, queryOptions } from '@tanstack/react-query'
import { createEntitySync } from '@telltale/react/query'
import type { Module, ModuleRecord } from '../modules.ts'
import { entities } from './entities.ts'
import { HttpError, send } from './send.ts'

/** Events keep what was fetched up to date, so nothing grows stale by time. */
export const queryClient = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity } } })

/** Made once, before the first query. */
export const sync = createEntitySync(queryClient, Object.values(entities))

/** The records of a module that are at work, or those in the archive. */
export const recordsQuery = ({ plural }: Module, isArchive: boolean) =>
  queryOptions({
    queryKey: isArchive ? [plural, 'archived'] : [plural],
    queryFn: ({ signal }) =>
      send<{ data: ModuleRecord[] }>('GET', isArchive ? `${plural}?archived` : plural, { signal }),
  })

/** One record; `null` where it is deleted. */
export const recordQuery = ({ name, plural }: Module, id: string) =>
  queryOptions({
    queryKey: [name, id],
    queryFn: ({ signal }) =>
      send<ModuleRecord>('GET', `${plural}/${id}`, { signal }).catch((error: unknown) => {
        if (error instanceof HttpError && error.status === 404) return null
        throw error
      }),
  })
