import type { SessionEnd, SSEEvent } from '@telltale/protocol'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { emptyUsage, type UsageOperation, type UsageRecord, usageSteps } from '../../src/usage/ledger.ts'
import { eventsBetween, stateEvent, toSessionState } from '../../src/usage/usageViews.ts'

const limits = { capMs: 60, ttlMs: 20 }

const tab = fc.constantFrom('a', 'b', 'c')
const paused = fc.option(fc.boolean(), { nil: undefined })
/** What a tab does by the id that it knows, and how long after the last one did something. */
const move = fc.record({
  tab,
  do: fc.constantFrom('start', 'start', 'renew', 'renew', 'renew', 'renew', 'stop', 'stopAny', 'end', 'look', 'forget'),
  paused,
  hasLease: fc.boolean(),
  afterMs: fc.oneof(
    { weight: 6, arbitrary: fc.nat(12) },
    { weight: 2, arbitrary: fc.nat(60) },
    { weight: 1, arbitrary: fc.integer({ min: -15, max: 0 }) },
  ),
  isTold: fc.boolean(),
})
type Move = typeof move extends fc.Arbitrary<infer TMove> ? TMove : never

/** A world in which time passes a millisecond at a time, and everything is counted by hand. */
class Slow {
  now = 0
  totalMs = 0
  session: { id: string; paused: boolean; leaseEnd: number; countedMs: number } | null = null
  readonly ends: { id: string; by: SessionEnd; at: number; countedMs: number }[] = []

  passTo(time: number): void {
    while (this.now < time) {
      this.now += 1
      if (this.session === null) continue
      if (!this.session.paused) {
        this.totalMs += 1
        this.session.countedMs += 1
        if (this.totalMs === limits.capMs) this.end('cap')
      }
      if (this.session?.leaseEnd === this.now) this.end('ttl')
    }
  }

  do(operation: UsageOperation): void {
    if (operation.type === 'stop') {
      if (this.session && (operation.sessionId ?? this.session.id) === this.session.id) this.end(operation.by)
    }
    if (operation.type === 'start' && this.session === null && this.totalMs < limits.capMs) {
      this.session = { id: operation.sessionId, paused: false, leaseEnd: 0, countedMs: 0 }
    }
    const isHeld =
      operation.type === 'start' || (operation.type === 'renew' && operation.sessionId === this.session?.id)
    if (isHeld && this.session) {
      this.session.leaseEnd = this.now + limits.ttlMs
      this.session.paused = operation.paused ?? this.session.paused
    }
  }

  end(by: SessionEnd): void {
    if (this.session) this.ends.push({ id: this.session.id, by, at: this.now, countedMs: this.session.countedMs })
    this.session = null
  }
}

/** The operation of a move; a tab without an id takes one that nobody has. */
function toOperation(
  { do: what, hasLease, paused: pause }: Move,
  id: string | undefined,
  fresh: string,
): UsageOperation {
  const sessionId = id ?? 'unknown'
  const wish = pause === undefined ? {} : { paused: pause }
  if (what === 'start') return { type: 'start', sessionId: fresh, hasLease, ...wish }
  if (what === 'renew') return { type: 'renew', sessionId, ...wish }
  if (what === 'stop') return { type: 'stop', sessionId, by: 'user' }
  if (what === 'stopAny') return { type: 'stop', by: 'user' }
  return what === 'end' ? { type: 'stop', by: 'admin' } : { type: 'look' }
}

function play(moves: readonly Move[]): void {
  const slow = new Slow()
  const ids = new Map<string, string>()
  const ends: (UsageRecord['last'] & object)[] = []
  let record = emptyUsage('e')
  let clock = 0
  let told = record
  let heard: SSEEvent = stateEvent(record, limits, 0)

  for (const [index, next] of moves.entries()) {
    clock += Math.max(next.afterMs, 0)
    // Set back to before the last change, the clock stands still.
    const shown = clock === record.at ? clock + Math.min(next.afterMs, 0) : clock
    if (next.do === 'forget') ids.delete(next.tab)
    const operation = toOperation(next, ids.get(next.tab), `s${index}`)
    slow.passTo(clock)
    slow.do(operation)
    for (const step of usageSteps(record, operation, limits, shown)) {
      expect(step.seq, 'each change is counted once').toBe(record.seq + 1)
      if (step.last !== record.last && step.last !== null) ends.push(step.last)
      record = step
      if (next.isTold) {
        heard = eventsBetween(told, record, limits, slow.now).at(-1) ?? heard
        told = record
      }
    }
    if (operation.type === 'start' && record.session !== null) ids.set(next.tab, record.session.id)

    // The ledger agrees with the count by hand.
    const state = toSessionState(record, limits, shown)
    const totalMs = Math.round(state.total_usage_seconds * 1000)
    expect(state.session_id).toBe(slow.session?.id ?? null)
    expect(state.paused).toBe(slow.session?.paused ?? false)
    expect([totalMs, Math.round(state.current_session_seconds * 1000)]).toEqual([
      slow.totalMs,
      slow.session?.countedMs ?? 0,
    ])
    expect(ends.map(({ id, endedBy, endedAt, countedMs }) => ({ id, by: endedBy, at: endedAt, countedMs }))).toEqual(
      slow.ends,
    )
    // What is over stays over, and is in the sum.
    expect(ends.some(({ id }) => id === record.session?.id)).toBe(false)
    expect(ends.reduce((sum, { countedMs }) => sum + countedMs, 0)).toBe(record.closedMs)
    expect(totalMs).toBeLessThanOrEqual(limits.capMs)
    expect(totalMs + Math.round(state.time_remaining_seconds * 1000)).toBe(limits.capMs)

    // Between two operations it is no other than if somebody had looked at that very moment.
    const later = clock + (index % 50)
    const [looked = record] = usageSteps(record, { type: 'look' }, limits, later)
    expect(toSessionState(record, limits, later).total_usage_seconds).toBe(
      toSessionState(looked, limits, later).total_usage_seconds,
    )
  }

  // Whoever was told of some records only, and then of the last, knows what is.
  heard = eventsBetween(told, record, limits, slow.now).at(-1) ?? heard
  if (told === record) return
  const truth = toSessionState(record, limits, slow.now)
  const isOver = 'status' in heard.data && ['closed', 'expired', 'capped', 'idle'].includes(heard.data.status)
  if (record.session === null) expect(isOver).toBe(true)
  else expect(heard.data).toMatchObject({ session_id: truth.session_id, status: 'active', paused: truth.paused })
  expect(heard.data.total_usage_seconds).toBe(truth.total_usage_seconds)
}

test('U7 U8 whatever tabs do, and however time jumps, the ledger is what counting by the millisecond gives', () => {
  fc.assert(fc.property(fc.array(move, { maxLength: 60 }), play), { numRuns: 3000 })
})
