import { type Mark, partMarks, progressMarks } from '../internal/progressMarks.ts'

/** The names of all looks, in the order of the book. Stories and `localeText` use the same names. */
export const analysisLookNames = [
  'loading',
  'idle',
  'queued',
  'running',
  'stalled',
  'detached',
  'cancelling',
  'cancelled',
  'complete',
  'error',
] as const

/** One of {@link analysisLookNames}. */
export type AnalysisLookName = (typeof analysisLookNames)[number]

/** A detector's part. `progress` is 0–100; one with an `error` has stopped. */
export type AnalysisProgressDetector = Readonly<{
  id: string
  name: string
  progress: number
  issuesFound: number
  error?: Readonly<{ message: string }> | undefined
}>

/** One thing that was found. */
export type AnalysisProgressIssue = Readonly<{
  id: string
  severity: string
  message: string
  file?: string | undefined
  line?: number | undefined
}>

/** What is shown of an analysis. What `useRealTimeAnalysis` returns is one. */
export type AnalysisProgressState = Readonly<{
  /** Nothing is known yet, not even whether there is one. */
  isLoading: boolean
  status: 'idle' | 'queued' | 'running' | 'cancelling' | 'complete' | 'error' | 'cancelled'
  /** 0–100. */
  progress: number
  detectors: readonly AnalysisProgressDetector[]
  issuesFound: number
  /** Oldest first. */
  issues: readonly AnalysisProgressIssue[]
  /** In seconds, as it was said at `estimatedAt` (epoch ms). */
  estimatedTimeRemaining: number | null
  estimatedAt: number | null
  stalled: boolean
  detached: boolean
  error: Readonly<{ code: string; message: string }> | null
}>

/** The mark of each look of an analysis. */
export const analysisMarks: Readonly<Record<AnalysisLookName, Mark>> = {
  ...progressMarks,
  complete: { color: 'success', shape: 'check' },
  error: { color: 'error', shape: 'cross' },
}

/** The one table from an analysis to its look. */
export function analysisLook({ isLoading, status, stalled, detached }: AnalysisProgressState): AnalysisLookName {
  if (isLoading) return 'loading'
  if (status !== 'running' && status !== 'queued') return status
  return detached ? 'detached' : stalled ? 'stalled' : status
}

/** Where a detector stands. */
export type DetectorLookName = 'waiting' | 'working' | 'done' | 'failed' | 'stopped'

/** The mark of each look of a detector. */
export const detectorMarks: Readonly<Record<DetectorLookName, Mark>> = partMarks

/** Where a detector stands: one that is not done when all is over has been stopped. */
export function detectorLook({ progress, error }: AnalysisProgressDetector, isOver: boolean): DetectorLookName {
  if (error) return 'failed'
  if (progress >= 100) return 'done'
  return isOver ? 'stopped' : progress > 0 ? 'working' : 'waiting'
}

/** Whether nothing follows. */
export const isOver = ({ status }: Pick<AnalysisProgressState, 'status'>): boolean =>
  status === 'complete' || status === 'error' || status === 'cancelled'

/** The mark of a severity; the app's own words for it are shown beside. */
export function severityMark(severity: string): Mark {
  return severities.get(severity.toLowerCase()) ?? { color: 'neutral', shape: 'ring' }
}

const grave: Mark = { color: 'error', shape: 'triangle' }
const middling: Mark = { color: 'warning', shape: 'diamond' }
const slight: Mark = { color: 'neutral', shape: 'dot' }

const severities: ReadonlyMap<string, Mark> = new Map([
  ['critical', grave],
  ['error', grave],
  ['high', grave],
  ['medium', middling],
  ['moderate', middling],
  ['warning', middling],
  ['low', slight],
  ['minor', slight],
  ['info', slight],
])
