import type { WorkflowLookName, WorkflowProgressPlan, WorkflowProgressRun } from './workflowLook.ts'

const plan: WorkflowProgressPlan = [
  { node: 'fetch', name: 'Fetch rows' },
  { node: 'clean', name: 'Clean rows' },
  { node: 'train', name: 'Train model' },
  { node: 'report', name: 'Write report' },
]

type Node = WorkflowProgressRun['nodes'][number]

const node = (name: string, status: Node['status'], progress: number, changes: Partial<Node> = {}): Node => {
  return { node: name, status, progress, message: null, error: null, ...changes }
}

const running: WorkflowProgressRun = {
  runId: '7',
  status: 'running',
  error: null,
  nodes: [
    node('fetch', 'completed', 100),
    node('clean', 'failed', 40, { error: 'Row 412 has no date.' }),
    node('train', 'running', 60, { message: 'Round 6 of 10' }),
  ],
  artifacts: [
    { id: 'rows', name: 'rows.csv', mediaType: 'text/csv', url: '/artifacts/rows.csv', sizeBytes: 1_240_000 },
    { id: 'log', name: 'clean.log', mediaType: 'text/plain' },
  ],
}

type Fixture = { run: WorkflowProgressRun; plan: WorkflowProgressPlan }

const fixture = (changes: Partial<WorkflowProgressRun>): Fixture => ({ plan, run: { ...running, ...changes } })

const unstarted = { status: 'idle', nodes: [], artifacts: [] } as const

/** A run for each look. */
export const workflowFixtures: Readonly<Record<WorkflowLookName, Fixture>> = {
  loading: fixture({ ...unstarted, isLoading: true }),
  idle: fixture(unstarted),
  queued: fixture({ ...unstarted, status: 'queued' }),
  running: fixture({}),
  stalled: fixture({ stalled: true }),
  detached: fixture({ detached: true }),
  cancelling: fixture({ status: 'cancelling' }),
  cancelled: fixture({ status: 'cancelled' }),
  completed: fixture({ status: 'completed', nodes: plan.map((one) => node(one.node, 'completed', 100)) }),
  failed: fixture({ status: 'failed', error: 'The model did not converge.' }),
  lost: fixture({ status: 'failed', error: 'internal' }),
  refused: fixture({ ...unstarted, error: 'forbidden' }),
}

/** A run of so many nodes, most of them done. */
export function longRun(count: number): Fixture {
  const names = Array.from({ length: count }, (_, index) => `node-${index + 1}`)
  const done = Math.floor(count * 0.8)
  return {
    plan: names.map((name, index) => ({ node: name, name: `Step ${index + 1}` })),
    run: {
      ...running,
      nodes: names
        .slice(0, done + 3)
        .map((name, index) => (index < done ? node(name, 'completed', 100) : node(name, 'running', 30))),
    },
  }
}
