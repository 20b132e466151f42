/** Virtual time: what is due runs in order, and between two of them all promises settle. */
export class Schedule {
  now = 0
  #made = 0
  readonly #waiting = new Map<number, { at: number; run: () => void }>()

  /** Runs `run` after so many ms; returns how to cancel it. */
  after(ms: number, run: () => void): () => void {
    const id = (this.#made += 1)
    this.#waiting.set(id, { at: this.now + Math.max(0, ms), run })
    return () => void this.#waiting.delete(id)
  }

  /** Lets time pass until a moment, or until nothing waits any more. `look` is called after each step. */
  async run(until: number, look: () => void): Promise<void> {
    for (;;) {
      let next: { id: number; at: number } | undefined
      for (const [id, { at }] of this.#waiting) if (!next || at < next.at) next = { id, at }
      if (!next || next.at > until) break
      const { id, at } = next
      const run = this.#waiting.get(id)?.run
      this.#waiting.delete(id)
      this.now = at
      run?.()
      // oxlint-disable-next-line no-await-in-loop -- time passes in order
      await settle()
      look()
    }
    if (until !== Infinity) this.now = until
  }

  get isQuiet(): boolean {
    return this.#waiting.size === 0
  }
}

const { setImmediate } = globalThis

/** Lets all promises settle. */
export const settle = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve))
