import { type ClientRequests, type Contract, type EventDefinition, type ServerEvents } from '@telltale/protocol'
import { defineContract } from '@telltale/protocol/schemas'

export type Deal = { dealId: string; amount: number }

/** A schema of no library: whoever speaks Standard Schema will do. */
const schemaOf = <TValue>(
  expected: string,
  check: (value: unknown) => value is TValue,
): EventDefinition<TValue>['schema'] => ({
  '~standard': {
    version: 1,
    vendor: 'test',
    validate: (value) => (check(value) ? { value } : { issues: [{ message: `Expected ${expected}` }] }),
  },
})

const hasDealId = (value: unknown): value is { dealId: string } =>
  typeof value === 'object' && value !== null && 'dealId' in value && typeof value.dealId === 'string'

const deal = schemaOf(
  'a deal',
  (value): value is Deal => hasDealId(value) && 'amount' in value && typeof value.amount === 'number',
)

type DealEvents = { 'deal:won': Deal; 'deal:price': Deal; 'deal:hover': Deal }
type DealRequests = { 'deal:close': { payload: { dealId: string }; data: { closed: boolean } } }

/** An app's contract: one event of each class, and one request. */
export const dealContract: Contract<ServerEvents & DealEvents, ClientRequests & DealRequests> = defineContract({
  events: {
    'deal:won': { schema: deal },
    'deal:price': { schema: deal, class: 'state' },
    'deal:hover': { schema: deal, class: 'volatile' },
  },
  requests: {
    'deal:close': {
      schema: schemaOf('a dealId', hasDealId),
      data: schemaOf('an outcome', (value): value is { closed: boolean } => typeof value === 'object'),
    },
  },
})
