/** What was seen to be wrong. Watchers are called from within the client, where a throw would change what it does. */
export class Verdict {
  readonly #faults: string[] = []
  readonly #seen: Set<string>

  constructor(seen: Set<string>) {
    this.#seen = seen
  }

  /** Notes that a programme has come this far. */
  see(...what: readonly string[]): void {
    this.#seen.add(what.join(' '))
  }

  /** Notes a breach of an invariant, M1 …, unless `isKept`. */
  expect(isKept: boolean, invariant: string, ...details: readonly unknown[]): void {
    if (isKept || this.#faults.length > 3) return
    this.#faults.push(`${invariant} at ${Date.now()}: ${details.map(write).join(' ')}`)
  }

  /** @throws what has been noted. */
  pronounce(): void {
    if (this.#faults.length > 0) throw new Error(this.#faults.join('\n'))
  }
}

const write = (detail: unknown): string => (typeof detail === 'string' ? detail : JSON.stringify(detail))
