import type { Part, PartPort } from '../Line.ts'

/** As much of a store as its keeper needs. */
type Kept = { end: () => void }

/** The stores of a line: all who ask for the same get the same, as long as somebody refers to it. */
export class Stores {
  readonly #port: PartPort
  readonly #kept = new Map<string, WeakRef<Kept>>()
  readonly #forget = new FinalizationRegistry<string>((key) => {
    // Another may have been made since.
    if (!this.#kept.get(key)?.deref()) this.#kept.delete(key)
  })

  constructor(port: PartPort) {
    this.#port = port
    port.watch({
      destroyed: () => {
        for (const store of this.#kept.values()) store.deref()?.end()
      },
    })
  }

  /** The one store of a kind and its arguments. */
  of<TStore extends Kept>(kind: string, args: readonly unknown[], make: (port: PartPort) => TStore): TStore {
    const key = JSON.stringify([kind, ...args])
    const kept = this.#kept.get(key)?.deref()
    // What is kept under a kind is what that kind makes.
    if (kept) return kept as TStore
    const made = make(this.#port)
    this.#kept.set(key, new WeakRef<Kept>(made))
    this.#forget.register(made, key)
    return made
  }
}

/** The stores of a line. */
export const stores: Part<Stores> = (port) => new Stores(port)
