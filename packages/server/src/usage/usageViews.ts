import type {
  EndedSession,
  SessionEnd,
  SessionStatus,
  SSEEvent,
  UsageFigures,
  UsageSessionState,
} from '@telltale/protocol'
import { capAt, type ClosedSession, countedMs, endDue, type UsageLimits, type UsageRecord } from './ledger.ts'

/** How a record is shown, at a time. */
export type UsageView = (record: UsageRecord, limits: UsageLimits, now: number) => UsageSessionState

/** The session that there is, or `idle`. */
export const toSessionState: UsageView = (record, limits, now) => {
  const { session } = record
  if (session === null) return { ...none, ...figures(record, limits, now, 0, record.seq) }
  // A session that is over and not yet settled has used nothing since its end.
  const at = Math.min(noEarlier(now, record), endDue(record, limits)?.at ?? Infinity)
  const cap = capAt(record, limits)
  return {
    session_id: session.id,
    status: 'active',
    paused: session.runsSince === null,
    started_at: toIso(session.startedAt),
    expires_at: toIso(session.expiresAt),
    cap_at: cap === null ? null : toIso(cap),
    ...figures(record, limits, now, countedMs(session, at), record.seq),
  }
}

/** The last session as it ended; `idle` if there was none. */
export const toClosedState: UsageView = (record, limits, now) => {
  const { last } = record
  if (last === null) return toSessionState(record, limits, now)
  return {
    ...none,
    session_id: last.id,
    status: statusOf[last.endedBy],
    started_at: toIso(last.startedAt),
    ended_by: last.endedBy,
    ...figures({ ...record, session: null }, limits, now, last.countedMs, last.seq),
  }
}

/**
 * What is answered to a ping: always what is true of the user now. That is the session that runs, whichever was asked
 * about; else the end of the one that was asked about, where it was the last; else `idle`.
 */
export const answerView =
  (sessionId: string | undefined): UsageView =>
  (record, limits, now) => {
    const isAskedFor = record.session === null && (sessionId ?? record.last?.id) === record.last?.id
    return (isAskedFor ? toClosedState : toSessionState)(record, limits, now)
  }

/** What is answered to a start where nothing is left: no session, and why there is none. */
export const refusedView: UsageView = (record, limits, now) => ({
  ...toSessionState(record, limits, now),
  status: 'capped',
  ended_by: 'cap',
})

/** The event that opens a stream, and tells of all that no other event names: a pause, a renewal, another epoch. */
export function stateEvent(record: UsageRecord, limits: UsageLimits, now: number): SSEEvent {
  return { type: 'session:state', data: { ...toSessionState(record, limits, now), last: toEnded(record.last) } }
}

/** What has happened between two records of one user, as a stream tells it. */
export function eventsBetween(
  before: UsageRecord,
  after: UsageRecord,
  limits: UsageLimits,
  now: number,
): readonly SSEEvent[] {
  const old = before.epoch === after.epoch ? before.session : null
  const hasEnded = old !== null && old.id !== after.session?.id && old.id === after.last?.id
  const hasBegun = after.session !== null && after.session.id !== before.session?.id
  // A store may skip records; what they would have told is in the state.
  const isExplained = hasEnded || (hasBegun && old === null && after.last?.seq === before.last?.seq)
  if (!isExplained || before.epoch !== after.epoch) return [stateEvent(after, limits, now)]
  return [
    ...(hasEnded && after.last !== null
      ? [{ type: eventOf[after.last.endedBy], data: toClosedState(after, limits, now) }]
      : []),
    ...(hasBegun ? [{ type: 'session:created' as const, data: toSessionState(after, limits, now) }] : []),
  ]
}

/** The small part of a state that a heartbeat carries. */
export function toHeartbeat(state: UsageSessionState): SSEEvent {
  const { time_remaining_seconds, total_usage_seconds, current_session_seconds, revision, as_of } = state
  const data = { time_remaining_seconds, total_usage_seconds, current_session_seconds, revision, as_of }
  return { type: 'session:heartbeat', data }
}

const none = {
  session_id: null,
  status: 'idle',
  paused: false,
  started_at: null,
  expires_at: null,
  cap_at: null,
} as const

const statusOf: Readonly<Record<SessionEnd, SessionStatus>> = {
  user: 'closed',
  admin: 'closed',
  cap: 'capped',
  ttl: 'expired',
}
const eventOf = {
  user: 'session:closed',
  admin: 'session:closed',
  cap: 'session:capped',
  ttl: 'session:expired',
} as const satisfies Record<SessionEnd, SSEEvent['type']>

function figures(
  record: UsageRecord,
  { capMs }: UsageLimits,
  now: number,
  currentMs: number,
  seq: number,
): UsageFigures {
  const { epoch, closedMs, session } = record
  const totalMs = closedMs + (session === null ? 0 : currentMs)
  return {
    time_remaining_seconds: Math.max(capMs - totalMs, 0) / 1000,
    total_usage_seconds: totalMs / 1000,
    current_session_seconds: currentMs / 1000,
    revision: `${epoch}.${seq}`,
    as_of: toIso(noEarlier(now, record)),
  }
}

/** As in the ledger, a clock that was set back stands still. */
const noEarlier = (now: number, { at }: UsageRecord): number => Math.max(now, at)

const toEnded = (last: ClosedSession | null): EndedSession | null =>
  last && {
    session_id: last.id,
    status: statusOf[last.endedBy],
    ended_by: last.endedBy,
    ended_at: toIso(last.endedAt),
  }

/** The last moment that a `Date` can name, which a limit without practical bounds may lie beyond. */
const endOfTime = 8_640_000_000_000_000

const toIso = (time: number): string => new Date(Math.min(time, endOfTime)).toISOString()
