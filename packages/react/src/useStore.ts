import type { Store } from '@telltale/client'
import { useSyncExternalStore } from 'react'

/** Reads a store, or the part of it that `select` gives: renders again only when that part changes by `Object.is`. */
export function useStore<TValue, TSelected = TValue>(
  store: Store<TValue>,
  select: (value: TValue) => TSelected = identity,
): TSelected {
  return useSyncExternalStore(
    store.subscribe,
    () => select(store.getSnapshot()),
    () => select(store.getServerSnapshot()),
  )
}

// Without a selector TSelected is TValue.
const identity = <TValue, TSelected>(value: TValue): TSelected => value as unknown as TSelected
