import type { ErrorCode } from './codes.ts'
import type { Cursor } from './meta.ts'

/** An ISO 8601 time, as `2026-11-20T09:30:00.000Z`. */
export type IsoTime = string

/** What our server says first. Only `protocol: 1` counts; any other `connected` is an app's own event. */
export type Connected = {
  protocol: 1
  serverTime: IsoTime
  /** The heads of the topics that the server joined for the user; not cursors. */
  topics: Record<string, Cursor>
  /** Names the server's memory of command ids. */
  commandEpoch: string
  reconnectSpreadMs: number
  dedupeWindowMs: number
  /** The largest payload that the server takes, in bytes of JSON. */
  maxPayload: number
}

export type ServerErrorNotice = { code: ErrorCode; message: string; event?: string; retryAfterMs?: number }
export type Spread = { reconnectSpreadMs: number }
export type Heads = { topics: Record<string, Cursor> }
export type AuthDeadline = { expiresAt: IsoTime }
export type TopicNotice = { topic: string }

export type ProjectUpdated = {
  projectId: string
  changes: Record<string, unknown>
  updatedBy: string
  updatedAt: IsoTime
}

/** A person as shown to others. */
export type Person = { userId: string; name: string; avatarUrl?: string }
export type ProjectUser = { projectId: string; user: Person }
export type PresenceState = 'online' | 'away' | 'offline'
export type PresenceChanged = {
  userId: string
  name?: string
  avatarUrl?: string
  status: PresenceState
  lastSeenAt: IsoTime
  projectId?: string
}

export type AnalysisStarted = {
  analysisId: string
  projectId: string
  detectors: { id: string; name: string; weight?: number }[]
  startedAt: IsoTime
}
/** `progress` and `overall` are 0–100. */
export type AnalysisProgress = {
  analysisId: string
  projectId: string
  detector: string
  progress: number
  overall?: number
  issuesFound: number
  estimatedSecondsRemaining?: number
}
export type AnalysisIssue = {
  analysisId: string
  projectId: string
  issue: { id: string; detector: string; severity: string; message: string; file?: string; line?: number }
}
export type AnalysisComplete = {
  analysisId: string
  projectId: string
  issuesFound: number
  durationMs: number
  summary?: string
}
/** With `detector`, only that detector failed. */
export type AnalysisFailed = {
  analysisId: string
  projectId: string
  error: { code: string; message: string }
  detector?: string
}
export type AnalysisCancelled = { analysisId: string; projectId: string; cancelledBy?: string }

export type Notification = {
  id: string
  userId: string
  type: 'info' | 'success' | 'warning' | 'error' | (string & {})
  title: string
  message?: string
  href?: string
  createdAt: IsoTime
  readAt?: IsoTime
  data?: unknown
}
export type NotificationsMarked = { userId: string; ids: string[] | 'all'; readAt?: IsoTime }

export type CommentCreated = {
  commentId: string
  projectId: string
  author: Person
  body: string
  target?: string
  createdAt: IsoTime
}
export type CommentResolved = { commentId: string; projectId: string; resolvedBy: string; resolvedAt: IsoTime }

/** From other servers; ours sends `<entity>:created | updated | deleted` instead. May arrive twice. */
export type DataUpdate = {
  entityType: string
  entityId: string
  action: 'create' | 'update' | 'delete'
  userId: string
  teamId?: string
  data?: unknown
}

export type AITaskStarted = {
  taskId: string
  taskType: string
  title?: string
  message: string
  attempt: number
  timestamp: IsoTime
}
/** `progress` is 0–100. */
export type AITaskProgress = {
  taskId: string
  progress: number
  message: string
  attempt: number
  step?: { index: number; count: number; name: string }
  timestamp: IsoTime
}
export type AITaskCompleted = {
  taskId: string
  result: unknown
  message: string
  attempt: number
  timestamp: IsoTime
}
export type AITaskFailed = {
  taskId: string
  error: string
  code?: string
  retryable?: boolean
  attempt: number
  timestamp: IsoTime
}
export type AITaskEnded = { taskId: string; attempt: number; timestamp: IsoTime }

export type Artifact = { id: string; name: string; mediaType: string; url?: string; sizeBytes?: number }
export type WorkflowEvent = {
  runId: string
  kind: 'run_started' | 'node_started' | 'node_completed' | 'node_failed' | 'artifact' | 'run_completed' | 'run_failed'
  node?: string
  artifact?: Artifact
  error?: string
  timestamp: IsoTime
}
/** `progress` is 0–100. */
export type WorkflowProgress = { runId: string; node: string; progress: number; message?: string; timestamp: IsoTime }
