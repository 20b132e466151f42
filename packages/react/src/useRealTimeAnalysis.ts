'use client'

import { type AnalysisState, analysisStore, type KnownAnalysis, type Line, noAnalysis } from '@telltale/client'
import type { AnalysisCancelled, AnalysisComplete, AnalysisFailed, AnalysisIssue } from '@telltale/protocol'
import { useEffect, useMemo } from 'react'
import { inertStore } from './inertStore.ts'
import { useFirstLook } from './useFirstLook.ts'
import { useLatest } from './useLatest.ts'
import { useLine, type WithLine } from './useLine.ts'
import { selectFrom, useStore } from './useStore.ts'

export type UseRealTimeAnalysisResult = AnalysisState & {
  /**
   * Asks the server to cancel what runs. It is `cancelling` at once, also while the line is down, for it is sent later; if
   * that is refused, or nobody answers, it is `running` again and `error` says why. Stable.
   */
  cancel: () => void
}

/** Each callback is given the payload of its event, once. They may change with every render: the newest is called. */
export type UseRealTimeAnalysisOptions<TSelected = UseRealTimeAnalysisResult> = WithLine & {
  /** Which project; without one there is no analysis, and the result's `projectId` is empty. */
  projectId: string | null | undefined
  onComplete?: ((data: AnalysisComplete) => void) | undefined
  /** The analysis has failed. That one detector failed is in `detectors`. */
  onError?: ((data: AnalysisFailed) => void) | undefined
  onCancelled?: ((data: AnalysisCancelled) => void) | undefined
  onIssue?: ((data: AnalysisIssue) => void) | undefined
  /** Silence on a line that is up, after which what runs is `stalled`, in ms. @defaultValue 30 000 */
  stalledAfterMs?: number | undefined
  /** What of it is wanted: it renders only when that changes. @defaultValue all */
  select?: ((analysis: UseRealTimeAnalysisResult) => TSelected) | undefined
}

const nothing = inertStore({ analysis: noAnalysis('') })
const nothingToCancel = (): void => {}

/**
 * The latest analysis of a project as it runs, also one that began before the mount (R5), with its live issues (R11). The
 * project is joined while somebody looks. Renders again with a frame in which something changed, or, with `select`, only
 * when that did.
 *
 * `isLoading` until the server has told whether there is one, and on a server. `status` is `idle` where there is none. `progress` is 0–100, weighted over the
 * detectors, and never goes back; what is over stays as it is until another analysis starts. `detached` says that the line
 * is down and the analysis goes on without us, `stalled` that nothing was heard of it for a while. `estimatedTimeRemaining`
 * is in seconds, as the server said at `estimatedAt` (epoch ms), or `null`. `error` says why it failed (`internal` where its
 * server was lost with it) or was not cancelled, or `forbidden` where the project is not for this person.
 *
 * Callbacks are told of what happens while mounted, once, also what was missed while the line was down; never of what
 * was over before.
 *
 * @example
 * const { status, progress, currentDetector, issues, cancel } = useRealTimeAnalysis({
 *   projectId: '123',
 *   onComplete: (data) => console.log(`${data.issuesFound} issues in ${data.durationMs} ms`),
 * })
 * const percent = useRealTimeAnalysis({ projectId: '123', select: (analysis) => Math.round(analysis.progress) })
 */
export function useRealTimeAnalysis<TSelected = UseRealTimeAnalysisResult>({
  client,
  socket,
  projectId,
  onComplete,
  onError,
  onCancelled,
  onIssue,
  stalledAfterMs,
  select,
}: UseRealTimeAnalysisOptions<TSelected>): TSelected {
  // A store hears events that it knows itself, whatever else the contract adds.
  const line = useLine({ client, socket }) as unknown as Line
  const store = useMemo(
    () => (projectId === null || projectId === undefined ? null : analysisStore(line, projectId, stalledAfterMs)),
    [line, projectId, stalledAfterMs],
  )
  const latest = useLatest({ onComplete, onError, onCancelled, onIssue })
  const takePlace = useFirstLook(store, () => store?.shownAt)
  useEffect(
    () =>
      store?.onNews(({ event, payload }) => {
        switch (event) {
          case 'analysis:complete':
            return latest.current.onComplete?.(payload)
          case 'analysis:error':
            return latest.current.onError?.(payload)
          case 'analysis:cancelled':
            return latest.current.onCancelled?.(payload)
          case 'analysis:issue':
            return latest.current.onIssue?.(payload)
        }
      }, takePlace()),
    [store, takePlace, latest],
  )
  return useStore<Pick<KnownAnalysis, 'analysis'>, TSelected>(store ?? nothing, ({ analysis }) => {
    const result = { ...analysis, cancel: store?.cancel ?? nothingToCancel }
    return selectFrom(result, select)
  })
}
