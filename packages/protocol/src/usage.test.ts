import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { SSEEvent, UsageSessionAPIResponse } from './index.ts'
import { isSSEEvent, isUsageSessionAPIResponse, usagePingSchema, validate } from './schemas.ts'

const at = '2026-11-20T09:30:00.000Z'
const figures = {
  time_remaining_seconds: 5_400,
  total_usage_seconds: 1_800,
  current_session_seconds: 60,
  revision: 'a1.7',
  as_of: at,
}
const session: UsageSessionAPIResponse = {
  ...figures,
  session_id: 's1',
  status: 'active',
  paused: false,
  started_at: at,
  expires_at: at,
  cap_at: at,
}
const nobody: UsageSessionAPIResponse = {
  ...session,
  session_id: null,
  status: 'idle',
  started_at: null,
  expires_at: null,
  cap_at: null,
}
const ended = { session_id: 's1', status: 'capped', ended_by: 'cap', ended_at: at } as const

/** One of each kind, as a server would send it. */
const examples: { readonly [TType in SSEEvent['type']]: SSEEvent & { type: TType } } = {
  'session:state': { type: 'session:state', data: { ...nobody, last: ended } },
  'session:created': { type: 'session:created', data: session },
  'session:closed': { type: 'session:closed', data: { ...session, status: 'closed', ended_by: 'user' } },
  'session:expired': { type: 'session:expired', data: { ...session, status: 'expired', ended_by: 'ttl' } },
  'session:capped': { type: 'session:capped', data: { ...session, status: 'capped', ended_by: 'cap' } },
  'session:heartbeat': { type: 'session:heartbeat', data: figures },
}

describe('our usage schemas', () => {
  it.each(Object.values(examples))('let $type through, with what a newer server adds (U1, U2)', ({ type, data }) => {
    expect(isSSEEvent({ type, data: { ...data, addedLater: true } })).toBe(true)
  })

  it.each(Object.values(examples))('refuse $type without any one of its fields', ({ type, data }) => {
    const needed = Object.keys(data).filter((field) => field !== 'ended_by')
    const letThrough = needed.filter((field) => isSSEEvent({ type, data: { ...data, [field]: undefined } }))
    expect(letThrough).toEqual([])
  })

  it('let through what ping answers, with a session and without (U3)', () => {
    expect([session, nobody].map(isUsageSessionAPIResponse)).toEqual([true, true])
    expect(isUsageSessionAPIResponse({ ...session, time_remaining_seconds: -1 })).toBe(false)
    expect(isUsageSessionAPIResponse({ ...session, status: 'asleep' })).toBe(false)
  })

  it('let through what older clients post, which is active alone (U1, U3)', () => {
    expect(validate(usagePingSchema, { active: true })).toEqual({ value: { active: true } })
    expect(validate(usagePingSchema, { active: 'yes' })).toHaveProperty('issues')
  })

  it('never throw, whatever comes', () => {
    fc.assert(
      fc.property(fc.anything(), fc.anything(), (type, data) => {
        expect(isSSEEvent({ type, data })).toBe(false)
        expect(isSSEEvent(data)).toBe(false)
      }),
    )
  })
})
