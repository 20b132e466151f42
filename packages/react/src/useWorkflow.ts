'use client'

import { type RunState, runStore } from '@telltale/client'
import type { WithLine } from './useLine.ts'
import { selectFrom, useStore } from './useStore.ts'
import { useTopicStore } from './useTopicStore.ts'

export type UseWorkflowOptions = WithLine
export type UseWorkflowEventsResult = Pick<RunState, 'history' | 'isLoading' | 'status' | 'error'>
export type UseWorkflowProgressResult = Pick<RunState, 'nodes' | 'isLoading' | 'status' | 'error'>
export type UseWorkflowProgressOptions<TSelected = UseWorkflowProgressResult> = UseWorkflowOptions & {
  /** What of it is wanted: it renders only when that changes. @defaultValue all */
  select?: ((run: UseWorkflowProgressResult) => TSelected) | undefined
}
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
  return useStore(useTopicStore(runStore, runId, options), selectEvents)
}

const selectEvents = ({ history, isLoading, status, error }: RunState) => ({ history, isLoading, status, error })

/**
 * How far the nodes of a workflow run are, in the order in which they began; `progress` is 0–100 and never goes back while
 * a node runs (C6). Renders again with a frame in which a node moved, or, with `select`, only when what that gives has
 * changed.
 *
 * @example
 * const { nodes } = useWorkflowProgress('run-7')
 * const parse = useWorkflowProgress('run-7', { select: ({ nodes }) => nodes.find(({ node }) => node === 'parse') })
 */
export function useWorkflowProgress<TSelected = UseWorkflowProgressResult>(
  runId: string,
  { select, ...options }: UseWorkflowProgressOptions<TSelected> = {},
): TSelected {
  return useStore(useTopicStore(runStore, runId, options), ({ nodes, isLoading, status, error }) => {
    const result = { nodes, isLoading, status, error }
    return selectFrom(result, select)
  })
}

/**
 * What a workflow run has made, in the order in which it was made, each with the node that made it (C6). Renders again with
 * a frame in which something was made.
 *
 * @example
 * const { artifacts } = useWorkflowArtifacts('run-7')
 */
export function useWorkflowArtifacts(runId: string, options: UseWorkflowOptions = {}): UseWorkflowArtifactsResult {
  return useStore(useTopicStore(runStore, runId, options), selectArtifacts)
}

const selectArtifacts = ({ artifacts, isLoading, error }: RunState) => ({ artifacts, isLoading, error })
