import fc from 'fast-check'

/** Resolves with `true` for a property that holds; rejects with what breaks it, shrunk. */
export async function holds<TValues>(property: fc.IRawProperty<TValues>, numRuns: number): Promise<true> {
  await fc.assert(property, { numRuns })
  return true
}
