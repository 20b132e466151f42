import type { StandardSchemaV1 } from '@standard-schema/spec'
import type { Contract, EventDefinition, RequestDefinition } from '../contract.ts'
import type { ServerEvents } from '../events.ts'
import type { ClientRequests, EventMap } from '../requests.ts'
import { TelltaleError } from '../TelltaleError.ts'
import { telltaleContract } from './telltaleContract.ts'
import { validate } from './validate.ts'

/** An app's own events, requests and kinds of topics. */
export type ContractDefinition<TEvents extends EventMap, TRequests extends Record<string, RequestDefinition>> = {
  events?: { readonly [TEvent in keyof TEvents]: EventDefinition<TEvents[TEvent]> }
  requests?: TRequests
  topics?: readonly string[]
}

/** Payload and data by request name, as the schemas give them. */
type RequestsFrom<TRequests extends Record<string, RequestDefinition>> = {
  [TName in keyof TRequests]: {
    payload: StandardSchemaV1.InferOutput<TRequests[TName]['schema']>
    data: TRequests[TName] extends { data: infer TData extends StandardSchemaV1 }
      ? StandardSchemaV1.InferOutput<TData>
      : unknown
  }
}

/** Socket.IO throws at whoever sends these. @see https://socket.io/docs/v4/emit-cheatsheet/#reserved-events */
const reserved: readonly string[] = [
  'connect',
  'connect_error',
  'disconnect',
  'disconnecting',
  'newListener',
  'removeListener',
]

/**
 * Extends our contract by an app's own events, and so types client, server, mock and hooks at once. Schemas are of any
 * library that speaks Standard Schema.
 *
 * @example
 * const contract = defineContract({
 *   events: { 'deal:won': { schema: v.object({ dealId: v.string(), amount: v.number() }), key: (deal) => deal.dealId } },
 * })
 * @throws {TelltaleError} `contract_mismatch` when a name is one of ours, or of Socket.IO's own: two meanings of one event could not be told
 * apart.
 */
export function defineContract<TEvents extends EventMap = {}, TRequests extends Record<string, RequestDefinition> = {}>(
  definition: ContractDefinition<TEvents, TRequests>,
): Contract<ServerEvents & TEvents, ClientRequests & RequestsFrom<TRequests>> {
  const events: Contract['events'] = definition.events ?? {}
  const requests: Contract['requests'] = definition.requests ?? {}
  const taken = [...Object.keys(events), ...Object.keys(requests)].filter(
    (name) =>
      Object.hasOwn(telltaleContract.events, name) ||
      Object.hasOwn(telltaleContract.requests, name) ||
      reserved.includes(name),
  )
  if (taken.length > 0) {
    throw new TelltaleError(
      'contract_mismatch',
      `the contract defines ${taken.map((name) => `"${name}"`).join(', ')} anew, which Telltale or Socket.IO already uses. Choose another name, such as "app:${taken[0]}".`,
    )
  }
  return {
    events: { ...telltaleContract.events, ...events },
    requests: { ...telltaleContract.requests, ...requests },
    topics: definition.topics ?? [],
    validate,
  }
}
