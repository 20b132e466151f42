'use client'

import type Button from '@mui/material/Button'
import type { SxProps, Theme } from '@mui/material/styles'
import type { CreateSlotsAndSlotProps, SlotProps } from '@mui/material/utils'
import {
  type ElementType,
  forwardRef,
  type ForwardRefExoticComponent,
  type HTMLAttributes,
  type RefAttributes,
} from 'react'
import type { MarkColor } from '../internal/paint.ts'
import {
  doneNodes,
  workflowFigures,
  type WorkflowLookName,
  type WorkflowProgressPlan,
  type WorkflowProgressRun,
} from './workflowLook.ts'
import type { WorkflowProgressClassKey } from './workflowProgressClasses.ts'
import { NodeRow, Overall, WorkflowProgressFrame } from './WorkflowProgressFrame.tsx'
import type { WorkflowProgressLocaleText } from './workflowProgressLocaleText.ts'

/** What styles, classes and `slotProps` functions may depend on. */
export type WorkflowProgressOwnerState = Readonly<{ look: WorkflowLookName; color: MarkColor }>

/** The parts that can be replaced; a replaced part keeps class and styles. */
export type WorkflowProgressSlots = {
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
  /** Percent, nodes, what went wrong. @defaultValue `span` */
  summary: ElementType
  /** @defaultValue `ul` */
  nodes: ElementType
  /** @defaultValue `li` */
  node: ElementType
  /** @defaultValue `div` */
  nodeTrack: ElementType
  /** @defaultValue `div` */
  nodeBar: ElementType
  /** Shows and hides the nodes that are done. @defaultValue MUI's Button */
  foldButton: ElementType
  /** @defaultValue `h3` */
  artifactsTitle: ElementType
  /** @defaultValue `ul` */
  artifacts: ElementType
  /** @defaultValue `li` */
  artifact: ElementType
  /** @defaultValue `a` */
  artifactLink: ElementType
}

type PropsOf<TElement extends ElementType> = SlotProps<TElement, object, WorkflowProgressOwnerState>

/** `slots` and `slotProps` of the workflow progress. */
export type WorkflowProgressSlotsAndSlotProps = CreateSlotsAndSlotProps<
  WorkflowProgressSlots,
  {
    root: PropsOf<'section'>
    title: PropsOf<'h2'>
    state: PropsOf<'span'>
    indicator: PropsOf<'span'>
    track: PropsOf<'div'>
    bar: PropsOf<'div'>
    summary: PropsOf<'span'>
    nodes: PropsOf<'ul'>
    node: PropsOf<'li'>
    nodeTrack: PropsOf<'div'>
    nodeBar: PropsOf<'div'>
    foldButton: PropsOf<typeof Button>
    artifactsTitle: PropsOf<'h3'>
    artifacts: PropsOf<'ul'>
    artifact: PropsOf<'li'>
    artifactLink: PropsOf<'a'>
  }
>

export type WorkflowProgressViewProps = WorkflowProgressSlotsAndSlotProps &
  Omit<HTMLAttributes<HTMLElement>, 'children' | 'color' | 'title'> & {
    /** The run, whole: its id, and what `useWorkflowProgress` and `useWorkflowArtifacts` return, in one object. */
    run: WorkflowProgressRun
    /**
     * The nodes that the run is known to have: their names, their order, and with them how far the whole is. Without it
     * nobody knows how many will follow, so only what has begun is listed, and the bar tells no percent before the end.
     */
    plan?: WorkflowProgressPlan | undefined
    /** So many nodes; where there are more, those that are done are folded. @defaultValue 8 */
    maxNodes?: number | undefined
    /** Words over those of the theme and the built-in English ones. */
    localeText?: Partial<WorkflowProgressLocaleText> | undefined
    classes?: Partial<Record<WorkflowProgressClassKey, string>> | undefined
    sx?: SxProps<Theme> | undefined
  }

/**
 * Shows a workflow run: how far it is, each node, and what it has made. Pure: everything it shows comes by props. It
 * announces nothing; `WorkflowProgress` does. The order of nodes never changes, and on screen the whole never goes back
 * while the run goes on. A row renders again only when its node has changed.
 *
 * @example
 * <WorkflowProgressView run={{ runId: '7', ...useWorkflowProgress('7'), ...useWorkflowArtifacts('7') }} />
 */
export const WorkflowProgressView: ForwardRefExoticComponent<WorkflowProgressViewProps & RefAttributes<HTMLElement>> =
  forwardRef<HTMLElement, WorkflowProgressViewProps>(function WorkflowProgressView({ run, ...props }, ref) {
    const { runId, nodes, artifacts, ...head } = run
    return (
      <WorkflowProgressFrame
        {...props}
        ref={ref}
        head={head}
        artifacts={artifacts}
        begun={nodes.map(({ node }) => node)}
        done={doneNodes(nodes)}
        renderOverall={(kit) => <Overall key={runId} figures={workflowFigures(run, props.plan)} kit={kit} />}
        renderNode={(name, kit) => <NodeRow name={name} node={nodes.find(({ node }) => node === name)} kit={kit} />}
      />
    )
  })
