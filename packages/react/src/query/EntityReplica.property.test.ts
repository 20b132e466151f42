import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { holds } from '../../test/query/support/holds.ts'
import { EntityReplica, type Holding } from './EntityReplica.ts'
import type { News } from './news.ts'
import type { Operation } from './Operations.ts'
import { Versions } from './Versions.ts'
import { detail, infinite, list, page, type View } from './views.ts'

// Queries of one client, moved by hand: a fetch begins, is read on the server and lands, and events come when they like.
type Row = { id: string; version?: number; title: number; open: boolean; rank: number }
type Step = { do: string; a: number; b: number }

const moves =
  'create update update update delete hear hear hear flush fetch read land fetch read land gap repeat fail begin apply answer'.split(
    ' ',
  )

const step: fc.Arbitrary<Step> = fc.record({
  do: fc.constantFrom(...moves),
  a: fc.nat(11),
  b: fc.nat(5),
})

const byRank = (one: Row, other: Row): number => one.rank - other.rank || (one.id < other.id ? -1 : 1)
const isOpen = (row: Row): boolean => row.open
const dependsOn = ['open', 'rank'] as const
const keys: readonly (readonly [string, ...unknown[]])[] = [
  ['all'],
  ['open'],
  ['page'],
  ['openPage'],
  ['feed'],
  ['one', '0'],
  ['one', '1'],
]
const views: Record<string, View<Row>> = {
  all: list<Row>(['all'], { belongs: () => true, compare: byRank, at: 'data', total: 'total' }),
  open: list<Row>(['open'], { belongs: isOpen, compare: byRank }),
  page: page<Row>(['page'], { at: 'items', total: 'total', dependsOn }),
  openPage: page<Row>(['openPage'], { at: 'items', belongs: isOpen }),
  feed: infinite<Row>(['feed'], { at: 'items' }),
  one: detail<Row>(['one'], { deleted: null }),
}

type Order = 'in order' | 'any order'

class World {
  readonly rows = new Map<string, Row>()
  readonly ended = new Map<string, number>()
  readonly pending: News<Row>[] = []
  readonly heard: News<Row>[] = []
  readonly stale = new Set<Holding<Row>>()
  readonly answers = new Map<Holding<Row>, unknown>()
  readonly operations: { operation: Operation<Row>; isApplied: boolean; run: () => Row | 'refused' | undefined }[] = []
  readonly highest = new Map<Holding<Row>, Map<string, number>>()
  readonly replica: EntityReplica<Row>
  readonly queries: { name: string; id: unknown; holding: Holding<Row> }[]
  readonly isVersioned: boolean
  readonly order: Order
  made = 0

  constructor(isVersioned: boolean, order: Order) {
    this.isVersioned = isVersioned
    this.order = order
    const versions = new Versions<Row>(isVersioned ? { of: (row) => row.version } : undefined)
    this.replica = new EntityReplica<Row>(
      { idOf: (row) => row.id, versions },
      {
        now: () => 0,
        write: () => {},
        stale: (holding) => this.stale.add(holding),
        dirty: () => {},
        changed: () => {},
      },
    )
    this.queries = keys.map(([name, id]) => {
      const view = views[name] as View<Row> // each name is a key
      return { name, id, holding: this.replica.hold(id === undefined ? [name] : [name, id], view) }
    })
  }

  answer(name: string, id: unknown, pages = 2): unknown {
    const all = [...this.rows.values()].sort(byRank)
    switch (name) {
      case 'all':
        return { data: all, total: all.length }
      case 'open':
        return all.filter(isOpen)
      case 'page':
        return { items: all.slice(1, 4), total: all.length }
      case 'openPage':
        return { items: all.filter(isOpen).slice(0, 2) }
      case 'feed':
        return {
          pages: Array.from({ length: pages }, (_, index) => ({ items: all.slice(index * 2, index * 2 + 2) })),
          pageParams: Array.from({ length: pages }, (_, index) => index),
        }
      default:
        return this.rows.get(String(id)) ?? null
    }
  }

  write(id: string, changes: Partial<Row> | null): Row | undefined {
    const before = this.rows.get(id)
    const version = (before?.version ?? this.ended.get(id) ?? 0) + 1
    const marked = this.isVersioned ? version : undefined
    if (changes === null) {
      if (!before) return undefined
      this.rows.delete(id)
      this.ended.set(id, version)
      this.pending.push({ type: 'deleted', id, version: marked })
      return undefined
    }
    const row: Row = {
      ...(before ?? { id, title: 0, open: true, rank: 0 }),
      ...changes,
      ...(marked ? { version } : {}),
    }
    this.rows.set(id, row)
    if (before) this.pending.push({ type: 'changes', id, changes, version: marked })
    else this.pending.push({ type: 'record', id, record: row, version: marked, isNew: true })
    return row
  }

  hear(index: number): void {
    const [news] = this.pending.splice(this.order === 'in order' ? 0 : index % Math.max(1, this.pending.length), 1)
    if (!news) return
    this.heard.push(news)
    const echoed = this.operations.find(({ operation }) => `${operation.mutationId}` === this.marks.get(news))
    this.replica.take(news, echoed?.operation.mutationId)
    // What is heard twice is heard twice at once where there is an order.
    if (this.order === 'in order' && index % 3 === 0) this.replica.take(news)
  }

  readonly marks = new Map<News<Row>, string>()

  changesOf(a: number, b: number): Partial<Row> {
    const all: Partial<Row>[] = [{ title: a }, { open: a % 2 === 0 }, { rank: a }, { title: b, open: b % 2 === 0 }]
    return all[b % all.length] ?? {}
  }

  do({ do: what, a, b }: Step): void {
    const id = `${a % 6}`
    const query = this.queries[a % this.queries.length]
    if (!query) return
    const { holding } = query
    switch (what) {
      case 'create':
        if (!this.rows.has(id) && (this.isVersioned || !this.ended.has(id)))
          this.write(id, { rank: a, open: b % 2 === 0 })
        return
      case 'update':
        if (this.rows.has(id)) this.write(id, this.changesOf(a, b))
        return
      case 'delete':
        return void this.write(id, null)
      case 'hear':
        return this.hear(a)
      case 'repeat': {
        const news = this.heard[a % Math.max(1, this.heard.length)]
        if (news && this.isVersioned && this.order === 'any order') this.replica.take(news)
        return
      }
      case 'flush':
        return this.replica.flush()
      case 'fetch':
        this.answers.delete(holding)
        return this.replica.fetchBegan(holding)
      case 'read':
        if (holding.fetch) this.answers.set(holding, this.answer(query.name, query.id))
        return
      case 'land':
        return this.land(holding)
      case 'fail':
        if (!holding.fetch) return
        this.answers.delete(holding)
        return this.replica.fetchFailed(holding, holding.shown)
      case 'gap':
        this.pending.length = 0
        return this.replica.gap()
      case 'begin': {
        const mutationId = `m${(this.made += 1)}`
        const own = `own${this.made}`
        const kind = b === 0 ? 'create' : b === 1 ? 'delete' : 'update'
        const changes = this.changesOf(b, a)
        const target = kind === 'create' ? own : id
        const record: Row = { id: own, title: 1, open: true, rank: a }
        const operation = this.replica.begin({
          mutationId,
          id: target,
          kind,
          apply: (row) =>
            kind === 'create' ? (row ?? record) : kind === 'delete' || !row ? undefined : { ...row, ...changes },
          onConflict: undefined,
        })
        const run = (): Row | 'refused' | undefined => {
          if (kind !== 'create' && !this.rows.has(target)) return 'refused'
          const count = this.pending.length
          const row = this.write(target, kind === 'delete' ? null : kind === 'create' ? record : changes)
          const news = this.pending[count]
          if (news) this.marks.set(news, mutationId)
          return row
        }
        this.operations.push({ operation, isApplied: false, run })
        return
      }
      case 'apply':
      case 'answer': {
        const one = this.operations.find(({ isApplied }) => isApplied === (what === 'answer')) ?? this.operations[0]
        if (one) this.settle(one, what === 'answer' ? b : -1)
      }
    }
  }

  readonly results = new Map<Operation<Row>, Row | undefined>()

  settle(one: World['operations'][number], answer: number): void {
    const { operation, run } = one
    if (!one.isApplied) {
      if (answer === 5) return this.end(one, () => this.replica.fail(operation))
      one.isApplied = true
      const result = run()
      if (result === 'refused') return this.end(one, () => this.replica.fail(operation))
      this.results.set(operation, result)
      if (answer < 0) return
    }
    // Applied, and the answer is lost, says nothing, or says what the record is now.
    if (answer === 0) this.end(one, () => this.replica.fail(operation))
    else if (answer === 1) this.end(one, () => this.replica.succeed(operation, undefined))
    else this.end(one, () => this.replica.succeed(operation, this.results.get(operation)))
  }

  end(one: World['operations'][number], how: () => void): void {
    this.operations.splice(this.operations.indexOf(one), 1)
    how()
  }

  land(holding: Holding<Row>): void {
    const answer = this.answers.get(holding)
    if (answer === undefined || !holding.fetch) return
    this.answers.delete(holding)
    this.stale.delete(holding)
    this.replica.fetchLanded(holding, answer)
  }

  /** What must hold at any time. */
  look(): void {
    for (const { holding, name } of this.queries) {
      if (holding.shown === undefined || holding.shown === null) continue
      const pages = holding.view.read(holding.shown)
      const rows = pages?.flat() ?? []
      const ids = rows.map((row) => row.id)
      expect(new Set(ids).size, `an id twice in ${name}`).toBe(ids.length)
      if (name === 'open' || name === 'openPage')
        expect(rows.every(isOpen), `a row that is not open in ${name}`).toBe(true)
      if (!this.isVersioned) continue
      const seen = this.highest.get(holding) ?? new Map<string, number>()
      this.highest.set(holding, seen)
      for (const { id, version = 0 } of rows) {
        expect(version, `the version of ${id} in ${name} goes back`).toBeGreaterThanOrEqual(seen.get(id) ?? 0)
        seen.set(id, version)
      }
    }
  }

  quiet(): void {
    for (const one of this.operations.slice()) this.settle(one, 2)
    for (const { holding } of this.queries) {
      if (!holding.fetch) continue
      if (!this.answers.has(holding)) this.replica.fetchFailed(holding, holding.shown)
    }
    while (this.pending.length > 0) this.hear(0)
    this.replica.flush()
    for (const { holding } of this.queries) if (holding.fetch) this.land(holding)
    this.replica.flush()
    for (const operation of this.results.keys()) this.replica.askFor(operation)
    let rounds = 0
    while (this.stale.size > 0) {
      rounds += 1
      expect(rounds, 'rounds of refetches').toBeLessThan(4)
      for (const { holding, name, id } of this.queries) {
        if (!this.stale.has(holding)) continue
        this.replica.fetchBegan(holding)
        this.answers.set(holding, this.answer(name, id))
        this.land(holding)
        this.replica.flush()
      }
    }
    for (const { holding, name, id } of this.queries) {
      if (holding.base === undefined) continue
      expect(holding.shown, `${name} ${String(id ?? '')} at quiet`).toEqual(this.answer(name, id))
    }
    expect(this.replica.kept.operations).toBe(0)
  }
}

const life = (isVersioned: boolean, order: Order) => (steps: readonly Step[]) => {
  const world = new World(isVersioned, order)
  for (const one of steps) {
    world.do(one)
    world.look()
  }
  world.quiet()
}

describe('the queries of an entity', () => {
  it.each<[string, boolean, Order]>([
    ['contiguous versions, whatever the order', true, 'any order'],
    ['contiguous versions in order', true, 'in order'],
    ['no versions, in order', false, 'in order'],
  ])('show what the server has once all is heard: %s', async (_, isVersioned, order) => {
    const property = fc.property(fc.array(step, { maxLength: 40, size: 'max' }), life(isVersioned, order))
    await expect(holds(property, 1_000)).resolves.toBe(true)
  })
})
