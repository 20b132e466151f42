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

/** Class and key of an event. The key is the field of the payload by which listeners may be told apart. */
export type EventTraits = { readonly class: EventClass; readonly key?: string }

/** The traits of our own events. */
export const eventTraits: { readonly [TEvent in keyof ServerEvents]: EventTraits } = {
  connected: { class: 'volatile' },
  'server:error': { class: 'volatile' },
  'server:draining': { class: 'volatile' },
  'server:spread': { class: 'volatile' },
  'server:heads': { class: 'volatile' },
  'auth:expiring': { class: 'volatile' },
  'auth:expired': { class: 'volatile' },
  'room:revoked': { class: 'volatile', key: 'topic' },
  'project:updated': { class: 'logged', key: 'projectId' },
  'project:user:joined': { class: 'state', key: 'projectId' },
  'project:user:left': { class: 'state', key: 'projectId' },
  'presence:changed': { class: 'state', key: 'userId' },
  'analysis:started': { class: 'logged', key: 'projectId' },
  'analysis:progress': { class: 'state', key: 'projectId' },
  'analysis:issue': { class: 'logged', key: 'projectId' },
  'analysis:complete': { class: 'logged', key: 'projectId' },
  'analysis:error': { class: 'logged', key: 'projectId' },
  'analysis:cancelled': { class: 'logged', key: 'projectId' },
  notification: { class: 'logged', key: 'userId' },
  'notification:read': { class: 'logged', key: 'userId' },
  'notification:cleared': { class: 'logged', key: 'userId' },
  'comment:created': { class: 'logged', key: 'projectId' },
  'comment:resolved': { class: 'logged', key: 'projectId' },
  'data:update': { class: 'logged', key: 'entityType' },
  'ai:task:started': { class: 'logged', key: 'taskId' },
  'ai:task:progress': { class: 'state', key: 'taskId' },
  'ai:task:completed': { class: 'logged', key: 'taskId' },
  'ai:task:failed': { class: 'logged', key: 'taskId' },
  'ai:task:cancelled': { class: 'logged', key: 'taskId' },
  'ai:task:lost': { class: 'logged', key: 'taskId' },
  'workflow:event': { class: 'logged', key: 'runId' },
  'workflow:progress': { class: 'state', key: 'runId' },
}
