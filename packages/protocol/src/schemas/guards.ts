import * as v from 'valibot'
import type { ServerEvents } from '../events.ts'
import type { Notification, WorkflowEvent } from '../payloads.ts'
import type { TopicSnapshots, TopicState } from '../snapshots.ts'
import { eventSchemas } from './eventSchemas.ts'
import { snapshotSchemas, topicStateSchema } from './snapshotSchemas.ts'

/** Whether a value is the payload of one of our events. */
export function isEventPayload<TEvent extends keyof ServerEvents>(
  event: TEvent,
  value: unknown,
): value is ServerEvents[TEvent] {
  return v.is(eventSchemas[event], value)
}

/** Whether a value is the payload of `workflow:event`. */
export const isWorkflowEvent = (value: unknown): value is WorkflowEvent => isEventPayload('workflow:event', value)

/** Whether a value is the payload of `notification`. */
export const isNotification = (value: unknown): value is Notification => isEventPayload('notification', value)

/** Whether a value is the snapshot of a topic of that kind. */
export function isTopicSnapshot<TKind extends keyof TopicSnapshots>(
  kind: TKind,
  value: unknown,
): value is TopicSnapshots[TKind] {
  return v.is(snapshotSchemas[kind], value)
}

/** Whether a value is the `state` of an answer to `sync`. */
export const isTopicState = (value: unknown): value is TopicState => v.is(topicStateSchema, value)
