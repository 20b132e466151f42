'use client'

import { useThemeProps } from '@mui/material/styles'
import useForkRef from '@mui/utils/useForkRef'
import type { RunNode } from '@telltale/react'
import {
  forwardRef,
  Fragment,
  type ForwardRefExoticComponent,
  memo,
  type MemoExoticComponent,
  type ReactNode,
  type RefAttributes,
  useId,
  useMemo,
  useRef,
  useState,
} from 'react'
import { fraction } from '../internal/fraction.ts'
import { lineOf } from '../internal/lineOf.ts'
import { linkTo } from '../internal/linkTo.ts'
import { marks } from '../internal/marks.tsx'
import { type Parts, partsOf } from '../internal/partsOf.ts'
import { useFocusHandoff } from '../internal/useFocusHandoff.ts'
import { useFold } from '../internal/useFold.ts'
import { type Isolate, useIsolate } from '../internal/useIsolate.ts'
import { useWidgetText } from '../internal/useWidgetText.ts'
import {
  isOver,
  kindOf,
  nodeLook,
  nodeMarks,
  nodeNames,
  type WorkflowFigures,
  workflowLook,
  type WorkflowLookName,
  workflowMarks,
  type WorkflowProgressArtifact,
  type WorkflowProgressHead,
} from './workflowLook.ts'
import { workflowProgressClass, type WorkflowProgressClassKey } from './workflowProgressClasses.ts'
import { englishWorkflowProgressText, type WorkflowProgressLocaleText } from './workflowProgressLocaleText.ts'
import {
  WorkflowArtifact,
  WorkflowArtifactLink,
  WorkflowArtifacts,
  WorkflowArtifactsTitle,
  WorkflowBar,
  WorkflowFoldButton,
  WorkflowIndicator,
  WorkflowLine,
  WorkflowNode,
  WorkflowNodeBar,
  WorkflowNodes,
  WorkflowNodeTrack,
  WorkflowRoot,
  WorkflowRow,
  WorkflowState,
  WorkflowSummary,
  WorkflowTitle,
  WorkflowTrack,
} from './workflowProgressStyles.ts'
import type { WorkflowProgressOwnerState, WorkflowProgressViewProps } from './WorkflowProgressView.tsx'

/** What all parts share. It is the same while no more than nodes and artifacts change, so that rows need not render again. */
export type WorkflowProgressKit = Readonly<{
  part: Parts<WorkflowProgressClassKey, WorkflowProgressOwnerState>
  text: WorkflowProgressLocaleText
  isolate: Isolate
  look: WorkflowLookName
  error: string | null
  titleId: string
  /** What the nodes of the plan are called. */
  titles: ReadonlyMap<string, string | undefined>
}>

type WorkflowProgressFrameProps = Omit<WorkflowProgressViewProps, 'run'> & {
  head: WorkflowProgressHead
  artifacts: readonly WorkflowProgressArtifact[]
  /** The names of the nodes that have begun, and of those that are done. */
  begun: readonly string[]
  done: readonly string[]
  /** Gives the bar and the row of a node, by props or from the line: only they know how far it is. */
  renderOverall: (kit: WorkflowProgressKit) => ReactNode
  renderNode: (name: string, kit: WorkflowProgressKit) => ReactNode
}

/** More than so many rows scroll. */
const mostRows = 8

const noSlots = {}

/** All of the widget but what moves: that comes from `renderOverall` and `renderNode`. */
export const WorkflowProgressFrame: ForwardRefExoticComponent<WorkflowProgressFrameProps & RefAttributes<HTMLElement>> =
  forwardRef<HTMLElement, WorkflowProgressFrameProps>(function WorkflowProgressFrame(inProps, ref) {
    const {
      head,
      artifacts,
      begun,
      done,
      renderOverall,
      renderNode,
      plan,
      maxNodes = 8,
      localeText,
      classes,
      className,
      slots = noSlots,
      slotProps = noSlots,
      ...rest
    } = useThemeProps({ props: inProps, name: 'TtWorkflowProgress' })
    const text = useWidgetText('TtWorkflowProgress', englishWorkflowProgressText, localeText)
    const isolate = useIsolate()
    const titleId = useId()
    const artifactsId = useId()
    const root = useRef<HTMLElement>(null)
    const rootRef = useForkRef(root, ref)
    const { onFocusCapture, onBlurCapture } = useFocusHandoff(root)
    const look = workflowLook(head)
    const { color, shape } = workflowMarks[look]
    const planned = JSON.stringify((plan ?? []).map(({ node, name }) => [node, name]))
    const part: WorkflowProgressKit['part'] = useMemo(
      () =>
        partsOf({ slots, slotProps, classOf: workflowProgressClass, classes, className, ownerState: { look, color } }),
      [slots, slotProps, classes, className, look, color],
    )
    const kit = useMemo((): WorkflowProgressKit => {
      // A plan written in the markup is a new one with each render, and says the same.
      const titles = new Map(JSON.parse(planned) as [string, string | undefined][])
      return { part, text, isolate, look, error: head.error, titleId, titles }
    }, [part, text, isolate, look, head.error, titleId, planned])
    const names = nodeNames(plan, begun)
    const doneNames = new Set(done)
    const fold = useFold(names, (name) => doneNames.has(name), maxNodes)
    const Mark = marks[shape]

    return (
      <WorkflowRoot
        {...part('root', { 'aria-labelledby': titleId, onFocusCapture, onBlurCapture, ...rest, ref: rootRef })}
      >
        <WorkflowLine ownerState={{ look, color }}>
          <WorkflowTitle {...part('title', { id: titleId, tabIndex: -1 })}>{text.title}</WorkflowTitle>
          <WorkflowState {...part('state')}>
            <WorkflowIndicator {...part('indicator')}>
              <Mark />
            </WorkflowIndicator>
            {text[look]}
          </WorkflowState>
        </WorkflowLine>
        {renderOverall(kit)}
        {fold.shown.length > 0 && (
          <WorkflowNodes
            {...part('nodes', {
              'aria-label': text.nodes,
              // What scrolls must be reached by keyboard. Where rows fold it may have the focus, and keeps it.
              tabIndex: fold.shown.length > mostRows ? 0 : names.length > mostRows ? -1 : undefined,
            })}
          >
            {fold.shown.map((name) => (
              <Fragment key={name}>{renderNode(name, kit)}</Fragment>
            ))}
          </WorkflowNodes>
        )}
        {fold.button && (
          <WorkflowFoldButton {...part('foldButton', fold.button)}>
            {fold.isUnfolded ? text.hideDone(fold.done) : text.showDone(fold.done)}
          </WorkflowFoldButton>
        )}
        {artifacts.length > 0 && (
          <>
            <WorkflowArtifactsTitle {...part('artifactsTitle', { id: artifactsId })}>
              {text.artifacts}
            </WorkflowArtifactsTitle>
            <WorkflowArtifacts
              {...part('artifacts', {
                'aria-labelledby': artifactsId,
                tabIndex: artifacts.length > mostRows ? 0 : undefined,
              })}
            >
              {artifacts.map((artifact) => (
                <ArtifactRow key={artifact.id} artifact={artifact} kit={kit} />
              ))}
            </WorkflowArtifacts>
          </>
        )}
      </WorkflowRoot>
    )
  })

/** The bar of the whole, and what it comes to in words. */
export function Overall({ figures, kit }: { figures: WorkflowFigures; kit: WorkflowProgressKit }): ReactNode {
  const { part, text, isolate, look, error, titleId } = kit
  const { done, total } = figures
  const [highest] = useState(() => new Highest())
  const over = isOver(look)
  const percent = highest.of(figures.percent, over)
  const isQuiet = look === 'loading' || look === 'idle' || look === 'refused'
  const summary = lineOf([
    !isQuiet && percent !== null && text.percent(percent),
    !isQuiet && (done > 0 || total !== null) && text.nodesDone(done, total),
    error !== null && isolate(text.failure(error)),
  ])
  return (
    <>
      {!isQuiet && (percent !== null || !over) && (
        <WorkflowTrack
          {...part('track', {
            role: 'progressbar',
            'aria-labelledby': titleId,
            'aria-valuemin': 0,
            'aria-valuemax': 100,
            'aria-valuenow': percent ?? undefined,
            'aria-valuetext': text.joined(percent === null ? [text[look]] : [text.percent(percent), text[look]]),
            style: fraction(percent ?? 0),
          })}
        >
          {look !== 'queued' && <WorkflowBar {...part('bar', percent === null ? { 'data-unknown': '' } : {})} />}
        </WorkflowTrack>
      )}
      {summary && <WorkflowSummary {...part('summary')}>{summary}</WorkflowSummary>}
    </>
  )
}

/** Of one go of a run the highest percent that was shown: a node that begins anew must not take the whole back. */
class Highest {
  #percent = 0
  #wasOver = false

  of(percent: number | null, over: boolean): number | null {
    if (percent === null) return null
    const known = this.#wasOver && !over ? 0 : this.#percent
    this.#wasOver = over
    this.#percent = Math.min(100, Math.max(known, percent))
    return this.#percent
  }
}

type NodeRowProps = { name: string; node: RunNode | undefined; kit: WorkflowProgressKit }

/** One node; it renders again only when that node has changed. */
export const NodeRow: MemoExoticComponent<(props: NodeRowProps) => ReactNode> = memo(function NodeRow({
  name,
  node,
  kit: { part, text, isolate, look: runLook, titles },
}: NodeRowProps): ReactNode {
  const look = nodeLook(node, isOver(runLook))
  const { color, shape } = nodeMarks[look]
  const Mark = marks[shape]
  const props = part('node')
  const words =
    look === 'failed' && node?.error
      ? [text.because(text.failed, isolate(node.error))]
      : [
          text[look],
          look === 'working' && node && text.percent(node.progress),
          look === 'working' && node?.message && isolate(node.message),
        ]
  return (
    <WorkflowNode {...props}>
      <WorkflowRow ownerState={props.ownerState}>
        <Mark data-color={color} />
        <span>
          <bdi>{titles.get(name) ?? name}</bdi>
        </span>
        <span>{lineOf(words)}</span>
      </WorkflowRow>
      <WorkflowNodeTrack
        {...part('nodeTrack', {
          'aria-hidden': true,
          style: fraction(look === 'done' ? 100 : (node?.progress ?? 0)),
        })}
      >
        <WorkflowNodeBar {...part('nodeBar')} />
      </WorkflowNodeTrack>
    </WorkflowNode>
  )
})

type ArtifactRowProps = { artifact: WorkflowProgressArtifact; kit: WorkflowProgressKit }

const ArtifactRow = memo(function ArtifactRow({ artifact, kit: { part, text } }: ArtifactRowProps): ReactNode {
  const { name, mediaType, sizeBytes, url } = artifact
  const href = linkTo(url)
  return (
    <WorkflowArtifact {...part('artifact')}>
      {href === undefined ? (
        <span>
          <bdi>{name}</bdi>
        </span>
      ) : (
        <WorkflowArtifactLink {...part('artifactLink', { href })}>
          <bdi>{name}</bdi>
        </WorkflowArtifactLink>
      )}
      <span>{lineOf([text.kinds[kindOf(mediaType)], sizeBytes !== undefined && text.size(sizeBytes)])}</span>
    </WorkflowArtifact>
  )
})
