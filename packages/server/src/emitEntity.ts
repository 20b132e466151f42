import type { Contract, EntityMarks, EventsOf, Topic } from '@telltale/protocol'

/** Whose change of a record it was. */
export type EntityAuthor = {
  userId: string
  /** The team that sees the record; without one, only the user does. */
  teamId?: string | undefined
  /** What the request called the change, as its header `x-mutation-id`: its sender knows its own event by it. */
  mutationId?: string | undefined
}

export type EntityEventKind = 'created' | 'updated' | 'deleted'

/** The entities of a contract, by the names of their events. */
export type EntityName<TContract extends Contract> = {
  [TEvent in keyof EventsOf<TContract> & string]: TEvent extends `${infer TName}:created`
    ? `${TName}:deleted` extends keyof EventsOf<TContract>
      ? TName
      : never
    : never
}[keyof EventsOf<TContract> & string]

/** See `RealtimeServer.emitEntity`. */
export type EmitEntity<TContract extends Contract> = <
  TName extends EntityName<TContract>,
  TKind extends EntityEventKind,
>(
  name: TName,
  kind: TKind,
  payload: `${TName}:${TKind}` extends keyof EventsOf<TContract>
    ? Omit<EventsOf<TContract>[`${TName}:${TKind}`], 'mutationId' | 'actorId'>
    : never,
  author: EntityAuthor,
) => void

type Emit = (topic: Topic, event: string, payload: unknown) => unknown

/** One logged event to the team's topic, or else the user's, with the marks that keep caches in step. */
export function createEmitEntity(
  emit: Emit,
): (name: string, kind: EntityEventKind, payload: object, author: EntityAuthor) => void {
  return (name, kind, payload, { userId, teamId, mutationId }) => {
    const version = versionOf(name, payload)
    const marks: EntityMarks = {
      ...(version === undefined ? {} : { version }),
      ...(mutationId === undefined ? {} : { mutationId }),
      actorId: userId,
    }
    emit(teamId === undefined ? `user:${userId}` : `team:${teamId}`, `${name}:${kind}`, { ...payload, ...marks })
  }
}

/** The version that is given, or that of the record or the changes. */
function versionOf(name: string, payload: object): number | undefined {
  // Its fields are named by the entity, so they are looked up.
  const fields = payload as Record<string, unknown>
  for (const holder of [fields, fields[name], fields['changes']]) {
    if (typeof holder !== 'object' || holder === null || !('version' in holder)) continue
    if (typeof holder.version === 'number') return holder.version
  }
  return undefined
}
