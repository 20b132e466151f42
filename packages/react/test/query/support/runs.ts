import fc from 'fast-check'

/** How many runs a property gets: more in a soak, which sets `TELLTALE_RUNS`. */
export const runs = (usual: number): number => Number(process.env['TELLTALE_RUNS'] ?? usual)

/** Resolves with `true` for a property that holds; rejects with what breaks it, shrunk. */
export async function holds<TValues>(property: fc.IRawProperty<TValues>, numRuns: number): Promise<true> {
  await fc.assert(property, { numRuns })
  return true
}
