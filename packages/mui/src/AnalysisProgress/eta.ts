import type { AnalysisProgressState } from './analysisLook.ts'

/** Before that an estimate says more of the estimator than of the analysis: percent, and milliseconds of estimates. */
const firstPercent = 10
const firstMs = 5_000

/** How often an estimate that is shown is looked at again, in milliseconds. */
export const etaEveryMs = 5_000

/** Seconds that remain, as far as is worth telling: not at first, not while nothing is heard. `now` is epoch milliseconds. */
export function etaSeconds(analysis: AnalysisProgressState, now: number): number | null {
  const { status, progress, estimatedTimeRemaining, estimatedAt, stalled, detached } = analysis
  if (status !== 'running' || stalled || detached || progress < firstPercent) return null
  if (estimatedTimeRemaining === null || estimatedAt === null) return null
  return Math.max(0, estimatedTimeRemaining - Math.max(0, now - estimatedAt) / 1_000)
}

/** An estimate as it was heard, at `at`, the first of its analysis at `firstAt`, both epoch ms; and whether to show it. */
export type Estimate = Readonly<{
  analysisId: string | null
  seconds: number
  at: number
  firstAt: number
  isShown: boolean
}>

type Estimated = Pick<AnalysisProgressState, 'estimatedTimeRemaining' | 'estimatedAt'> & { analysisId: string | null }

/**
 * What to think of an estimate after those before it. The first five seconds of them are not shown, and neither is one that
 * has grown to more than twice what the last one came to. By this page's clock alone: the server's may be another.
 */
export function followEstimate(
  before: Estimate | null,
  { analysisId, estimatedTimeRemaining: seconds, estimatedAt: at }: Estimated,
): Estimate | null {
  if (seconds === null || at === null) return null
  if (before?.analysisId !== analysisId) return { analysisId, seconds, at, firstAt: at, isShown: false }
  if (before.at === at && before.seconds === seconds) return before
  const expected = Math.max(0, before.seconds - (at - before.at) / 1_000)
  // Under five seconds twice as long is soon as well.
  const isWild = seconds > 2 * Math.max(expected, 5)
  return { ...before, seconds, at, isShown: at - before.firstAt >= firstMs && !isWild }
}
