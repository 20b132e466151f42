import type { SessionEnd } from '@telltale/protocol'

/**
 * The rules of metered usage: a user has one session at most, and it counts while its clock runs. Pure; times are epoch
 * milliseconds of the store's clock.
 *
 * | what happens                    | idle                      | running                 | paused                  |
 * | ------------------------------- | ------------------------- | ----------------------- | ----------------------- |
 * | `look`                          | –                         | –                       | –                       |
 * | `start`                         | running, with a new lease | lease anew: joined      | lease anew: joined      |
 * | `start` with `paused`           | paused                    | lease anew, paused      | lease anew              |
 * | `start` with `paused: false`    | running                   | lease anew              | lease anew, running     |
 * | `start` with nothing left       | –                         | cannot be               | cannot be               |
 * | `renew` of this session         | –                         | lease anew              | lease anew              |
 * | `renew` with `paused`           | –                         | lease anew, paused      | lease anew              |
 * | `renew` with `paused: false`    | –                         | lease anew              | lease anew, running     |
 * | `renew`, `stop` of another one  | –                         | –                       | –                       |
 * | `stop` of this one, or of any   | –                         | idle: `user` or `admin` | idle: `user` or `admin` |
 * | the limit is reached            | –                         | idle: `cap`             | cannot be               |
 * | the lease ends                  | –                         | idle: `ttl`             | idle: `ttl`             |
 *
 * A dash is no change. The last two come before everything else, at the moment that was theirs, however late they are
 * noticed; `look` is how to notice them.
 *
 * - I1 What is counted is the time in `running`, to the millisecond, and never more than the limit.
 * - I2 A session that is over stays as it is: nothing takes it up again.
 * - I3 `seq` is higher after each change, and each change is a record of its own.
 * - I4 A clock that was set back to before the last change stands still until it has caught up: nothing that was counted is
 *   counted twice, or taken back.
 * - I5 A session is counted to the end of its lease. Until then it was active for all who looked, and no figure goes back.
 */
export function usageSteps(
  before: UsageRecord,
  operation: UsageOperation,
  limits: UsageLimits,
  now: number,
): readonly UsageRecord[] {
  const at = Math.max(now, before.at)
  const due = endDue(before, limits)
  const settled = due !== null && due.at <= at ? ended(before, due.by, due.at, at) : before
  const after = operate(settled, operation, limits, at)
  return [settled, after].filter((record, index) => record !== (index === 0 ? before : settled))
}

/** How much a user may use in all, and how long a session lives without being renewed. */
export type UsageLimits = { readonly capMs: number; readonly ttlMs: number }

/** What may be asked of the ledger. */
export type UsageOperation =
  | { readonly type: 'look' }
  /** Begins a session under this id, or joins the one that there is. Who holds no lease leaves renewals to the streams. */
  | { readonly type: 'start'; readonly sessionId: string; readonly hasLease: boolean; readonly paused?: boolean }
  | { readonly type: 'renew'; readonly sessionId: string; readonly paused?: boolean }
  /** Without an id the session that there is. */
  | { readonly type: 'stop'; readonly sessionId?: string; readonly by: 'user' | 'admin' }

/** What is known of one user's usage. */
export type UsageRecord = {
  /** Names the memory that this record is in; it changes where that was lost. */
  readonly epoch: string
  /** Counts the changes. */
  readonly seq: number
  /** When it changed last. */
  readonly at: number
  /** What the sessions that are over have used. */
  readonly closedMs: number
  readonly session: OpenSession | null
  /** The last session that is over. */
  readonly last: ClosedSession | null
}

export type OpenSession = {
  readonly id: string
  readonly startedAt: number
  /** What it has used before its clock began to run this time. */
  readonly countedMs: number
  /** Since when its clock runs; `null` while paused. */
  readonly runsSince: number | null
  /** When its lease ends. */
  readonly expiresAt: number
  /** Somebody without a lease has started or joined it, so an open stream keeps it alive as well. */
  readonly livesByStream: boolean
}

export type ClosedSession = {
  readonly id: string
  readonly startedAt: number
  readonly endedAt: number
  readonly endedBy: SessionEnd
  readonly countedMs: number
  /** The record's count when it ended. */
  readonly seq: number
}

/** A user of whom nothing is known. */
export const emptyUsage = (epoch: string): UsageRecord => ({
  epoch,
  seq: 0,
  at: 0,
  closedMs: 0,
  session: null,
  last: null,
})

/** When the limit is reached if the clock goes on; `null` while none runs. */
export function capAt({ closedMs, session }: UsageRecord, { capMs }: UsageLimits): number | null {
  if (session === null || session.runsSince === null) return null
  // Not before its clock began to run, should the limit have been lowered since.
  return session.runsSince + Math.max(capMs - closedMs - session.countedMs, 0)
}

/** What ends the session if nobody does anything, and when. The limit wins a tie. */
export function endDue(record: UsageRecord, limits: UsageLimits): { by: 'cap' | 'ttl'; at: number } | null {
  if (record.session === null) return null
  const cap = capAt(record, limits)
  const { expiresAt } = record.session
  return cap !== null && cap <= expiresAt ? { by: 'cap', at: cap } : { by: 'ttl', at: expiresAt }
}

/** What a session has used at a time. */
export const countedMs = ({ countedMs: before, runsSince }: OpenSession, at: number): number =>
  before + (runsSince === null ? 0 : Math.max(at - runsSince, 0))

function operate(record: UsageRecord, operation: UsageOperation, limits: UsageLimits, at: number): UsageRecord {
  const { session, closedMs } = record
  switch (operation.type) {
    case 'look':
      return record
    case 'start': {
      if (session === null && closedMs >= limits.capMs) return record
      const { sessionId, hasLease, paused } = operation
      const open = session ?? begun(sessionId, at)
      const livesByStream = open.livesByStream || !hasLease
      return changed(record, at, { session: renewed({ ...open, livesByStream }, limits, at, paused) })
    }
    case 'renew':
      if (session?.id !== operation.sessionId) return record
      return changed(record, at, { session: renewed(session, limits, at, operation.paused) })
    case 'stop':
      if (session === null || (operation.sessionId ?? session.id) !== session.id) return record
      return ended(record, operation.by, at, at)
  }
}

const begun = (id: string, at: number): OpenSession => ({
  id,
  startedAt: at,
  countedMs: 0,
  runsSince: at,
  expiresAt: at,
  livesByStream: false,
})

function renewed(session: OpenSession, { ttlMs }: UsageLimits, at: number, paused: boolean | undefined): OpenSession {
  const stands = paused ?? session.runsSince === null
  return {
    ...session,
    expiresAt: at + ttlMs,
    countedMs: stands ? countedMs(session, at) : session.countedMs,
    runsSince: stands ? null : (session.runsSince ?? at),
  }
}

function ended(record: UsageRecord, endedBy: SessionEnd, endedAt: number, at: number): UsageRecord {
  const { session } = record
  if (session === null) return record
  const counted = countedMs(session, endedAt)
  const { id, startedAt } = session
  return changed(record, at, {
    closedMs: record.closedMs + counted,
    session: null,
    last: { id, startedAt, endedAt, endedBy, countedMs: counted, seq: record.seq + 1 },
  })
}

const changed = (record: UsageRecord, at: number, change: Partial<UsageRecord>): UsageRecord => ({
  ...record,
  ...change,
  seq: record.seq + 1,
  at,
})
