import { type RefObject, useInsertionEffect, useRef } from 'react'

/** The value of the last committed render, for callbacks that outlive the render in which they were made. */
export function useLatest<TValue>(value: TValue): RefObject<TValue> {
  const latest = useRef(value)
  // Before any other effect, so that none of them sees the value of a render ago.
  useInsertionEffect(() => {
    latest.current = value
  })
  return latest
}
