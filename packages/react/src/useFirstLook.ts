import { useKept } from './useKept.ts'

/**
 * Gives what `look` saw when this component was first rendered with a source, for the effect that listens to it: what
 * happens until React runs effects is news to who has seen what was before. Only once: whoever listens again, as in
 * StrictMode, has heard it.
 */
export function useFirstLook<TSource, TLook>(source: TSource, look: () => TLook): () => TLook | undefined {
  return useKept(source, () => {
    let seen: TLook | undefined = look()
    return () => {
      const taken = seen
      // What comes after it is kept as long as somebody holds it.
      seen = undefined
      return taken
    }
  })
}
