import type { QueryKey } from '@tanstack/react-query'
import { Knowledge } from './Knowledge.ts'
import type { News } from './news.ts'
import { type Operation, type OperationDraft, Operations } from './Operations.ts'
import { type Edits, editPages, type IdOf, type Pages, rowFinder, withoutRepeats } from './rows.ts'
import type { Versions } from './Versions.ts'
import type { View } from './views.ts'

// What the queries of one entity show, kept in step with the server: pure, without query-core, timers or a socket.
//
// R1  Every query has a base: the server's rows, as far as known. What is shown is the base with the operations folded
//     over it. A rollback is the same fold without one of them, so it can neither undo news nor look like news.
// R2  News are laid over each base once. A fetch that lands is brought up to date with the news since it began.
// R3  Which rows an exact query holds: by the newest record where there are news since its fetch began, else by its fetch.
// R4  What is not proven makes the query stale: the server is asked again, and until then it shows what is known.
// R5  A fetch that began before a gap proves nothing of what was missed, so another must follow.

/** A query that holds records of the entity. */
export type Holding<TRow extends object> = {
  readonly key: QueryKey
  readonly view: View<TRow>
  /** The server's data as far as known; `undefined` before the first. */
  base: unknown
  /** What the query shows. */
  shown: unknown
  /** What was known when the fetch of its data began; 0 where nobody saw it begin. */
  cursor: number
  /** The fetch that is under way. */
  fetch: Fetch | null
}

/** `more` where an infinite query asks for another page. */
export type Fetch = { readonly cursor: number; readonly more: 'forward' | 'backward' | undefined }

/** What is to be done outside. */
export type ReplicaPort<TRow extends object> = {
  /** Ms since some moment, which no setting of the clock moves. */
  now: () => number
  write: (holding: Holding<TRow>, data: unknown) => void
  /** Only the server can tell what the query holds. */
  stale: (holding: Holding<TRow>) => void
  /** There is something to {@link EntityReplica.flush}. */
  dirty: () => void
  /** What is shown of these records may have changed; of any, where they are not named. */
  changed: (ids: readonly string[] | null) => void
}

export type ReplicaRules<TRow extends object> = { readonly idOf: IdOf<TRow>; readonly versions: Versions<TRow> }

/** How long after a gap something may still come that was sent before it, in ms. */
const lateForMs = 5_000

export class EntityReplica<TRow extends object> {
  readonly #rules: ReplicaRules<TRow>
  readonly #port: ReplicaPort<TRow>
  readonly #knowledge: Knowledge<TRow>
  readonly #operations: Operations<TRow>
  readonly #holdings = new Set<Holding<TRow>>()
  readonly #dirty = new Set<string>()
  /** Counts what became known. */
  #seq = 1
  /** News up to here may have been missed. */
  #gapAt = 1
  /** When that was told, by the port's time. */
  #gapTime = -Infinity
  #flushedAt = 1

  constructor(rules: ReplicaRules<TRow>, port: ReplicaPort<TRow>) {
    this.#rules = rules
    this.#port = port
    this.#knowledge = new Knowledge(rules.versions)
    this.#operations = new Operations(rules.versions)
  }

  /** What is kept beside the queries, for checks that nothing is left. */
  get kept(): { records: number; operations: number } {
    return { records: this.#knowledge.size, operations: this.#operations.size }
  }

  hold(key: QueryKey, view: View<TRow>): Holding<TRow> {
    const holding = { key, view, base: undefined, shown: undefined, cursor: 0, fetch: null }
    this.#holdings.add(holding)
    return holding
  }

  release(holding: Holding<TRow>): void {
    this.#holdings.delete(holding)
    this.#endConfirmed()
  }

  /** A fetch begins, anew where one was under way. `cursor` 0 for one that nobody saw begin. */
  fetchBegan(holding: Holding<TRow>, more?: Fetch['more'], cursor: number = this.#seq): void {
    holding.fetch = { cursor, more }
  }

  /** A fetch ended without data, which may have put back what the query showed before it. */
  fetchFailed(holding: Holding<TRow>, data: unknown): void {
    holding.fetch = null
    holding.shown = data
    // A query that was reset holds nothing.
    if (data === undefined) holding.base = undefined
    // An operation whose echo waits for the next frame is over: the base must not be shown without it.
    this.flush()
    if (holding.base !== undefined) this.#show(holding)
    this.#endConfirmed()
    this.#port.changed(null)
  }

  fetchLanded(holding: Holding<TRow>, data: unknown): void {
    const fetch = holding.fetch ?? { cursor: 0, more: undefined }
    holding.fetch = null
    holding.shown = data
    const other = fetch.more && holding.base !== undefined ? otherPage(holding.base, data, fetch.more) : null
    // The pages before another one are as old as they were.
    if (!other) holding.cursor = fetch.cursor
    this.#adopt(holding, other ? other.merged : data, fetch.cursor, other ? other.fetched : data)
    const isAwaited = ({ confirmedAt = 0, isAskedFor }: Operation<TRow>): boolean =>
      isAskedFor && holding.cursor < confirmedAt
    if (fetch.cursor < this.#gapAt || this.#operations.all().some(isAwaited)) this.#port.stale(holding)
    this.#endConfirmed()
    this.#prune()
    this.#port.changed(null)
  }

  /** Somebody else put data into the query: of unknown age where it was `restored`, else the app's own word. */
  written(holding: Holding<TRow>, data: unknown, isRestored: boolean): void {
    const before = holding.base
    holding.shown = data
    if (data === undefined) {
      holding.base = undefined
      return
    }
    if (isRestored || before === undefined) {
      holding.cursor = isRestored ? 0 : this.#flushedAt
      this.#adopt(holding, data, holding.cursor)
      if (isRestored) this.#port.stale(holding)
    } else {
      this.#adopt(holding, this.#withoutOperations(holding.view, data, before), this.#flushedAt)
    }
    this.#port.changed(null)
  }

  /** Takes news, which `isInOrder` where none that were sent before can be missing. Gives `false` for what was known already. */
  take(news: News<TRow>, mutationId?: string, isInOrder = false): boolean {
    const { id, version } = news
    const isWanted = this.#operations.of(id).length > 0
    const before = isWanted ? (this.#knowledge.recordOf(id) ?? this.#trusted(id)) : undefined
    this.#seq += 1
    // Where versions are not counted, news count as they come.
    const mayBeLate = !isInOrder && this.#rules.versions.isContiguous && this.#port.now() < this.#gapTime + lateForMs
    const isNews = this.#knowledge.learn(news, this.#trusted, this.#seq, mayBeLate)
    if (isNews) this.#touch(id)
    const echoed = mutationId === undefined ? undefined : this.#operations.byMutation(mutationId)
    if (echoed) this.#answered(echoed, id, version)
    else if (isNews && before) this.#tellConflicts(id, before)
    return isNews
  }

  /** News may have been missed: whatever was fetched before now has to be fetched again. */
  gap(): void {
    this.#seq += 1
    this.#gapAt = this.#seq
    this.#gapTime = this.#port.now()
    this.#knowledge.doubt()
    for (const holding of this.#holdings) if (holding.base !== undefined) this.#port.stale(holding)
  }

  begin(draft: OperationDraft<TRow>): Operation<TRow> {
    const operation: Operation<TRow> = {
      ...draft,
      beganAt: this.#seq,
      confirmedAt: undefined,
      version: undefined,
      isDone: false,
      isAskedFor: false,
    }
    this.#operations.begin(
      operation,
      this.#newestHeld(operation.id, () => true),
    )
    this.#touch(operation.id)
    this.flush()
    return operation
  }

  /** The server refused it, or nobody knows. */
  fail(operation: Operation<TRow>): void {
    this.#end(operation)
    this.flush()
  }

  /** The server has done it, and said what the record is now, if it did. */
  succeed(operation: Operation<TRow>, record: TRow | undefined): void {
    const { id, kind, beganAt } = operation
    if (operation.isDone) {
      // Its echo came first, with all that the server has to say of it; a version tells what the answer adds.
      if (record && this.#rules.versions.of(record) !== undefined) this.#takeRecord(record, beganAt)
    } else if (kind === 'delete') {
      if (!this.#knowledge.isDeleted(id)) this.take({ type: 'deleted', id, version: undefined })
      this.#end(operation)
    } else if (record && this.#isInOrder(record, id, beganAt)) {
      this.#takeRecord(record, beganAt)
      this.#answered(operation, this.#rules.idOf(record), this.#rules.versions.of(record))
    } else {
      this.#confirm(operation)
    }
    this.flush()
  }

  /** The operation is confirmed and still has to be shown: nobody has told what came of it. Asks the server. */
  askFor(operation: Operation<TRow>): void {
    if (!this.#operations.has(operation)) return
    operation.isAskedFor = true
    for (const holding of this.#holdings) {
      if (holding.base !== undefined && holding.cursor < (operation.confirmedAt ?? 0)) this.#port.stale(holding)
    }
  }

  /** Brings all queries up to date with what became known. */
  flush(): void {
    if (this.#dirty.size > 0) {
      const ids = [...this.#dirty]
      const from = this.#flushedAt
      this.#dirty.clear()
      for (const holding of this.#holdings) {
        // What came before its fetch began is in it.
        if (holding.base !== undefined) this.#bring(holding, ids, Math.max(from, holding.cursor))
      }
      this.#port.changed(ids)
    }
    this.#flushedAt = this.#seq
    this.#prune()
  }

  /** The record as it is shown, of the query that knows it best. */
  shownRow(id: string): TRow | undefined {
    return this.#newest(
      id,
      (holding) => holding.shown,
      () => true,
    )
  }

  #done(operation: Operation<TRow>, version: number | undefined): void {
    this.#operations.done(operation, version)
    this.#touch(operation.id)
  }

  #end(operation: Operation<TRow>): void {
    this.#operations.end(operation)
    this.#touch(operation.id)
  }

  #touch(id: string): void {
    this.#dirty.add(id)
    this.#port.dirty()
  }

  #confirm(operation: Operation<TRow>): void {
    this.#seq += 1
    operation.confirmedAt ??= this.#seq
    this.#endConfirmed()
  }

  #takeRecord(record: TRow, beganAt: number): void {
    const id = this.#rules.idOf(record)
    const version = this.#rules.versions.of(record)
    // What was done after a gap is newer than all that was lost before it.
    this.take({ type: 'record', id, record, version, isNew: false }, undefined, beganAt >= this.#gapAt)
  }

  /** Without versions an answer may be older than what was told, or missed, since: only order speaks for it. */
  #isInOrder(record: TRow, id: string, beganAt: number): boolean {
    if (this.#rules.versions.of(record) !== undefined) return true
    return this.#knowledge.seqOf(id) <= beganAt && beganAt >= this.#gapAt
  }

  /** The server has told what came of an operation: the record of an id, in a version. */
  #answered(operation: Operation<TRow>, id: string, version: number | undefined): void {
    const known = this.#knowledge.recordOf(id)
    const isNewest = known && (version === undefined || (this.#rules.versions.of(known) ?? -Infinity) >= version)
    const isKnown = isNewest && this.#knowledge.isProven(id)
    if (isKnown || this.#knowledge.isDeleted(id)) return this.#done(operation, version)
    // It waits for others, at least in some queries, or may be late; and what is shown must not go and come back.
    operation.version = version
    this.#confirm(operation)
  }

  #tellConflicts(id: string, before: TRow): void {
    const server = this.#knowledge.recordOf(id) ?? null
    if (server === null && !this.#knowledge.isDeleted(id)) return
    for (const { kind, apply, onConflict, mutationId } of this.#operations.of(id)) {
      const wanted = kind === 'update' && onConflict ? apply(before) : undefined
      if (wanted && isConflict(before, wanted, server)) onConflict?.({ id, mutationId, server, wanted })
    }
  }

  /** Takes data as the server's, and lays over it what became known since `from`. `fetched` is what is new in it. */
  #adopt(holding: Holding<TRow>, data: unknown, from: number, fetched: unknown = data): void {
    const { idOf } = this.#rules
    const pages = holding.view.read(data)
    if (pages === null) {
      holding.base = undefined
      return
    }
    const single = withoutRepeats(pages, idOf)
    holding.base = single === pages ? data : holding.view.write(data, single, 0)
    if (from >= this.#gapAt) this.#absorb(holding.view.read(fetched) ?? [], from)
    const ids = [...this.#knowledge.relevantSince(from, rowFinder(single, idOf))]
    this.#bring(holding, ids, from)
  }

  #absorb(pages: Pages<TRow>, from: number): void {
    if (this.#knowledge.size === 0) return
    for (const row of pages.flat()) {
      const id = this.#rules.idOf(row)
      const isMore = this.#knowledge.absorb(id, row, from, this.#seq + 1)
      if (!isMore) continue
      this.#seq += 1
      this.#touch(id)
    }
  }

  /** Lays news of some records over a base, and shows it. */
  #bring(holding: Holding<TRow>, ids: readonly string[], from: number): void {
    const { view, base } = holding
    const pages = view.read(base)
    if (pages === null) return
    const { edits, isProven } = this.#editsFor(holding, pages, ids, from)
    const data = this.#edit(view, base, pages, edits)
    if (data !== undefined) holding.base = data
    if (!isProven || data === undefined) this.#port.stale(holding)
    this.#show(holding)
  }

  #editsFor(
    { view, key }: Holding<TRow>,
    pages: Pages<TRow>,
    ids: readonly string[],
    from: number,
  ): { edits: Edits<TRow>; isProven: boolean } {
    const find = rowFinder(pages, this.#rules.idOf)
    const replaced = new Map<string, TRow | null>()
    const added: TRow[] = []
    let isProven = true
    const about = view.idIn?.(key)
    const belongs = (row: TRow): boolean => about !== undefined || view.belongs?.(row, key) !== false
    for (const id of ids) {
      if (about !== undefined && about !== id) continue
      const held = find(id)
      if (!held && this.#knowledge.seqOf(id) <= from) continue
      const projection = this.#knowledge.project(id, held, from)
      const row = projection.row && belongs(projection.row) ? projection.row : undefined
      if (!projection.isProven) isProven = false
      if (held && row !== held) replaced.set(id, row ?? null)
      if (view.isExact) {
        // What is known is outdated where something newer waits: then the fetch is right.
        if (!held && row && projection.isProven) added.push(row)
      } else if (row !== held || !held) {
        const belongsHere = view.belongs && ((one: TRow) => view.belongs?.(one, key) !== false)
        const { dependsOn } = view
        if (!this.#knowledge.movesNothing(id, from, { dependsOn, belongs: belongsHere })) isProven = false
      }
    }
    return { edits: { replaced, added }, isProven }
  }

  /** The base with the operations over it becomes what is shown. */
  #show(holding: Holding<TRow>): void {
    const { view, base, key, cursor } = holding
    const pages = this.#operations.size > 0 ? view.read(base) : null
    const edited = pages ? this.#edit(view, base, pages, this.#overlay(view, key, pages, cursor)) : base
    // A data of `null` is one that can be said.
    const data = edited === undefined ? base : edited
    if (data === holding.shown) return
    holding.shown = data
    this.#port.write(holding, data)
  }

  #overlay(view: View<TRow>, key: QueryKey, pages: Pages<TRow>, cursor: number): Edits<TRow> {
    const find = rowFinder(pages, this.#rules.idOf)
    const replaced = new Map<string, TRow | null>()
    const added: TRow[] = []
    const about = view.idIn?.(key)
    const belongs = (row: TRow): boolean => about !== undefined || view.belongs?.(row, key) !== false
    for (const id of this.#operations.ids) {
      if (about !== undefined && about !== id) continue
      const held = find(id)
      const known = held ?? this.#knownElsewhere(id)
      // The base says that it is not here, though by what is known it should be: what is known is outdated.
      if (!held && known && belongs(known)) continue
      if (!held && !known && this.#knowledge.isDeleted(id)) continue
      const folded = this.#operations.fold(id, known, cursor)
      const row = folded && belongs(folded) ? folded : undefined
      if (held && row !== held) replaced.set(id, row ?? null)
      if (!held && row && view.isExact) added.push(row)
    }
    return { replaced, added }
  }

  #knownElsewhere(id: string): TRow | undefined {
    if (this.#knowledge.isDeleted(id)) return undefined
    const record = this.#knowledge.recordOf(id)
    const origin = this.#operations.originOf(id)
    // What the user has made is in no base while what is known of it may be late.
    if (!origin && !this.#knowledge.isProven(id)) return undefined
    return record && origin && this.#rules.versions.isNewer(origin, record) ? origin : (record ?? origin)
  }

  /** The data after edits; the same where they change nothing, `undefined` where it cannot be said. */
  #edit(view: View<TRow>, data: unknown, pages: Pages<TRow>, edits: Edits<TRow>): unknown {
    if (edits.replaced.size === 0 && edits.added.length === 0) return data
    const next = editPages(pages, edits, this.#rules.idOf, view.isExact ? view.compare : undefined)
    return view.write(data, next, countOf(next) - countOf(pages))
  }

  /** The app wrote what it saw: where a record has operations, the base keeps what the server said of it. */
  #withoutOperations(view: View<TRow>, data: unknown, before: unknown): unknown {
    const [pages, basePages] = [view.read(data), view.read(before)]
    if (!pages || !basePages) return data
    const { idOf } = this.#rules
    const [find, findInBase] = [rowFinder(pages, idOf), rowFinder(basePages, idOf)]
    const replaced = new Map<string, TRow | null>()
    const added: TRow[] = []
    for (const id of this.#operations.ids) {
      const row = findInBase(id)
      if (find(id)) replaced.set(id, row ?? null)
      else if (row) added.push(row)
    }
    const edited = this.#edit(view, data, pages, { replaced, added })
    return edited === undefined ? data : edited
  }

  readonly #trusted = (id: string): TRow | undefined => this.#newestHeld(id, ({ cursor }) => cursor >= this.#gapAt)

  #newestHeld(id: string, isTrusted: (holding: Holding<TRow>) => boolean): TRow | undefined {
    return this.#newest(id, (holding) => holding.base, isTrusted)
  }

  #newest(
    id: string,
    dataOf: (holding: Holding<TRow>) => unknown,
    isTrusted: (holding: Holding<TRow>) => boolean,
  ): TRow | undefined {
    const { idOf, versions } = this.#rules
    let newest: TRow | undefined
    let newestCursor = -1
    for (const holding of this.#holdings) {
      const about = holding.view.idIn?.(holding.key)
      if ((about !== undefined && about !== id) || !isTrusted(holding)) continue
      const pages = holding.view.read(dataOf(holding))
      const row = pages ? rowFinder(pages, idOf)(id) : undefined
      if (!row) continue
      const isNewer =
        newest && (versions.isNewer(row, newest) || (!versions.isNewer(newest, row) && holding.cursor > newestCursor))
      if (newest && !isNewer) continue
      newest = row
      newestCursor = holding.cursor
    }
    return newest
  }

  /** Ends operations that every query shows by itself. */
  #endConfirmed(): void {
    for (const operation of this.#operations.all()) {
      const { confirmedAt, version, id } = operation
      if (confirmedAt === undefined || operation.isDone) continue
      const known = this.#rules.versions.of(this.#knowledge.recordOf(id))
      const isKnown = version !== undefined && known !== undefined && known >= version
      if (isKnown && this.#knowledge.isProven(id)) this.#done(operation, version)
      const isShown = [...this.#holdings].every(({ base, cursor, fetch }) =>
        base === undefined ? !fetch || fetch.cursor >= confirmedAt : cursor >= confirmedAt,
      )
      if (!isShown) continue
      if (this.#operations.of(id)[0] === operation) this.#end(operation)
      // It goes with those before it (O3).
      else operation.isDone = true
    }
  }

  #prune(): void {
    let needed = this.#flushedAt
    for (const { fetch } of this.#holdings) if (fetch) needed = Math.min(needed, fetch.cursor)
    this.#knowledge.prune(needed, this.#port.now())
  }
}

const countOf = <TRow>(pages: Pages<TRow>): number => pages.reduce((count, rows) => count + rows.length, 0)

/**
 * The base with the page that was fetched, and that page alone. The other pages in `data` are what was shown when that fetch
 * began, so they are no word of the server.
 */
function otherPage(
  base: unknown,
  data: unknown,
  more: 'forward' | 'backward',
): { merged: unknown; fetched: unknown } | null {
  if (!isInfinite(base) || !isInfinite(data)) return null
  const isForward = more === 'forward'
  const [before, now] = isForward
    ? [base.pageParams.at(-1), data.pageParams.at(-1)]
    : [base.pageParams[0], data.pageParams[0]]
  // There was no other page.
  if (base.pages.length === data.pages.length && JSON.stringify(before) === JSON.stringify(now)) {
    return { merged: base, fetched: { ...data, pages: [] } }
  }
  const fetched = isForward ? data.pages.slice(-1) : data.pages.slice(0, 1)
  const all = isForward ? [...base.pages, ...fetched] : [...fetched, ...base.pages]
  const { length } = data.pages
  const pages = isForward ? all.slice(-length) : all.slice(0, length)
  return { merged: { ...data, pages }, fetched: { ...data, pages: fetched } }
}

function isInfinite(data: unknown): data is { pages: readonly unknown[]; pageParams: readonly unknown[] } {
  return (
    typeof data === 'object' && data !== null && 'pages' in data && Array.isArray(data.pages) && 'pageParams' in data
  )
}

/** Whether a field that the user changes was changed by the server as well, to something else. */
function isConflict<TRow extends object>(before: TRow, wanted: TRow, server: TRow | null): boolean {
  if (server === null) return true
  const fields = Object.keys(wanted) as (keyof TRow)[] // Object.keys forgets the names of a closed type
  return fields.some(
    (field) =>
      !isSame(wanted[field], before[field]) &&
      !isSame(server[field], before[field]) &&
      !isSame(server[field], wanted[field]),
  )
}

const isSame = (one: unknown, other: unknown): boolean =>
  Object.is(one, other) || JSON.stringify(one) === JSON.stringify(other)
