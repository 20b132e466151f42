import type { EndedSession, UsageFigures, UsageSessionState } from '@telltale/protocol'
import { describe, expect, it } from 'vitest'
import { hear, usageAt, type UsageNews, type UsageTruth } from './usageTruth.ts'

const figures: UsageFigures = {
  time_remaining_seconds: 100,
  total_usage_seconds: 20,
  current_session_seconds: 20,
  revision: 'a.b.5',
  as_of: '2026-01-01T00:00:20.000Z',
}
const running: UsageSessionState = {
  ...figures,
  session_id: 's1',
  status: 'active',
  paused: false,
  started_at: '2026-01-01T00:00:00.000Z',
  expires_at: '2026-01-01T00:02:00.000Z',
  cap_at: '2026-01-01T00:02:00.000Z',
}
const idle: UsageSessionState = {
  ...running,
  session_id: null,
  status: 'idle',
  started_at: null,
  expires_at: null,
  cap_at: null,
  current_session_seconds: 0,
}
const known: UsageTruth = { session: running, receivedAt: 1_000 }
const expired: EndedSession = {
  session_id: 's1',
  status: 'expired',
  ended_by: 'ttl',
  ended_at: '2026-01-01T00:02:00.000Z',
}

const ways: Record<string, (session: UsageSessionState) => UsageNews> = {
  state: (session) => ({ type: 'state', session: { ...session, last: null } }),
  event: (session) => ({ type: 'event', session }),
  heartbeat: (session) => ({ type: 'heartbeat', session }),
  answer: (session) => ({ type: 'answer', session }),
}
const ages = {
  'a higher sequence': { revision: 'a.b.6', as_of: '2026-01-01T00:00:10.000Z' },
  'a higher sequence of more digits': { revision: 'a.b.10', as_of: '2026-01-01T00:00:10.000Z' },
  'the same, later': { revision: 'a.b.5', as_of: '2026-01-01T00:00:20.001Z' },
  'the same again': { revision: 'a.b.5', as_of: '2026-01-01T00:00:20.000Z' },
  'a lower sequence': { revision: 'a.b.4', as_of: '2026-01-01T00:00:30.000Z' },
  'another epoch': { revision: 'a.5', as_of: '2026-01-01T00:00:30.000Z' },
} as const

/** Whether it is taken, by way and age. */
const taken: Record<string, Record<keyof typeof ages, boolean>> = Object.fromEntries(
  Object.keys(ways).map((way) => [
    way,
    {
      'a higher sequence': true,
      'a higher sequence of more digits': true,
      'the same, later': true,
      'the same again': false,
      'a lower sequence': false,
      'another epoch': way === 'state' || way === 'answer',
    },
  ]),
)

describe('what is believed', () => {
  // Object.keys forgets the names.
  const cases = Object.entries(ways).flatMap(([way, say]) =>
    (Object.keys(ages) as (keyof typeof ages)[]).map((age) => ({ way, say, age, isTaken: taken[way]?.[age] })),
  )

  it.each(cases)('$way with $age: $isTaken (U8)', ({ say, age, isTaken }) => {
    const heard = hear(known, say({ ...running, ...ages[age], total_usage_seconds: 21 }), 2_000)
    const total = heard.truth?.session.total_usage_seconds
    expect([total, heard.truth?.receivedAt, heard.truth === known]).toEqual(
      isTaken ? [21, 2_000, false] : [20, 1_000, true],
    )
    expect(heard.isAnotherEpoch).toBe(isTaken === true && age === 'another epoch')
  })

  it.each(Object.entries(ways))('%s as the first word counts, unless it is a heartbeat', (way, say) => {
    expect(hear(null, say(running), 1_000).truth?.session.session_id).toBe(way === 'heartbeat' ? undefined : 's1')
  })

  it('bears times and revisions that are none', () => {
    const odd = { ...running, revision: 'odd', as_of: 'soon', expires_at: 'later' }
    const { truth } = hear(null, { type: 'answer', session: odd }, 0)
    expect(truth && usageAt(truth, 5_000)).toMatchObject({ remainingMs: 95_000, totalMs: 25_000, leftMs: 95_000 })
    expect(hear(truth, { type: 'heartbeat', session: odd }, 0).truth).toBe(truth)
  })
})

describe('the end of a session that was seen running', () => {
  const next = { revision: 'a.b.6', as_of: '2026-01-01T00:03:00.000Z', total_usage_seconds: 120 }
  const say = (last: EndedSession | null, session = { ...idle, ...next }): UsageNews => ({
    type: 'state',
    session: { ...session, last },
  })

  it('is found in `last`, with the reason and what it came to (U6)', () => {
    const { truth, end } = hear(known, say(expired), 2_000)
    expect(end).toEqual({ sessionId: 's1', endedBy: 'ttl' })
    const shown = { session_id: 's1', status: 'expired', ended_by: 'ttl', current_session_seconds: 120 }
    expect(truth?.session).toMatchObject(shown)
    const again = hear(truth, say(expired, { ...idle, ...next, as_of: '2026-01-01T00:04:00.000Z' }), 3_000)
    expect(again).toMatchObject({ end: null, truth: { session: shown } })
  })

  it('is known by its reason where another has begun since', () => {
    const other = { ...running, ...next, session_id: 's2' }
    expect(hear(known, say(expired, other), 0)).toMatchObject({
      end: { sessionId: 's1', endedBy: 'ttl' },
      truth: { session: { session_id: 's2', status: 'active' } },
    })
  })

  it('has a reason that nobody knows where the server knows it no more', () => {
    expect(hear(known, say(null), 0)).toMatchObject({
      end: { sessionId: 's1', endedBy: null },
      truth: { session: { session_id: null, status: 'idle' } },
    })
  })

  it('is told to a page that was loaded anew only where it is the last (U8)', () => {
    expect(hear(null, say(expired), 0, 's1').end).toEqual({ sessionId: 's1', endedBy: 'ttl' })
    expect(hear(null, say({ ...expired, session_id: 's2' }), 0, 's1').end).toBeNull()
    expect(hear(null, say(expired), 0)).toMatchObject({ end: null, truth: { session: { status: 'idle' } } })
  })
})

describe('what is true between two words of the server', () => {
  it('is what its clock comes to, up to the end of the lease, and a millisecond before the limit (U9)', () => {
    const at = (ms: number) => usageAt(known, ms)
    expect(at(0)).toEqual({ remainingMs: 100_000, totalMs: 20_000, currentMs: 20_000, leftMs: 100_000 })
    expect(at(6_000)).toEqual({ remainingMs: 95_000, totalMs: 25_000, currentMs: 25_000, leftMs: 95_000 })
    expect(at(900_000)).toEqual({ remainingMs: 1, totalMs: 119_999, currentMs: 119_999, leftMs: 0 })
    const brief = { ...known, session: { ...running, expires_at: '2026-01-01T00:00:30.000Z' } }
    expect(usageAt(brief, 900_000)).toMatchObject({ totalMs: 30_000, leftMs: 0 })
    expect(usageAt(brief, 6_000)).toMatchObject({ totalMs: 25_000, leftMs: 5_000 })
  })

  it('stands while none counts', () => {
    for (const session of [{ ...running, paused: true }, idle]) {
      expect(usageAt({ session, receivedAt: 0 }, 9_000)).toMatchObject({ totalMs: 20_000, leftMs: 0 })
    }
  })
})
