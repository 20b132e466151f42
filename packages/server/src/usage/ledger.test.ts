import { describe, expect, test } from 'vitest'
import { emptyUsage, type UsageOperation, type UsageRecord, usageSteps } from './ledger.ts'
import { answerView, eventsBetween, stateEvent, toSessionState } from './usageViews.ts'

const limits = { capMs: 600_000, ttlMs: 120_000 }
const idle = emptyUsage('e')

const start: UsageOperation = { type: 'start', sessionId: 's1', hasLease: true }
const renew: UsageOperation = { type: 'renew', sessionId: 's1' }
const stop: UsageOperation = { type: 'stop', sessionId: 's1', by: 'user' }
const look: UsageOperation = { type: 'look' }

/** The record after operations at their times. */
function after(...operations: readonly (readonly [at: number, operation: UsageOperation])[]): UsageRecord {
  return operations.reduce(
    (record, [at, operation]) => usageSteps(record, operation, limits, at).at(-1) ?? record,
    idle,
  )
}

describe('the ledger', () => {
  test('U7 counts from start to stop, to the millisecond', () => {
    const record = after([1000, start], [31_007, stop])
    expect(record).toMatchObject({ closedMs: 30_007, session: null, last: { endedBy: 'user', endedAt: 31_007 } })
  })

  test('a start where one runs joins it, and renews its lease', () => {
    const record = after([0, start], [5000, { ...start, sessionId: 's2' }])
    expect(record.session).toMatchObject({ id: 's1', startedAt: 0, expiresAt: 125_000 })
  })

  test('U8 a stop or renewal of another session changes nothing, the running one least of all', () => {
    const record = after([0, start], [1000, stop], [1001, { ...start, sessionId: 's2' }])
    expect(usageSteps(record, stop, limits, 2000)).toEqual([])
    expect(usageSteps(record, renew, limits, 2000)).toEqual([])
    expect(record.session?.id).toBe('s2')
  })

  test('a renewal never starts', () => {
    expect(usageSteps(idle, renew, limits, 0)).toEqual([])
    const over = after([0, start], [1000, stop])
    expect(usageSteps(over, renew, limits, 1001)).toEqual([])
  })

  test('U6 ends at the end of the lease, however late that is noticed', () => {
    const record = after([0, start], [30_000, renew], [999_999, look])
    expect(record.last).toMatchObject({ endedBy: 'ttl', endedAt: 150_000, countedMs: 150_000 })
    expect(record.closedMs).toBe(150_000)
  })

  test('U6 ends at the limit, however late that is noticed, and is never above it', () => {
    const renewals = Array.from({ length: 10 }, (_, index) => [index * 100_000, renew] as const)
    const record = after([0, start], ...renewals, [10_000_000, look])
    expect(record.last).toMatchObject({ endedBy: 'cap', endedAt: 600_000 })
    expect(record.closedMs).toBe(600_000)
    expect(usageSteps(record, start, limits, 10_000_001), 'nothing is left').toEqual([])
  })

  test('U11 the limit counts what ran before a pause', () => {
    const pause = { ...renew, paused: true }
    const resume = { ...renew, paused: false }
    const renewals = Array.from({ length: 10 }, (_, index) => [200_000 + index * 100_000, resume] as const)
    const record = after([0, start], [100_000, pause], ...renewals)
    expect(record.last).toMatchObject({ endedBy: 'cap', endedAt: 700_000, countedMs: 600_000 })
  })

  test('the limit wins where lease and limit end at once', () => {
    const tight = { capMs: 120_000, ttlMs: 120_000 }
    const [running] = usageSteps(idle, start, tight, 0)
    expect(running && usageSteps(running, look, tight, 120_000)[0]?.last?.endedBy).toBe('cap')
  })

  test('what was due comes first, and is a record of its own', () => {
    const steps = usageSteps(after([0, start]), { ...start, sessionId: 's2' }, limits, 200_000)
    expect(steps.map(({ seq, session, last }) => [seq, session?.id, last?.endedBy])).toEqual([
      [2, undefined, 'ttl'],
      [3, 's2', 'ttl'],
    ])
  })

  test('U11 a paused session stands, keeps its lease, and goes on', () => {
    const paused = after([0, start], [10_000, { ...renew, paused: true }], [90_000, renew])
    expect(paused.session).toMatchObject({ countedMs: 10_000, runsSince: null, expiresAt: 210_000 })
    expect(after([0, start], [10_000, { ...renew, paused: true }], [90_000, renew], [90_500, stop]).closedMs).toBe(
      10_000,
    )
    expect(
      after([0, start], [10_000, { ...renew, paused: true }], [90_000, { ...renew, paused: false }], [95_000, stop])
        .closedMs,
    ).toBe(15_000)
    expect(after([0, start], [10_000, { ...renew, paused: true }], [500_000, look]).last).toMatchObject({
      endedBy: 'ttl',
      endedAt: 130_000,
      countedMs: 10_000,
    })
  })

  test('a clock that was set back counts nothing twice and takes nothing back', () => {
    const record = after([10_000, start], [20_000, renew], [15_000, { ...renew, paused: true }])
    expect(record.session).toMatchObject({ countedMs: 10_000 })
    expect(toSessionState(after([10_000, start], [20_000, renew]), limits, 15_000)).toMatchObject({
      current_session_seconds: 10,
      as_of: '1970-01-01T00:00:20.000Z',
    })
  })

  test('an administrator ends it, which the record says', () => {
    expect(after([0, start], [1000, { type: 'stop', by: 'admin' }]).last?.endedBy).toBe('admin')
  })

  test('whoever holds no lease leaves its life to the streams, for as long as it lives', () => {
    expect(after([0, start]).session?.livesByStream).toBe(false)
    expect(after([0, start], [1, { ...start, hasLease: false }], [2, start]).session?.livesByStream).toBe(true)
  })
})

describe('what is shown of it', () => {
  test('U7 after a stop the remaining time is right, and the session stands at its last truth', () => {
    const record = after([0, start], [90_500, stop])
    expect(answerView('s1')(record, limits, 200_000)).toEqual({
      session_id: 's1',
      status: 'closed',
      ended_by: 'user',
      paused: false,
      time_remaining_seconds: 509.5,
      total_usage_seconds: 90.5,
      current_session_seconds: 90.5,
      started_at: '1970-01-01T00:00:00.000Z',
      expires_at: null,
      cap_at: null,
      revision: 'e.2',
      as_of: '1970-01-01T00:03:20.000Z',
    })
  })

  test('an answer is what is true of the user: the session that runs, whichever was asked about', () => {
    const record = after([0, start], [1000, stop], [2000, { ...start, sessionId: 's2' }])
    expect(answerView('s1')(record, limits, 3000)).toMatchObject({ session_id: 's2', status: 'active' })
    const over = after([0, start], [1000, stop])
    expect(answerView('unknown')(over, limits, 3000)).toMatchObject({ session_id: null, status: 'idle' })
    expect(answerView(undefined)(over, limits, 3000)).toMatchObject({ session_id: 's1', status: 'closed' })
    expect(answerView(undefined)(idle, limits, 3000)).toMatchObject({
      session_id: null,
      status: 'idle',
      revision: 'e.0',
    })
  })

  test('a session that is over and not yet noticed shows no more than it may', () => {
    expect(toSessionState(after([0, start]), limits, 9_999_999)).toMatchObject({ total_usage_seconds: 120 })
    expect(toSessionState(after([0, start]), { ...limits, capMs: 60_000 }, 9_999_999)).toMatchObject({
      total_usage_seconds: 60,
      time_remaining_seconds: 0,
    })
  })

  test('a limit without practical bounds has a moment all the same', () => {
    const boundless = { capMs: Number.MAX_SAFE_INTEGER, ttlMs: 120_000 }
    const [running] = usageSteps(idle, start, boundless, 1)
    expect(running && toSessionState(running, boundless, 1).cap_at).toBe('+275760-09-13T00:00:00.000Z')
  })

  test('U2 a stream names what has happened, and tells the state where no name fits', () => {
    const running = after([0, start])
    const closed = after([0, start], [1000, stop])
    const next = after([0, start], [1000, stop], [2000, { ...start, sessionId: 's2' }])
    const later = after(
      [0, start],
      [1000, stop],
      [2000, { ...start, sessionId: 's2' }],
      [3000, { type: 'stop', by: 'user' }],
    )
    const told = (from: UsageRecord, to: UsageRecord) =>
      eventsBetween(from, to, limits, 4000).map(({ type, data }) => `${type} ${data.revision}`)
    expect(told(idle, running)).toEqual(['session:created e.1'])
    expect(told(running, closed)).toEqual(['session:closed e.2'])
    expect(told(closed, next)).toEqual(['session:created e.3'])
    expect(told(running, next), 'one was skipped').toEqual(['session:closed e.2', 'session:created e.3'])
    expect(told(running, later), 'two were skipped').toEqual(['session:state e.4'])
    expect(told(idle, next), 'one that nobody saw').toEqual(['session:state e.3'])
    expect(told(running, after([0, start], [5, renew]))).toEqual(['session:state e.2'])
    expect(told(running, { ...next, epoch: 'f' })).toEqual(['session:state f.3'])
    expect(told(idle, { ...running, epoch: 'f' })).toEqual(['session:state f.1'])
    expect(told(running, after([0, start], [999_999, look]))).toEqual(['session:expired e.2'])
    expect(stateEvent(closed, limits, 4000).data).toMatchObject({
      status: 'idle',
      last: { session_id: 's1', status: 'closed', ended_by: 'user', ended_at: '1970-01-01T00:00:01.000Z' },
    })
  })
})
