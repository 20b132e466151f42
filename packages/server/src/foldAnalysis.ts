import {
  type AnalysisEnd,
  type AnalysisFailed,
  type AnalysisIssue,
  type AnalysisProgress,
  type AnalysisSnapshot,
  type AnalysisStarted,
  climb,
  overallProgress,
  payloadBytes,
} from '@telltale/protocol'
import { newestThatFit } from './newestThatFit.ts'
import { type Newest, revIn, type Told } from './told.ts'

/** Issues of an analysis that are kept. */
const issuesKept = 200

type Detector = AnalysisStarted['detectors'][number] & {
  readonly progress: number
  readonly issuesFound: number
  readonly newest?: Newest<AnalysisProgress>
  readonly error?: AnalysisFailed['error']
}

/** A project's latest analysis as it was told. */
export type AnalysisRecord = {
  readonly started: AnalysisStarted
  readonly detectors: ReadonlyMap<string, Detector>
  readonly overall: number
  readonly issuesTold: number
  /** As many as were told, or as progress says, if that is more. */
  readonly issuesFound: number
  readonly issues: readonly AnalysisIssue['issue'][]
  readonly estimatedSecondsRemaining?: number | undefined
  readonly end?: AnalysisEnd
}

/**
 * What an event makes of a project's latest analysis.
 *
 * | told                                         | none    | running                      | over    |
 * | -------------------------------------------- | ------- | ---------------------------- | ------- |
 * | `started`, of another analysis               | running | running, the other one       | running |
 * | `progress` of a detector that goes on        |         | further, never back          |         |
 * | `issue`                                      |         | one more                     |         |
 * | `error` of a detector                        |         | goes on, that one has failed |         |
 * | `complete`, `error`, `cancelled`             |         | over                         |         |
 * | any of these, of another analysis            |         |                              |         |
 *
 * Where nothing stands, nothing changes; nor does it by a detector that is unknown, or has failed.
 */
export function foldAnalysis(
  analysis: AnalysisRecord | undefined,
  { event, payload, meta }: Told,
): AnalysisRecord | undefined {
  if (event === 'analysis:started') {
    return payload.analysisId === analysis?.started.analysisId ? analysis : begin(payload)
  }
  if (analysis === undefined || analysis.end !== undefined) return analysis
  const isAboutIt = 'analysisId' in payload && payload.analysisId === analysis.started.analysisId
  if (!isAboutIt) return analysis
  const endedAt = meta.at
  switch (event) {
    case 'analysis:progress': {
      const detector = analysis.detectors.get(payload.detector)
      if (detector === undefined || detector.error !== undefined) return analysis
      const progress = climb(detector.progress, payload.progress)
      const newest = { payload: { ...payload, progress }, meta }
      const detectors = new Map(analysis.detectors).set(detector.id, { ...detector, progress, newest })
      return {
        ...analysis,
        detectors,
        overall: Math.max(analysis.overall, payload.overall ?? 0, overallProgress([...detectors.values()])),
        issuesFound: Math.max(analysis.issuesFound, payload.issuesFound),
        estimatedSecondsRemaining: payload.estimatedSecondsRemaining,
      }
    }
    case 'analysis:issue': {
      const { issue } = payload
      const detector = analysis.detectors.get(issue.detector)
      const issuesTold = analysis.issuesTold + 1
      return {
        ...analysis,
        ...(detector !== undefined && {
          detectors: new Map(analysis.detectors).set(detector.id, {
            ...detector,
            issuesFound: detector.issuesFound + 1,
          }),
        }),
        issuesTold,
        issuesFound: Math.max(analysis.issuesFound, issuesTold),
        issues: [...analysis.issues, issue].slice(-issuesKept),
      }
    }
    case 'analysis:error': {
      const { error } = payload
      if (payload.detector === undefined) return { ...analysis, end: { status: 'error', endedAt, error } }
      const detector = analysis.detectors.get(payload.detector)
      if (detector === undefined || detector.error !== undefined) return analysis
      const detectors = new Map(analysis.detectors).set(detector.id, { ...detector, error })
      return { ...analysis, detectors, overall: Math.max(analysis.overall, overallProgress([...detectors.values()])) }
    }
    case 'analysis:complete': {
      const { issuesFound, durationMs, summary } = payload
      const end = { status: 'complete', endedAt, durationMs, ...(summary !== undefined && { summary }) } as const
      const detectors = new Map(
        Array.from(analysis.detectors, ([id, detector]) => [
          id,
          detector.error === undefined ? { ...detector, progress: 100 } : detector,
        ]),
      )
      return { ...analysis, detectors, overall: 100, issuesFound, estimatedSecondsRemaining: undefined, end }
    }
    case 'analysis:cancelled': {
      const { cancelledBy } = payload
      return { ...analysis, end: { status: 'cancelled', endedAt, ...(cancelledBy !== undefined && { cancelledBy }) } }
    }
  }
}

/** An analysis as a snapshot of that epoch has it, with as many of its newest issues as fit into so many bytes of JSON. */
export function toAnalysisSnapshot(analysis: AnalysisRecord, epoch: string, bytes: number): AnalysisSnapshot {
  const { started, detectors, overall, issuesFound, issues, estimatedSecondsRemaining, end } = analysis
  const { analysisId, projectId, startedAt } = started
  const whole: AnalysisSnapshot = {
    analysisId,
    projectId,
    startedAt,
    detectors: Array.from(detectors.values(), ({ newest, ...detector }) => ({
      ...detector,
      rev: revIn(newest?.meta, epoch),
    })),
    overall,
    issuesFound,
    issues: [],
    ...(estimatedSecondsRemaining !== undefined && { estimatedSecondsRemaining }),
    ...(end ?? { status: 'running' }),
  }
  return { ...whole, issues: newestThatFit(issues, bytes - payloadBytes(whole)) }
}

function begin(started: AnalysisStarted): AnalysisRecord {
  return {
    started,
    detectors: new Map(
      started.detectors.map((detector) => [detector.id, { ...detector, progress: 0, issuesFound: 0 }]),
    ),
    overall: 0,
    issuesTold: 0,
    issuesFound: 0,
    issues: [],
  }
}
