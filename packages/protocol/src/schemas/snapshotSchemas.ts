import * as v from 'valibot'
import type { AnalysisSnapshot, TaskSnapshot, TopicSnapshots, TopicState } from '../snapshots.ts'
import { eventSchemas } from './eventSchemas.ts'
import { failure, id, issue, optional, percent, person, presenceState, step, time } from './parts.ts'

const rev = { rev: v.number() }
const running = v.picklist(['queued', 'running', 'cancelling'])

const task = {
  ...rev,
  taskId: id,
  taskType: v.string(),
  title: optional(v.string()),
  attempt: v.number(),
  startedAt: time,
  progress: percent,
  message: v.string(),
  step: optional(step),
}
const taskSnapshot: v.GenericSchema<unknown, TaskSnapshot> = v.variant('status', [
  v.looseObject({ ...task, status: running }),
  v.looseObject({ ...task, status: v.literal('completed'), endedAt: time, result: v.unknown() }),
  v.looseObject({
    ...task,
    status: v.literal('failed'),
    endedAt: time,
    error: v.string(),
    code: optional(v.string()),
    retryable: optional(v.boolean()),
  }),
  v.looseObject({ ...task, status: v.picklist(['cancelled', 'lost']), endedAt: time }),
])

const analysis = {
  analysisId: id,
  projectId: id,
  startedAt: time,
  detectors: v.array(
    v.looseObject({
      ...rev,
      id,
      name: v.string(),
      weight: optional(v.number()),
      progress: percent,
      issuesFound: v.number(),
      error: optional(failure),
    }),
  ),
  overall: percent,
  issuesFound: v.number(),
  issues: v.array(issue),
  estimatedSecondsRemaining: optional(v.number()),
}
const analysisSnapshot: v.GenericSchema<unknown, AnalysisSnapshot> = v.variant('status', [
  v.looseObject({ ...analysis, status: running }),
  v.looseObject({
    ...analysis,
    status: v.literal('complete'),
    endedAt: time,
    durationMs: v.number(),
    summary: optional(v.string()),
  }),
  v.looseObject({ ...analysis, status: v.literal('error'), endedAt: time, error: failure }),
  v.looseObject({ ...analysis, status: v.literal('cancelled'), endedAt: time, cancelledBy: optional(id) }),
])

/** A schema for the snapshot of each kind of topic. Fields that a newer server adds pass through. */
export const snapshotSchemas: {
  readonly [TKind in keyof TopicSnapshots]: v.GenericSchema<unknown, TopicSnapshots[TKind]>
} = {
  user: v.looseObject({
    unreadCount: v.number(),
    notifications: v.array(eventSchemas.notification),
    tasks: v.array(taskSnapshot),
  }),
  team: v.null(),
  project: v.looseObject({ analysis: v.nullable(analysisSnapshot) }),
  run: v.looseObject({ history: v.array(eventSchemas['workflow:event']) }),
}

/** A schema for the `state` of an answer to `sync`. */
export const topicStateSchema: v.GenericSchema<unknown, TopicState> = v.looseObject({
  ...rev,
  people: optional(v.array(v.intersect([person, v.looseObject({ ...rev, status: presenceState, lastSeenAt: time })]))),
  analysis: optional(v.array(v.intersect([eventSchemas['analysis:progress'], v.looseObject(rev)]))),
  tasks: optional(v.array(v.intersect([eventSchemas['ai:task:progress'], v.looseObject(rev)]))),
  nodes: optional(v.array(v.intersect([eventSchemas['workflow:progress'], v.looseObject(rev)]))),
})
