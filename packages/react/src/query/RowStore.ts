import { notifyManager } from '@tanstack/react-query'

/** Tells each row's own listeners when that row changes, so that a list need not look at all of them (one pass per id). */
export class RowStore {
  readonly #read: (id: string) => object | undefined
  readonly #listeners = new Map<string, Set<() => void>>()
  readonly #rows = new Map<string, object | undefined>()

  constructor(read: (id: string) => object | undefined) {
    this.#read = read
  }

  get(id: string): object | undefined {
    return this.#rows.has(id) ? this.#rows.get(id) : this.#read(id)
  }

  subscribe(id: string, listener: () => void): () => void {
    const listeners = this.#listeners.get(id) ?? new Set()
    this.#listeners.set(id, listeners)
    this.#rows.set(id, this.#read(id))
    // An entry of its own, so that one function subscribed twice is called twice and removed once.
    const entry = (): void => listener()
    listeners.add(entry)
    return () => {
      listeners.delete(entry)
      if (listeners.size > 0 || this.#listeners.get(id) !== listeners) return
      this.#listeners.delete(id)
      this.#rows.delete(id)
    }
  }

  /** Looks at some rows again, or at all. */
  changed(ids: readonly string[] | null): void {
    for (const id of ids ?? this.#listeners.keys()) {
      const listeners = this.#listeners.get(id)
      if (!listeners) continue
      const row = this.#read(id)
      if (row === this.#rows.get(id)) continue
      this.#rows.set(id, row)
      // With what the queries' own observers are told, so that React commits once.
      for (const listener of listeners) notifyManager.schedule(listener)
    }
  }
}
