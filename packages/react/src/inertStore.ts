import type { Store } from '@telltale/client'

/** A store of something that never changes, for hooks that have nothing to read yet. */
export function inertStore<TValue>(value: TValue): Store<TValue> {
  return { getSnapshot: () => value, getServerSnapshot: () => value, subscribe: () => () => {} }
}
