'use client'

import type Button from '@mui/material/Button'
import { type SxProps, type Theme, useThemeProps } from '@mui/material/styles'
import type { CreateSlotsAndSlotProps, SlotProps } from '@mui/material/utils'
import useForkRef from '@mui/utils/useForkRef'
import {
  type ElementType,
  forwardRef,
  type ForwardRefExoticComponent,
  type HTMLAttributes,
  memo,
  type RefAttributes,
  useId,
  useMemo,
  useRef,
} from 'react'
import { fraction } from '../internal/fraction.ts'
import { lineOf } from '../internal/lineOf.ts'
import { marks } from '../internal/marks.tsx'
import type { MarkColor } from '../internal/paint.ts'
import { type Parts, partsOf } from '../internal/partsOf.ts'
import { useFocusHandoff } from '../internal/useFocusHandoff.ts'
import { useFold } from '../internal/useFold.ts'
import { type Isolate, useIsolate } from '../internal/useIsolate.ts'
import { useNow } from '../internal/useNow.ts'
import { useWidgetText } from '../internal/useWidgetText.ts'
import {
  analysisLook,
  type AnalysisLookName,
  analysisMarks,
  type AnalysisProgressDetector,
  type AnalysisProgressIssue,
  type AnalysisProgressState,
  detectorLook,
  detectorMarks,
  isOver,
  severityMark,
} from './analysisLook.ts'
import { analysisProgressClass, type AnalysisProgressClassKey } from './analysisProgressClasses.ts'
import { type AnalysisProgressLocaleText, englishAnalysisProgressText } from './analysisProgressLocaleText.ts'
import {
  AnalysisBar,
  AnalysisCancelButton,
  AnalysisDetector,
  AnalysisDetectorBar,
  AnalysisDetectors,
  AnalysisDetectorTrack,
  AnalysisFoldButton,
  AnalysisIndicator,
  AnalysisIssue,
  AnalysisIssues,
  AnalysisLine,
  AnalysisRoot,
  AnalysisRow,
  AnalysisStateWords,
  AnalysisSummary,
  AnalysisTitle,
  AnalysisTrack,
  AnalysisViewButton,
} from './analysisProgressStyles.ts'
import { etaEveryMs, etaSeconds } from './eta.ts'

/** What styles, classes and `slotProps` functions may depend on. */
export type AnalysisProgressOwnerState = Readonly<{ look: AnalysisLookName; color: MarkColor }>

/** The parts that can be replaced; a replaced part keeps class and styles. */
export type AnalysisProgressSlots = {
  /** @defaultValue `section` */
  root: ElementType
  /** @defaultValue `h2` */
  title: ElementType
  /** Mark and word of the state. @defaultValue `span` */
  state: ElementType
  /** Holds the mark. @defaultValue `span` */
  indicator: ElementType
  /** The `progressbar`. @defaultValue `div` */
  track: ElementType
  /** @defaultValue `div` */
  bar: ElementType
  /** Percent, issues, what remains, what went wrong. @defaultValue `span` */
  summary: ElementType
  /** @defaultValue MUI's Button */
  cancelButton: ElementType
  /** @defaultValue MUI's Button */
  viewButton: ElementType
  /** @defaultValue `ul` */
  detectors: ElementType
  /** @defaultValue `li` */
  detector: ElementType
  /** @defaultValue `div` */
  detectorTrack: ElementType
  /** @defaultValue `div` */
  detectorBar: ElementType
  /** Shows and hides the detectors that are done. @defaultValue MUI's Button */
  foldButton: ElementType
  /** @defaultValue `ul` */
  issues: ElementType
  /** @defaultValue `li` */
  issue: ElementType
}

type PropsOf<TElement extends ElementType> = SlotProps<TElement, object, AnalysisProgressOwnerState>

/** `slots` and `slotProps` of the analysis progress. */
export type AnalysisProgressSlotsAndSlotProps = CreateSlotsAndSlotProps<
  AnalysisProgressSlots,
  {
    root: PropsOf<'section'>
    title: PropsOf<'h2'>
    state: PropsOf<'span'>
    indicator: PropsOf<'span'>
    track: PropsOf<'div'>
    bar: PropsOf<'div'>
    summary: PropsOf<'span'>
    cancelButton: PropsOf<typeof Button>
    viewButton: PropsOf<typeof Button>
    detectors: PropsOf<'ul'>
    detector: PropsOf<'li'>
    detectorTrack: PropsOf<'div'>
    detectorBar: PropsOf<'div'>
    foldButton: PropsOf<typeof Button>
    issues: PropsOf<'ul'>
    issue: PropsOf<'li'>
  }
>

export type AnalysisProgressViewProps = AnalysisProgressSlotsAndSlotProps &
  Omit<HTMLAttributes<HTMLElement>, 'children' | 'color' | 'title'> & {
    /** The analysis, whole: what `useRealTimeAnalysis` returns. */
    analysis: AnalysisProgressState
    /** Epoch milliseconds. @defaultValue the time, followed while an estimate is shown */
    now?: number | undefined
    /** Called by the button "Cancel", which is there only with it and while there is something to cancel. */
    onCancel?: (() => void) | undefined
    /** Called by the button "View results", which is there only with it and once the analysis is complete. */
    onView?: (() => void) | undefined
    /** `compact` is head, bar and figures, without detectors and issues. @defaultValue 'panel' */
    variant?: 'panel' | 'compact' | undefined
    /** So many detectors; where there are more, those that are done are folded. @defaultValue 8 */
    maxDetectors?: number | undefined
    /** So many issues are listed, the newest; 0 for no list. @defaultValue 50 */
    maxIssues?: number | undefined
    /** Words over those of the theme and the built-in English ones. */
    localeText?: Partial<AnalysisProgressLocaleText> | undefined
    classes?: Partial<Record<AnalysisProgressClassKey, string>> | undefined
    sx?: SxProps<Theme> | undefined
  }

type RowParts = Parts<AnalysisProgressClassKey, AnalysisProgressOwnerState>
type RowProps<TRow> = TRow & { part: RowParts; text: AnalysisProgressLocaleText; isolate: Isolate }

/** Keeps the props of parts while nothing that they depend on has changed, so that rows need not render again. */
const noSlots = {}

/**
 * Shows an analysis as it runs: how far it is, each detector, and the issues as they are found. Pure: everything it shows
 * comes by props. It announces nothing; `AnalysisProgress` does. A row renders again only when it has changed.
 *
 * @example
 * <AnalysisProgressView analysis={useRealTimeAnalysis({ projectId: '42' })} />
 */
export const AnalysisProgressView: ForwardRefExoticComponent<AnalysisProgressViewProps & RefAttributes<HTMLElement>> =
  forwardRef<HTMLElement, AnalysisProgressViewProps>(function AnalysisProgressView(inProps, ref) {
    const {
      analysis,
      now: givenNow,
      onCancel,
      onView,
      variant = 'panel',
      maxDetectors = 8,
      maxIssues = 50,
      localeText,
      classes,
      className,
      slots = noSlots,
      slotProps = noSlots,
      ...rest
    } = useThemeProps({ props: inProps, name: 'TtAnalysisProgress' })
    const text = useWidgetText('TtAnalysisProgress', englishAnalysisProgressText, localeText)
    const isolate = useIsolate()
    const titleId = useId()
    const root = useRef<HTMLElement>(null)
    const rootRef = useForkRef(root, ref)
    const { onFocusCapture, onBlurCapture } = useFocusHandoff(root)
    const ownNow = useNow((at) =>
      givenNow === undefined && etaSeconds(analysis, at) !== null ? at + etaEveryMs : null,
    )
    const look = analysisLook(analysis)
    const { color, shape } = analysisMarks[look]
    const part: RowParts = useMemo(
      () =>
        partsOf({ slots, slotProps, classOf: analysisProgressClass, classes, className, ownerState: { look, color } }),
      [slots, slotProps, classes, className, look, color],
    )

    const { detectors, progress, issuesFound, issues, error } = analysis
    const over = isOver(analysis)
    const fold = useFold(detectors, (detector) => detectorLook(detector, over) === 'done', maxDetectors)
    const isPanel = variant === 'panel'
    const listed = isPanel && maxIssues > 0 ? issues.slice(-maxIssues).toReversed() : []
    const remaining = etaSeconds(analysis, givenNow ?? ownNow)
    const isKnown = look !== 'loading' && look !== 'idle'
    const button = { size: 'small', color: 'inherit', variant: 'outlined' } as const
    const isCancellable = look === 'cancelling' || (isKnown && !over)
    const Mark = marks[shape]
    const summary = lineOf([
      isKnown && text.percent(progress),
      isKnown && text.issues(issuesFound),
      remaining !== null && text.eta(remaining),
      error && isolate(text.failure(error)),
    ])

    return (
      <AnalysisRoot
        {...part('root', { 'aria-labelledby': titleId, onFocusCapture, onBlurCapture, ...rest, ref: rootRef })}
      >
        <AnalysisLine ownerState={{ look, color }}>
          <AnalysisTitle {...part('title', { id: titleId, tabIndex: -1 })}>{text.title}</AnalysisTitle>
          <AnalysisStateWords {...part('state')}>
            <AnalysisIndicator {...part('indicator')}>
              <Mark />
            </AnalysisIndicator>
            {text[look]}
          </AnalysisStateWords>
        </AnalysisLine>
        {isKnown && (
          <AnalysisTrack
            {...part('track', {
              role: 'progressbar',
              'aria-labelledby': titleId,
              'aria-valuemin': 0,
              'aria-valuemax': 100,
              'aria-valuenow': Math.floor(progress),
              'aria-valuetext': text.joined([text.percent(progress), text[look]]),
              style: fraction(progress),
            })}
          >
            <AnalysisBar {...part('bar')} />
          </AnalysisTrack>
        )}
        {(summary || (onCancel && isCancellable)) && (
          <AnalysisLine ownerState={{ look, color }}>
            <AnalysisSummary {...part('summary')}>{summary}</AnalysisSummary>
            {onCancel && isCancellable && (
              <AnalysisCancelButton
                {...part('cancelButton', {
                  ...button,
                  // Not `disabled`, which would take the focus from whoever has just pressed it.
                  'aria-disabled': look === 'cancelling',
                  onClick: look === 'cancelling' ? undefined : onCancel,
                })}
              >
                {look === 'cancelling' ? text.cancelling : text.cancel}
              </AnalysisCancelButton>
            )}
            {onView && look === 'complete' && (
              <AnalysisViewButton {...part('viewButton', { ...button, onClick: onView })}>
                {text.view}
              </AnalysisViewButton>
            )}
          </AnalysisLine>
        )}
        {isPanel && fold.shown.length > 0 && (
          <AnalysisDetectors {...part('detectors', { 'aria-label': text.detectors })}>
            {fold.shown.map((detector) => (
              <DetectorRow
                key={detector.id}
                detector={detector}
                isOver={over}
                part={part}
                text={text}
                isolate={isolate}
              />
            ))}
          </AnalysisDetectors>
        )}
        {isPanel && fold.button && (
          <AnalysisFoldButton {...part('foldButton', fold.button)}>
            {fold.isUnfolded ? text.hideDone(fold.done) : text.showDone(fold.done)}
          </AnalysisFoldButton>
        )}
        {listed.length > 0 && (
          // It scrolls, so a keyboard must reach it.
          // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
          <AnalysisIssues {...part('issues', { 'aria-label': text.issuesFound, tabIndex: 0 })}>
            {listed.map((issue) => (
              <IssueRow key={issue.id} issue={issue} part={part} text={text} />
            ))}
          </AnalysisIssues>
        )}
        {listed.length > 0 && issuesFound > listed.length && <span>{text.notListed(issuesFound - listed.length)}</span>}
      </AnalysisRoot>
    )
  })

const DetectorRow = memo(function DetectorRow({
  detector,
  isOver: over,
  part,
  text,
  isolate,
}: RowProps<{ detector: AnalysisProgressDetector; isOver: boolean }>) {
  const { name, progress, issuesFound, error } = detector
  const look = detectorLook(detector, over)
  const { color, shape } = detectorMarks[look]
  const Mark = marks[shape]
  const props = part('detector')
  const words = lineOf([
    error ? text.because(text.failed, isolate(error.message)) : text[look],
    look === 'working' && text.percent(progress),
    issuesFound > 0 && text.issues(issuesFound),
  ])
  return (
    <AnalysisDetector {...props}>
      <AnalysisRow ownerState={props.ownerState}>
        <Mark data-color={color} />
        <span>
          <bdi>{name}</bdi>
        </span>
        <span>{words}</span>
      </AnalysisRow>
      <AnalysisDetectorTrack {...part('detectorTrack', { 'aria-hidden': true, style: fraction(progress) })}>
        <AnalysisDetectorBar {...part('detectorBar')} />
      </AnalysisDetectorTrack>
    </AnalysisDetector>
  )
})

const IssueRow = memo(function IssueRow({
  issue,
  part,
  text,
}: Omit<RowProps<{ issue: AnalysisProgressIssue }>, 'isolate'>) {
  const { severity, message, file, line } = issue
  const { color, shape } = severityMark(severity)
  const Mark = marks[shape]
  return (
    <AnalysisIssue {...part('issue')}>
      <Mark data-color={color} />
      <strong>{text.severity(severity)}</strong>
      <span>
        <bdi>{message}</bdi>
      </span>
      {file !== undefined && (
        <code>
          <bdi>{text.place(file, line)}</bdi>
        </code>
      )}
    </AnalysisIssue>
  )
})
