/** The rows of a query, by page; all but infinite queries have one. */
export type Pages<TRow> = readonly (readonly TRow[])[]

/** Replaced rows by id, `null` for those that go, and rows that come. */
export type Edits<TRow> = { readonly replaced: ReadonlyMap<string, TRow | null>; readonly added: readonly TRow[] }

export type IdOf<TRow> = (row: TRow) => string
export type Compare<TRow> = (one: TRow, other: TRow) => number

// By the array of rows, which is never changed in place. Where only values change, the next array inherits it: to build
// it anew for each event would cost more than all the rest.
const positions = new WeakMap<readonly object[], ReadonlyMap<string, number>>()

function positionsOf<TRow extends object>(rows: readonly TRow[], idOf: IdOf<TRow>): ReadonlyMap<string, number> {
  let found = positions.get(rows)
  if (!found) {
    found = new Map(rows.map((row, index) => [idOf(row), index]))
    positions.set(rows, found)
  }
  return found
}

/** Finds the row of an id, on whichever page. */
export function rowFinder<TRow extends object>(pages: Pages<TRow>, idOf: IdOf<TRow>): (id: string) => TRow | undefined {
  const placed = pages.map((rows) => ({ rows, positions: positionsOf(rows, idOf) }))
  return (id) => {
    for (const { rows, positions: ofPage } of placed) {
      const index = ofPage.get(id)
      if (index !== undefined) return rows[index]
    }
    return undefined
  }
}

/** Leaves the first of those rows that share an id; the same pages where there is none too many. */
export function withoutRepeats<TRow extends object>(pages: Pages<TRow>, idOf: IdOf<TRow>): Pages<TRow> {
  const seen = new Set<string>()
  let count = 0
  for (const rows of pages) {
    count += rows.length
    for (const row of rows) seen.add(idOf(row))
  }
  if (seen.size === count) return pages
  return pages.map((rows) => rows.filter((row) => seen.delete(idOf(row))))
}

/**
 * Applies edits. With `compare`, rows that changed or came stand where it says, on the first page; without it, rows keep
 * their place and others come first. Untouched rows, and pages, stay the same objects.
 */
export function editPages<TRow extends object>(
  pages: Pages<TRow>,
  { replaced, added }: Edits<TRow>,
  idOf: IdOf<TRow>,
  compare?: Compare<TRow>,
): Pages<TRow> {
  return pages.map((rows, page) => {
    const placed = positionsOf(rows, idOf)
    const next = [...rows]
    const gone = new Set<number>()
    const moved: TRow[] = page === 0 ? [...added] : []
    const changed: number[] = []
    for (const [id, row] of replaced) {
      const index = placed.get(id)
      if (index === undefined) continue
      if (row === null) gone.add(index)
      else {
        next[index] = row
        changed.push(index)
      }
    }
    if (compare && changed.some((index) => !isInPlace(next, index, compare))) {
      // Not only those that are out of place: beside one that goes, another may be.
      for (const index of changed) {
        moved.push(...next.slice(index, index + 1))
        gone.add(index)
      }
    }
    if (changed.length === 0 && gone.size === 0 && moved.length === 0) return rows
    if (gone.size === 0 && moved.length === 0) {
      positions.set(next, placed)
      return next
    }
    const kept = gone.size === 0 ? next : next.filter((_, index) => !gone.has(index))
    return compare ? insertAll(kept, moved, compare) : [...moved, ...kept]
  })
}

function isInPlace<TRow>(rows: readonly TRow[], index: number, compare: Compare<TRow>): boolean {
  const before = rows[index - 1]
  const row = rows[index]
  const after = rows[index + 1]
  if (row === undefined) return true
  return (!before || compare(before, row) <= 0) && (!after || compare(row, after) <= 0)
}

/** Merges rows into those that are in order already. */
function insertAll<TRow>(rows: readonly TRow[], added: readonly TRow[], compare: Compare<TRow>): TRow[] {
  const sorted = [...added].sort(compare)
  const merged: TRow[] = []
  let from = 0
  for (const row of sorted) {
    while (from < rows.length) {
      const next = rows[from]
      if (next === undefined || compare(next, row) > 0) break
      merged.push(next)
      from += 1
    }
    merged.push(row)
  }
  return [...merged, ...rows.slice(from)]
}
