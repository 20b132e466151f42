import { callEach, callSafely } from './Dispatcher.ts'

type Entry<TEntry> = { readonly entry: TEntry; readonly place: Place<TEntry> }

/** A place in a journal: all that is written after it can be read from there. */
export type Place<TEntry> = { next: Entry<TEntry> | null }

/**
 * What happens, in order, for listeners who may begin where they have looked last: React renders first, and lets a
 * component listen a while later. Each entry leads to the next alone, so what nobody has a place before is not kept.
 */
export class Journal<TEntry> {
  readonly #listeners = new Set<(entry: TEntry) => void>()
  #end: Place<TEntry> = { next: null }

  /** The place after all that was written. */
  get end(): Place<TEntry> {
    return this.#end
  }

  write(entry: TEntry): void {
    const place: Place<TEntry> = { next: null }
    this.#end.next = { entry, place }
    this.#end = place
    callEach(this.#listeners, entry)
  }

  /** Calls `listener` with all that was written since a place, and from now on; returns how to stop that. */
  listen(listener: (entry: TEntry) => void, since: Place<TEntry> = this.#end): () => void {
    // What a listener brings about is written meanwhile, and read here.
    for (let { next } = since; next; next = next.place.next) callSafely(listener, next.entry)
    const own = (entry: TEntry): void => listener(entry)
    this.#listeners.add(own)
    return () => void this.#listeners.delete(own)
  }
}
