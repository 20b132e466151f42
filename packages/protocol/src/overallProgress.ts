/** What counts of a detector: how far it is (0–100), its weight (1 unless said), and whether it has stopped with an error. */
type Weighed = { readonly progress: number; readonly weight?: number; readonly error?: unknown }

/**
 * How far an analysis is, 0–100: the weighted mean of its detectors. One that stopped with an error counts as done, for
 * nothing more is to be waited for.
 */
export function overallProgress(detectors: readonly Weighed[]): number {
  let done = 0
  let all = 0
  for (const { progress, weight = 1, error } of detectors) {
    done += weight * (error === undefined ? progress : 100)
    all += weight
  }
  // Sums of fractions may come out a hair above.
  return all > 0 ? Math.min(100, done / all) : 0
}
