'use client'

import { type RunNode, type RunState, runStore } from '@telltale/client'
import type { WithLine } from './useLine.ts'
import { useStore } from './useStore.ts'
import { useTopicStore } from './useTopicStore.ts'

const none: readonly RunNode[] = []

export type UseWorkflowOptions = WithLine
export type UseWorkflowEventsResult = Pick<RunState, 'history' | 'isLoading' | 'status' | 'error'>
export type UseWorkflowProgressResult = Pick<RunState, 'nodes' | 'isLoading' | 'status' | 'error'>
export type UseWorkflowArtifactsResult = Pick<RunState, 'artifacts' | 'isLoading' | 'error'>

/**
 * What has happened in a workflow run, also before the mount: its history, oldest first and at most 1000 events, and where
 * it stands (C6). The run is joined while somebody looks. Renders again with a frame in which something happened.
 *
 * `isLoading` until the history is there, and on a server. `error` says why the run failed: `internal` where its server was
 * lost with it, `forbidden` where it is not for this person.
 *
 * @example
 * const { history, isLoading, error } = useWorkflowEvents('run-7')
 */
export function useWorkflowEvents(runId: string, options: UseWorkflowOptions = {}): UseWorkflowEventsResult {
  return useStore(useTopicStore(runStore, runId, options), ({ history, isLoading, status, error }) => {
    return { history, isLoading, status, error }
  })
}

/**
 * How far the nodes of a workflow run are, in the order in which they began; `progress` is 0–100 and never goes back while
 * a node runs (C6). Renders again with a frame in which a node moved, with `node` only when that one did, and with `select`
 * only when what that gives has changed.
 *
 * @example
 * const { nodes } = useWorkflowProgress('run-7')
 * const names = useWorkflowProgress('run-7', { select: (run) => run.nodes.map(({ node }) => node) })
 * const parse = useWorkflowProgress('run-7', { node: 'parse' }).nodes[0]?.progress ?? 0
 */
export function useWorkflowProgress<TSelected>(
  runId: string,
  options: UseWorkflowOptions & { select: (run: UseWorkflowProgressResult) => TSelected },
): TSelected
export function useWorkflowProgress(
  runId: string,
  options?: UseWorkflowOptions & { node?: string | undefined },
): UseWorkflowProgressResult
export function useWorkflowProgress(
  runId: string,
  {
    node,
    select,
    ...options
  }: UseWorkflowOptions & {
    node?: string | undefined
    select?: (run: UseWorkflowProgressResult) => unknown
  } = {},
): unknown {
  const store = useTopicStore(runStore, runId, options)
  const nodes = useStore(store, (run): readonly RunNode[] => {
    // What is selected is compared as a whole, below.
    if (select) return none
    return node === undefined ? run.nodes : run.nodes.filter((one) => one.node === node)
  })
  const rest = useStore<RunState, unknown>(store, ({ nodes: all, isLoading, status, error }) =>
    select ? select({ nodes: all, isLoading, status, error }) : { isLoading, status, error },
  )
  // Without a selector it is what stands above.
  return select ? rest : { nodes, ...(rest as Omit<UseWorkflowProgressResult, 'nodes'>) }
}

/**
 * What a workflow run has made, in the order in which it was made, each with the node that made it (C6). Renders again with
 * a frame in which something was made.
 *
 * @example
 * const { artifacts } = useWorkflowArtifacts('run-7')
 */
export function useWorkflowArtifacts(runId: string, options: UseWorkflowOptions = {}): UseWorkflowArtifactsResult {
  return useStore(useTopicStore(runStore, runId, options), ({ artifacts, isLoading, error }) => {
    return { artifacts, isLoading, error }
  })
}
