import type { AnalysisIssue, AnalysisSnapshot, IsoTime, TelltaleError, TopicSnapshots } from '@telltale/protocol'
import { callSafely } from '../Dispatcher.ts'
import { explain } from '../explain.ts'
import type { Place } from '../Journal.ts'
import type { Line, PartPort } from '../Line.ts'
import { outbox } from '../outbox/Outbox.ts'
import {
  add,
  type AnalysisEnding,
  type AnalysisState,
  ended,
  endingOf,
  goesOn,
  hasFailed,
  inSnapshot,
  lastMoved,
  lose,
  meet,
  move,
  noAnalysis,
  start,
  unrevised,
} from './AnalysisState.ts'
import { stores } from './stores.ts'
import { type Change, type EventInput, type TopicInput, type TopicRules, TopicStore } from './TopicStore.ts'

// What is known of a project's latest analysis (R5, R11), by what is told:
//
//                                none              goes on (running …)            over
//   answered: there is none      –                 error: lost with its server    –
//             the same one       –                 further, or over               –
//             another one        that one          that one                       that one
//             `state`            –                 further                        –
//   started:  the same one       –                 runs (1)                       –
//             another one        that one          that one (2)                   that one (2)
//   progress, issue              – (3)             further, one issue more        –
//   error of a detector          – (3)             goes on without it             –
//   complete, error, cancelled   – (3)             over                           –
//   any of these, of another     – (3)             – (3)                          – (3)
//   refused                      none, and an error
//   unanswered                   none, as far as is known
//   line is down                 –                 detached                       –
//   line is up                   –                 silence counts from now on     –
//   silence                      –                 stalled                        –
//   cancel()                     –                 cancelling; if that is refused running, and an error
//
// A server that marks nothing may tell late, twice, or less than all. So, of what has no meta:
// (1) it brings the detectors' names, which progress alone had not.
// (2) not if that one began earlier.
// (3) one that began unheard, before we came or while the line was down, is taken up.
//
// A1  While an analysis is the latest, its progress and that of its detectors never go back.
// A2  What is over is moved by nothing but another analysis.
// A3  Each issue and each end is news once. What a snapshot tells is news if the analysis was seen to go on.

/** What has just happened to an analysis, as the payload of its event. */
export type AnalysisNews = Readonly<{ event: 'analysis:issue'; payload: AnalysisIssue }> | AnalysisEnding

/** What is known of an analysis, and how it is listened to. */
export type KnownAnalysis = Readonly<{
  analysis: AnalysisState
  /** What the last input brought; another array each time that there is any. */
  news: readonly AnalysisNews[]
  isUp: boolean
  /** When anything of the analysis was heard, or the line came up, in epoch ms. */
  heardAt: number
  /** Another one may have begun unheard, on a server that does not answer. */
  mayBeBehind: boolean
}>

type AnalysisEvent = 'analysis:started' | AnalysisNews['event'] | 'analysis:progress'
type ProjectSnapshot = TopicSnapshots['project']

const defaultStalledAfterMs = 30_000

/** A project's latest analysis, and how to cancel it. */
export class AnalysisStore extends TopicStore<KnownAnalysis, AnalysisEvent, ProjectSnapshot> {
  readonly #port: PartPort

  constructor(port: PartPort, projectId: string, stalledAfterMs: number) {
    super(port, analysisRules(projectId, stalledAfterMs))
    this.#port = port
  }

  /**
   * Asks the server to cancel what goes on: `cancelling` at once, also while the line is down, for it is sent later. If that
   * is refused, or nobody answers, the analysis is running again and `error` says why.
   */
  readonly cancel = (): void => {
    const { analysisId, status } = this.state.analysis
    if (analysisId === null || (status !== 'running' && status !== 'queued')) return
    this.change((known) => show(known, { ...known.analysis, status: 'cancelling', error: null }))
    const { settled } = this.#port.line
      .part(outbox)
      .send('analysis:cancel', { analysisId }, { key: `analysis:${analysisId}`, retry: 'safe' })
    void settled.then((outcome) => {
      if (!outcome.ok) this.change((known) => keepRunning(known, analysisId, outcome.error))
    })
  }

  /**
   * Calls `listener` with each issue and with the end, before they are shown, and first with those since a place; returns
   * how to stop that.
   */
  onNews(listener: (news: AnalysisNews) => void, since?: Place<Change<KnownAnalysis>>): () => void {
    return this.onChange((now, before) => {
      if (now.news !== before.news) for (const one of now.news) callSafely(listener, one)
    }, since)
  }
}

/**
 * A project's latest analysis; the same store for all who ask with the same silence.
 *
 * @param stalledAfterMs silence after which what runs is `stalled`, in ms; 30 000 unless said
 */
export function analysisStore(
  line: Line,
  projectId: string,
  stalledAfterMs: number = defaultStalledAfterMs,
): AnalysisStore {
  return line
    .part(stores)
    .of('analysis', [projectId, stalledAfterMs], (port) => new AnalysisStore(port, projectId, stalledAfterMs))
}

function analysisRules(
  projectId: string,
  stalledAfterMs: number,
): TopicRules<KnownAnalysis, AnalysisEvent, ProjectSnapshot> {
  return {
    topic: `project:${projectId}`,
    events: {
      'analysis:started': projectId,
      'analysis:progress': projectId,
      'analysis:issue': projectId,
      'analysis:complete': projectId,
      'analysis:error': projectId,
      'analysis:cancelled': projectId,
    },
    initial: {
      analysis: { ...noAnalysis(projectId), isLoading: true },
      news: [],
      isUp: false,
      heardAt: 0,
      mayBeBehind: true,
    },
    reduce,
    wakeAt: ({ analysis: { status, stalled }, isUp, heardAt }) =>
      isUp && !stalled && (status === 'running' || status === 'cancelling') ? heardAt + stalledAfterMs : null,
  }
}

function reduce(known: KnownAnalysis, input: TopicInput<AnalysisEvent, ProjectSnapshot>, now: number): KnownAnalysis {
  const { analysis } = known
  switch (input.type) {
    case 'answered': {
      // Revisions of a server that is gone say nothing beside those of another.
      const before = input.beganAnew ? { ...known, analysis: unrevised(analysis) } : known
      const told = input.snapshot ? read(before, input.snapshot.analysis, now) : before
      const moved = (input.state?.analysis ?? []).reduce(
        (so, progress) => (progress.analysisId === so.analysisId ? move(so, progress, progress.rev, now) : so),
        told.analysis,
      )
      return heard(show(told, moved), now)
    }
    case 'event':
      return hear(known, input, now)
    case 'unanswered':
      return show(known, { ...analysis, isLoading: false })
    case 'refused': {
      const message = explain('the project is not for this person')
      return show(known, { ...analysis, isLoading: false, error: { code: 'forbidden', message } })
    }
    case 'line': {
      const { isUp } = input
      return show({ ...known, isUp, heardAt: now, mayBeBehind: true }, { ...analysis, stalled: false })
    }
    case 'timePassed':
      return show(known, { ...analysis, stalled: true })
    default:
      return known
  }
}

function hear(known: KnownAnalysis, { event, payload, meta }: EventInput<AnalysisEvent>, now: number): KnownAnalysis {
  const isMarked = meta !== undefined
  let { analysis } = known
  if (payload.analysisId !== analysis.analysisId) {
    const isNext =
      event === 'analysis:started'
        ? isMarked || !isEarlier(payload.startedAt, analysis.startedAt)
        : !isMarked && known.mayBeBehind
    if (!isNext) return known
    analysis = { ...noAnalysis(analysis.projectId), analysisId: payload.analysisId, status: 'running' }
  }
  if (!goesOn(analysis)) return known
  const next = (changed: AnalysisState): KnownAnalysis => heard(show(known, changed), now)
  switch (event) {
    case 'analysis:started':
      return next(start(analysis, payload))
    case 'analysis:progress':
      if (hasFailed(analysis, payload.detector)) return next(analysis)
      return next(move(isMarked ? analysis : meet(analysis, payload.detector), payload, meta?.rev, now))
    case 'analysis:issue': {
      const { issue } = payload
      // Our server tells each once.
      if (!isMarked && analysis.issues.some(({ id }) => id === issue.id)) return next(analysis)
      return { ...next(add(isMarked ? analysis : meet(analysis, issue.detector), issue)), news: [{ event, payload }] }
    }
    case 'analysis:error':
      if (payload.detector === undefined) return end(next(analysis), { event, payload })
      return next(lose(isMarked ? analysis : meet(analysis, payload.detector), payload.detector, payload.error))
    case 'analysis:complete':
      return end(next(analysis), { event, payload })
    case 'analysis:cancelled':
      return end(next(analysis), { event, payload })
    default:
      return known
  }
}

const isEarlier = (time: IsoTime, than: IsoTime | null): boolean => than !== null && Date.parse(time) < Date.parse(than)

/** Shows an analysis with what follows from it and from the line. */
function show(known: KnownAnalysis, analysis: AnalysisState): KnownAnalysis {
  const isOn = goesOn(analysis)
  return {
    ...known,
    analysis: {
      ...analysis,
      currentDetector: isOn ? lastMoved(analysis.detectors) : null,
      stalled: isOn && analysis.stalled,
      detached: isOn && !known.isUp,
    },
  }
}

/** There was a word of the analysis. */
function heard(known: KnownAnalysis, now: number): KnownAnalysis {
  const { analysis } = known
  return {
    ...known,
    heardAt: now,
    mayBeBehind: false,
    analysis: analysis.stalled || analysis.isLoading ? { ...analysis, stalled: false, isLoading: false } : analysis,
  }
}

/** A snapshot's word on what was known before. */
function read(known: KnownAnalysis, snapshot: AnalysisSnapshot | null, now: number): KnownAnalysis {
  const { analysis: before } = known
  const { projectId } = before
  if (snapshot === null) {
    const { analysisId } = before
    if (analysisId === null) return { ...known, analysis: noAnalysis(projectId) }
    if (!goesOn(before)) return known
    const error = { code: 'internal', message: explain('the analysis was lost with its server') }
    return end(known, { event: 'analysis:error', payload: { analysisId, projectId, error } })
  }
  const { analysisId, issues } = snapshot
  const isSame = analysisId === before.analysisId
  if (isSame && !goesOn(before)) return known
  const next = show(known, inSnapshot(isSame ? before : noAnalysis(projectId), snapshot, now))
  // Whoever comes for the first time is told of nothing that was so before.
  if (!isSame) return next
  const last = before.issues.at(-1)
  const found = issues.slice(issues.findLastIndex(({ id }) => id === last?.id) + 1)
  const news: AnalysisNews[] = found.map((issue) => ({
    event: 'analysis:issue',
    payload: { analysisId, projectId, issue },
  }))
  const ending = endingOf(snapshot)
  if (ending !== null) news.push(ending)
  return news.length > 0 ? { ...next, news } : next
}

const end = (known: KnownAnalysis, ending: AnalysisEnding): KnownAnalysis => ({
  ...show(known, ended(known.analysis, ending)),
  news: [ending],
})

/** Its cancelling was refused, unless it is over meanwhile. */
function keepRunning(known: KnownAnalysis, analysisId: string, { code, message }: TelltaleError): KnownAnalysis {
  const { analysis } = known
  if (analysis.analysisId !== analysisId || analysis.status !== 'cancelling') return known
  return show(known, { ...analysis, status: 'running', error: { code, message } })
}
