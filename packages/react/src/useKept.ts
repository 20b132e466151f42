import { useState } from 'react'

/** Keeps what was made for a key until the key changes. A memo may be forgotten by React at any time; this is not. */
export function useKept<TKey, TValue>(key: TKey, make: () => TValue): TValue {
  const [kept, setKept] = useState(() => ({ key, value: make() }))
  if (Object.is(kept.key, key)) return kept.value
  const next = { key, value: make() }
  setKept(next)
  return next.value
}
