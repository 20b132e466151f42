import type { QueryClient, QueryKey } from '@tanstack/react-query'
import { clientOf, type Environment, type Line, systemEnvironment } from '@telltale/client'
import { type EntityEvents, TelltaleError } from '@telltale/protocol'
import { type Decoded, decodeDataUpdate, decodeEvent, type EntityEventKind } from './decodeEvent.ts'
import type { Entity, EntityMap, RowOf } from './defineEntity.ts'
import { matchView } from './matchView.ts'
import { followRevocations } from './followRevocations.ts'
import { Optimist, type OptimisticMutation, type OptimisticOptions } from './optimistic.ts'
import { plainReconnects } from './plainReconnects.ts'
import { type Bound, QueryBinding } from './QueryBinding.ts'

export type EntitySyncOptions = {
  /**
   * The topics that tell of records: what may have been missed in one of them makes queries stale.
   *
   * @defaultValue those of users and teams
   */
  topics?: (topic: string) => boolean
  /** Told of an event that does not fit; what it was about is fetched instead. */
  onInvalid?: (event: string, payload: unknown) => void
  /**
   * Told of a topic to which access was taken away. All queries are fetched again then, or marked where nobody looks, and
   * what your server still answers is shown. Reset those that must not be seen until it has.
   *
   * @example
   * onRevoked: () => void queryClient.resetQueries({ queryKey: ['escrows'] })
   */
  onRevoked?: (topic: string) => void
  /** Clock, timers and frames of another platform, or of a test. */
  env?: Partial<Environment>
}

/** Keeps the queries of a client in step with the server. Made by {@link createEntitySync}. */
export interface EntitySync<TEntities extends readonly Entity[] = readonly Entity[]> {
  /** Hears the events of a line until the returned function is called. `useEntitySync` does this for a component. */
  attach: (line: Line) => () => void
  /**
   * Takes an event from any source, as from a stream, another tab, or a test.
   *
   * @example
   * sync.ingest('escrow:updated', { escrowId: '7', changes: { status: 'closed' }, version: 4 })
   */
  ingest: <TEvent extends keyof EventsOfEntities<TEntities> & string>(
    event: TEvent,
    payload: EventsOfEntities<TEntities>[TEvent],
  ) => void
  /** Events may have been missed: all that was fetched until now is fetched again, or marked where nobody looks. */
  gap: () => void
  /**
   * Options for `useMutation` that show a change at once, and take back that change alone where it fails.
   *
   * @example
   * const archive = useMutation({
   *   ...sync.optimistic(escrow, {
   *     kind: 'update',
   *     id: (id: string) => id,
   *     patch: () => ({ archived: true }),
   *     mutationFn: (id, { mutationId }) => api.archive(id, { headers: { 'x-mutation-id': mutationId } }),
   *   }),
   *   onError: () => toast('Could not archive'),
   * })
   */
  optimistic: <TEntity extends TEntities[number], TVariables, TData>(
    entity: TEntity,
    options: OptimisticOptions<RowOf<TEntity>, TVariables, TData>,
  ) => OptimisticMutation<TVariables, TData>
  /** The ids in the data of a query, in order; none where the query is not one of the entities'. */
  idsIn: (key: QueryKey, data: unknown) => readonly string[]
  /** A record as it is shown, and how to hear of its changes; the query that knows it best counts. */
  row: <TEntity extends TEntities[number]>(entity: TEntity, id: string) => RowOf<TEntity> | undefined
  subscribeRow: (entity: TEntities[number], id: string, listener: () => void) => () => void
  /** What is kept and waits beside the queries; for checks that nothing is left. */
  leftovers: () => { records: number; operations: number; refetches: number }
  /** Leaves the queries as they are, and hears nothing any more. */
  destroy: () => void
}

/** The events of entities, by name, each with its payload. */
export type EventsOfEntities<TEntities extends readonly Entity[]> = EntityEvents<EntityMap<TEntities>>

const kinds: readonly EntityEventKind[] = ['created', 'updated', 'deleted']

const syncs = new WeakMap<QueryClient, { sync: EntitySync; entities: readonly Entity[] }>()

/**
 * Keeps the queries of a client in step with the server, by events, and shows changes before they are confirmed. Make one
 * for each client, before its first query: a fetch that it did not see begin is made again. Made again of the same entities,
 * as by StrictMode, it is the same one; after a hot reload of the entities it takes the place of the former.
 *
 * `await queryClient.fetchQuery(…)` gives what the server answered; the cache then has it brought up to date.
 *
 * @example
 * const sync = createEntitySync(queryClient, [escrow, listing])
 */
export function createEntitySync<const TEntities extends readonly Entity[]>(
  queryClient: QueryClient,
  entities: TEntities,
  options: EntitySyncOptions = {},
): EntitySync<TEntities> {
  const former = syncs.get(queryClient)
  // Of the same entities, so of the same type.
  if (former && isSame(former.entities, entities)) return former.sync as unknown as EntitySync<TEntities>
  // Two that know the same queries would take each other's writes for the app's, and fetch after each.
  if (former && isAboutSame(former.entities, entities)) former.sync.destroy()

  const env: Environment = { ...systemEnvironment, ...options.env }
  const { topics = isOwnTopic, onInvalid, onRevoked } = options
  const binding = new QueryBinding(queryClient, entities, env)
  const optimist = new Optimist(queryClient, binding, env)
  const attached = new Set<() => void>()
  const routes = new Map<string, { entity: Entity; kind: EntityEventKind }>(
    entities.flatMap((entity) => kinds.map((kind) => [`${entity.name}:${kind}`, { entity, kind }])),
  )

  const boundOf = (entity: Entity): Bound => {
    const bound = binding.bound.get(entity)
    if (!bound) {
      throw new TelltaleError(
        'contract_mismatch',
        `"${entity.name}" is not kept in step, because this sync does not know it. Add it to createEntitySync.`,
      )
    }
    return bound
  }

  /** Decodes what an event says of a record; `null` where it is none of this sync's. */
  function decode(event: string, payload: unknown): (Decoded & { entity: Entity }) | null {
    const route = routes.get(event)
    if (route) return { entity: route.entity, ...decodeEvent(route.entity, route.kind, payload) }
    const entity = event === 'data:update' ? entities.find((one) => isAbout(one, payload)) : undefined
    return entity ? { entity, ...decodeDataUpdate(entity, payload) } : null
  }

  function hear(event: string, payload: unknown, isInOrder = false): void {
    const decoded = decode(event, payload)
    if (!decoded) return
    const { entity, news, mutationId } = decoded
    const { replica } = boundOf(entity)
    if (news) return void replica.take(news, mutationId, isInOrder)
    onInvalid?.(event, payload)
    replica.gap()
  }

  function gap(): void {
    for (const { replica } of binding.bound.values()) replica.gap()
  }

  function revoked(topic: string): void {
    gap()
    onRevoked?.(topic)
  }

  const sync: EntitySync<TEntities> = {
    attach: (line) => {
      const client = clientOf(line)
      const stops = [...routes.keys(), 'data:update'].map((event) =>
        // What has its place in a log comes in order: what was lost before it was a gap.
        line.on(event, (payload, meta) => hear(event, payload, meta?.seq !== undefined)),
      )
      stops.push(client.onGap(({ topic }) => topics(topic) && gap()))
      stops.push(followRevocations(client, (topic) => topics(topic) && revoked(topic)))
      stops.push(line.part(plainReconnects).subscribe(gap))
      // What was told before we listened; a line that is not up yet tells a gap when it is.
      if (line.status.getSnapshot().synced) gap()
      const detach = (): void => {
        attached.delete(detach)
        for (const stop of stops) stop()
      }
      attached.add(detach)
      return detach
    },
    ingest: (event, payload) => hear(event, payload),
    gap,
    optimistic: (entity, optimisticOptions) =>
      // Inside, records and variables are what the entity and the caller's own functions agree upon.
      optimist.options(entity, optimisticOptions as unknown as OptimisticOptions<object, unknown, unknown>),
    idsIn: (key, data) => {
      const match = matchView(entities, key)
      return match?.view.read(data)?.flatMap((rows) => rows.map(match.entity.idOf)) ?? []
    },
    // The rows of an entity are what its `types` says.
    row: (entity, id) => boundOf(entity).rows.get(id) as RowOf<typeof entity> | undefined,
    subscribeRow: (entity, id, listener) => boundOf(entity).rows.subscribe(id, listener),
    leftovers: () => {
      const kept = [...binding.bound.values()].map(({ replica }) => replica.kept)
      return {
        records: kept.reduce((sum, { records }) => sum + records, 0),
        operations: kept.reduce((sum, { operations }) => sum + operations, 0),
        refetches: binding.refetches.size,
      }
    },
    destroy: () => {
      for (const detach of attached) detach()
      optimist.destroy()
      binding.destroy()
      if (syncs.get(queryClient)?.sync === erased) syncs.delete(queryClient)
    },
  }
  // Hooks that find it by its client know their entities themselves.
  const erased = sync as unknown as EntitySync
  syncs.set(queryClient, { sync: erased, entities })
  return sync
}

/** The sync of a client. @throws {TelltaleError} `contract_mismatch` when none was made. */
export function syncOf(queryClient: QueryClient): EntitySync {
  const found = syncs.get(queryClient)
  if (!found) {
    throw new TelltaleError(
      'contract_mismatch',
      'this QueryClient has no sync, so nobody knows its records. Call createEntitySync(queryClient, entities) first.',
    )
  }
  return found.sync
}

const isSame = (some: readonly Entity[], others: readonly Entity[]): boolean =>
  some.length === others.length && some.every((entity, index) => entity === others[index])

const isAboutSame = (some: readonly Entity[], others: readonly Entity[]): boolean =>
  some.some(({ name }) => others.some((other) => other.name === name))

const isOwnTopic = (topic: string): boolean => topic.startsWith('user:') || topic.startsWith('team:')

const isAbout = ({ name }: Entity, payload: unknown): boolean =>
  typeof payload === 'object' && payload !== null && 'entityType' in payload && payload.entityType === name
