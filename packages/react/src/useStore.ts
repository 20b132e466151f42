'use client'

import type { Store } from '@telltale/client'
import { useState, useSyncExternalStore } from 'react'

/**
 * Reads a store, or the part of it that `select` gives, and renders again only when that part changes. What `select` makes
 * anew each time counts as the same while its fields are.
 */
export function useStore<TValue, TSelected = TValue>(
  store: Store<TValue>,
  select: (value: TValue) => TSelected = identity,
): TSelected {
  const [selection] = useState(() => new Selection<TSelected>())
  return useSyncExternalStore(
    store.subscribe,
    () => selection.keep(select(store.getSnapshot())),
    () => selection.keep(select(store.getServerSnapshot())),
  )
}

// Without a selector TSelected is TValue.
const identity = <TValue, TSelected>(value: TValue): TSelected => value as unknown as TSelected

/** Gives what was selected last for what is no different. */
class Selection<TSelected> {
  #last: { value: TSelected } | null = null

  keep(value: TSelected): TSelected {
    if (this.#last === null || !isShallowEqual(this.#last.value, value)) this.#last = { value }
    return this.#last.value
  }
}

function isShallowEqual(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (Object.getPrototypeOf(a) !== Object.getPrototypeOf(b) || !isPlain(a)) return false
  const entries = Object.entries(a)
  const others = new Map(Object.entries(b))
  return (
    entries.length === others.size &&
    entries.every(([key, value]) => others.has(key) && Object.is(value, others.get(key)))
  )
}

/** Whether its fields say all of it: a Map's do not. */
const isPlain = (value: object): boolean => Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype
