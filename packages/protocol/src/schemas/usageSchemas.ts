import * as v from 'valibot'
import type {
  EndedSession,
  SessionEnd,
  SessionStatus,
  SSEEvent,
  UsageEvents,
  UsagePing,
  UsageSessionAPIResponse,
} from '../usage.ts'
import { id, optional, time } from './parts.ts'

const status: v.GenericSchema<unknown, SessionStatus> = v.picklist([
  'idle',
  'starting',
  'active',
  'stopping',
  'closed',
  'expired',
  'capped',
])
const sessionEnd: v.GenericSchema<unknown, SessionEnd> = v.picklist(['user', 'cap', 'ttl', 'admin'])
const seconds = v.pipe(v.number(), v.minValue(0), v.finite())
const figures = {
  time_remaining_seconds: seconds,
  total_usage_seconds: seconds,
  current_session_seconds: seconds,
  revision: id,
  as_of: time,
}
const session = {
  ...figures,
  session_id: v.nullable(id),
  status,
  paused: v.boolean(),
  started_at: v.nullable(time),
  expires_at: v.nullable(time),
  cap_at: v.nullable(time),
  ended_by: optional(sessionEnd),
}
const state = v.looseObject(session)
const ended: v.GenericSchema<unknown, EndedSession> = v.looseObject({
  session_id: id,
  status,
  ended_by: sessionEnd,
  ended_at: time,
})

/** A schema for the payload of each event of the usage stream. Fields that a newer server adds pass through. */
export const usageEventSchemas: {
  readonly [TEvent in keyof UsageEvents]: v.GenericSchema<unknown, UsageEvents[TEvent]>
} = {
  'session:state': v.looseObject({ ...session, last: v.nullable(ended) }),
  'session:created': state,
  'session:closed': state,
  'session:expired': state,
  'session:capped': state,
  'session:heartbeat': v.looseObject(figures),
}

/** A schema for what is posted to `ping`. */
export const usagePingSchema: v.GenericSchema<unknown, UsagePing> = v.looseObject({
  active: v.boolean(),
  sessionId: optional(id),
  paused: optional(v.boolean()),
  lease: optional(v.boolean()),
})

/** Whether a value is an event of the usage stream. */
export function isSSEEvent(value: unknown): value is SSEEvent {
  if (typeof value !== 'object' || value === null || !('type' in value) || !('data' in value)) return false
  return isUsageEventName(value.type) && v.is(usageEventSchemas[value.type], value.data)
}

/** Whether a value is what `ping` answers. */
export const isUsageSessionAPIResponse = (value: unknown): value is UsageSessionAPIResponse => v.is(state, value)

const isUsageEventName = (name: unknown): name is keyof UsageEvents =>
  typeof name === 'string' && Object.hasOwn(usageEventSchemas, name)
