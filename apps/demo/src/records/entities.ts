import { defineEntity, detail, type Entity, list } from '@telltale/react/query'
import { type Module, type ModuleName, type ModuleRecord, modules, newestFirst } from '../modules.ts'

type ModuleEntity = Entity<ModuleName, ModuleRecord>

/** The records of each module, as they are told of and as they lie in the cache. */
export const entities: Readonly<Record<ModuleName, ModuleEntity>> = {
  escrow: defineModule(modules.escrow),
  listing: defineModule(modules.listing),
  client: defineModule(modules.client),
  appointment: defineModule(modules.appointment),
  lead: defineModule(modules.lead),
}

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
