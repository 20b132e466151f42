import {
  type AnalysisComplete,
  type AnalysisFailed,
  type AnalysisIssue,
  type AnalysisProgress,
  type AnalysisSnapshot,
  type AnalysisStarted,
  climb,
  overallProgress,
  randomId,
  type Revised,
  TelltaleError,
} from '@telltale/protocol'
import { type Coalescer, createCoalescer } from './coalesce.ts'
import { type AnalysisRecord, foldAnalysis, toAnalysisSnapshot } from './foldAnalysis.ts'
import { toFailure } from './toFailure.ts'
import { revise, type Tell, type Told } from './told.ts'

/** What an analysis is made of. */
export type AnalysisPlan = {
  /** Their ids differ; a weight is above 0, and 1 unless said. */
  detectors: AnalysisStarted['detectors']
  /** @defaultValue a random one */
  analysisId?: string
}

/** What is said beside a percentage. */
export type AnalysisDetails = {
  /** In the whole analysis so far. @defaultValue the issues that were told, or were said to be found before */
  issuesFound?: number
  estimatedSecondsRemaining?: number
}

/**
 * An analysis in hand. Once it is over, however that came about, its methods do nothing.
 *
 * `progress`, `issue` and `fail` throw `invalid_payload` for a detector that the plan does not have.
 */
export type RunningAnalysis = {
  readonly analysisId: string
  /** Aborted when the analysis is over without having been completed: cancelled, replaced, failed, or the server closes. */
  readonly signal: AbortSignal
  /** How far a detector is, 0–100. Told at most every 100 ms, the newest alone; it never goes back. */
  progress: (detector: string, percent: number, details?: AnalysisDetails) => void
  /** One more issue. It gets an id unless it has one. */
  issue: (issue: Omit<AnalysisIssue['issue'], 'id'> & { id?: string }) => void
  complete: (details?: Pick<AnalysisComplete, 'summary'>) => void
  /** With `detector` that one has failed, and the others go on. */
  fail: (error: AnalysisFailed['error'], detector?: string) => void
  /** @param cancelledBy a user's id */
  cancel: (cancelledBy?: string) => void
}

/**
 * Does an analysis. When it returns, the analysis is complete; when it throws, the analysis has failed, with code and
 * message of a `TelltaleError`, and without a reason for anything else.
 */
export type AnalysisHandler = (analysis: RunningAnalysis) => unknown

export type Analyses = {
  start: (projectId: string, plan: AnalysisPlan, run?: AnalysisHandler) => RunningAnalysis
  /**
   * @throws {TelltaleError} `forbidden` for one of a project in which the user is not, and for one that is unknown;
   * `not_found` for one that was told of by hand and is not over.
   */
  cancel: (analysisId: string, userId: string, isIn: (projectId: string) => boolean) => void
  told: (told: Told, projectId: string) => void
  snapshot: (projectId: string, epoch: string, bytes: number) => AnalysisSnapshot | null
  /** Progress of the detectors of the analysis that runs. */
  progress: (projectId: string, epoch: string) => Revised<AnalysisProgress>[]
  /** What runs is told to have failed. */
  close: () => void
}

/** Projects whose latest analysis is kept when it is over, or was told of by hand. */
const projectsKept = 1000

/** An analysis that runs in this server. */
type Run = { readonly projectId: string; readonly coalescer: Coalescer; readonly controller: AbortController }

type AnalysesWorld = { tell: Tell; onError: (error: unknown) => void }

/**
 * The latest analysis of each project, in memory. What has been told is what is so, whether it was told from here or by
 * hand, so its rules are those of `foldAnalysis`. Beside them:
 *
 * | asked for            | running                     | over               |
 * | -------------------- | --------------------------- | ------------------ |
 * | start of another one | cancelled; the other runs   | the other one runs |
 * | cancel, by a member  | cancelled, at once          |                    |
 * | cancel, by others    | `forbidden`                 | `forbidden`        |
 * | handler returns      | complete                    |                    |
 * | handler throws       | failed                      |                    |
 * | the server closes    | failed, with `draining`     |                    |
 *
 * - I1 After its end nothing of an analysis is told; nor is progress of a detector that has failed.
 * - I2 A project has one analysis: nobody would see what a second one tells.
 * - I3 Of those that are over, or were told of by hand, the 1000 last are kept; one that runs here is kept.
 */
export function createAnalyses({ tell, onError }: AnalysesWorld): Analyses {
  /** By project; the one that was told of last comes last. */
  const records = new Map<string, AnalysisRecord>()
  /** By analysis. */
  const runs = new Map<string, Run>()
  let isClosed = false

  const check = (projectId: string, detectors: AnalysisPlan['detectors'], analysisId: string): void => {
    if (isClosed) {
      throw new TelltaleError('draining', 'the analysis was not started, because the server is closing.')
    }
    if (runs.has(analysisId) || records.get(projectId)?.started.analysisId === analysisId) {
      throw new TelltaleError(
        'invalid_payload',
        `there is an analysis "${analysisId}" already, and its end would be taken for that of this one. Give each an id of its own.`,
      )
    }
    if (new Set(detectors.map(({ id }) => id)).size < detectors.length) {
      throw new TelltaleError('invalid_payload', 'two detectors have one id. Give each an id of its own.')
    }
    if (!detectors.every(({ weight = 1 }) => weight > 0 && Number.isFinite(weight))) {
      throw new TelltaleError('invalid_payload', 'a detector has a weight that is not above 0. Leave it out for 1.')
    }
  }

  const begin = (projectId: string, { detectors, analysisId = randomId() }: AnalysisPlan): RunningAnalysis => {
    check(projectId, detectors, analysisId)
    const topic = `project:${projectId}`
    const place = { analysisId, projectId }
    const startedAt = Date.now()
    const replaced = records.get(projectId)
    if (replaced !== undefined && replaced.end === undefined) {
      tell(topic, 'analysis:cancelled', { analysisId: replaced.started.analysisId, projectId })
    }
    const controller = new AbortController()
    const coalescer = createCoalescer(onError)
    runs.set(analysisId, { projectId, coalescer, controller })
    tell(topic, 'analysis:started', { ...place, detectors, startedAt: new Date(startedAt).toISOString() })

    // What was said here, which is ahead of what was told by 100 ms at most.
    const reached = new Map(detectors.map(({ id }) => [id, 0]))
    let issuesSaid = 0

    /** What was told of this analysis while it runs. */
    const running = (): AnalysisRecord | undefined =>
      runs.get(analysisId)?.controller === controller ? records.get(projectId) : undefined
    const issuesFound = (): number => Math.max(issuesSaid, running()?.issuesFound ?? 0)
    const checkDetector = (detector: string): void => {
      if (reached.has(detector)) return
      throw new TelltaleError(
        'invalid_payload',
        `the analysis has no detector "${detector}", so nobody would see what it says. Its detectors are: ${[...reached.keys()].join(', ')}.`,
      )
    }

    return {
      analysisId,
      signal: controller.signal,
      progress: (detector, percent, { issuesFound: found = 0, estimatedSecondsRemaining = Number.NaN } = {}) => {
        if (running() === undefined) return
        checkDetector(detector)
        if (running()?.detectors.get(detector)?.error !== undefined) return
        issuesSaid = Number.isFinite(found) ? Math.max(issuesSaid, found) : issuesSaid
        reached.set(detector, climb(reached.get(detector) ?? 0, percent))
        coalescer.send(detector, () => {
          const detectorsNow = Array.from(running()?.detectors.values() ?? [], (told) => ({
            ...told,
            progress: reached.get(told.id) ?? 0,
          }))
          tell(topic, 'analysis:progress', {
            ...place,
            detector,
            progress: reached.get(detector) ?? 0,
            overall: overallProgress(detectorsNow),
            issuesFound: issuesFound(),
            // What is divided by no progress is no number.
            ...(Number.isFinite(estimatedSecondsRemaining) && { estimatedSecondsRemaining }),
          })
        })
      },
      issue: (issue) => {
        if (running() === undefined) return
        checkDetector(issue.detector)
        tell(topic, 'analysis:issue', { ...place, issue: { id: randomId(), ...issue } })
      },
      complete: ({ summary } = {}) => {
        if (running() === undefined) return
        tell(topic, 'analysis:complete', {
          ...place,
          issuesFound: issuesFound(),
          durationMs: Date.now() - startedAt,
          ...(summary !== undefined && { summary }),
        })
      },
      fail: (error, detector) => {
        if (running() === undefined) return
        if (detector === undefined) return void tell(topic, 'analysis:error', { ...place, error })
        checkDetector(detector)
        if (running()?.detectors.get(detector)?.error !== undefined) return
        tell(topic, 'analysis:error', { ...place, error, detector })
      },
      cancel: (cancelledBy) => {
        if (running() === undefined) return
        tell(topic, 'analysis:cancelled', { ...place, ...(cancelledBy !== undefined && { cancelledBy }) })
      },
    }
  }

  const work = async (analysis: RunningAnalysis, run: AnalysisHandler): Promise<void> => {
    try {
      await run(analysis)
      analysis.complete()
    } catch (error) {
      if (!analysis.signal.aborted && !TelltaleError.is(error)) onError(error)
      const { code, message } = toFailure(error, 'The analysis failed on the server. Run it again.')
      analysis.fail({ code, message })
    }
  }

  const end = (analysisId: string, isComplete: boolean): void => {
    const run = runs.get(analysisId)
    if (run === undefined) return
    runs.delete(analysisId)
    run.coalescer.stop()
    if (!isComplete) run.controller.abort(new TelltaleError('cancelled', 'the analysis is over before its end.'))
  }

  const keep = (projectId: string, record: AnalysisRecord): void => {
    records.delete(projectId)
    records.set(projectId, record)
    for (const [oldest, { started }] of records) {
      if (records.size <= projectsKept) return
      if (!runs.has(started.analysisId)) records.delete(oldest)
    }
  }

  return {
    start: (projectId, plan, run) => {
      const analysis = begin(projectId, plan)
      if (run !== undefined) void Promise.resolve().then(() => work(analysis, run))
      return analysis
    },
    cancel: (analysisId, userId, isIn) => {
      const running = runs.get(analysisId)
      const projectId =
        running?.projectId ?? [...records].find(([, { started }]) => started.analysisId === analysisId)?.[0]
      // The same for what is unknown: a refusal must not tell that it exists.
      if (projectId === undefined || !isIn(projectId)) {
        throw new TelltaleError('forbidden', 'cancelling that analysis was refused. Join its project first.')
      }
      if (running !== undefined) {
        tell(`project:${projectId}`, 'analysis:cancelled', { analysisId, projectId, cancelledBy: userId })
      } else if (records.get(projectId)?.end === undefined) {
        throw new TelltaleError(
          'not_found',
          'that analysis does not run in this server, which can only say what it was told of it. Cancel it where it runs.',
        )
      }
    },
    told: (told, projectId) => {
      const before = records.get(projectId)
      const record = foldAnalysis(before, told)
      if (record === undefined || record === before) return
      keep(projectId, record)
      const { analysisId } = record.started
      if (before !== undefined && before.started.analysisId !== analysisId) end(before.started.analysisId, false)
      if (record.end !== undefined) end(analysisId, record.end.status === 'complete')
      // What waits of a detector that has failed would come after its end.
      if (told.event === 'analysis:error' && told.payload.detector !== undefined) {
        runs.get(analysisId)?.coalescer.drop(told.payload.detector)
      }
    },
    snapshot: (projectId, epoch, bytes) => {
      const record = records.get(projectId)
      return record === undefined ? null : toAnalysisSnapshot(record, epoch, bytes)
    },
    progress: (projectId, epoch) => {
      const record = records.get(projectId)
      return record === undefined || record.end !== undefined
        ? []
        : Array.from(record.detectors.values()).flatMap(({ newest }) =>
            newest === undefined ? [] : [revise(newest, epoch)],
          )
    },
    close: () => {
      isClosed = true
      const error = { code: 'draining', message: 'The server was restarted. Run the analysis again.' }
      for (const [analysisId, { projectId }] of runs) {
        tell(`project:${projectId}`, 'analysis:error', { analysisId, projectId, error })
      }
    },
  }
}
