/** Ids remembered at most; of more, those that were told longest ago are forgotten. */
const mostIds = 2_048

/** Tells whether an id has been seen lately. */
export class RecentIds {
  readonly #ids = new Set<string>()

  /** Whether the id is new; from now on it is not. */
  isNew(id: string): boolean {
    if (this.#ids.has(id)) return false
    this.#ids.add(id)
    const [oldest] = this.#ids
    if (this.#ids.size > mostIds && oldest !== undefined) this.#ids.delete(oldest)
    return true
  }
}
