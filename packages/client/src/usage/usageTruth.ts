import type { EndedSession, SessionEnd, UsageEvents, UsageFigures, UsageSessionState } from '@telltale/protocol'

// What is known of a person's usage, by what the server says of it. Newer is the higher sequence of one epoch, and of one
// sequence the later `as_of`.
//
//                             nothing known   newer             not newer   another epoch
//   session:state             it              it (1)            –           it (1)
//   session:created, closed,
//     expired, capped         it              it                –           –
//   session:heartbeat         –               its figures (2)   –           –
//   the answer to a POST      it              it                –           it, and the stream is opened anew
//
// (1) `idle`, whose `last` is the session that was known, is shown as the end of that session: who saw it knows why.
// (2) Of a session that is over, what it used stays: another stream would say 0.
//
// R1  Figures are the server's. In between, what a monotonic clock has counted since they came is added while the session
//     counts, up to the limit and the end of the lease. That nothing is left is never found here: the server says so.
// R2  A session that was seen running and runs no more has ended. That is told once, with the reason that the server gives.

/** The server's newest word, and when it came by the monotonic clock, in ms. */
export type UsageTruth = Readonly<{ session: UsageSessionState; receivedAt: number }>

/** What the server has said, and by which way. */
export type UsageNews =
  | { type: 'state'; session: UsageEvents['session:state'] }
  | { type: 'event' | 'answer'; session: UsageSessionState }
  | { type: 'heartbeat'; session: UsageFigures }

/** A session that was seen running is over. `endedBy` is `null` where the server does not know it any more. */
export type UsageEnd = Readonly<{ sessionId: string; endedBy: SessionEnd | null }>

/** How `hear` left it. */
export type Heard = Readonly<{ truth: UsageTruth | null; end: UsageEnd | null; isAnotherEpoch: boolean }>

/**
 * Takes in what the server says; `at` is the monotonic time. Gives the same truth back for what changes nothing.
 * `seenId` is a session that this tab saw running before anything was known, as before a reload.
 */
export function hear(known: UsageTruth | null, news: UsageNews, at: number, seenId: string | null = null): Heard {
  const age = known === null ? 'first' : ageOf(news.session.revision, news.session.as_of, known.session)
  const isTaken = {
    first: news.type !== 'heartbeat',
    newer: true,
    older: false,
    anotherEpoch: news.type === 'state' || news.type === 'answer',
  }[age]
  if (!isTaken) return { truth: known, end: null, isAnotherEpoch: false }
  const session = merge(known?.session ?? null, news, seenId)
  const isAnotherEpoch = age === 'anotherEpoch'
  return {
    truth: { session, receivedAt: at },
    end: endOf(known?.session ?? null, session, news, seenId),
    isAnotherEpoch,
  }
}

/** Whether a session has begun and is not over. */
export const isOpen = ({ status }: Pick<UsageSessionState, 'status'>): boolean =>
  status === 'active' || status === 'starting' || status === 'stopping'

/** What is true at a moment, in ms. `leftMs` is until limit or lease end a session that counts; 0 where none does. */
export type UsageMoment = Readonly<{ remainingMs: number; totalMs: number; currentMs: number; leftMs: number }>

/** Whether the clock of a session runs, by the server's word. */
export const counts = ({ status, paused }: UsageSessionState): boolean => status === 'active' && !paused

/** What is true at a monotonic time, as far as the server's last word reaches. */
export function usageAt({ session, receivedAt }: UsageTruth, at: number): UsageMoment {
  const remainingMs = toMs(session.time_remaining_seconds)
  const leaseMs = (parse(session.expires_at) ?? Infinity) - (parse(session.as_of) ?? 0)
  const elapsedMs = Math.max(at - receivedAt, 0)
  const isCounting = counts(session)
  // A millisecond stays (R1).
  const countedMs = isCounting ? Math.max(Math.min(elapsedMs, remainingMs - 1, leaseMs), 0) : 0
  return {
    remainingMs: remainingMs - countedMs,
    totalMs: toMs(session.total_usage_seconds) + countedMs,
    currentMs: toMs(session.current_session_seconds) + countedMs,
    leftMs: isCounting ? Math.max(Math.min(remainingMs, leaseMs) - elapsedMs, 0) : 0,
  }
}

const toMs = (seconds: number): number => Math.max(Math.round(seconds * 1_000), 0)

/** In epoch ms; `null` for what is no time. */
function parse(time: string | null): number | null {
  const ms = Date.parse(time ?? '')
  return Number.isNaN(ms) ? null : ms
}

function ageOf(revision: string, asOf: string, known: UsageSessionState): 'newer' | 'older' | 'anotherEpoch' {
  const [epoch, seq] = split(revision)
  const [knownEpoch, knownSeq] = split(known.revision)
  if (epoch !== knownEpoch) return 'anotherEpoch'
  if (seq === knownSeq) return (parse(asOf) ?? 0) > (parse(known.as_of) ?? 0) ? 'newer' : 'older'
  return seq > knownSeq ? 'newer' : 'older'
}

function split(revision: string): readonly [epoch: string, seq: number] {
  const dot = revision.lastIndexOf('.')
  return [revision.slice(0, dot), Number(revision.slice(dot + 1))]
}

function merge(known: UsageSessionState | null, news: UsageNews, seenId: string | null): UsageSessionState {
  if (news.type === 'heartbeat') {
    // The first thing known is no heartbeat.
    const session = known as UsageSessionState
    const { current_session_seconds: current } = isOpen(session) ? news.session : session
    return { ...session, ...news.session, current_session_seconds: current }
  }
  if (news.type !== 'state') {
    const { session_id, revision, status, as_of } = news.session
    // A start that was refused, as nothing is left, has changed nothing: the session that came to the limit is still the last.
    const isRefused = news.type === 'answer' && session_id === null && status === 'capped'
    if (isRefused && known?.revision === revision && known.status === status) return { ...known, as_of }
    return news.session
  }
  const { last, ...session } = news.session
  if (session.status !== 'idle' || last === null || last.session_id !== (known?.session_id ?? seenId)) return session
  const { session_id, status, ended_by } = last
  // Nothing else was used since: it was the last.
  const used = known ? known.current_session_seconds + session.total_usage_seconds - known.total_usage_seconds : 0
  return {
    ...session,
    session_id,
    status,
    ended_by,
    started_at: known?.started_at ?? null,
    current_session_seconds: Math.max(used, known?.current_session_seconds ?? 0),
  }
}

function endOf(
  known: UsageSessionState | null,
  session: UsageSessionState,
  news: UsageNews,
  seenId: string | null,
): UsageEnd | null {
  const sessionId = known === null ? seenId : isOpen(known) ? known.session_id : null
  if (sessionId === null || (isOpen(session) && session.session_id === sessionId)) return null
  const last: EndedSession | null = news.type === 'state' ? news.session.last : null
  if (session.session_id === sessionId) return { sessionId, endedBy: session.ended_by ?? null }
  if (last?.session_id === sessionId) return { sessionId, endedBy: last.ended_by }
  // What was running before a reload, and is not the last: that was long ago.
  return known === null ? null : { sessionId, endedBy: null }
}
