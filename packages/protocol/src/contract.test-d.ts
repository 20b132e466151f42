import * as v from 'valibot'
import { describe, expectTypeOf, it } from 'vitest'
import type {
  ClientRequests,
  DataOf,
  EntityEvents,
  ErrorCode,
  EventName,
  EventsOf,
  Notification,
  PayloadOf,
  RetryRule,
  retryRules,
  ServerEvents,
  ServerToClientEvents,
  TelltaleContract,
} from './index.ts'
import { defineContract } from './schemas.ts'

const contract = defineContract({
  events: {
    'deal:won': {
      schema: v.object({ dealId: v.string(), amount: v.number() }),
      key: (deal) => {
        expectTypeOf(deal).toEqualTypeOf<{ dealId: string; amount: number }>()
        return deal.dealId
      },
    },
  },
  requests: { 'deal:close': { schema: v.object({ dealId: v.string() }), data: v.object({ closed: v.boolean() }) } },
})
type Mine = typeof contract

describe('a contract', () => {
  it('types an app’s events beside ours', () => {
    expectTypeOf<EventsOf<Mine>['deal:won']>().toEqualTypeOf<{ dealId: string; amount: number }>()
    expectTypeOf<PayloadOf<Mine, 'notification'>>().toEqualTypeOf<Notification>()
    expectTypeOf<DataOf<Mine, 'deal:close'>>().toEqualTypeOf<{ closed: boolean }>()
  })

  it('allows only its own names where it is given, and any name where it is not', () => {
    expectTypeOf<'typo:event'>().not.toExtend<EventName<Mine>>()
    expectTypeOf<'deal:won'>().toExtend<EventName<Mine>>()
    expectTypeOf<'legacy:event'>().toExtend<EventName<TelltaleContract>>()
    expectTypeOf<PayloadOf<TelltaleContract, 'legacy:event'>>().toBeUnknown()
  })
})

describe('events', () => {
  it('of an entity derive from its name', () => {
    type Escrow = { id: string; price: number }
    type Events = EntityEvents<{ escrow: Escrow }>
    expectTypeOf<keyof Events>().toEqualTypeOf<'escrow:created' | 'escrow:updated' | 'escrow:deleted'>()
    expectTypeOf<Events['escrow:created']['escrow']>().toEqualTypeOf<Escrow>()
    expectTypeOf<Events['escrow:updated']['escrowId']>().toBeString()
    expectTypeOf<Events['escrow:updated']['changes']>().toEqualTypeOf<Partial<Escrow>>()
    expectTypeOf<Events['escrow:deleted']['version']>().toEqualTypeOf<number | undefined>()
  })

  it('fit Socket.IO’s generics (R2)', () => {
    expectTypeOf<ServerToClientEvents['notification']>().toBeCallableWith({
      id: '1',
      userId: 'u',
      type: 'info',
      title: 'x',
      createdAt: '2026-11-20T09:30:00.000Z',
    })
    expectTypeOf<keyof ServerToClientEvents>().toEqualTypeOf<keyof ServerEvents>()
    expectTypeOf<ClientRequests['presence:update']['payload']['status']>().toEqualTypeOf<
      'online' | 'away' | 'offline'
    >()
  })
})

describe('codes', () => {
  it('are closed, each with one of four rules', () => {
    expectTypeOf<typeof retryRules>().toExtend<Record<ErrorCode, RetryRule>>()
    expectTypeOf<'made_up'>().not.toExtend<ErrorCode>()
  })
})
