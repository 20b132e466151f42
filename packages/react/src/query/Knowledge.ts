import type { News } from './news.ts'
import type { Versions } from './Versions.ts'

// What is known of the records of one entity, by what servers and people told. It keeps only what was told lately, so it
// is no second cache: the records themselves are in the queries.
//
// K1  The newest version wins, whatever the source. Where there is none, the latest news win.
// K2  What was deleted stays so, until a newer version is told.
// K3  Whenever more is known of a record, its `seq` goes up, so that every query learns it: an older event that comes
//     later is dropped, and would have been the only other way.
// K4  Changes are laid over the record that they were made from, or they wait.
// K5  What may have come late, after newer news were lost, brings no record to a query that does not hold it.

/**
 * Changes that wait for the record before them, or are laid over what a fetch in flight will bring. Those of contiguous
 * versions that follow one another are one patch, which leads from the version before `first` (or any later) to `version`.
 */
type Patch<TRow> = {
  seq: number
  readonly first: number | undefined
  version: number | undefined
  changes: Partial<TRow>
}

/** What one piece of news may have moved in lists: the changes, where they are known, and the record before them. */
type Touch<TRow> = { seq: number; changes: Partial<TRow> | null; before: TRow | 'none' | 'unknown' }

type Entry<TRow> = {
  /** When the latest news came, counted by the caller. */
  seq: number
  /** The same in epoch ms, as of the first pruning after it. */
  at: number
  isDeleted: boolean
  /** Of the newest record or deletion that is known; changes that wait are not. */
  version: number | undefined
  /** The version that a query held which other queries may not have reached: what led there may have moved rows in them. */
  jumpedTo: number | undefined
  record: TRow | undefined
  /** The record may be older than what a query that does not hold it has been told. */
  isLate: boolean
  /** When a whole record was told last; `record` without it grew from one that a query held. */
  wholeAt: number
  patches: Patch<TRow>[]
  touches: Touch<TRow>[]
}

/** What a record is by all that is known. Without `isProven` changes are known that fit no record that is. */
export type Projection<TRow> = { readonly row: TRow | undefined; readonly isProven: boolean }

/** How long news of a record are remembered for what may come late: repeats, and answers of a server that lags behind. */
const rememberedMs = 60_000
/** How often records are looked through for those of which nothing was told lately. */
const sweepEveryMs = 5_000

export class Knowledge<TRow extends object> {
  readonly #versions: Versions<TRow>
  readonly #entries = new Map<string, Entry<TRow>>()
  /** Those of which something was told since they were pruned. */
  readonly #unpruned = new Set<Entry<TRow>>()
  #nextSweepAt = -Infinity

  constructor(versions: Versions<TRow>) {
    this.#versions = versions
  }

  get size(): number {
    return this.#entries.size
  }

  /**
   * Takes news. `held` finds the newest record that a query holds and that is trusted to be live; a record that is known by
   * news is as new as that. `mayBeLate` says that newer news may have been lost before these came. Gives `false` for what is
   * known already.
   */
  learn(news: News<TRow>, held: (id: string) => TRow | undefined, seq: number, mayBeLate = false): boolean {
    const entry = this.#entries.get(news.id)
    const { version, type } = news
    if (entry && version !== undefined && entry.version !== undefined) {
      // Some servers raise the version with a deletion, others tell the last one.
      const isKnown = type === 'deleted' && !entry.isDeleted ? version < entry.version : version <= entry.version
      if (isKnown) return this.#hearLate(entry, version, seq)
    }
    if (type === 'changes' && entry?.patches.some((patch) => leadsOver(patch, version))) return false
    if (entry?.isDeleted && (type === 'deleted' ? version === undefined : !this.#outlives(entry, version))) return false
    const known = entry?.record ?? held(news.id)
    const knownVersion = this.#versions.of(known)
    if (type === 'deleted' && version !== undefined && knownVersion !== undefined && version < knownVersion)
      return false
    const next: Entry<TRow> = entry ?? {
      seq,
      at: Infinity,
      isDeleted: false,
      version: undefined,
      jumpedTo: undefined,
      record: undefined,
      isLate: false,
      wholeAt: 0,
      patches: [],
      touches: [],
    }
    if (!entry) this.#entries.set(news.id, next)
    this.#unpruned.add(next)
    const before = known ?? (news.type === 'record' && news.isNew && !entry ? 'none' : 'unknown')
    const isJump = known !== undefined && known !== entry?.record
    if (isJump) next.jumpedTo = knownVersion
    const isPast = version !== undefined && knownVersion !== undefined && version <= knownVersion
    const changes = news.type === 'changes' ? news.changes : null
    next.touches.push(isPast ? { seq, changes: null, before: 'unknown' } : { seq, changes, before })
    next.seq = seq
    next.isLate = mayBeLate
    switch (news.type) {
      case 'deleted':
        next.isDeleted = true
        next.version = version
        next.record = undefined
        next.patches = []
        break
      case 'record':
        next.isDeleted = false
        // What a query holds may be newer than what is told now, and has to reach the others.
        next.record = known && this.#versions.isNewer(known, news.record) ? known : news.record
        next.wholeAt = seq
        next.patches = next.patches.filter((patch) => patch.version !== undefined && version !== undefined)
        this.#settle(next)
        break
      case 'changes':
        next.isDeleted = false
        next.record = known
        if (next.patches.length === 0 && known && this.#isNext(version, knownVersion)) {
          // As it nearly always is: nothing waits, and nothing has to.
          next.record = this.#versions.merge(known, news.changes, version)
          next.version = version
          break
        }
        this.#append(next, news)
        this.#settle(next, seq)
        break
    }
    return true
  }

  /** Takes a record that a trusted fetch brought which began at `from`. Gives `true` where that is more than was known. */
  absorb(id: string, row: TRow, from: number, seq: number): boolean {
    const entry = this.#entries.get(id)
    if (!entry) return false
    const version = this.#versions.of(row)
    if (entry.isDeleted && entry.seq <= from && (entry.version === undefined || version === undefined)) {
      // Nothing orders the two but time: the record has been made anew.
      this.#entries.delete(id)
      return false
    }
    if (version === undefined) return false
    if (entry.version !== undefined && version < entry.version) return false
    if (entry.isDeleted && (entry.version === undefined || version <= entry.version)) return false
    const isMore = entry.version === undefined || version > entry.version
    entry.isDeleted = false
    entry.isLate = false
    // Of the same version the fetched one is whole for certain.
    entry.record = row
    if (!isMore) return false
    this.#unpruned.add(entry)
    entry.touches.push({ seq, changes: null, before: 'unknown' })
    entry.seq = seq
    this.#settle(entry)
    return true
  }

  /**
   * What a record is, for a query that holds `held` and knows of all news up to `from`. Where there are no versions, what
   * came until then is in `held`.
   */
  project(id: string, held: TRow | undefined, from: number): Projection<TRow> {
    const entry = this.#entries.get(id)
    if (!entry) return { row: held, isProven: true }
    const heldVersion = this.#versions.of(held)
    if (entry.isDeleted) {
      const survives =
        entry.version !== undefined && heldVersion !== undefined ? heldVersion > entry.version : entry.seq <= from
      return { row: survives ? held : undefined, isProven: true }
    }
    if (!held && entry.isLate) return { row: undefined, isProven: false }
    let row = held
    let since = from
    const { record } = entry
    if (record && (!held || this.#supersedes(entry, record, heldVersion, from))) {
      row = record
      since = Infinity
    }
    if (!row) return { row, isProven: entry.patches.length === 0 }
    for (const patch of entry.patches) {
      const version = this.#versions.of(row)
      if (patch.version !== undefined && version !== undefined) {
        if (patch.version <= version) continue
        if (!this.#follows(patch, version)) return { row, isProven: false }
      } else if (patch.seq <= since) continue
      row = this.#versions.merge(row, patch.changes, patch.version)
    }
    return { row, isProven: true }
  }

  /** The newest record that is known by news; none for what was deleted. */
  recordOf(id: string): TRow | undefined {
    return this.#entries.get(id)?.record
  }

  /** Whether every query can show that record. */
  isProven(id: string): boolean {
    return this.#entries.get(id)?.isLate === false
  }

  isDeleted(id: string): boolean {
    return this.#entries.get(id)?.isDeleted === true
  }

  /** When the latest news of a record came; 0 for never. */
  seqOf(id: string): number {
    return this.#entries.get(id)?.seq ?? 0
  }

  /** The records that a query has to look at whose fetch began at `from`: those with news since, and those it may hold older. */
  *relevantSince(from: number, find: (id: string) => TRow | undefined): Iterable<string> {
    for (const [id, entry] of this.#entries) {
      if (entry.seq > from) yield id
      else if (entry.version !== undefined) {
        const version = this.#versions.of(find(id))
        if (version !== undefined && (entry.isDeleted ? version <= entry.version : version < entry.version)) yield id
      }
    }
  }

  /**
   * Whether all news of a record since `from` certainly move nothing in a window: they touch no field that its order
   * depends on, or the record was not and is not among its rows.
   */
  movesNothing(
    id: string,
    from: number,
    { dependsOn, belongs }: { dependsOn: readonly string[] | undefined; belongs: ((row: TRow) => boolean) | undefined },
  ): boolean {
    const entry = this.#entries.get(id)
    if (!entry) return true
    const isOutside = (row: TRow | 'none' | 'unknown' | undefined): boolean =>
      belongs !== undefined && row !== 'unknown' && row !== undefined && (row === 'none' || !belongs(row))
    const isOutsideNow = entry.isDeleted || isOutside(entry.record)
    return entry.touches
      .filter((touch) => touch.seq > from)
      .every(
        ({ changes, before }) =>
          (changes !== null && dependsOn !== undefined && !dependsOn.some((field) => field in changes)) ||
          (isOutsideNow && isOutside(before)),
      )
  }

  /** News may have been missed. Records that could have grown from an outdated one without a sign are not relied upon. */
  doubt(): void {
    if (this.#versions.isContiguous) return
    for (const entry of this.#entries.values()) entry.record = undefined
  }

  /**
   * Lets go of what no fetch in flight needs any more (`seq`), and now and then of records of which nothing was told lately.
   * It runs with each frame, so it looks only at what may have something to let go of.
   */
  prune(seq: number, now: number): void {
    for (const entry of this.#unpruned) {
      entry.at = now
      entry.touches = entry.seq <= seq ? [] : entry.touches.filter((touch) => touch.seq > seq)
      if (entry.patches.length > 0) {
        entry.patches = entry.patches.filter((patch) => patch.seq > seq || this.#waits(entry, patch))
      }
      if (entry.seq <= seq) this.#unpruned.delete(entry)
    }
    if (now < this.#nextSweepAt) return
    this.#nextSweepAt = now + sweepEveryMs
    for (const [id, { seq: toldIn, at }] of this.#entries) {
      if (toldIn <= seq && at < now - rememberedMs) this.#entries.delete(id)
    }
  }

  /** Lays changes that waited over the record, as far as they follow. Changes without a version follow as they come. */
  #settle(entry: Entry<TRow>, latest?: number): void {
    const versions = this.#versions
    const { record } = entry
    if (!record) return
    let row = record
    for (const patch of entry.patches) {
      const version = versions.of(row)
      if (patch.version === undefined || version === undefined) {
        if (patch.seq === latest) row = versions.merge(row, patch.changes, patch.version)
      } else if (patch.version > version) {
        if (!this.#follows(patch, version)) break
        row = versions.merge(row, patch.changes, patch.version)
      }
    }
    entry.record = row
    entry.version = versions.of(row)
    if (versions.isContiguous) entry.patches = entry.patches.filter((patch) => this.#waits(entry, patch))
  }

  /** Adds changes in their place. Those that follow others join them, or they would pile up for a record that no query holds. */
  #append(entry: Entry<TRow>, { version, changes }: { version: number | undefined; changes: Partial<TRow> }): void {
    const { patches, seq } = entry
    const isCounted = version !== undefined && this.#versions.isContiguous
    const before = isCounted ? patches.find((patch) => patch.version === version - 1) : undefined
    if (before) {
      before.seq = seq
      before.version = version
      before.changes = { ...before.changes, ...changes }
    } else {
      patches.push({ seq, first: version, version, changes })
      if (version !== undefined) patches.sort((a, b) => (a.version ?? 0) - (b.version ?? 0))
    }
  }

  /** Whether changes are the very next of a record. */
  #isNext(version: number | undefined, before: number | undefined): boolean {
    return this.#versions.isContiguous && before !== undefined && version === before + 1
  }

  /** Whether a patch can be laid over a record of a version before it. */
  #follows({ first }: Patch<TRow>, version: number): boolean {
    return !this.#versions.isContiguous || first === undefined || first <= version + 1
  }

  /** Of a version that was skipped when a query turned out to be ahead: windows must know what it may have moved. */
  #hearLate(entry: Entry<TRow>, version: number, seq: number): boolean {
    if (entry.jumpedTo === undefined || version > entry.jumpedTo) return false
    this.#unpruned.add(entry)
    entry.touches.push({ seq, changes: null, before: 'unknown' })
    entry.seq = seq
    return true
  }

  #waits(entry: Entry<TRow>, patch: Patch<TRow>): boolean {
    if (!this.#versions.isContiguous) return false
    return patch.version === undefined || entry.version === undefined || patch.version > entry.version
  }

  #outlives({ version: end }: Entry<TRow>, version: number | undefined): boolean {
    return end !== undefined && version !== undefined && version > end
  }

  #supersedes(entry: Entry<TRow>, record: TRow, heldVersion: number | undefined, from: number): boolean {
    const version = this.#versions.of(record)
    return version !== undefined && heldVersion !== undefined ? version > heldVersion : entry.wholeAt > from
  }
}

const leadsOver = (patch: Patch<object>, version: number | undefined): boolean =>
  version !== undefined &&
  patch.first !== undefined &&
  patch.version !== undefined &&
  patch.first <= version &&
  version <= patch.version
