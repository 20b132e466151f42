import { QueryClient, queryOptions } from '@tanstack/react-query'
import { createEntitySync, defineEntity, detail, type Entity, list } from '@telltale/react/query'
import { type Module, type ModuleName, type ModuleRecord, modules, newestFirst } from '../modules.ts'
import { HttpError, send } from './send.ts'

/** Events keep what was fetched up to date, so nothing grows stale by time. */
export const queryClient = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity } } })

type ModuleEntity = Entity<ModuleName, ModuleRecord>

/** The records of each module, as they are told of and as they lie in the cache. */
export const entities: Readonly<Record<ModuleName, ModuleEntity>> = {
  escrow: defineModule(modules.escrow),
  listing: defineModule(modules.listing),
  client: defineModule(modules.client),
  appointment: defineModule(modules.appointment),
  lead: defineModule(modules.lead),
}

/** Made once, before the first query. */
export const sync = createEntitySync(queryClient, Object.values(entities))

function defineModule({ name, plural }: Module): ModuleEntity {
  return defineEntity<ModuleRecord>()({
    name,
    version: { of: (record) => record.version },
    views: [
      // `['escrows']` are those at work, `['escrows', 'archived']` the others.
      list([plural], {
        at: 'data',
        belongs: (record, [, part]) => record.archived === (part === 'archived'),
        compare: newestFirst,
      }),
      detail([name], { deleted: null }),
    ],
  })
}

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
