/** Marks on every event about a record: `version` orders it, `mutationId` lets its author know the own echo. */
export type EntityMarks = { version?: number; mutationId?: string; actorId?: string }

/**
 * The three events of each entity, derived from its name.
 *
 * @example
 * type Events = EntityEvents<{ escrow: Escrow }>
 * // { 'escrow:created': { escrow: Escrow } & EntityMarks
 * //   'escrow:updated': { escrowId: string; changes: Partial<Escrow> } & EntityMarks
 * //   'escrow:deleted': { escrowId: string } & EntityMarks }
 */
export type EntityEvents<TEntities extends Record<string, object>> = {
  [TName in keyof TEntities & string as `${TName}:created`]: { [K in TName]: TEntities[TName] } & EntityMarks
} & {
  [TName in keyof TEntities & string as `${TName}:updated`]: { [K in `${TName}Id`]: string } & {
    changes: Partial<TEntities[TName]>
  } & EntityMarks
} & {
  [TName in keyof TEntities & string as `${TName}:deleted`]: { [K in `${TName}Id`]: string } & EntityMarks
}
