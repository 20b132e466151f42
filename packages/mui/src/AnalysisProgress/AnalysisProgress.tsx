'use client'

import { useRealTimeAnalysis, type UseRealTimeAnalysisOptions } from '@telltale/react'
import {
  forwardRef,
  type ForwardRefExoticComponent,
  type RefAttributes,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react'
import { announce, holdAnnouncer } from '../Announcer/announce.ts'
import { useDetached } from '../internal/useDetached.ts'
import { useWidgetText } from '../internal/useWidgetText.ts'
import { englishAnalysisProgressText } from './analysisProgressLocaleText.ts'
import { AnalysisProgressView, type AnalysisProgressViewProps } from './AnalysisProgressView.tsx'
import { analysisSpeech, hear } from './analysisSpeech.ts'
import { type Estimate, followEstimate } from './eta.ts'

export type AnalysisProgressProps = Omit<AnalysisProgressViewProps, 'analysis' | 'now' | 'onCancel' | 'onError'> &
  Pick<
    UseRealTimeAnalysisOptions,
    'projectId' | 'client' | 'onComplete' | 'onError' | 'onCancelled' | 'onIssue' | 'stalledAfterMs'
  > & {
    /** An outage that ends within this time is not shown, in milliseconds. @defaultValue 1500 */
    graceMs?: number | undefined
  }

/**
 * The latest analysis of a project as it runs, with its detectors and its live issues (R5, R11). The project is joined
 * while it is shown. Progress never goes back; "Cancel" is `cancelling` until the server says so; while the line is down
 * for longer than `graceMs` it says that the analysis goes on at the server.
 *
 * An estimate is shown after 10 % and 5 s of estimates, and not while it grows to more than twice what it was. Announced are the start,
 * each quarter with the sum of the issues, each detector that failed, and the end; never a single issue.
 *
 * @example
 * <AnalysisProgress projectId="42" onComplete={({ issuesFound }) => console.log(issuesFound)} />
 */
export const AnalysisProgress: ForwardRefExoticComponent<AnalysisProgressProps & RefAttributes<HTMLElement>> =
  forwardRef<HTMLElement, AnalysisProgressProps>(function AnalysisProgress(
    { projectId, client, onComplete, onError, onCancelled, onIssue, stalledAfterMs, graceMs = 1_500, ...props },
    ref,
  ) {
    const told = useRealTimeAnalysis({
      projectId,
      client,
      onComplete,
      onError,
      onCancelled,
      onIssue,
      stalledAfterMs,
    })
    const detached = useDetached(client, graceMs)
    const analysis = useMemo(() => ({ ...told, detached }), [told, detached])
    const text = useWidgetText('TtAnalysisProgress', englishAnalysisProgressText, props.localeText)

    const heard = useRef(hear(analysis))
    useEffect(holdAnnouncer, [])
    useEffect(() => {
      for (const { text: words, about, politeness } of analysisSpeech(heard.current, analysis, text)) {
        announce(words, { key: `TtAnalysisProgress ${about}`, politeness })
      }
      heard.current = hear(analysis)
    }, [analysis, text])

    const [estimate, setEstimate] = useState<Estimate | null>(null)
    const next = followEstimate(estimate, analysis)
    // While rendering, as React has it for state that follows from props: no picture with an estimate that is not to be trusted is ever shown.
    if (next !== estimate) setEstimate(next)
    const shown = next?.isShown ? analysis : { ...analysis, estimatedTimeRemaining: null }

    return <AnalysisProgressView {...props} ref={ref} analysis={shown} onCancel={analysis.cancel} />
  })
