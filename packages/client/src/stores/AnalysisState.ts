import {
  type AnalysisCancelled,
  type AnalysisComplete,
  type AnalysisFailed,
  type AnalysisIssue,
  type AnalysisProgress,
  type AnalysisSnapshot,
  type AnalysisStarted,
  type AnalysisStatus,
  climb,
  type DetectorSnapshot,
  type IsoTime,
  overallProgress,
} from '@telltale/protocol'

/**
 * A detector's part in an analysis; `progress` is 0–100. One with an `error` has stopped, and the analysis goes on without
 * it. The higher `rev`, the later it moved.
 */
export type AnalysisDetector = Readonly<DetectorSnapshot>

/** What is known of a project's latest analysis. */
export type AnalysisState = Readonly<{
  /** Nothing is known yet, not even whether there is one. */
  isLoading: boolean
  /** `null` where there is none. */
  analysisId: string | null
  projectId: string
  status: AnalysisStatus
  /** 0–100, weighted over the detectors; never goes back. */
  progress: number
  /** The id of the detector that moved last and is not done. */
  currentDetector: string | null
  detectors: readonly AnalysisDetector[]
  issuesFound: number
  /** The newest, oldest first, at most 200. */
  issues: readonly AnalysisIssue['issue'][]
  startedAt: IsoTime | null
  /** In seconds, as the server said at `estimatedAt`; nothing here counts it down. */
  estimatedTimeRemaining: number | null
  /** When the estimate was heard, in epoch ms. */
  estimatedAt: number | null
  /** It runs, the line is up, and nothing was heard of it for a while. */
  stalled: boolean
  /** The line is down, and the analysis goes on at the server, as far as is known. */
  detached: boolean
  /**
   * Why it failed (`internal` where its server was lost with it), or why it was not cancelled; `forbidden` where the
   * project is not for this person.
   */
  error: Readonly<{ code: string; message: string }> | null
}>

/** How an analysis ended, as the payload of its event. */
export type AnalysisEnding =
  | Readonly<{ event: 'analysis:complete'; payload: AnalysisComplete }>
  | Readonly<{ event: 'analysis:error'; payload: AnalysisFailed }>
  | Readonly<{ event: 'analysis:cancelled'; payload: AnalysisCancelled }>

const issuesKept = 200

/** A project has no analysis. */
export const noAnalysis = (projectId: string): AnalysisState => ({
  isLoading: false,
  analysisId: null,
  projectId,
  status: 'idle',
  progress: 0,
  currentDetector: null,
  detectors: [],
  issuesFound: 0,
  issues: [],
  startedAt: null,
  estimatedTimeRemaining: null,
  estimatedAt: null,
  stalled: false,
  detached: false,
  error: null,
})

/** Whether an analysis is not over yet. */
export const goesOn = ({ status }: { status: AnalysisStatus }): boolean =>
  status === 'queued' || status === 'running' || status === 'cancelling'

/** The id of the detector that moved last and is not done. */
export function lastMoved(detectors: readonly AnalysisDetector[]): string | null {
  let last: AnalysisDetector | null = null
  for (const one of detectors) {
    if (one.error === undefined && one.progress < 100 && one.rev > (last?.rev ?? 0)) last = one
  }
  return last?.id ?? null
}

const unmoved = { progress: 0, issuesFound: 0, rev: 0 } as const

/** It has begun, or it is told so after its first progress. */
export function start(analysis: AnalysisState, { detectors, startedAt }: AnalysisStarted): AnalysisState {
  const listed = detectors.map((detector) => ({
    ...unmoved,
    ...analysis.detectors.find(({ id }) => id === detector.id),
    ...detector,
  }))
  const others = analysis.detectors.filter(({ id }) => !detectors.some((detector) => detector.id === id))
  return {
    ...analysis,
    status: begun(analysis.status),
    startedAt: analysis.startedAt ?? startedAt,
    ...advance(analysis, [...listed, ...others]),
  }
}

/** Whether a detector has stopped with an error: what comes of it afterwards is late. */
export const hasFailed = ({ detectors }: AnalysisState, id: string): boolean =>
  detectors.some((detector) => detector.id === id && detector.error !== undefined)

/** A detector that nobody has named before. */
export function meet(analysis: AnalysisState, id: string): AnalysisState {
  if (analysis.detectors.some((detector) => detector.id === id)) return analysis
  return { ...analysis, detectors: [...analysis.detectors, { ...unmoved, id, name: id }] }
}

/** A detector's progress. Without a revision it is the newest, for it came last. */
export function move(
  analysis: AnalysisState,
  told: AnalysisProgress,
  rev: number | undefined,
  now: number,
): AnalysisState {
  const known = analysis.detectors.find(({ id }) => id === told.detector)
  if (known === undefined) return analysis
  const last = newest(analysis.detectors)
  const at = rev ?? last + 1
  const detectors = change(analysis, told.detector, (detector) => ({
    ...detector,
    progress: climb(detector.progress, told.progress),
    rev: Math.max(detector.rev, at),
  }))
  const next = {
    ...analysis,
    status: begun(analysis.status),
    ...advance(analysis, detectors, told.overall),
    issuesFound: Math.max(analysis.issuesFound, told.issuesFound),
  }
  // An answer may have told more already.
  return at > last ? { ...next, ...estimated(told.estimatedSecondsRemaining, now) } : next
}

/** One more issue; the oldest go. */
export function add(analysis: AnalysisState, issue: AnalysisIssue['issue']): AnalysisState {
  const detectors = change(analysis, issue.detector, (detector) => ({
    ...detector,
    issuesFound: detector.issuesFound + 1,
  }))
  // A plain server may leave out how bad it is.
  const issues = [...analysis.issues, { ...issue, severity: issue.severity ?? '' }].slice(-issuesKept)
  const told = detectors.reduce((sum, detector) => sum + detector.issuesFound, 0)
  return { ...analysis, detectors, issues, issuesFound: Math.max(analysis.issuesFound, issues.length, told) }
}

/** A detector has failed, and the others go on. */
export function lose(analysis: AnalysisState, detector: string, error: AnalysisFailed['error']): AnalysisState {
  return {
    ...analysis,
    ...advance(
      analysis,
      change(analysis, detector, (one) => ({ error, ...one })),
    ),
  }
}

/** An analysis of which the server has another count of revisions from now on. */
export const unrevised = (analysis: AnalysisState): AnalysisState => ({
  ...analysis,
  detectors: analysis.detectors.map((detector) => ({ ...detector, rev: 0 })),
})

/** An analysis as a snapshot has it, with what of it is known beyond: it never goes back, and may have been asked to end. */
export function inSnapshot(known: AnalysisState, snapshot: AnalysisSnapshot, now: number): AnalysisState {
  const { analysisId, startedAt, overall, issuesFound, issues, estimatedSecondsRemaining } = snapshot
  const isOn = goesOn(snapshot)
  const { progress, rev } = unmoved
  return {
    ...known,
    analysisId,
    startedAt,
    status: isOn && known.status === 'cancelling' ? 'cancelling' : snapshot.status,
    detectors: snapshot.detectors.map((detector) => {
      const seen = known.detectors.find(({ id }) => id === detector.id) ?? { progress, rev }
      return { ...detector, progress: climb(seen.progress, detector.progress), rev: Math.max(seen.rev, detector.rev) }
    }),
    progress: climb(known.progress, overall),
    issuesFound: isOn ? Math.max(known.issuesFound, issuesFound) : issuesFound,
    issues,
    // Live progress may have overtaken it.
    ...(newest(known.detectors) > newest(snapshot.detectors)
      ? {}
      : estimated(isOn ? estimatedSecondsRemaining : undefined, now)),
    error: snapshot.status === 'error' ? snapshot.error : isOn ? known.error : null,
  }
}

/** How an analysis ended, as the event would have told it. */
export function endingOf(snapshot: AnalysisSnapshot): AnalysisEnding | null {
  const { analysisId, projectId, issuesFound } = snapshot
  const place = { analysisId, projectId }
  switch (snapshot.status) {
    case 'complete': {
      const { durationMs, summary } = snapshot
      const payload = { ...place, issuesFound, durationMs, ...(summary !== undefined && { summary }) }
      return { event: 'analysis:complete', payload }
    }
    case 'error':
      return { event: 'analysis:error', payload: { ...place, error: snapshot.error } }
    case 'cancelled': {
      const { cancelledBy } = snapshot
      return { event: 'analysis:cancelled', payload: { ...place, ...(cancelledBy !== undefined && { cancelledBy }) } }
    }
    default:
      return null
  }
}

/** It is over, as an event says. */
export function ended(analysis: AnalysisState, { event, payload }: AnalysisEnding): AnalysisState {
  const over = { ...analysis, estimatedTimeRemaining: null, estimatedAt: null, error: null }
  switch (event) {
    case 'analysis:complete': {
      const detectors = analysis.detectors.map((one) => (one.error === undefined ? { ...one, progress: 100 } : one))
      return { ...over, status: 'complete', detectors, progress: 100, issuesFound: payload.issuesFound }
    }
    case 'analysis:error':
      return { ...over, status: 'error', error: payload.error }
    case 'analysis:cancelled':
      return { ...over, status: 'cancelled' }
  }
}

const newest = (detectors: readonly AnalysisDetector[]): number => Math.max(0, ...detectors.map(({ rev }) => rev))

const estimated = (
  seconds: number | undefined,
  now: number,
): Pick<AnalysisState, 'estimatedTimeRemaining' | 'estimatedAt'> => ({
  estimatedTimeRemaining: seconds ?? null,
  estimatedAt: seconds === undefined ? null : now,
})

const begun = (status: AnalysisStatus): AnalysisStatus => (status === 'queued' ? 'running' : status)

const change = (
  { detectors }: AnalysisState,
  id: string,
  run: (detector: AnalysisDetector) => AnalysisDetector,
): readonly AnalysisDetector[] => detectors.map((detector) => (detector.id === id ? run(detector) : detector))

const advance = (
  { progress }: AnalysisState,
  detectors: readonly AnalysisDetector[],
  overall?: number,
): Pick<AnalysisState, 'detectors' | 'progress'> => ({
  detectors,
  progress: climb(climb(progress, overall), overallProgress(detectors)),
})
