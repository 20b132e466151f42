import type { Meta } from '@telltale/protocol'

/** Receives an event's payload, and its {@link Meta} where our server sent it. */
export type EventHandler<TPayload = unknown> = (payload: TPayload, meta: Meta | undefined) => void

const everyKey = Symbol('every key')
type Key = string | typeof everyKey
type Entry = { handler: EventHandler | undefined }

/**
 * Brings each event to the handlers of its name and key. Adding, removing and finding cost the same however many there
 * are (C2). A handler that throws spoils nothing for the others.
 */
export class Dispatcher {
  readonly #handlers = new Map<string, Map<Key, Set<Entry>>>()

  /** Adds a handler for one key of an event, or for all; returns how to take it away. */
  add(event: string, key: string | undefined, handler: EventHandler): () => void {
    const entryKey = key ?? everyKey
    const byKey = getOrAdd(this.#handlers, event, () => new Map<Key, Set<Entry>>())
    const handlers = getOrAdd(byKey, entryKey, () => new Set<Entry>())
    // An entry of its own, so that one function added twice is called twice and removed once.
    const entry: Entry = { handler }
    handlers.add(entry)
    return () => {
      handlers.delete(entry)
      // It may be among those that are being called.
      entry.handler = undefined
      if (handlers.size === 0 && byKey.get(entryKey) === handlers) byKey.delete(entryKey)
      if (byKey.size === 0 && this.#handlers.get(event) === byKey) this.#handlers.delete(event)
    }
  }

  dispatch(event: string, key: string | undefined, payload: unknown, meta: Meta | undefined): void {
    const byKey = this.#handlers.get(event)
    if (!byKey) return
    const keyed = key === undefined ? undefined : byKey.get(key)
    // A copy: handlers may come and go while they are called.
    for (const entry of [...(keyed ?? []), ...(byKey.get(everyKey) ?? [])]) {
      callSafely(entry.handler, payload, meta)
    }
  }

  /** Whether anybody listens; for leak checks. */
  get size(): number {
    return this.#handlers.size
  }

  clear(): void {
    this.#handlers.clear()
  }
}

function getOrAdd<TKey, TValue>(map: Map<TKey, TValue>, key: TKey, make: () => TValue): TValue {
  const found = map.get(key)
  if (found !== undefined) return found
  const made = make()
  map.set(key, made)
  return made
}

/**
 * Calls what an app has given, if it has. What that throws is reported as an uncaught error, where the platform can:
 * error trackers listen there.
 */
export function callSafely<TArgs extends readonly unknown[]>(
  run: ((...args: TArgs) => void) | undefined,
  ...args: TArgs
): void {
  try {
    run?.(...args)
  } catch (error) {
    if (typeof reportError === 'function') reportError(error)
    else console.error(error)
  }
}

/** Calls all listeners, as {@link callSafely} does. They may come and go meanwhile: who has come is not called, nor who has gone. */
export function callEach<TArgs extends readonly unknown[]>(
  listeners: ReadonlySet<(...args: TArgs) => void>,
  ...args: TArgs
): void {
  for (const listener of Array.from(listeners)) if (listeners.has(listener)) callSafely(listener, ...args)
}
