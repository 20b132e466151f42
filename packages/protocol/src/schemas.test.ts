import fc from 'fast-check'
import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import type { ServerEvents } from './events.ts'
import {
  defineContract,
  eventSchemas,
  isEventPayload,
  isWorkflowEvent,
  requestSchemas,
  telltaleContract,
  validate,
} from './schemas.ts'

const at = '2026-11-20T09:30:00.000Z'
const attempt = { taskId: 't', attempt: 1, timestamp: at }
const analysis = { analysisId: 'a', projectId: 'p' }

/** One payload of each event, as a server would send it. */
const examples: { readonly [TEvent in keyof ServerEvents]: ServerEvents[TEvent] } = {
  connected: {
    protocol: 1,
    serverTime: at,
    topics: { 'user:u': { epoch: 'e', seq: 0 } },
    commandEpoch: 'c',
    reconnectSpreadMs: 0,
    dedupeWindowMs: 600_000,
    maxPayload: 64_000,
  },
  'server:error': { code: 'rate_limited', message: 'slow down', retryAfterMs: 300 },
  'server:draining': { reconnectSpreadMs: 2_000 },
  'server:spread': { reconnectSpreadMs: 2_000 },
  'server:heads': { topics: { 'project:p': { epoch: 'e', seq: 4 } } },
  'auth:expiring': { expiresAt: at },
  'auth:expired': { expiresAt: at },
  'room:revoked': { topic: 'project:p' },
  'project:updated': { projectId: 'p', changes: { name: 'x' }, updatedBy: 'u', updatedAt: at },
  'project:user:joined': { projectId: 'p', user: { userId: 'u', name: 'Ada' } },
  'project:user:left': { projectId: 'p', user: { userId: 'u', name: 'Ada', avatarUrl: '/ada.png' } },
  'presence:changed': { userId: 'u', status: 'away', lastSeenAt: at },
  'analysis:started': { ...analysis, detectors: [{ id: 'd', name: 'Links', weight: 2 }], startedAt: at },
  'analysis:progress': { ...analysis, detector: 'd', progress: 40, issuesFound: 1 },
  'analysis:issue': { ...analysis, issue: { id: 'i', detector: 'd', severity: 'high', message: 'broken' } },
  'analysis:complete': { ...analysis, issuesFound: 1, durationMs: 900 },
  'analysis:error': { ...analysis, error: { code: 'x', message: 'y' } },
  'analysis:cancelled': analysis,
  notification: { id: 'n', userId: 'u', type: 'deal', title: 'Hi', createdAt: at, data: { any: 'thing' } },
  'notification:read': { userId: 'u', ids: ['n'], readAt: at },
  'notification:cleared': { userId: 'u', ids: 'all' },
  'comment:created': { commentId: 'c', projectId: 'p', author: { userId: 'u', name: 'Ada' }, body: 'x', createdAt: at },
  'comment:resolved': { commentId: 'c', projectId: 'p', resolvedBy: 'u', resolvedAt: at },
  'data:update': { entityType: 'escrow', entityId: 'e', action: 'update', userId: 'u', data: {} },
  'ai:task:started': { ...attempt, taskType: 'import', message: 'Starting' },
  'ai:task:progress': { ...attempt, progress: 0, message: 'x', step: { index: 1, count: 3, name: 'Parse' } },
  'ai:task:completed': { ...attempt, result: { done: 12, total: 14 }, message: 'Done' },
  'ai:task:failed': { ...attempt, error: 'x', retryable: true },
  'ai:task:cancelled': attempt,
  'ai:task:lost': attempt,
  'workflow:event': {
    runId: 'r',
    kind: 'artifact',
    artifact: { id: 'a', name: 'x', mediaType: 'text/csv' },
    timestamp: at,
  },
  'workflow:progress': { runId: 'r', node: 'n', progress: 100, timestamp: at },
}

describe('our schemas', () => {
  it.each(Object.entries(examples))('let %s through as it is, with what a newer server adds (R2)', (event, payload) => {
    const name = event as keyof ServerEvents // a key of `examples`
    const newer = { ...payload, addedLater: true }
    const schema: v.GenericSchema<unknown, unknown> = eventSchemas[name]
    expect(validate(schema, newer)).toEqual({ value: newer })
  })

  it.each(Object.keys(examples))('refuse for %s what is no object, and an object without its fields', (event) => {
    for (const payload of [undefined, null, 7, 'text', [], {}]) {
      expect(isEventPayload(event as keyof ServerEvents, payload)).toBe(false) // a key of `examples`
    }
  })

  it('never throw, whatever comes', () => {
    const names = fc.constantFrom(...(Object.keys(examples) as (keyof ServerEvents)[])) // Object.keys forgets the keys
    fc.assert(
      fc.property(names, fc.anything(), (event, value) => {
        expect(isEventPayload(event, value)).toBeTypeOf('boolean')
      }),
    )
  })

  it('refuse progress beyond 0–100 and times that are none', () => {
    const progress = examples['analysis:progress']
    expect(isEventPayload('analysis:progress', { ...progress, progress: 101 })).toBe(false)
    expect(isEventPayload('analysis:progress', { ...progress, progress: Number.NaN })).toBe(false)
    expect(isWorkflowEvent({ ...examples['workflow:event'], timestamp: 'yesterday' })).toBe(false)
    expect(isWorkflowEvent(examples['workflow:event'])).toBe(true)
  })

  it('say where a payload does not fit', () => {
    expect(validate(requestSchemas['presence:update'], { status: 'asleep' })).toEqual({
      issues: [{ message: expect.stringContaining('"online"'), path: ['status'] }],
    })
  })
})

describe('defineContract', () => {
  const contract = defineContract({
    events: { 'deal:won': { schema: v.object({ dealId: v.string() }), class: 'state', key: (deal) => deal.dealId } },
    requests: { 'deal:close': { schema: v.object({ dealId: v.string() }) } },
    topics: ['deal'],
  })

  it('adds an app’s events, requests and topics to ours', () => {
    expect(contract.events['deal:won']?.class).toBe('state')
    expect(contract.events['notification']).toBe(telltaleContract.events['notification'])
    expect(Object.keys(contract.requests)).toContain('deal:close')
    expect(contract.topics).toEqual(['deal'])
  })

  it('refuses a name that is ours, and says which to take', () => {
    const define = () => defineContract({ events: { notification: { schema: v.string() } } })
    expect(define).toThrow(
      expect.objectContaining({ code: 'contract_mismatch', message: expect.stringContaining('"app:notification"') }),
    )
  })

  it.each(['connect', 'connect_error', 'disconnect', 'disconnecting', 'newListener', 'removeListener'])(
    'refuses "%s", which Socket.IO would throw at whoever sends it',
    (name) => {
      const define = { [name]: { schema: v.object({}) } }
      const refusal = expect.objectContaining({
        code: 'contract_mismatch',
        message: expect.stringContaining(`"app:${name}"`),
      })
      expect(() => defineContract({ events: define })).toThrow(refusal)
      expect(() => defineContract({ requests: define })).toThrow(refusal)
    },
  )

  it('refuses an asynchronous schema when it is used', () => {
    const schema = v.pipeAsync(
      v.string(),
      v.checkAsync(() => Promise.resolve(true)),
    )
    expect(() => contract.validate(schema, 'x')).toThrow(expect.objectContaining({ code: 'contract_mismatch' }))
  })
})
