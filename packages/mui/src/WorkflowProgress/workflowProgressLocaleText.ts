import { bytesIn } from '../internal/figures.ts'
import type { ArtifactKind, NodeLookName, WorkflowLookName } from './workflowLook.ts'

/** All words of the workflow progress. One entry for each look of it, and of a node, by its name. */
export type WorkflowProgressLocaleText = Record<WorkflowLookName | NodeLookName, string> & {
  /** The heading. */
  title: string
  percent: (progress: number) => string
  /** Facts one after the other, as they are spoken. Intl's lists put an "and" before the last. */
  joined: (facts: readonly string[]) => string
  /** A state, and why it is so. */
  because: (state: string, why: string) => string
  /** `total` is `null` while nobody knows how many there will be. */
  nodesDone: (done: number, total: number | null) => string
  /** Why the run failed, or is not shown; a node's own error is shown as it is. */
  failure: (error: string) => string
  /** Names the list of nodes. */
  nodes: string
  showDone: (count: number) => string
  hideDone: (count: number) => string
  /** The heading of what was made. */
  artifacts: string
  /** What an artifact is. */
  kinds: Record<ArtifactKind, string>
  size: (bytes: number) => string
  /** Announced. */
  started: string
  milestone: (percent: number) => string
  /** A node failed; `count` have, with this one. */
  nodeFailed: (name: string, count: number) => string
  finished: string
  saysEnded: (title: string, state: string, more: string | null) => string
}

const failures: Readonly<Record<string, string>> = {
  internal: 'The run was lost with its server. Start it again.',
  forbidden: 'You are not allowed to see this run.',
}

/** The built-in words. */
export const englishWorkflowProgressText: WorkflowProgressLocaleText = {
  title: 'Workflow run',
  loading: 'Loading',
  idle: 'Not started',
  queued: 'Waiting to start',
  running: 'Running',
  stalled: 'No news for a while',
  detached: 'Still running on the server, reconnecting',
  cancelling: 'Cancelling',
  cancelled: 'Cancelled',
  completed: 'Completed',
  failed: 'Failed',
  lost: 'Lost',
  refused: 'Not available',
  waiting: 'Waiting',
  working: 'Working',
  done: 'Done',
  stopped: 'Stopped',
  skipped: 'Not run',
  percent: (progress) => `${Math.floor(progress)} %`,
  joined: (facts) => facts.join(', '),
  because: (state, why) => `${state}: ${why}`,
  nodesDone: (done, total) => (total === null ? `${done} done` : `${done} of ${total} done`),
  failure: (error) => failures[error] ?? error,
  nodes: 'Nodes',
  showDone: (done) => `Show ${done} done`,
  hideDone: (done) => `Hide ${done} done`,
  artifacts: 'Artifacts',
  kinds: { image: 'Image', audio: 'Audio', video: 'Video', text: 'Text', other: 'File' },
  size: bytesIn('en'),
  started: 'Workflow run started',
  milestone: (percent) => `Workflow run ${percent} %`,
  nodeFailed: (name, count) => (count === 1 ? `${name} failed` : `${name} failed, ${count} nodes so far`),
  finished: 'Workflow run completed',
  saysEnded: (title, state, more) => `${title}: ${state}${more === null ? '' : `. ${more}`}`,
}
