import { notifyManager, type Query, type QueryCacheNotifyEvent, type QueryClient } from '@tanstack/react-query'
import type { Environment } from '@telltale/client'
import type { Entity } from './defineEntity.ts'
import { EntityReplica, type Fetch, type Holding } from './EntityReplica.ts'
import { matchView } from './matchView.ts'
import { RefetchQueue } from './RefetchQueue.ts'
import { RowStore } from './RowStore.ts'

/** An entity as it stands in one query client. */
export type Bound = { readonly replica: EntityReplica<object>; readonly rows: RowStore }

type Tracked = { readonly query: Query; readonly holding: Holding<object>; readonly replica: EntityReplica<object> }

/**
 * Between the replicas and the query cache. It relies on what the cache tells of each query: a fetch begins (a restarted one
 * too), lands, fails or is reverted; and on `query.setState`, which changes data and leaves alone how fresh it is.
 */
export class QueryBinding {
  readonly bound: ReadonlyMap<Entity, Bound>
  readonly refetches: RefetchQueue
  readonly #entities: readonly Entity[]
  readonly #tracked = new Map<Query, Tracked>()
  readonly #queries = new Map<Holding<object>, Query>()
  readonly #requestFrame: Environment['requestFrame']
  readonly #stop: () => void
  #cancelFrame: (() => void) | null = null

  constructor(client: QueryClient, entities: readonly Entity[], env: Environment) {
    this.#entities = entities
    this.#requestFrame = env.requestFrame
    this.refetches = new RefetchQueue(client, env)
    this.bound = new Map(entities.map((entity) => [entity, this.#bind(entity, env.monotonic)]))
    const cache = client.getQueryCache()
    for (const query of cache.getAll()) this.#track(query)
    this.#stop = cache.subscribe((event) => this.#hear(event))
  }

  /** Shows what became known. */
  flush(): void {
    this.#cancelFrame?.()
    this.#cancelFrame = null
    notifyManager.batch(() => {
      for (const { replica } of this.bound.values()) replica.flush()
    })
  }

  destroy(): void {
    this.#stop()
    this.#cancelFrame?.()
    this.refetches.stop()
  }

  #bind(entity: Entity, now: () => number): Bound {
    const replica = new EntityReplica<object>(entity, {
      now,
      write: (holding, data) => this.#queries.get(holding)?.setState({ data }),
      stale: (holding) => {
        const query = this.#queries.get(holding)
        if (query) this.refetches.add(query)
      },
      dirty: () => {
        this.#cancelFrame ??= this.#requestFrame(() => this.flush())
      },
      changed: (ids) => rows.changed(ids),
    })
    const rows = new RowStore((id) => replica.shownRow(id))
    return { replica, rows }
  }

  #track(query: Query): void {
    const match = matchView(this.#entities, query.queryKey)
    const bound = match && this.bound.get(match.entity)
    if (!match || !bound) return
    const { replica } = bound
    const holding = replica.hold(query.queryKey, match.view)
    this.#tracked.set(query, { query, holding, replica })
    this.#queries.set(holding, query)
    const { data, fetchStatus } = query.state
    if (fetchStatus !== 'idle') replica.fetchBegan(holding, undefined, 0)
    // From a server, a disk, or another query: who knows since when.
    if (data !== undefined) replica.written(holding, data, true)
  }

  #hear(event: QueryCacheNotifyEvent): void {
    const { query } = event
    if (event.type === 'added') return this.#track(query)
    const tracked = this.#tracked.get(query)
    if (!tracked) return
    const { holding, replica } = tracked
    if (event.type === 'removed') {
      this.#tracked.delete(query)
      this.#queries.delete(holding)
      this.refetches.remove(query)
      replica.release(holding)
    } else if (event.type === 'updated') {
      this.#updated(tracked, event.action)
    }
  }

  #updated({ query, holding, replica }: Tracked, action: UpdateAction): void {
    const { data, fetchStatus } = query.state
    if (action.type === 'fetch') {
      this.refetches.began(query)
      replica.fetchBegan(holding, moreOf(action.meta))
    } else if (action.type === 'success' && !action.manual) {
      // Another page of an infinite query leaves those before it as they were.
      if (holding.fetch?.more) this.refetches.resume()
      else this.refetches.remove(query)
      replica.fetchLanded(holding, data)
    } else if (holding.fetch && fetchStatus === 'idle') {
      replica.fetchFailed(holding, data)
      this.refetches.failed(query)
    } else if (data !== holding.shown) {
      replica.written(holding, data, action.type !== 'success')
    }
  }
}

type UpdateAction = Extract<QueryCacheNotifyEvent, { type: 'updated' }>['action']

function moreOf(meta: { fetchMore?: { direction: 'forward' | 'backward' } } | undefined): Fetch['more'] {
  return meta?.fetchMore?.direction
}
