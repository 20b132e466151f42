import type { QueryKey } from '@tanstack/react-query'
import type { Pages } from './rows.ts'

type Belongs<TRow> = (row: TRow, key: QueryKey) => boolean

/** How a family of queries holds the records of an entity. Made by {@link list}, {@link page}, {@link infinite}, {@link detail}. */
export type View<TRow extends object> = {
  readonly kind: 'list' | 'page' | 'infinite' | 'detail'
  /** The beginning of the queries' keys. */
  readonly key: QueryKey
  /** Which rows are in it is known without the server; so is their order, by `compare`. */
  readonly isExact: boolean
  readonly belongs: Belongs<TRow> | undefined
  readonly compare: ((one: TRow, other: TRow) => number) | undefined
  readonly dependsOn: readonly string[] | undefined
  /** The rows in a query's data, or `null` where it has another shape. */
  readonly read: (data: unknown) => Pages<TRow> | null
  /** The data with other rows, and so many more in its total; `undefined` where that cannot be said. */
  readonly write: (data: unknown, pages: Pages<TRow>, more: number) => unknown
  /** Of a detail alone: the id that a key is about. */
  readonly idIn: ((key: QueryKey) => string) | undefined
}

type Placement<TRow> = {
  /** Where the rows are in the data, as `'items'` for `{ items: [...] }`. @defaultValue the data itself */
  at?: string
  /** Whether a record is among the rows of the query with this key. */
  belongs?: Belongs<TRow>
}

export type ListOptions<TRow> = Placement<TRow> & {
  /** The order of the rows, total: rows that are equal by it could stand either way. */
  compare?: (one: TRow, other: TRow) => number
  /** Where the number of rows is in the data. */
  total?: string
} & Windowed<TRow>

type Windowed<TRow> = {
  /** The fields that decide which rows are shown and in what order; changes of others ask nothing of the server. */
  dependsOn?: readonly (keyof TRow & string)[]
}

export type PageOptions<TRow> = Placement<TRow> & Windowed<TRow> & { total?: string }

/**
 * A list that holds all records for which `belongs` is true, in the order of `compare`: what comes and goes is known
 * without the server. Without both it is a window like {@link page}: prepending what may not belong would be a guess.
 *
 * @example
 * list(['escrows'], { at: 'data', belongs: (escrow) => !escrow.archivedAt, compare: (a, b) => b.createdAt - a.createdAt })
 */
export function list<TRow extends object>(key: QueryKey, options: ListOptions<NoInfer<TRow>> = {}): View<TRow> {
  return rowsAt<TRow>('list', key, options, options.belongs !== undefined && options.compare !== undefined)
}

/** A page of a list: rows change in place, and where others might come or go the page is fetched again. */
export function page<TRow extends object>(key: QueryKey, options: PageOptions<NoInfer<TRow>> = {}): View<TRow> {
  return rowsAt<TRow>('page', key, options, false)
}

/** The pages of an infinite query; see {@link page}. */
export function infinite<TRow extends object>(key: QueryKey, options: PageOptions<NoInfer<TRow>> = {}): View<TRow> {
  const one = rowsAt<TRow>('page', key, options, false)
  return {
    ...one,
    kind: 'infinite',
    read: (data) => {
      if (!isRecord(data) || !Array.isArray(data['pages'])) return null
      const pages = data['pages'].map((entry: unknown) => one.read(entry)?.[0])
      return pages.every((rows) => rows !== undefined) ? pages : null
    },
    write: (data, pages, more) => {
      const before = isRecord(data) && Array.isArray(data['pages']) ? (data['pages'] as unknown[]) : [] // as `read` saw
      return {
        ...(isRecord(data) ? data : {}),
        pages: before.map((entry, index) => {
          const rows = pages[index] ?? []
          return more === 0 && one.read(entry)?.[0] === rows ? entry : one.write(entry, [rows], more)
        }),
      }
    },
  }
}

export type DetailOptions<TRow> = {
  /** The record's id in the query's key. @defaultValue the element after the view's own */
  id?: (key: QueryKey) => unknown
  /** Where the record is in the data. @defaultValue the data itself */
  at?: string
  /** The record, or the data around it, once it is deleted. @defaultValue what the server answers then */
  deleted?: TRow | null
}

/**
 * One record. When it is deleted the data becomes `deleted`, as `null`; without that option it is fetched again, and the
 * server says what a deleted record is.
 */
export function detail<TRow extends object>(key: QueryKey, options: DetailOptions<NoInfer<TRow>> = {}): View<TRow> {
  const { at, id = (whole: QueryKey) => whole[key.length] } = options
  return {
    kind: 'detail',
    key,
    isExact: true,
    belongs: undefined,
    compare: undefined,
    dependsOn: undefined,
    idIn: (whole) => String(id(whole)),
    read: (data) => {
      const found = at === undefined ? data : isRecord(data) ? data[at] : undefined
      if (found === null || (found !== undefined && found === options.deleted)) return [[]]
      return isRecord(found) ? [[found as TRow]] : null // the app says that the record is there
    },
    write: (data, pages) => {
      const row = pages[0]?.[0] ?? options.deleted
      if (row === undefined) return undefined
      return at === undefined ? row : { ...(isRecord(data) ? data : {}), [at]: row }
    },
  }
}

function rowsAt<TRow extends object>(
  kind: View<TRow>['kind'],
  key: QueryKey,
  { at, belongs, compare, total, dependsOn }: ListOptions<TRow>,
  isExact: boolean,
): View<TRow> {
  return {
    kind,
    key,
    isExact,
    belongs,
    compare,
    dependsOn,
    idIn: undefined,
    read: (data) => {
      const rows = at === undefined ? data : isRecord(data) ? data[at] : undefined
      return Array.isArray(rows) ? [rows as TRow[]] : null // the app says that the records are there
    },
    write: (data, pages, more) => {
      const rows = pages[0] ?? []
      if (at === undefined || !isRecord(data)) return rows
      const count = total === undefined ? undefined : data[total]
      return {
        ...data,
        [at]: rows,
        ...(total !== undefined && typeof count === 'number' ? { [total]: count + more } : {}),
      }
    },
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null
