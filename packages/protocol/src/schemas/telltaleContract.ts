import type { ErasedEventDefinition, TelltaleContract } from '../contract.ts'
import { keyFieldOf } from '../events.ts'
import { eventClasses } from './eventClasses.ts'
import { eventSchemas } from './eventSchemas.ts'
import { requestSchemas } from './requestSchemas.ts'
import { validate } from './validate.ts'

/** Our own events and requests with their schemas, ready to be given to a client, or extended by `defineContract`. */
export const telltaleContract: TelltaleContract = {
  events: mapValues(eventSchemas, (schema, name): ErasedEventDefinition => {
    const key = keyFieldOf(name)
    // The schema has run before a key is asked for, so the field is there and a string.
    const keyed = key !== undefined && { key: (payload: Record<string, string>) => payload[key] ?? '' }
    return { schema, class: eventClasses[name], ...keyed }
  }),
  requests: mapValues(requestSchemas, (schema) => ({ schema })),
  topics: [],
  validate,
}

function mapValues<TKey extends string, TValue, TResult>(
  record: Readonly<Record<TKey, TValue>>,
  map: (value: TValue, key: TKey) => TResult,
): Record<TKey, TResult> {
  const keys = Object.keys(record) as TKey[] // Object.keys forgets the names of a closed record
  // Built from exactly those names.
  return Object.fromEntries(keys.map((key) => [key, map(record[key], key)])) as Record<TKey, TResult>
}
