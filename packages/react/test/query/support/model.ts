import { deepStrictEqual } from 'node:assert'
import {
  type InfiniteData,
  type InfiniteQueryObserver,
  notifyManager,
  type QueryClient,
  type QueryObserver,
} from '@tanstack/query-core'
import fc from 'fast-check'
import { type Core, cores } from './cores.ts'
import { type LineKind, ModelLine } from './ModelLine.ts'
import { type Change, ModelServer, type Row } from './ModelServer.ts'
import { Schedule, settle } from './Schedule.ts'
import {
  type Deed,
  invalidateStrategy,
  keys,
  type Strategy,
  type StrategyKind,
  syncStrategy,
  templateStrategy,
} from './strategies.ts'

/** What a run of the model is about. */
export type Scenario = {
  versions: ModelServer['versions']
  line: LineKind
  /** Whether new records bear an id of the client, or one that the server replaces. */
  ids: 'client' | 'temp'
  /** Whether the server tells whose change an event is. */
  echoes: boolean
  /** Whether each change is told as `data:update` as well. */
  toldTwice?: boolean
  /** What may happen besides events. */
  with: readonly Happening['do'][]
  strategy?: StrategyKind
  /** The queries of each client; all unless said. */
  queries?: readonly Name[]
  /** The version of query-core; the newest unless said. */
  core?: keyof typeof cores
  /** Where nothing more is promised: all that was fetched is fetched once more before it is compared. */
  refetches?: boolean
}

export type Happening = {
  /** When, in ms after the one before. */
  in: number
  do:
    | 'create'
    | 'update'
    | 'delete'
    | 'deed'
    | 'fetch'
    | 'more'
    | 'drop'
    | 'open'
    | 'straggle'
    | 'cancel'
    | 'unmount'
    | 'mount'
    | 'weather'
  /** Which client, query, record. */
  a: number
  b: number
  /** Latencies, up and down, in ms. */
  up: number
  down: number
}

export const everything: readonly Happening['do'][] = [
  ...(['create', 'update', 'update', 'update', 'delete', 'deed', 'deed', 'deed', 'deed', 'fetch', 'more'] as const),
  ...(['drop', 'open', 'straggle', 'cancel', 'unmount', 'mount', 'weather', 'weather'] as const),
]

/** A story of so many happenings. */
export const story = (scenario: Scenario): fc.Arbitrary<Happening[]> =>
  fc.array(
    fc.record({
      in: fc.nat(60),
      do: fc.constantFrom(...scenario.with),
      a: fc.nat(11),
      b: fc.nat(11),
      up: fc.nat(90),
      down: fc.nat(90),
    }),
    { minLength: 1, maxLength: 30, size: 'max' },
  )

const ids = ['a', 'b', 'c', 'd', 'e', 'f']
const names = ['all', 'open', 'page', 'feed', 'one', 'other'] as const
type Name = (typeof names)[number]

/** The last change of a title by a user, and which version the server gave it. */
type Wish = { title: string; state: 'pending' | 'done' | 'over'; version: number | undefined }

class ModelClient {
  readonly queries: QueryClient
  readonly line: ModelLine
  readonly wishes = new Map<string, Wish>()
  readonly mounted = new Map<Name, () => void>()
  fetches = 0
  asked = 0
  open = 0
  readonly #world: World
  readonly #core: Core
  readonly #strategy: Strategy
  readonly #toldDeleted = new Set<string>()
  readonly #highest = new Map<string, number>()
  readonly #goneFrom = new Set<string>()
  readonly #observers = new Map<Name, QueryObserver>()
  readonly #seen = new Map<Name, unknown>()
  #wished = 0
  #seenWishes = 0
  #latency = { up: 20, down: 20 }

  constructor(world: World) {
    this.#world = world
    const { server, schedule, scenario } = world
    this.#core = cores[scenario.core ?? 'newest']
    this.queries = new this.#core.QueryClient({
      defaultOptions: {
        queries: { retry: false, staleTime: Infinity, gcTime: Infinity },
        mutations: { gcTime: Infinity },
      },
    })
    this.#strategy =
      scenario.strategy === 'template'
        ? templateStrategy(this.queries)
        : scenario.strategy === 'invalidate'
          ? invalidateStrategy(this.queries)
          : syncStrategy(this.queries, schedule, scenario.versions, scenario.toldTwice === true)
    this.line = new ModelLine(server, schedule, scenario.line, {
      hear: (change) => this.#hear(change),
      gap: () => this.gap(),
    })
    for (const name of scenario.queries ?? names) this.mount(name)
  }

  get leftovers() {
    return this.#strategy.leftovers?.() ?? { operations: 0, refetches: 0 }
  }

  gap(): void {
    this.asked += 1
    this.#strategy.gap()
  }

  latency(up: number, down: number): void {
    this.#latency = { up, down }
  }

  #hear(change: Change): void {
    this.asked += 1
    if (change.type === 'deleted') this.#toldDeleted.add(change.id)
    this.#strategy.hear(this.#world.scenario.echoes ? change : withoutMutation(change))
  }

  mount(name: Name): void {
    const { queries = names } = this.#world.scenario
    if (this.mounted.has(name) || !queries.includes(name)) return
    const queryKey = keys[name]
    const observer =
      name === 'feed'
        ? new this.#core.InfiniteQueryObserver(this.queries, {
            queryKey,
            queryFn: ({ pageParam }) => this.#ask(queryKey, pageParam),
            initialPageParam: 0,
            getNextPageParam: (last) => (last as { next: number | null }).next, // as the server's answers are
          })
        : new this.#core.QueryObserver(this.queries, { queryKey, queryFn: () => this.#ask(queryKey) })
    this.#observers.set(name, observer as unknown as QueryObserver) // used as what both have
    this.mounted.set(
      name,
      observer.subscribe(() => {}),
    )
  }

  unmount(name: Name): void {
    this.mounted.get(name)?.()
    this.mounted.delete(name)
  }

  fetch(name: Name): void {
    this.asked += 1
    void this.#observers.get(name)?.refetch()
  }

  more(): void {
    this.asked += 1
    const observer = this.#observers.get('feed')
    // Under this name it is the infinite one.
    if (this.mounted.has('feed')) void (observer as unknown as InfiniteQueryObserver).fetchNextPage()
  }

  cancel(name: Name): void {
    this.asked += 1
    void this.queries.cancelQueries({ queryKey: keys[name] })
  }

  deed(kind: Deed['kind'], id: string, patch: Partial<Row>, up: number, down: number, answer: number): void {
    const { schedule, server, scenario } = this.#world
    const realId = kind === 'create' && scenario.ids === 'temp' ? `real-${id}` : id
    const record: Row = { id, title: 'mine', open: true, rank: 50 + (up % 10) }
    const wish: Wish | undefined =
      kind === 'update' && patch.title !== undefined
        ? { title: patch.title, state: 'pending', version: undefined }
        : undefined
    const mutation = this.#strategy.mutation({ kind, id, record, patch }, (_deed, mutationId) => {
      return new Promise((resolve, reject) => {
        schedule.after(up, () => {
          const what = kind === 'delete' ? 'delete' : kind === 'create' ? { ...record, id: realId } : patch
          const result = answer === 0 ? 'refused' : server.write(realId, what, mutationId)
          if (wish) wish.version = result !== null && result !== 'refused' ? result.version : undefined
          schedule.after(down, () => {
            if (result === 'refused') reject(new Error('refused'))
            else if (answer === 1) reject(new Error('the answer is lost'))
            else {
              if (result === null) this.#toldDeleted.add(realId)
              resolve(answer === 2 ? undefined : result)
            }
          })
        })
      })
    })
    this.open += 1
    this.asked += 2
    const observer = new this.#core.MutationObserver(this.queries, mutation)
    if (kind !== 'create') this.#wished += 1
    if (wish) this.wishes.set(id, wish)
    else if (kind === 'delete') this.wishes.delete(id)
    observer.mutate({ kind, id, record, patch }).then(
      () => {
        this.open -= 1
        if (wish) wish.state = 'done'
      },
      () => {
        this.open -= 1
        if (wish) wish.state = 'over'
      },
    )
  }

  #ask(key: readonly unknown[], pageParam?: unknown): Promise<unknown> {
    const { schedule, server } = this.#world
    const { up, down } = this.#latency
    this.fetches += 1
    return new Promise((resolve, reject) => {
      schedule.after(up, () => {
        const answer = server.answer(key, Number(pageParam ?? 0))
        // One in so many is lost on its way.
        schedule.after(down, () => (down % 29 === 28 ? reject(new Error('lost')) : resolve(answer)))
      })
    })
  }

  rowsOf(name: Name): Row[] {
    const data = this.queries.getQueryData(keys[name])
    if (data === undefined || data === null) return []
    switch (name) {
      case 'all':
        return (data as { data: Row[] }).data
      case 'open':
        return data as Row[]
      case 'page':
        return (data as { items: Row[] }).items
      case 'feed':
        return (data as InfiniteData<{ items: Row[] }>).pages.flatMap(({ items }) => items)
      default:
        return [data as Row]
    }
  }

  /** What must hold at any time. */
  look(): void {
    const { versions } = this.#world.scenario
    for (const name of names) {
      // Most steps change nothing here.
      const data = this.queries.getQueryData(keys[name])
      if (this.#seen.get(name) === data && this.#seenWishes === this.#wished) continue
      this.#seen.set(name, data)
      const rows = this.rowsOf(name)
      const shown = new Set(rows.map(({ id }) => id))
      assert(shown.size === rows.length, () => `an id is twice in ${name}`)
      assert(name !== 'open' || rows.every((row) => row.open), () => 'a row that is not open is among the open')
      if (versions !== 'contiguous') continue
      for (const { id, version, title } of rows) {
        const place = `${name} ${id}`
        const before = this.#highest.get(place) ?? 0
        if (version !== undefined) {
          assert(version >= before, () => `the version of ${place} goes back from ${before} to ${version}`)
          this.#highest.set(place, version)
        }
        assert(!this.#goneFrom.has(place), () => `${id} comes back to ${name} after its deletion`)
        const wish = this.wishes.get(id)
        // A version after it is somebody else's, who came later.
        const isWished = wish && wish.state !== 'over' && (wish.version === undefined || (version ?? 0) <= wish.version)
        assert(!isWished || title === wish.title, () => `the title of ${place} is "${title}", not "${wish?.title}"`)
      }
      for (const id of this.#toldDeleted) if (!shown.has(id)) this.#goneFrom.add(`${name} ${id}`)
    }
    this.#seenWishes = this.#wished
  }

  /** At quiet, what is shown is what the server has. */
  compare(): void {
    const { server } = this.#world
    for (const name of names) {
      const query = this.queries.getQueryCache().find({ queryKey: keys[name] })
      if (!query || query.state.data === undefined) continue
      // Nobody looks: it is right, or it knows that it may not be.
      if (!this.mounted.has(name) && query.state.isInvalidated) continue
      if (name === 'feed') {
        const { pages } = query.state.data as InfiniteData<unknown>
        const rows = this.rowsOf('feed')
        const right = server.all().slice(0, pages.length * 2)
        deepStrictEqual({ feed: rows }, { feed: right })
      } else {
        deepStrictEqual({ [name]: query.state.data }, { [name]: server.answer(keys[name]) })
      }
    }
    const { operations, refetches } = this.leftovers
    deepStrictEqual({ operations, refetches }, { operations: 0, refetches: 0 })
  }

  destroy(): void {
    for (const stop of this.mounted.values()) stop()
    this.queries.clear()
  }
}

function assert(holds: boolean, message: () => string): void {
  if (!holds) throw new Error(message())
}

function withoutMutation(change: Change): Change {
  const copy = { ...change }
  delete copy.mutationId
  return copy
}

/** A server and its clients, in virtual time. */
class World {
  readonly schedule = new Schedule()
  readonly server: ModelServer
  readonly clients: ModelClient[]
  readonly scenario: Scenario
  #made = 0

  constructor(scenario: Scenario) {
    this.scenario = scenario
    this.server = new ModelServer(scenario.versions)
    for (const id of ids.slice(0, 4)) this.server.write(id, { rank: ids.indexOf(id), open: id !== 'c' })
    this.clients = [new ModelClient(this), new ModelClient(this)]
  }

  happen({ do: what, a, b, up, down }: Happening): void {
    const client = this.clients[a % this.clients.length]
    const name = names[b % names.length]
    const id = ids[b % ids.length]
    if (!client || !name || !id) return
    switch (what) {
      case 'create':
        if (!this.server.rows.has(id)) this.server.write(id, { rank: up % 7, open: down % 2 === 0 })
        return
      case 'update':
        if (this.server.rows.has(id)) this.server.write(id, changesOf(up, down))
        return
      case 'delete':
        return void this.server.write(id, 'delete')
      case 'deed': {
        this.#made += 1
        const kind = a < 2 ? 'create' : a < 4 ? 'delete' : 'update'
        const target = kind === 'create' ? `${this.scenario.ids}${this.#made}` : this.#anyId(b)
        const patch = up % 3 === 0 ? changesOf(up, down) : { title: `wish ${this.#made}` }
        return client.deed(kind, target, patch, up, down, down % 6)
      }
      case 'fetch':
        client.latency(up, down)
        return client.fetch(name)
      case 'more':
        client.latency(up, down)
        return client.more()
      case 'drop':
        return client.line.drop()
      case 'open':
        return client.line.open(b === 0)
      case 'straggle': {
        // A change takes its time, the next of that record gets lost, which shows; and what is fetched then is right.
        client.line.next([up + 20, 160])
        const before = this.server.rows.get(id)
        this.server.write(id, before ? { title: `t${up}` } : { rank: up % 7 })
        this.server.write(id, down % 2 === 0 ? 'delete' : { open: false })
        client.line.heads()
        client.latency(down % 5, down % 7)
        return client.fetch(names[down % names.length] ?? name)
      }
      case 'cancel':
        return client.cancel(name)
      case 'unmount':
        return client.unmount(name)
      case 'mount':
        client.latency(up, down)
        return client.mount(name)
      case 'weather':
        return client.line.weather([up, down, (up * 2) % 170, (down * 2) % 170])
    }
  }

  look(): void {
    for (const client of this.clients) client.look()
  }

  #anyId(b: number): string {
    const made = [...this.server.rows.keys()]
    return made[b % Math.max(1, made.length)] ?? 'a'
  }
}

function changesOf(up: number, down: number): Partial<Row> {
  const all: Partial<Row>[] = [
    { title: `t${up}` },
    { open: up % 2 === 0 },
    { rank: up % 7 },
    { title: `t${down}`, open: true },
  ]
  return all[down % all.length] ?? {}
}

/** Lets a story happen, then quiet; fails where something does not hold. */
export async function live(scenario: Scenario, happenings: readonly Happening[]): Promise<void> {
  notifyManager.setScheduler((run) => run())
  const world = new World(scenario)
  const { schedule, clients } = world
  const look = (): void => {
    if (!scenario.refetches) world.look()
  }
  try {
    for (const happening of happenings) {
      await schedule.run(schedule.now + happening.in, look)
      world.happen(happening)
      await settle()
      look()
    }
    for (const client of clients) {
      client.latency(20, 20)
      client.line.open(false)
    }
    await schedule.run(schedule.now + 60_000, look)
    for (const client of clients) {
      client.line.heads()
      if (scenario.refetches) client.gap()
      for (const name of names) client.mount(name)
    }
    await schedule.run(schedule.now + 60_000, look)
    assert(schedule.isQuiet, () => 'something goes on for ever')
    for (const client of clients) {
      assert(client.open === 0, () => 'mutations are under way at quiet')
      client.compare()
      // Each reason may cost one fetch of each query, an infinite one of some pages.
      assert(client.fetches <= 10 * (client.asked + 4), () => `${client.fetches} fetches for ${client.asked} reasons`)
    }
  } finally {
    for (const client of clients) client.destroy()
  }
}
