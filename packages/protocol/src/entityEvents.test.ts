import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { defineContract, entityEvents, validate } from './schemas.ts'

const events = entityEvents({ escrow: v.object({ id: v.string(), price: v.number() }) })

describe('the events of an entity', () => {
  it('stand in a contract beside ours (S1)', () => {
    expect(Object.keys(defineContract({ events }).events)).toEqual(
      expect.arrayContaining(['notification', 'escrow:created', 'escrow:updated', 'escrow:deleted']),
    )
  })

  it.each([
    ['escrow:created', { escrow: { id: '1', price: 2 }, version: 1, mutationId: 'm', actorId: 'u' }],
    ['escrow:updated', { escrowId: '1', changes: { price: 3 } }],
    ['escrow:deleted', { escrowId: '1', version: 2 }],
  ] as const)('let through what fits: %s', (event, payload) => {
    expect(validate<unknown>(events[event].schema, payload)).toEqual({ value: payload })
  })

  it.each([
    ['escrow:created', { escrow: { id: '1', price: 'much' } }, ['escrow', 'price']],
    ['escrow:updated', { escrowId: 1, changes: {} }, ['escrowId']],
    ['escrow:updated', { escrowId: '1' }, ['changes']],
    ['escrow:deleted', { escrowId: '1', version: '2' }, ['version']],
    ['escrow:deleted', { escrowId: '1', mutationId: 2 }, ['mutationId']],
    ['escrow:deleted', null, undefined],
  ] as const)('say what does not fit: %s', (event, payload, path) => {
    expect(validate<unknown>(events[event].schema, payload)).toMatchObject({ issues: [path ? { path } : {}] })
  })
})
