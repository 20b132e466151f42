import type {
  AITaskCompleted,
  AITaskEnded,
  AITaskFailed,
  AITaskProgress,
  AITaskStarted,
  AnalysisCancelled,
  AnalysisComplete,
  AnalysisFailed,
  AnalysisIssue,
  AnalysisProgress,
  AnalysisStarted,
  AuthDeadline,
  CommentCreated,
  CommentResolved,
  Connected,
  DataUpdate,
  Heads,
  Notification,
  NotificationsMarked,
  PresenceChanged,
  ProjectUpdated,
  ProjectUser,
  ServerErrorNotice,
  Spread,
  TopicNotice,
  WorkflowEvent,
  WorkflowProgress,
} from './payloads.ts'

/** Every event from server to client, by name, with its payload. An app's contract adds its own. */
export type ServerEvents = {
  connected: Connected
  'server:error': ServerErrorNotice
  'server:draining': Spread
  'server:spread': Spread
  'server:heads': Heads
  'auth:expiring': AuthDeadline
  'auth:expired': AuthDeadline
  'room:revoked': TopicNotice
  'project:updated': ProjectUpdated
  'project:user:joined': ProjectUser
  'project:user:left': ProjectUser
  'presence:changed': PresenceChanged
  'analysis:started': AnalysisStarted
  'analysis:progress': AnalysisProgress
  'analysis:issue': AnalysisIssue
  'analysis:complete': AnalysisComplete
  'analysis:error': AnalysisFailed
  'analysis:cancelled': AnalysisCancelled
  notification: Notification
  'notification:read': NotificationsMarked
  'notification:cleared': NotificationsMarked
  'comment:created': CommentCreated
  'comment:resolved': CommentResolved
  'data:update': DataUpdate
  'ai:task:started': AITaskStarted
  'ai:task:progress': AITaskProgress
  'ai:task:completed': AITaskCompleted
  'ai:task:failed': AITaskFailed
  'ai:task:cancelled': AITaskEnded
  'ai:task:lost': AITaskEnded
  'workflow:event': WorkflowEvent
  'workflow:progress': WorkflowProgress
}

/**
 * What the server promises of an event: *logged* ones have a contiguous sequence in their topic, *state* ones a
 * revision of which the highest wins, *volatile* ones nothing.
 */
export type EventClass = 'logged' | 'state' | 'volatile'

/** By family, the part of an event's name before the first colon. */
const keyFields = new Map([
  ['project', 'projectId'],
  ['analysis', 'projectId'],
  ['comment', 'projectId'],
  ['notification', 'userId'],
  ['presence', 'userId'],
  ['ai', 'taskId'],
  ['workflow', 'runId'],
  ['data', 'entityType'],
  ['room', 'topic'],
])

/**
 * The field by which listeners to one of our events are told apart, as `projectId` for `analysis:progress`. It goes by
 * the family of events, so that a client without a contract needs no list of them.
 */
export function keyFieldOf(event: string): string | undefined {
  const colon = event.indexOf(':')
  return keyFields.get(colon === -1 ? event : event.slice(0, colon))
}
