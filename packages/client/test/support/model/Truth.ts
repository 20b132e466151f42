/** A logged event as the server was given it, alone or copied to every topic; its place in the list is its `seq` less one. */
export type Told = { readonly n: number; readonly isOdd: boolean; readonly isCopied: boolean }

/** What a server has logged, by topic: one list for each time that the log began anew. */
export class Truth {
  /** Events of a topic that the log keeps. */
  readonly kept: number
  /** Times that all logs began anew. */
  wipes = 0
  readonly #copied = new Set<number>()
  readonly #logs = new Map<string, Told[][]>()
  #count = 0

  constructor(kept: number) {
    this.kept = kept
  }

  /** A number that no event had before. */
  next(): number {
    return (this.#count += 1)
  }

  /** Whether an event went to several topics. */
  isCopied(n: number): boolean {
    return this.#copied.has(n)
  }

  tell(topic: string, told: Told): void {
    if (told.isCopied) this.#copied.add(told.n)
    this.logsOf(topic).at(-1)?.push(told)
  }

  wipe(): void {
    this.wipes += 1
    for (const logs of this.#logs.values()) logs.push([])
  }

  /** All of a topic's logs, the present one last. */
  logsOf(topic: string): readonly Told[][] {
    const logs = this.#logs.get(topic) ?? Array.from({ length: this.wipes + 1 }, (): Told[] => [])
    this.#logs.set(topic, logs)
    return logs
  }

  /** How many events each topic's present log has. */
  lengths(): ReadonlyMap<string, number> {
    return new Map([...this.#logs.keys()].map((topic) => [topic, this.now(topic).length]))
  }

  now(topic: string): readonly Told[] {
    return this.logsOf(topic).at(-1) ?? []
  }
}
