import { callEach } from './Dispatcher.ts'

/** A value that changes over time, in the shape of React's `useSyncExternalStore`. Snapshots are immutable. */
export type Store<TValue> = {
  /** The value now; the same reference until it changes. */
  getSnapshot: () => TValue
  /** Calls `listener` after each change; returns how to stop that. What it throws is reported, and harms nothing. */
  subscribe: (listener: () => void) => () => void
  /** The value while rendering on a server, and while hydrating. */
  getServerSnapshot: () => TValue
}

/** A store together with the right to change it, which stays with its owner. */
export type WritableStore<TValue> = { store: Store<TValue>; set: (value: TValue) => void }

export function createStore<TValue>(initial: TValue): WritableStore<TValue> {
  const listeners = new Set<() => void>()
  let value = initial
  return {
    store: {
      getSnapshot: () => value,
      getServerSnapshot: () => initial,
      subscribe: (listener) => {
        // A wrapper of its own, so that one function subscribed twice is called twice and removed once.
        const entry = () => listener()
        listeners.add(entry)
        return () => void listeners.delete(entry)
      },
    },
    set: (next) => {
      if (Object.is(value, next)) return
      value = next
      callEach(listeners)
    },
  }
}
