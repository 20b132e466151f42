'use client'

import type { Store } from '@telltale/client'
import { useCallback, useState, useSyncExternalStore } from 'react'

/**
 * Reads a store, or the part of it that `select` gives, and renders again only when that part changes. What `select` makes
 * anew each time counts as the same while its fields are.
 */
export function useStore<TValue, TSelected = TValue>(
  store: Store<TValue>,
  select: (value: TValue) => TSelected = identity,
): TSelected {
  const [selection] = useState(() => new Selection<TValue, TSelected>())
  // With a getter that stays the same, React needs no effect after each render.
  const getSnapshot = useCallback(() => selection.of(store.getSnapshot(), select), [selection, store, select])
  return useSyncExternalStore(store.subscribe, getSnapshot, () => selection.of(store.getServerSnapshot(), select))
}

const identity = <TValue, TSelected>(value: TValue): TSelected => selectFrom<TValue, TSelected>(value, undefined)

/** What a `select` gives of a value; without one it is the whole. */
export function selectFrom<TValue, TSelected>(
  value: TValue,
  select: ((value: TValue) => TSelected) | undefined,
): TSelected {
  // Without a selector TSelected is TValue.
  return select ? select(value) : (value as unknown as TSelected)
}

/** Selects anew only from another value or by another selector, and gives what was selected last for what is no different. */
class Selection<TValue, TSelected> {
  #last: { value: TValue; select: (value: TValue) => TSelected; selected: TSelected } | null = null

  of(value: TValue, select: (value: TValue) => TSelected): TSelected {
    const last = this.#last
    if (last && Object.is(last.value, value) && last.select === select) return last.selected
    const selected = select(value)
    this.#last = { value, select, selected: last && isShallowEqual(last.selected, selected) ? last.selected : selected }
    return this.#last.selected
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
