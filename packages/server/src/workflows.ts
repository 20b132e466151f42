import { climb, type Revised, type WorkflowEvent, type WorkflowProgress } from '@telltale/protocol'
import { type Coalescer, createCoalescer } from './coalesce.ts'
import { type Newest, revise, type Tell, type Told } from './told.ts'

/** An event of a run, before it is given its run and its time. */
export type WorkflowDraft = Omit<WorkflowEvent, 'runId' | 'timestamp'>

/** Tells of one run. */
export type Workflow = {
  /** @throws {TelltaleError} `invalid_payload` */
  emit: (event: WorkflowDraft) => void
  /**
   * How far a node is, 0–100. Told at most every 100 ms, the newest alone; it never goes back. Once the node or the run
   * is over it does nothing, until the node or the run starts again.
   */
  progress: (node: string, percent: number, message?: string) => void
}

export type Workflows = {
  of: (runId: string) => Workflow
  told: (told: Told, runId: string) => void
  /** Progress of the nodes that run. */
  progress: (runId: string, epoch: string) => Revised<WorkflowProgress>[]
  close: () => void
}

/** Runs whose progress is known, and nodes of one; then that which was told of longest ago is forgotten. */
const kept = { runs: 1000, nodes: 1000 }

type WorkflowsWorld = { tell: Tell; onError: (error: unknown) => void }

type Node = { readonly isOver: boolean; readonly newest?: Newest<WorkflowProgress> }
type Run = {
  readonly nodes: Map<string, Node>
  /** How far nodes were said to be, which is ahead of what was told by 100 ms at most. */
  readonly reached: Map<string, number>
  coalescer: Coalescer
  isOver: boolean
}

/** Told last comes last. */
function setNode({ nodes, reached }: Run, name: string, node: Node): void {
  nodes.delete(name)
  nodes.set(name, node)
  const [oldest] = nodes.keys()
  if (nodes.size <= kept.nodes || oldest === undefined) return
  nodes.delete(oldest)
  reached.delete(oldest)
}

/**
 * The progress of runs, in memory; their history is in the store. What has been told is what is so, whether it was told
 * from here or by hand. Of a node:
 *
 * | told                                  | quiet    | running             | over    | the run is over      |
 * | ------------------------------------- | -------- | ------------------- | ------- | -------------------- |
 * | `node_started`                        | at 0     | at 0                | at 0    |                      |
 * | `workflow:progress`                   | running  | further, never back |         |                      |
 * | `node_completed`, `node_failed`       | over     | over                |         |                      |
 * | `run_completed`, `run_failed`         | run over | run over            | run over |                     |
 * | `run_started`                         | quiet    | quiet               | quiet   | quiet                |
 *
 * Where nothing stands, nothing changes. Events themselves are a log of what the app says, and all of them are told.
 *
 * - I1 After the end of a node, or of its run, no progress of it is told until it starts again.
 */
export function createWorkflows({ tell, onError }: WorkflowsWorld): Workflows {
  /** Told last comes last. */
  const runs = new Map<string, Run>()
  let isClosed = false

  const find = (runId: string): Run => {
    const run = runs.get(runId) ?? {
      nodes: new Map(),
      reached: new Map(),
      coalescer: createCoalescer(onError),
      isOver: false,
    }
    runs.delete(runId)
    runs.set(runId, run)
    const [quiet] = runs
    if (runs.size > kept.runs && quiet !== undefined) {
      runs.delete(quiet[0])
      quiet[1].coalescer.stop()
    }
    return run
  }

  return {
    of: (runId) => {
      const topic = `run:${runId}`
      const now = (): string => new Date().toISOString()
      return {
        emit: (event) => void tell(topic, 'workflow:event', { ...event, runId, timestamp: now() }),
        progress: (node, percent, message) => {
          if (isClosed) return
          const run = find(runId)
          if (run.isOver || run.nodes.get(node)?.isOver === true) return
          const progress = climb(run.reached.get(node) ?? 0, percent)
          run.reached.set(node, progress)
          run.coalescer.send(node, () => {
            const said = message !== undefined && { message }
            tell(topic, 'workflow:progress', { runId, node, progress, ...said, timestamp: now() })
          })
        },
      }
    },
    told: ({ event, payload, meta }, runId) => {
      if (event === 'workflow:progress') {
        const run = find(runId)
        const { node } = payload
        const before = run.nodes.get(node)
        if (run.isOver || before?.isOver === true) return
        const progress = climb(before?.newest?.payload.progress ?? 0, payload.progress)
        setNode(run, node, { isOver: false, newest: { payload: { ...payload, progress }, meta } })
        // What was said by hand counts for what is said from here.
        run.reached.set(node, climb(run.reached.get(node) ?? 0, progress))
      }
      if (event !== 'workflow:event') return
      const run = find(runId)
      const { kind, node } = payload
      if (kind === 'run_started' || kind === 'run_completed' || kind === 'run_failed') {
        run.isOver = kind !== 'run_started'
        run.nodes.clear()
        run.reached.clear()
        run.coalescer.stop()
        run.coalescer = createCoalescer(onError)
      } else if (kind !== 'artifact' && node !== undefined) {
        setNode(run, node, { isOver: kind !== 'node_started' })
        run.reached.delete(node)
        run.coalescer.drop(node)
      }
    },
    progress: (runId, epoch) =>
      Array.from(runs.get(runId)?.nodes.values() ?? []).flatMap(({ newest }) =>
        newest === undefined ? [] : [revise(newest, epoch)],
      ),
    close: () => {
      isClosed = true
      for (const { coalescer } of runs.values()) coalescer.stop()
      runs.clear()
    },
  }
}
