import { deepStrictEqual } from 'node:assert'
import type {
  AnalysisSnapshot,
  Notification,
  ProjectSnapshot,
  RunSnapshot,
  ServerEvents,
  TaskSnapshot,
  TopicSnapshot,
  TopicState,
  UserSnapshot,
  WorkflowEvent,
  WorkflowProgress,
} from '@telltale/protocol'
import type { Heard } from './createParts.ts'

type On = { readonly [TEvent in keyof ServerEvents]?: (payload: ServerEvents[TEvent], heard: Heard) => void }

/**
 * What one client makes of one topic: it begins with a snapshot and its state, or with nothing, and then hears events.
 * It knows nothing of the server's code, and takes events at their word.
 */
export class ClientFold {
  notifications: Map<string, Notification> = new Map()
  tasks: Map<string, TaskSnapshot> = new Map()
  analysis: AnalysisSnapshot | null = null
  history: WorkflowEvent[] = []
  nodes: Map<string, WorkflowProgress & { rev: number }> = new Map()

  constructor(snapshot?: TopicSnapshot, state?: TopicState) {
    if (snapshot !== undefined && snapshot !== null) this.#take(snapshot)
    if (state !== undefined) this.catchUp([], state)
  }

  /** The logged events that were missed, and then what holds now. */
  catchUp(missed: readonly Heard[], state: TopicState): void {
    for (const heard of missed) this.hear(heard)
    const { tasks = [], analysis = [], nodes = [] } = state
    for (const { rev, ...payload } of tasks) this.#progressed('ai:task:progress', payload, rev)
    for (const { rev, ...payload } of analysis) this.#progressed('analysis:progress', payload, rev)
    for (const { rev, ...payload } of nodes) this.#progressed('workflow:progress', payload, rev)
  }

  hear(heard: Heard): void {
    // Each name has its own payload.
    const take = this.#on[heard.event as keyof ServerEvents] as ((payload: unknown, heard: Heard) => void) | undefined
    take?.(heard.payload, heard)
  }

  #progressed<TEvent extends keyof ServerEvents>(event: TEvent, payload: ServerEvents[TEvent], rev: number): void {
    this.hear({ event, payload, meta: { id: '', topic: '', at: '', rev }, heardAt: 0 })
  }

  #take(snapshot: UserSnapshot | ProjectSnapshot | RunSnapshot): void {
    if ('history' in snapshot) this.history = snapshot.history
    else if ('analysis' in snapshot) this.analysis = snapshot.analysis
    else {
      this.notifications = new Map(snapshot.notifications.map((one) => [one.id, one]))
      this.tasks = new Map(snapshot.tasks.map((task) => [task.taskId, task]))
    }
  }

  #endTask({ taskId, attempt }: { taskId: string; attempt: number }, end: object): void {
    const task = this.tasks.get(taskId)
    // A task that is cut short by the type alone.
    if (task?.attempt === attempt && task.status === 'running')
      this.tasks.set(taskId, { ...task, ...end } as TaskSnapshot)
  }

  /** The analysis that runs, if the event is about that one. */
  #running({ analysisId }: { analysisId: string }): AnalysisSnapshot | null {
    return this.analysis?.analysisId === analysisId && this.analysis.status === 'running' ? this.analysis : null
  }

  #endAnalysis(about: { analysisId: string }, end: object): void {
    const analysis = this.#running(about)
    if (analysis) this.analysis = { ...analysis, ...end } as AnalysisSnapshot // likewise
  }

  readonly #on: On = {
    notification: (notification) => {
      if (!this.notifications.has(notification.id)) this.notifications.set(notification.id, notification)
    },
    'notification:read': ({ ids, readAt }) => {
      for (const [id, one] of this.notifications) {
        if ((ids === 'all' || ids.includes(id)) && one.readAt === undefined && readAt !== undefined) {
          this.notifications.set(id, { ...one, readAt })
        }
      }
    },
    'notification:cleared': ({ ids }) => {
      for (const id of this.notifications.keys()) if (ids === 'all' || ids.includes(id)) this.notifications.delete(id)
    },
    'ai:task:started': ({ taskId, taskType, title, message, attempt, timestamp }) => {
      if ((this.tasks.get(taskId)?.attempt ?? 0) >= attempt) return
      const words = title === undefined ? {} : { title }
      const begun = { taskId, taskType, ...words, message, attempt, startedAt: timestamp, progress: 0, rev: 0 }
      this.tasks.set(taskId, { ...begun, status: 'running' })
    },
    'ai:task:progress': ({ taskId, attempt, progress, message, step }, { meta: { rev = 0 } }) => {
      const task = this.tasks.get(taskId)
      if (task?.attempt !== attempt || task.status !== 'running' || rev <= task.rev) return
      const { step: _before, ...rest } = task
      this.tasks.set(taskId, { ...rest, progress, message, ...(step === undefined ? {} : { step }), rev })
    },
    'ai:task:completed': ({ result, message, timestamp: endedAt, ...about }) =>
      this.#endTask(about, { status: 'completed', result, message, endedAt, progress: 100 }),
    'ai:task:failed': ({ error, code, retryable, timestamp: endedAt, ...about }) =>
      this.#endTask(about, { status: 'failed', error, code, retryable, endedAt }),
    'ai:task:cancelled': ({ timestamp: endedAt, ...about }) => this.#endTask(about, { status: 'cancelled', endedAt }),
    'ai:task:lost': ({ timestamp: endedAt, ...about }) => this.#endTask(about, { status: 'lost', endedAt }),
    'analysis:started': ({ analysisId, projectId, detectors, startedAt }) => {
      if (this.analysis?.analysisId === analysisId) return
      this.analysis = {
        analysisId,
        projectId,
        startedAt,
        detectors: detectors.map((detector) => ({ ...detector, progress: 0, issuesFound: 0, rev: 0 })),
        overall: 0,
        issuesFound: 0,
        issues: [],
        status: 'running',
      }
    },
    'analysis:progress': (payload, { meta: { rev = 0 } }) => {
      const analysis = this.#running(payload)
      const detector = analysis?.detectors.find(({ id }) => id === payload.detector)
      if (!analysis || !detector || rev <= detector.rev) return
      const newest = Math.max(...analysis.detectors.map((one) => one.rev))
      Object.assign(detector, { progress: payload.progress, rev })
      analysis.overall = Math.max(analysis.overall, payload.overall ?? 0, meanOf(analysis))
      analysis.issuesFound = Math.max(analysis.issuesFound, payload.issuesFound)
      // Only the newest of all detectors knows how long it will take.
      if (rev < newest) return
      delete analysis.estimatedSecondsRemaining
      const { estimatedSecondsRemaining } = payload
      if (estimatedSecondsRemaining !== undefined) Object.assign(analysis, { estimatedSecondsRemaining })
    },
    'analysis:issue': (payload) => {
      const analysis = this.#running(payload)
      const { issue } = payload
      if (!analysis) return
      for (const detector of analysis.detectors) if (detector.id === issue.detector) detector.issuesFound += 1
      analysis.issues = [...analysis.issues, issue].slice(-200)
      const told = analysis.detectors.reduce((sum, detector) => sum + detector.issuesFound, 0)
      analysis.issuesFound = Math.max(analysis.issuesFound, told)
    },
    'analysis:error': (payload, { meta }) => {
      const { error, detector: failed } = payload
      if (failed === undefined) return this.#endAnalysis(payload, { status: 'error', error, endedAt: meta.at })
      const analysis = this.#running(payload)
      if (!analysis) return
      for (const detector of analysis.detectors) if (detector.id === failed) detector.error ??= error
      analysis.overall = Math.max(analysis.overall, meanOf(analysis))
    },
    'analysis:complete': (payload, { meta }) => {
      const { issuesFound, durationMs, summary } = payload
      const analysis = this.#running(payload)
      for (const detector of analysis?.detectors ?? []) if (!detector.error) detector.progress = 100
      delete analysis?.estimatedSecondsRemaining
      const end = { status: 'complete', endedAt: meta.at, durationMs, issuesFound, overall: 100 }
      this.#endAnalysis(payload, { ...end, ...(summary === undefined ? {} : { summary }) })
    },
    'analysis:cancelled': (payload, { meta }) => {
      const { cancelledBy } = payload
      const by = cancelledBy === undefined ? {} : { cancelledBy }
      this.#endAnalysis(payload, { status: 'cancelled', endedAt: meta.at, ...by })
    },
    'workflow:event': (event) => {
      this.history = [...this.history, event].slice(-1000)
      if (event.kind.startsWith('run_')) this.nodes.clear()
      else if (event.kind.startsWith('node_')) this.nodes.delete(event.node ?? '')
    },
    'workflow:progress': (payload, { meta: { rev = 0 } }) => {
      if (rev > (this.nodes.get(payload.node)?.rev ?? 0)) this.nodes.set(payload.node, { ...payload, rev })
    },
  }
}

/** By weight, a failed one counting as done. */
function meanOf({ detectors }: AnalysisSnapshot): number {
  let done = 0
  let all = 0
  for (const { weight = 1, progress, error } of detectors) {
    done += weight * (error ? 100 : progress)
    all += weight
  }
  return Math.min(100, done / all)
}

/** No two state events about one thing within 100 ms, and none that goes back. */
export function expectCoalesced(heard: readonly Heard[], keyOf: (payload: never) => string): void {
  const last = new Map<string, { heardAt: number; progress: number }>()
  for (const { payload, heardAt } of heard) {
    const { progress } = payload as { progress: number } // of all that is told so
    const key = keyOf(payload as never) // likewise
    const before = last.get(key)
    if (before !== undefined) {
      deepStrictEqual({ key, apart: heardAt - before.heardAt >= 100 }, { key, apart: true })
      deepStrictEqual({ key, isBack: progress < before.progress }, { key, isBack: false })
    }
    last.set(key, { heardAt, progress })
  }
}
