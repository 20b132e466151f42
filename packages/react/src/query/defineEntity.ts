import type { StandardSchemaV1 } from '@standard-schema/spec'
import { type VersionRule, Versions } from './Versions.ts'
import type { View } from './views.ts'

/** What an app says of one kind of record. */
export type EntityDefinition<TName extends string, TRow extends object> = {
  /** As in the events' names: `escrow` for `escrow:created`. */
  name: TName
  /** @defaultValue the field `id` */
  getId?: (row: TRow) => string
  /** How the server counts the writes of a record. Without it, events must come in order. */
  version?: VersionRule<TRow>
  /** Where the records are in the cache. */
  views: readonly View<TRow>[]
  /** Checks records as they come, by any Standard Schema; one that does not fit is fetched instead. */
  schema?: StandardSchemaV1<unknown, TRow>
  /** The same for `changes`. */
  changesSchema?: StandardSchemaV1<unknown, { [TField in keyof TRow]?: TRow[TField] | undefined }>
}

/** A kind of record. Made by {@link defineEntity}; what is inside is erased, `types` carries it. */
export type Entity<TName extends string = string, TRow extends object = object> = {
  readonly name: TName
  /** Of the id in events. */
  readonly idField: string
  readonly idOf: (row: object) => string
  readonly versions: Versions<object>
  readonly views: readonly View<object>[]
  readonly schema: StandardSchemaV1<unknown, object> | undefined
  readonly changesSchema: StandardSchemaV1<unknown, object> | undefined
  /** For the compiler only: never present at run time. */
  readonly types?: TRow
}

/** The records of an entity. */
export type RowOf<TEntity extends Entity> = NonNullable<TEntity['types']>

/** Records by the name of their entity. */
export type EntityMap<TEntities extends readonly Entity[]> = {
  [TEntity in TEntities[number] as TEntity['name']]: RowOf<TEntity>
}

/**
 * Describes a kind of record: its name, its version, and the queries that hold it.
 *
 * @example
 * const escrow = defineEntity<Escrow>()({
 *   name: 'escrow',
 *   version: { of: (row) => row.version },
 *   views: [
 *     list(['escrows'], { at: 'data', belongs: (row) => !row.archived, compare: (a, b) => b.createdAt - a.createdAt }),
 *     detail(['escrow'], { id: (key) => key[1] }),
 *   ],
 * })
 */
export function defineEntity<TRow extends object>() {
  return <const TName extends string>(definition: EntityDefinition<TName, TRow>): Entity<TName, TRow> => {
    const { name, getId = fieldId, version, views, schema, changesSchema } = definition
    const versions = new Versions(version)
    const entity = { name, idField: `${name}Id`, idOf: getId, versions, views, schema, changesSchema }
    // An entity's functions are only ever given its own rows, which is what `types` stands for.
    return entity as unknown as Entity<TName, TRow>
  }
}

const fieldId = (row: object): string => String('id' in row ? row.id : undefined)
