import type { Artifact, IsoTime, TopicSnapshots, WorkflowEvent, WorkflowProgress } from '@telltale/protocol'
import type { Line } from '../Line.ts'
import { stores } from './stores.ts'
import { type TopicInput, type TopicRules, TopicStore } from './TopicStore.ts'

// What is known of a workflow run (C6), by what is told:
//
//                       history            nodes                               status      artifacts
//   answered, snapshot  the snapshot's     as its history says, then `state`   as history  as history
//     of a new server   before it the old  further, then `state`               further (1) further
//   answered, events    –                  `state`, where it is further        –           –
//   workflow:event      one more           node_*: begun, completed, failed    run_*       artifact: one more, by id
//   workflow:progress   –                  the running one's, if not behind    –           –
//   refused             none               none                                –           none, and an error
//
// (1) A run that was running and that the new server does not know has failed: `internal`.
//
// R1  A node that has ended is moved by nothing but another node_started.
// R2  Between its start and its end a node's progress never goes back.

/** Where a node of a run stands. `progress` is 0–100. */
export type RunNode = Readonly<{
  node: string
  status: 'running' | 'completed' | 'failed'
  progress: number
  message: string | null
  error: string | null
}>

/** An artifact, and the node that made it. */
export type RunArtifact = Readonly<Artifact & { node: string | null; timestamp: IsoTime }>

/** What is known of a workflow run. */
export type RunState = Readonly<{
  /** Nothing is known yet. */
  isLoading: boolean
  /** `idle` until the run is known to have begun. */
  status: 'idle' | 'running' | 'completed' | 'failed'
  /** Why the run failed; `internal` where its server was lost with it, `forbidden` where it is not for this person. */
  error: string | null
  /** Oldest first, at most 1000. */
  history: readonly WorkflowEvent[]
  /** In the order in which they began. */
  nodes: readonly RunNode[]
  /** In the order in which they were made. */
  artifacts: readonly RunArtifact[]
}>

type RunEvent = 'workflow:event' | 'workflow:progress'
type RunSnapshot = TopicSnapshots['run']

const mostKept = 1_000

const unknown: RunState = { isLoading: true, status: 'idle', error: null, history: [], nodes: [], artifacts: [] }

function runRules(runId: string): TopicRules<RunState, RunEvent, RunSnapshot> {
  return {
    topic: `run:${runId}`,
    events: { 'workflow:event': runId, 'workflow:progress': runId },
    initial: unknown,
    reduce,
  }
}

/** What is known of a workflow run; the same store for all who ask. */
export function runStore(line: Line, runId: string): TopicStore<RunState, RunEvent, RunSnapshot> {
  return line.part(stores).of('run', [runId], (port) => new TopicStore(port, runRules(runId)))
}

function reduce(state: RunState, input: TopicInput<RunEvent, RunSnapshot>): RunState {
  switch (input.type) {
    case 'answered': {
      const known = input.snapshot ? read(state, input.snapshot, input.beganAnew) : state
      return (input.state?.nodes ?? []).reduce(move, known)
    }
    case 'event':
      return input.event === 'workflow:event' ? add(state, input.payload) : move(state, input.payload)
    case 'refused':
      return { ...state, isLoading: false, error: 'forbidden' }
    default:
      return state
  }
}

function read(before: RunState, { history }: RunSnapshot, beganAnew: boolean): RunState {
  if (!beganAnew) return history.reduce(add, { ...unknown, isLoading: false })
  // All that the new server knows has happened since; what was seen before stays on the screen.
  const next = history.reduce(add, before)
  const isLost = before.status === 'running' && history.length === 0
  return isLost ? { ...next, status: 'failed', error: 'internal' } : next
}

function add(state: RunState, event: WorkflowEvent): RunState {
  const next = { ...state, isLoading: false, history: [...state.history, event].slice(-mostKept) }
  const { node, artifact } = event
  const error = event.error ?? null
  switch (event.kind) {
    case 'run_started':
      return { ...next, status: 'running', error: null }
    case 'run_completed':
      return { ...next, status: 'completed' }
    case 'run_failed':
      return { ...next, status: 'failed', error }
    case 'node_started':
      return withNode(next, node, (known) => ({ ...known, status: 'running', progress: 0, message: null, error: null }))
    case 'node_completed':
      return withNode(next, node, (known) => ({ ...known, status: 'completed', progress: 100 }))
    case 'node_failed':
      return withNode(next, node, (known) => ({ ...known, status: 'failed', error }))
    case 'artifact': {
      if (!artifact) return next
      // A plain server may leave out what it is.
      const mediaType = artifact.mediaType ?? 'application/octet-stream'
      const made = { ...artifact, mediaType, node: node ?? null, timestamp: event.timestamp }
      return { ...next, artifacts: [...next.artifacts.filter(({ id }) => id !== artifact.id), made] }
    }
    default:
      return next
  }
}

function move(state: RunState, { node, progress, message }: WorkflowProgress): RunState {
  return withNode(state, node, (known) =>
    known.status !== 'running' || known.progress > progress
      ? known
      : { ...known, progress: Math.min(progress, 100), message: message ?? null },
  )
}

/** With a node as `change` makes it, of the one that is known or a new one. */
function withNode(state: RunState, node: string | undefined, change: (known: RunNode) => RunNode): RunState {
  if (node === undefined) return state
  const index = state.nodes.findIndex((one) => one.node === node)
  const known = state.nodes[index] ?? { node, status: 'running', progress: 0, message: null, error: null }
  const next = change(known)
  if (index === -1) return { ...state, isLoading: false, nodes: [...state.nodes, next] }
  return next === known ? state : { ...state, isLoading: false, nodes: state.nodes.with(index, next) }
}
