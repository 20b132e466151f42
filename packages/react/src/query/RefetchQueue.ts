import type { Environment } from '@telltale/client'
import type { Query, QueryClient } from '@tanstack/react-query'

type RefetchEnvironment = Pick<Environment, 'monotonic' | 'setTimer'>

/** How long more reasons are waited for, so that one fetch serves them all. */
const gatherMs = 50
/** How often one query is fetched at most. */
const restMs = 1_000
/** How long a query whose fetch failed, its own retries included, is left alone at most. */
const longestRestMs = 30_000

type Due = { at: number; failures: number }

/**
 * Fetches queries whose data is not proven, once for all reasons. A fetch under way is never cancelled: where events come
 * faster than answers, nothing would ever be shown. Queries that nobody looks at are marked, and fetched when somebody does.
 */
export class RefetchQueue {
  readonly #client: QueryClient
  readonly #env: RefetchEnvironment
  readonly #due = new Map<Query, Due>()
  readonly #startedAt = new WeakMap<Query, number>()
  #cancel: (() => void) | null = null

  constructor(client: QueryClient, env: RefetchEnvironment) {
    this.#client = client
    this.#env = env
  }

  /** How many queries wait. */
  get size(): number {
    return this.#due.size
  }

  /** The data of a query is not proven. */
  add(query: Query): void {
    if (this.#due.has(query)) return
    const now = this.#env.monotonic()
    const restedAt = (this.#startedAt.get(query) ?? -Infinity) + restMs
    this.#due.set(query, { at: Math.max(now + gatherMs, restedAt), failures: 0 })
    this.#plan()
  }

  /** New data is there, which stands for itself; or the query is gone. */
  remove(query: Query): void {
    this.#due.delete(query)
  }

  /** A query may be free again. */
  resume(): void {
    this.#plan()
  }

  /** A fetch began, whoever wanted it. */
  began(query: Query): void {
    this.#startedAt.set(query, this.#env.monotonic())
  }

  /** A fetch ended without data. */
  failed(query: Query): void {
    const due = this.#due.get(query)
    if (!due) return
    due.at = this.#env.monotonic() + Math.min(restMs * 2 ** due.failures, longestRestMs)
    due.failures += 1
    this.#plan()
  }

  stop(): void {
    this.#cancel?.()
    this.#cancel = null
    this.#due.clear()
  }

  #plan(): void {
    this.#cancel?.()
    this.#cancel = null
    const times = [...this.#due].filter(([query]) => isIdle(query)).map(([, { at }]) => at)
    if (times.length === 0) return
    this.#cancel = this.#env.setTimer(() => this.#run(), Math.max(0, Math.min(...times) - this.#env.monotonic()))
  }

  #run(): void {
    this.#cancel = null
    const now = this.#env.monotonic()
    const ready = [...this.#due].filter(([query, { at }]) => at <= now && isIdle(query)).map(([query]) => query)
    for (const query of ready) {
      query.invalidate()
      // Whoever comes to look at it fetches it then, since it is invalidated.
      if (!query.isActive()) this.#due.delete(query)
    }
    const isReady = new Set(ready.filter((query) => query.isActive()))
    // Its promise is of no use here: what becomes of each fetch is told by the cache.
    void this.#client.refetchQueries({ predicate: (query) => isReady.has(query) }, { cancelRefetch: false })
    // What the client will not fetch, as a static query, is not asked for again and again.
    for (const query of isReady) if (isIdle(query)) this.#due.delete(query)
    this.#plan()
  }
}

const isIdle = (query: Query): boolean => query.state.fetchStatus === 'idle'
