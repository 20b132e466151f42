import type {
  AITaskProgress,
  AnalysisIssue,
  AnalysisProgress,
  AnalysisStarted,
  IsoTime,
  Notification,
  Person,
  PresenceState,
  WorkflowEvent,
  WorkflowProgress,
} from './payloads.ts'

/** Where a task stands. `cancelling` is a client's own word while its request is under way. */
export type TaskStatus = 'queued' | 'running' | 'cancelling' | 'completed' | 'failed' | 'cancelled' | 'lost'

/** Where an analysis stands. `idle` and `cancelling` are a client's own words: there is none, its request is under way. */
export type AnalysisStatus = 'idle' | 'queued' | 'running' | 'cancelling' | 'complete' | 'error' | 'cancelled'

/** What is current, with the revision at which it was told: a state event with a lower one, or the same, is old. */
export type Revised<TValue> = TValue & { rev: number }

/** A person in a project, as the project's state lists them. */
export type PresentPerson = Revised<Person & { status: PresenceState; lastSeenAt: IsoTime }>

/**
 * What holds in a topic now, its last state event being that of revision `rev`. Progress is that of what runs: of each
 * part the payload of its newest event, with the revision of that event. What has none yet is missing.
 */
export type TopicState = {
  rev: number
  /** Of a project. */
  people?: PresentPerson[]
  /** Of a project: one for each detector of the analysis that runs. */
  analysis?: Revised<AnalysisProgress>[]
  /** Of a user: one for each task that runs. */
  tasks?: Revised<AITaskProgress>[]
  /** Of a run: one for each node that runs. */
  nodes?: Revised<WorkflowProgress>[]
}

/** What a snapshot holds, by the kind of its topic; of the kinds that an app adds it is `null`. Lists go from old to new. */
export type TopicSnapshots = { user: UserSnapshot; team: null; project: ProjectSnapshot; run: RunSnapshot }

/** A snapshot of any topic. */
export type TopicSnapshot = TopicSnapshots[keyof TopicSnapshots]

/**
 * What a user has: the last 50 notifications and all older ones that are unread, and the tasks that run or ended within
 * the last hour. `unreadCount` also counts those for which an answer had no room.
 */
export type UserSnapshot = { unreadCount: number; notifications: Notification[]; tasks: TaskSnapshot[] }

/** What a project has: its latest analysis, over or not. */
export type ProjectSnapshot = { analysis: AnalysisSnapshot | null }

/** What happened in a run: its newest events, at most 1000. */
export type RunSnapshot = { history: WorkflowEvent[] }

/** How an attempt of a task ended. */
export type TaskEnd = { endedAt: IsoTime } & (
  | { status: 'completed'; result: unknown }
  | { status: 'failed'; error: string; code?: string; retryable?: boolean }
  | { status: 'cancelled' | 'lost' }
)

/** A task's current attempt. `progress` is 0–100, `rev` 0 where none was told. */
export type TaskSnapshot = Revised<
  Pick<AITaskProgress, 'taskId' | 'attempt' | 'progress' | 'message' | 'step'> & {
    taskType: string
    title?: string
    startedAt: IsoTime
  }
> &
  ({ status: 'queued' | 'running' | 'cancelling' } | TaskEnd)

/**
 * A detector's part in an analysis. `progress` is 0–100, `rev` 0 where none was told; `issuesFound` counts the issues of
 * this detector that were told. One with an `error` has stopped, and the analysis goes on without it.
 */
export type DetectorSnapshot = Revised<
  AnalysisStarted['detectors'][number] & {
    progress: number
    issuesFound: number
    error?: { code: string; message: string }
  }
>

/** How an analysis ended. */
export type AnalysisEnd = { endedAt: IsoTime } & (
  | { status: 'complete'; durationMs: number; summary?: string }
  | { status: 'error'; error: { code: string; message: string } }
  | { status: 'cancelled'; cancelledBy?: string }
)

/**
 * An analysis. `overall` is 0–100, weighted over the detectors; `issuesFound` counts all issues, of which `issues` are
 * the newest, at most 200. `estimatedSecondsRemaining` is that of the newest progress.
 */
export type AnalysisSnapshot = {
  analysisId: string
  projectId: string
  startedAt: IsoTime
  detectors: DetectorSnapshot[]
  overall: number
  issuesFound: number
  issues: AnalysisIssue['issue'][]
  estimatedSecondsRemaining?: number
} & ({ status: 'queued' | 'running' | 'cancelling' } | AnalysisEnd)
