import * as v from 'valibot'
import { type ErrorCode, isErrorCode } from '../codes.ts'
import type { ServerEvents } from '../events.ts'
import { cursor, failure, id, issue, optional, percent, person, presenceState, step, time } from './parts.ts'

const errorCode = v.custom<ErrorCode>(isErrorCode, 'Expected one of the codes of PROTOCOL.md §5')
const spread = v.looseObject({ reconnectSpreadMs: v.number() })
const deadline = v.looseObject({ expiresAt: time })
const projectUser = v.looseObject({ projectId: id, user: person })
const analysis = { analysisId: id, projectId: id }
const marked = { userId: id, ids: v.union([v.array(id), v.literal('all')]), readAt: optional(time) }
const attempt = { taskId: id, attempt: v.number(), timestamp: time }

/** A schema for each of our events. Fields that a newer server adds pass through. */
export const eventSchemas: { readonly [TEvent in keyof ServerEvents]: v.GenericSchema<unknown, ServerEvents[TEvent]> } =
  {
    connected: v.looseObject({
      protocol: v.literal(1),
      serverTime: time,
      topics: v.record(v.string(), cursor),
      commandEpoch: v.string(),
      reconnectSpreadMs: v.number(),
      dedupeWindowMs: v.number(),
      maxPayload: v.number(),
    }),
    'server:error': v.looseObject({
      code: errorCode,
      message: v.string(),
      event: optional(v.string()),
      retryAfterMs: optional(v.number()),
    }),
    'server:draining': spread,
    'server:spread': spread,
    'server:heads': v.looseObject({ topics: v.record(v.string(), cursor) }),
    'auth:expiring': deadline,
    'auth:expired': deadline,
    'room:revoked': v.looseObject({ topic: v.string() }),
    'project:updated': v.looseObject({
      projectId: id,
      changes: v.record(v.string(), v.unknown()),
      updatedBy: id,
      updatedAt: time,
    }),
    'project:user:joined': projectUser,
    'project:user:left': projectUser,
    'presence:changed': v.looseObject({
      userId: id,
      name: optional(v.string()),
      avatarUrl: optional(v.string()),
      status: presenceState,
      lastSeenAt: time,
      projectId: optional(id),
    }),
    'analysis:started': v.looseObject({
      ...analysis,
      detectors: v.array(v.looseObject({ id, name: v.string(), weight: optional(v.number()) })),
      startedAt: time,
    }),
    'analysis:progress': v.looseObject({
      ...analysis,
      detector: id,
      progress: percent,
      overall: optional(percent),
      issuesFound: v.number(),
      estimatedSecondsRemaining: optional(v.number()),
    }),
    'analysis:issue': v.looseObject({ ...analysis, issue }),
    'analysis:complete': v.looseObject({
      ...analysis,
      issuesFound: v.number(),
      durationMs: v.number(),
      summary: optional(v.string()),
    }),
    'analysis:error': v.looseObject({
      ...analysis,
      error: failure,
      detector: optional(id),
    }),
    'analysis:cancelled': v.looseObject({ ...analysis, cancelledBy: optional(id) }),
    notification: v.looseObject({
      id,
      userId: id,
      type: v.string(),
      title: v.string(),
      message: optional(v.string()),
      href: optional(v.string()),
      createdAt: time,
      readAt: optional(time),
      data: optional(v.unknown()),
    }),
    'notification:read': v.looseObject(marked),
    'notification:cleared': v.looseObject(marked),
    'comment:created': v.looseObject({
      commentId: id,
      projectId: id,
      author: person,
      body: v.string(),
      target: optional(v.string()),
      createdAt: time,
    }),
    'comment:resolved': v.looseObject({ commentId: id, projectId: id, resolvedBy: id, resolvedAt: time }),
    'data:update': v.looseObject({
      entityType: v.string(),
      entityId: id,
      action: v.picklist(['create', 'update', 'delete']),
      userId: id,
      teamId: optional(id),
      data: optional(v.unknown()),
    }),
    'ai:task:started': v.looseObject({
      ...attempt,
      taskType: v.string(),
      title: optional(v.string()),
      message: v.string(),
    }),
    'ai:task:progress': v.looseObject({
      ...attempt,
      progress: percent,
      message: v.string(),
      step: optional(step),
    }),
    'ai:task:completed': v.looseObject({ ...attempt, result: v.unknown(), message: v.string() }),
    'ai:task:failed': v.looseObject({
      ...attempt,
      error: v.string(),
      code: optional(v.string()),
      retryable: optional(v.boolean()),
    }),
    'ai:task:cancelled': v.looseObject(attempt),
    'ai:task:lost': v.looseObject(attempt),
    'workflow:event': v.looseObject({
      runId: id,
      kind: v.picklist([
        'run_started',
        'node_started',
        'node_completed',
        'node_failed',
        'artifact',
        'run_completed',
        'run_failed',
      ]),
      node: optional(v.string()),
      artifact: optional(
        v.looseObject({
          id,
          name: v.string(),
          mediaType: v.string(),
          url: optional(v.string()),
          sizeBytes: optional(v.number()),
        }),
      ),
      error: optional(v.string()),
      timestamp: time,
    }),
    'workflow:progress': v.looseObject({
      runId: id,
      node: v.string(),
      progress: percent,
      message: optional(v.string()),
      timestamp: time,
    }),
  }
