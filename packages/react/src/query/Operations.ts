import type { Versions } from './Versions.ts'

// What the user has done and the server has not confirmed, folded over what the server says (S3).
//
// O1  One that fails leaves the others, and all news in between.
// O2  One that succeeded is shown until the server's own word stands in its place.
// O3  While an earlier one of the same record is open, a later one stays on top: the user saw them in that order, and the
//     server may have done them in the other.

/** A change of one record on its way to the server. */
export type Operation<TRow extends object> = {
  readonly mutationId: string
  readonly id: string
  readonly kind: 'create' | 'update' | 'delete'
  /** What the record becomes by it; without a record only a creation makes one. */
  readonly apply: (row: TRow | undefined) => TRow | undefined
  /** Told when somebody else has changed the same; `null` where the record was deleted. */
  readonly onConflict: ((conflict: Conflict<TRow>) => void) | undefined
  /** What was known when it began. */
  readonly beganAt: number
  /** Since when the server has confirmed it without saying what the record became: fetches that begin later show it. */
  confirmedAt: number | undefined
  /** The version that the server gave the record by it, once told. */
  version: number | undefined
  /** The server has told what the record is by now. */
  isDone: boolean
  /** Nobody tells what came of it, so the queries are fetched again. */
  isAskedFor: boolean
}

/** An operation that has not begun. */
export type OperationDraft<TRow extends object> = Pick<
  Operation<TRow>,
  'mutationId' | 'id' | 'kind' | 'apply' | 'onConflict'
>

/** A record as the server has it now, which is neither as it was nor as the user wants it. */
export type Conflict<TRow extends object> = Readonly<{
  id: string
  mutationId: string
  server: TRow | null
  wanted: TRow
}>

type Pending<TRow extends object> = {
  operations: readonly Operation<TRow>[]
  /** The newest record that a query held when the first of them began. */
  readonly origin: TRow | undefined
  /** What was folded, so that a row whose record stays the same stays the same object. */
  readonly folds: Map<TRow | undefined, TRow | undefined>
}

export class Operations<TRow extends object> {
  readonly #versions: Versions<TRow>
  readonly #pending = new Map<string, Pending<TRow>>()

  constructor(versions: Versions<TRow>) {
    this.#versions = versions
  }

  get ids(): Iterable<string> {
    return this.#pending.keys()
  }

  get size(): number {
    return this.#pending.size
  }

  begin(operation: Operation<TRow>, origin: TRow | undefined): void {
    const before = this.#pending.get(operation.id)
    this.#pending.set(operation.id, {
      operations: [...(before?.operations ?? []), operation],
      origin: before ? before.origin : origin,
      folds: new Map(),
    })
  }

  /** Ends an operation, and those that only stayed because of it. */
  end(operation: Operation<TRow>): void {
    const pending = this.#pending.get(operation.id)
    if (!pending) return
    const operations = pending.operations.filter((one) => one !== operation)
    while (operations[0]?.isDone) operations.shift()
    if (operations.length === 0) this.#pending.delete(operation.id)
    else this.#pending.set(operation.id, { ...pending, operations, folds: new Map() })
  }

  /** The server has told what came of it, in which version. */
  done(operation: Operation<TRow>, version: number | undefined): void {
    operation.isDone = true
    operation.version = version
    if (version === undefined || this.of(operation.id)[0] === operation) this.end(operation)
  }

  of(id: string): readonly Operation<TRow>[] {
    return this.#pending.get(id)?.operations ?? []
  }

  has(operation: Operation<TRow>): boolean {
    return this.of(operation.id).includes(operation)
  }

  originOf(id: string): TRow | undefined {
    return this.#pending.get(id)?.origin
  }

  byMutation(mutationId: string): Operation<TRow> | undefined {
    for (const { operations } of this.#pending.values()) {
      const found = operations.find((operation) => operation.mutationId === mutationId)
      if (found) return found
    }
    return undefined
  }

  all(): Operation<TRow>[] {
    return [...this.#pending.values()].flatMap(({ operations }) => operations)
  }

  /** A record after what the user did to it, for a query whose data was fetched since `cursor`. */
  fold(id: string, row: TRow | undefined, cursor: number): TRow | undefined {
    const pending = this.#pending.get(id)
    if (!pending) return row
    const open = this.#openFor(pending.operations, this.#versions.of(row), cursor)
    const isWhole = open.length === pending.operations.length
    if (isWhole && pending.folds.has(row)) return pending.folds.get(row)
    const folded = open.reduce<TRow | undefined>((current, operation) => operation.apply(current), row)
    if (isWhole) pending.folds.set(row, folded)
    return folded
  }

  /** Those that a row of a version does not have in it yet. */
  #openFor(operations: readonly Operation<TRow>[], rowVersion: number | undefined, cursor: number): Operation<TRow>[] {
    const open: Operation<TRow>[] = []
    for (const operation of operations) {
      const { confirmedAt, version } = operation
      const isFetched = confirmedAt !== undefined && cursor >= confirmedAt && open.length === 0
      const isInRow =
        version !== undefined &&
        rowVersion !== undefined &&
        (rowVersion > version || (rowVersion === version && open.length === 0))
      if (!isFetched && !isInRow) open.push(operation)
    }
    return open
  }
}
