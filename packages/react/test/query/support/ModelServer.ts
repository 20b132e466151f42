/** A record as the server has it. `version` counts its writes, `stamp` says when the last was, where the server keeps them. */
export type Row = { id: string; version?: number; stamp?: number; title: string; open: boolean; rank: number }

export type Change = { mutationId?: string } & (
  | { type: 'created'; id: string; record: Row; version?: number }
  | { type: 'updated'; id: string; changes: Partial<Row>; version?: number }
  | { type: 'deleted'; id: string; version?: number }
)

export const byRank = (one: Row, other: Row): number => one.rank - other.rank || (one.id < other.id ? -1 : 1)

/** What a page, or a page of the infinite query, holds. */
const pageSize = 2

/** A server: records with one event for each write, and the answers to the queries of the model. */
export class ModelServer {
  readonly versions: 'contiguous' | 'stamps' | 'none'
  readonly listeners: ((change: Change) => void)[] = []
  readonly rows = new Map<string, Row>()
  readonly #ended = new Map<string, number>()
  #writes = 0

  constructor(versions: ModelServer['versions']) {
    this.versions = versions
  }

  /** Writes, unless there is nothing to write to; gives the record, or `null` where it is deleted. */
  write(id: string, what: Partial<Row> | 'delete', mutationId?: string): Row | null | 'refused' {
    const before = this.rows.get(id)
    const counted = (before?.version ?? this.#ended.get(id) ?? 0) + 1
    this.#writes += 1
    const version = { contiguous: counted, stamps: this.#writes * 10, none: undefined }[this.versions]
    const mark = {
      ...(version === undefined ? {} : { version }),
      ...(mutationId === undefined ? {} : { mutationId }),
    }
    if (what === 'delete') {
      if (!before) return 'refused'
      this.rows.delete(id)
      this.#ended.set(id, counted)
      this.#tell({ type: 'deleted', id, ...mark })
      return null
    }
    const own =
      this.versions === 'contiguous' ? { version: counted } : this.versions === 'stamps' ? { stamp: version ?? 0 } : {}
    if (before) {
      const record = { ...before, ...what, ...own }
      this.rows.set(id, record)
      this.#tell({ type: 'updated', id, changes: { ...what, ...(this.versions === 'stamps' ? own : {}) }, ...mark })
      return record
    }
    if (!('rank' in what) || this.#ended.has(id)) return 'refused'
    const record: Row = { title: '', open: true, rank: 0, ...what, ...own, id }
    this.rows.set(id, record)
    this.#tell({ type: 'created', id, record, ...mark })
    return record
  }

  all(): Row[] {
    return [...this.rows.values()].sort(byRank)
  }

  /** The answer to a query; of the infinite one, to one page of it. */
  answer([name, id]: readonly unknown[], pageParam = 0): unknown {
    const all = this.all()
    switch (name) {
      case 'all':
        return { data: all, total: all.length }
      case 'open':
        return all.filter((row) => row.open)
      case 'page':
        return { items: all.slice(1, 1 + pageSize), total: all.length }
      case 'feed': {
        const items = all.slice(pageParam * pageSize, (pageParam + 1) * pageSize)
        return { items, next: items.length === pageSize ? pageParam + 1 : null }
      }
      default:
        return this.rows.get(String(id)) ?? null
    }
  }

  /** The whole answer to the infinite query, so many pages of it at most. */
  feed(pages: number): unknown[] {
    const answers: unknown[] = []
    for (let param = 0; param < pages; param += 1) {
      const answer = this.answer(['feed'], param)
      answers.push(answer)
      // The server says of each page whether there is another, as of the answers in the model.
      if ((answer as { next: number | null }).next === null) break
    }
    return answers
  }

  #tell(change: Change): void {
    for (const listener of this.listeners) listener(change)
  }
}
