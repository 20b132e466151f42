import type { IsoTime } from './payloads.ts'

/**
 * Where a metered session stands. `starting` and `stopping` are a client's own words while its request is under way; a
 * paused session is `active`.
 */
export type SessionStatus = 'idle' | 'starting' | 'active' | 'stopping' | 'closed' | 'expired' | 'capped'

/** Who or what ended a session: the person, the limit, a lease that nobody renewed, or an administrator. */
export type SessionEnd = 'user' | 'cap' | 'ttl' | 'admin'

/** The three figures of a session, in seconds, as they were at `as_of`. */
export type UsageFigures = {
  time_remaining_seconds: number
  total_usage_seconds: number
  current_session_seconds: number
  /** `epoch.seq`: newer is the higher of one epoch. */
  revision: string
  as_of: IsoTime
}

/** A session as the server knows it. Without one, `status` is `idle` and the id and times are `null`. */
export type UsageSessionState = UsageFigures & {
  session_id: string | null
  status: SessionStatus
  /** The session is active and its clock stands. */
  paused: boolean
  started_at: IsoTime | null
  /** When the lease ends, unless it is renewed. */
  expires_at: IsoTime | null
  /** When the limit is reached, if the clock goes on. */
  cap_at: IsoTime | null
  ended_by?: SessionEnd
}

/** A session that is over. */
export type EndedSession = { session_id: string; status: SessionStatus; ended_by: SessionEnd; ended_at: IsoTime }

/** Payload of each event of the usage stream, by the name in its `event:` field. */
export type UsageEvents = {
  /** Comes first. `last` tells one who saw a session running how it ended meanwhile. */
  'session:state': UsageSessionState & { last: EndedSession | null }
  'session:created': UsageSessionState
  'session:closed': UsageSessionState
  'session:expired': UsageSessionState
  'session:capped': UsageSessionState
  /** Every 10 s while active, else every 30 s. */
  'session:heartbeat': UsageFigures
}

/** An event of the usage stream: name and payload, told apart by the name. */
export type SSEEvent = {
  [TEvent in keyof UsageEvents]: { type: TEvent; data: UsageEvents[TEvent] }
}[keyof UsageEvents]

/**
 * What is posted to `ping`: `active` starts or renews, `active: false` stops. With `sessionId` only that session is
 * meant; with `lease` the session lives as long as somebody renews it.
 */
export type UsagePing = { active: boolean; sessionId?: string; paused?: boolean; lease?: boolean }

/** What `ping` answers: the session as it stands now. */
export type UsageSessionAPIResponse = UsageSessionState
