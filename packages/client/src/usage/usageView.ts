import type { IsoTime, SessionEnd, SessionStatus, TelltaleError, UsageSessionState } from '@telltale/protocol'
import { explain } from '../explain.ts'
import { type ConnectionReason, type ConnectionStatus, initialStatus } from '../status.ts'
import type { UsageWish } from './UsageActions.ts'
import { isOpen, type UsageMoment } from './usageTruth.ts'

/**
 * A person's metered usage as it is shown. Figures are the server's, counted on in whole seconds and minutes while the
 * session counts: what remains is rounded up, what was used is rounded down. They are `null` until the server has told
 * them, and 0 remains only where the server says so.
 */
export type UsageSession = Readonly<{
  /** The session that runs, else the last one that was seen running. */
  sessionId: string | null
  /** `starting` and `stopping` while a request is under way; a paused session is `active`. */
  status: SessionStatus
  isActive: boolean
  isPaused: boolean
  /** Why it ended: `cap` at the limit, `ttl` where nobody renewed it. `null` where none has ended, or nobody knows. */
  endedBy: SessionEnd | null
  timeRemainingSeconds: number | null
  timeRemainingMinutes: number | null
  totalUsageSeconds: number | null
  totalUsageMinutes: number | null
  currentSessionSeconds: number | null
  sessionStartedAt: IsoTime | null
  /** When the lease ends, unless it is renewed; tabs that started or joined the session do so every 30 s. */
  sessionExpiresAt: IsoTime | null
  /** When the limit is reached, if the clock goes on. */
  sessionCapAt: IsoTime | null
  /** Active and not paused, with time and lease left. */
  isValidForRecording: boolean
  hasReachedLimit: boolean
  /** Less than 30 minutes remain. */
  isNearLimit: boolean
  isConnected: boolean
  /** Where the stream stands. */
  connection: ConnectionStatus
  /** When the server said last what is shown, by its own clock. */
  asOf: IsoTime | null
  /** The stream is not there to correct it: say "as of". */
  isStale: boolean
  /** Why the last request was given up, or the stream failed. */
  error: ConnectionReason | null
  /** Starts a session, or joins the one that runs. Never rejects: see `status` and `error`. */
  startSession: () => Promise<void>
  /** Stops the session that is shown. */
  stopSession: () => Promise<void>
  /** Lets its clock stand. */
  pause: () => Promise<void>
  resume: () => Promise<void>
  /** Opens the stream at once instead of waiting; leaves `failed`, as after another sign-in. */
  retryNow: () => void
}>

/** What can be done; the rest is what is known. */
export type UsageCalls = Pick<UsageSession, 'startSession' | 'stopSession' | 'pause' | 'resume' | 'retryNow'>

/** What is shown while the server has told nothing, and on a server. */
export const unknownUsage: Omit<UsageSession, keyof UsageCalls> = {
  sessionId: null,
  status: 'idle',
  isActive: false,
  isPaused: false,
  endedBy: null,
  timeRemainingSeconds: null,
  timeRemainingMinutes: null,
  totalUsageSeconds: null,
  totalUsageMinutes: null,
  currentSessionSeconds: null,
  sessionStartedAt: null,
  sessionExpiresAt: null,
  sessionCapAt: null,
  isValidForRecording: false,
  hasReachedLimit: false,
  isNearLimit: false,
  isConnected: false,
  connection: initialStatus,
  asOf: null,
  isStale: false,
  error: null,
}

const nearLimitMs = 30 * 60_000

/** The first millisecond that is near the limit, counted from it. */
export const nearLimitMarkMs: number = nearLimitMs - 1

/** Of what a session is shown. */
export type UsageSight = {
  /** The server's last word, and what it comes to now; `null` before the first. */
  known: { session: UsageSessionState; moment: UsageMoment } | null
  /** What is under way. */
  wishes: readonly UsageWish[]
  connection: ConnectionStatus
  /** Why the last request was given up. */
  error: ConnectionReason | null
}

/** How a session is shown. */
export function usageView({ known, wishes, connection, error }: UsageSight): Omit<UsageSession, keyof UsageCalls> {
  const isConnected = connection.state === 'connected'
  const status = statusOf(known?.session.status ?? 'idle', wishes)
  const line = {
    isConnected,
    connection,
    error: error ?? (connection.state === 'failed' ? connection.reason : null),
  }
  if (known === null) return { ...unknownUsage, ...line, status }
  const { session, moment } = known
  return {
    ...line,
    sessionId: session.session_id,
    status,
    isActive: status === 'active',
    isPaused: session.paused,
    endedBy: session.ended_by ?? null,
    timeRemainingSeconds: Math.ceil(moment.remainingMs / 1_000),
    timeRemainingMinutes: Math.ceil(moment.remainingMs / 60_000),
    totalUsageSeconds: Math.floor(moment.totalMs / 1_000),
    totalUsageMinutes: Math.floor(moment.totalMs / 60_000),
    currentSessionSeconds: Math.floor(moment.currentMs / 1_000),
    sessionStartedAt: session.started_at,
    sessionExpiresAt: session.expires_at,
    sessionCapAt: session.cap_at,
    isValidForRecording: status === 'active' && moment.leftMs > 0,
    hasReachedLimit: session.time_remaining_seconds <= 0,
    isNearLimit: moment.remainingMs < nearLimitMs,
    asOf: session.as_of,
    // A short break is no reason to say so.
    isStale: !isConnected && (connection.lost || connection.state !== 'reconnecting'),
  }
}

/** What the server said, with what was asked for since. */
function statusOf(said: SessionStatus, wishes: readonly UsageWish[]): SessionStatus {
  if (isOpen({ status: said })) return wishes.includes('stop') ? 'stopping' : said
  if (!wishes.includes('start')) return said
  return wishes.lastIndexOf('stop') > wishes.indexOf('start') ? 'stopping' : 'starting'
}

const calls = { start: 'startSession', stop: 'stopSession', pause: 'pause', resume: 'resume' } as const

/** What is told of a wish that was given up. */
export function toReason(wish: UsageWish, { code, retryable }: TelltaleError): ConnectionReason {
  const what =
    code === 'auth_expired' || code === 'auth_invalid'
      ? 'not done: the usage server wants another sign-in'
      : retryable
        ? 'not done: the usage server was not reached in time'
        : 'not done: the usage server refuses it'
  return { code, message: `[telltale] ${explain(what, calls[wish])}`, retryable }
}
