'use client'

import { useWorkflowArtifacts, type UseWorkflowOptions, useWorkflowProgress } from '@telltale/react'
import {
  forwardRef,
  type ForwardRefExoticComponent,
  type ReactNode,
  type RefAttributes,
  useEffect,
  useMemo,
  useRef,
} from 'react'
import { announce, holdAnnouncer } from '../Announcer/announce.ts'
import { useDetached } from '../internal/useDetached.ts'
import { useWidgetText } from '../internal/useWidgetText.ts'
import { useQuiet } from './useQuiet.ts'
import {
  doneNodes,
  workflowFigures,
  workflowLook,
  type WorkflowProgressHead,
  type WorkflowProgressPlan,
} from './workflowLook.ts'
import { NodeRow, Overall, WorkflowProgressFrame, type WorkflowProgressKit } from './WorkflowProgressFrame.tsx'
import { englishWorkflowProgressText } from './workflowProgressLocaleText.ts'
import type { WorkflowProgressViewProps } from './WorkflowProgressView.tsx'
import { type Heard, workflowSpeech } from './workflowSpeech.ts'

export type WorkflowProgressProps = Omit<WorkflowProgressViewProps, 'run'> &
  Pick<UseWorkflowOptions, 'client'> & {
    /** Which run. */
    runId: string
    /** An outage that ends within this time is not shown, in milliseconds. @defaultValue 1500 */
    graceMs?: number | undefined
    /** A run of which nothing is heard for so long counts as stalled, in milliseconds. @defaultValue 30000 */
    stalledAfterMs?: number | undefined
  }

/**
 * A workflow run as it goes on: how far it is, its nodes, and what it has made (C6). The run is joined while it is shown.
 * While the line is down it says that the run goes on at the server. Of what happens in a node only the row of that node,
 * and the bar of the whole, render again.
 *
 * Announced are the start, each quarter where a `plan` says how much there is, the nodes that failed, and the end.
 *
 * @example
 * <WorkflowProgress runId="7" plan={[{ node: 'fetch', name: 'Fetch rows' }, { node: 'report', name: 'Write report' }]} />
 */
export const WorkflowProgress: ForwardRefExoticComponent<WorkflowProgressProps & RefAttributes<HTMLElement>> =
  forwardRef<HTMLElement, WorkflowProgressProps>(function WorkflowProgress(
    { runId, client, graceMs = 1_500, stalledAfterMs = 30_000, ...props },
    ref,
  ) {
    const source = { runId, client }
    const known = useWorkflowProgress(runId, {
      client,
      select: ({ isLoading, status, error }) => ({ isLoading, status, error }),
    })
    const begun = useWorkflowProgress(runId, { client, select: ({ nodes }) => nodes.map(({ node }) => node) })
    const done = useWorkflowProgress(runId, { client, select: ({ nodes }) => doneNodes(nodes) })
    const { artifacts } = useWorkflowArtifacts(runId, { client })
    const detached = useDetached(client, graceMs)
    const stalled = useQuiet(runId, { client }, known.status === 'running' && !detached, stalledAfterMs)
    const head = { ...known, detached, stalled }
    useSpokenRun(source, head, props)
    return (
      <WorkflowProgressFrame
        {...props}
        ref={ref}
        head={head}
        artifacts={artifacts}
        begun={begun}
        done={done}
        renderOverall={(kit) => <LiveOverall key={runId} {...source} plan={props.plan} kit={kit} />}
        renderNode={(name, kit) => <LiveNodeRow {...source} name={name} kit={kit} />}
      />
    )
  })

type Live<TProps> = TProps & { runId: string; client: UseWorkflowOptions['client']; kit: WorkflowProgressKit }

function LiveOverall({ runId, client, plan, kit }: Live<{ plan: WorkflowProgressPlan | undefined }>): ReactNode {
  const figures = useWorkflowProgress(runId, { client, select: (run) => workflowFigures(run, plan) })
  return <Overall figures={figures} kit={kit} />
}

function LiveNodeRow({ runId, client, name, kit }: Live<{ name: string }>): ReactNode {
  const node = useWorkflowProgress(runId, { client, select: ({ nodes }) => nodes.find((one) => one.node === name) })
  return <NodeRow name={name} node={node} kit={kit} />
}

/** Says what is worth saying of a run. */
function useSpokenRun(
  { runId, client }: { runId: string; client: UseWorkflowOptions['client'] },
  head: WorkflowProgressHead,
  { plan, localeText }: Pick<WorkflowProgressProps, 'plan' | 'localeText'>,
): void {
  const text = useWidgetText('TtWorkflowProgress', englishWorkflowProgressText, localeText)
  // In quarters, and as text: a selection is compared by its fields, and most of what happens is not said.
  const { percent, failed } = useWorkflowProgress(runId, {
    client,
    select: (run) => {
      const figure = workflowFigures(run, plan).percent
      return {
        percent: figure === null ? null : figure - (figure % 25),
        failed: JSON.stringify(
          run.nodes
            .filter(({ status }) => status === 'failed')
            .map(({ node }) => plan?.find((one) => one.node === node)?.name ?? node),
        ),
      }
    },
  })
  const look = workflowLook(head)
  const { error } = head
  const now = useMemo(
    (): Heard & { runId: string } => ({ runId, look, error, percent, failed: JSON.parse(failed) as string[] }),
    [runId, look, error, percent, failed],
  )
  const heard = useRef(now)
  useEffect(holdAnnouncer, [])
  useEffect(() => {
    const before = heard.current
    heard.current = now
    if (before.runId !== now.runId) return
    for (const { text: words, about, politeness } of workflowSpeech(before, now, text)) {
      announce(words, { key: `TtWorkflowProgress ${now.runId} ${about}`, politeness })
    }
  }, [now, text])
}
