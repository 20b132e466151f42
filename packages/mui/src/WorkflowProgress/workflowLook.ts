import type { RunArtifact, RunNode } from '@telltale/react'
import { type Mark, partMarks, progressMarks } from '../internal/progressMarks.ts'

/** The names of all looks, in the order of the book. Stories and `localeText` use the same names. */
export const workflowLookNames = [
  'loading',
  'idle',
  'queued',
  'running',
  'stalled',
  'detached',
  'cancelling',
  'cancelled',
  'completed',
  'failed',
  'lost',
  'refused',
] as const

/** One of {@link workflowLookNames}. */
export type WorkflowLookName = (typeof workflowLookNames)[number]

/** What a run has made. Without a `url` there is nothing to open. */
export type WorkflowProgressArtifact = Readonly<
  Pick<RunArtifact, 'id' | 'name' | 'mediaType'> & { url?: string | undefined; sizeBytes?: number | undefined }
>

/** Where a run stands. What the hooks cannot tell, as `cancelled`, comes from whoever knows it. */
export type WorkflowProgressHead = Readonly<{
  status: 'idle' | 'queued' | 'running' | 'cancelling' | 'completed' | 'failed' | 'cancelled' | 'lost'
  /** Why it failed; `internal` where it was lost with its server, `forbidden` where it is not for this person. */
  error: string | null
  /** Nothing is known yet. */
  isLoading?: boolean | undefined
  /** The line is up, and nothing was heard for long. */
  stalled?: boolean | undefined
  /** The line is down: it goes on without us. */
  detached?: boolean | undefined
}>

/** What is shown of a run. What `useWorkflowProgress` and `useWorkflowArtifacts` return is one together, with its id. */
export type WorkflowProgressRun = WorkflowProgressHead &
  Readonly<{
    /** Which run: with another one all begins anew. */
    runId: string
    /** In the order in which they began. */
    nodes: readonly RunNode[]
    /** In the order in which they were made. */
    artifacts: readonly WorkflowProgressArtifact[]
  }>

/** The nodes that a run is known to have, in their order; `name` is what they are called. */
export type WorkflowProgressPlan = readonly Readonly<{ node: string; name?: string | undefined }>[]

/** The mark of each look of a run. */
export const workflowMarks: Readonly<Record<WorkflowLookName, Mark>> = {
  ...progressMarks,
  completed: { color: 'success', shape: 'check' },
  failed: { color: 'error', shape: 'cross' },
  lost: { color: 'error', shape: 'triangle' },
  refused: { color: 'neutral', shape: 'slash' },
}

/** The one table from a run to its look. */
export function workflowLook({ status, error, isLoading, stalled, detached }: WorkflowProgressHead): WorkflowLookName {
  if (error === 'forbidden') return 'refused'
  if (status === 'idle') return isLoading ? 'loading' : 'idle'
  if (status === 'failed') return error === 'internal' ? 'lost' : 'failed'
  if (status !== 'running' && status !== 'queued') return status
  return detached ? 'detached' : stalled ? 'stalled' : status
}

const ends: ReadonlySet<WorkflowLookName> = new Set(['cancelled', 'completed', 'failed', 'lost', 'refused'])

/** Whether nothing follows. */
export const isOver = (look: WorkflowLookName): boolean => ends.has(look)

/** Where a node stands. */
export type NodeLookName = 'waiting' | 'working' | 'done' | 'failed' | 'stopped' | 'skipped'

/** The mark of each look of a node. */
export const nodeMarks: Readonly<Record<NodeLookName, Mark>> = {
  ...partMarks,
  skipped: { color: 'neutral', shape: 'bars' },
}

/** Where a node stands: one that has not ended when all is over was stopped, or never begun. */
export function nodeLook(node: RunNode | undefined, over: boolean): NodeLookName {
  if (!node) return over ? 'skipped' : 'waiting'
  if (node.status === 'completed') return 'done'
  if (node.status === 'failed') return 'failed'
  return over ? 'stopped' : 'working'
}

/** The names of all nodes: those of the plan in its order, then those that began beside it. */
export function nodeNames(plan: WorkflowProgressPlan | undefined, begun: readonly string[]): string[] {
  return [...new Set([...(plan ?? []).map(({ node }) => node), ...begun])]
}

/** The names of the nodes that have ended well. */
export const doneNodes = (nodes: readonly RunNode[]): string[] =>
  nodes.filter(({ status }) => status === 'completed').map(({ node }) => node)

/** How far a run is: whole percent, `null` where nobody knows how many nodes it will have; and its nodes by number. */
export type WorkflowFigures = Readonly<{ percent: number | null; done: number; total: number | null }>

/** The figures of a run. Each node counts the same, one that failed by how far it came. */
export function workflowFigures(
  { nodes, status }: Pick<WorkflowProgressRun, 'nodes' | 'status'>,
  plan: WorkflowProgressPlan | undefined,
): WorkflowFigures {
  const done = doneNodes(nodes).length
  const begun = nodes.map(({ node }) => node)
  const total = plan ? nodeNames(plan, begun).length : status === 'completed' ? nodes.length : null
  const sum = nodes.reduce((all, one) => all + (one.status === 'completed' ? 100 : one.progress), 0)
  const percent = status === 'completed' ? 100 : total ? Math.floor(sum / total) : null
  return { percent, done, total }
}

/** What an artifact is, by its media type. */
export type ArtifactKind = 'image' | 'audio' | 'video' | 'text' | 'other'

/** What is at the start of a media type, where it says something to people. */
export function kindOf(mediaType: string): ArtifactKind {
  const [kind] = mediaType.split('/')
  return kind === 'image' || kind === 'audio' || kind === 'video' || kind === 'text' ? kind : 'other'
}
