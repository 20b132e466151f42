import { type Connected, type Contract, type Issue, keyFieldOf, type Spread } from '@telltale/protocol'

/** A payload that may be handed on, and the key by which listeners are told apart. */
export type AcceptedPayload = {
  payload: unknown
  key: string | undefined
  /** Tells repeats apart where the server does not mark its events. */
  id: string | undefined
  /** Whether an unmarked repeat counts once. */
  dedupe: boolean
}

/** Checks a payload by the contract, where there is one that names the event. */
export function acceptPayload(
  event: string,
  payload: unknown,
  contract: Contract | undefined,
): AcceptedPayload | { issues: readonly Issue[] } {
  const definition = contract && isOwnEvent(event, payload) ? definitionOf(contract.events, event) : undefined
  const dedupe = definition?.dedupe ?? !isAboutPeople(event)
  if (!contract || !definition)
    return { payload, key: builtInKey(event, payload), id: builtInId(event, payload), dedupe }
  try {
    const checked = contract.validate(definition.schema, payload)
    if ('issues' in checked) return checked
    // The schema has let the value through, which is what the definition's functions were written for.
    const value = checked.value as never
    return {
      payload: value,
      key: definition.key?.(value),
      id: definition.id?.(value) ?? builtInId(event, value),
      dedupe,
    }
  } catch (error) {
    // The contract is an app's own: what it throws at one payload must not end the line.
    return { issues: [{ message: `the contract threw ${String(error)}` }] }
  }
}

/** Somebody who comes, goes and comes again says the same twice, and means it. */
const isAboutPeople = (event: string): boolean => event === 'presence:changed' || event.startsWith('project:user:')

/** What a contract says of a name; never what every object has by birth, as `constructor`. */
export function definitionOf<TDefinition>(
  definitions: Readonly<Record<string, TDefinition>>,
  name: string,
): TDefinition | undefined {
  return Object.hasOwn(definitions, name) ? definitions[name] : undefined
}

/** `connected` with another protocol is an app's event that happens to have our name. */
const isOwnEvent = (event: string, payload: unknown): boolean => event !== 'connected' || isGreeting(payload)

function builtInKey(event: string, payload: unknown): string | undefined {
  const field = keyFieldOf(event)
  const value: unknown = field !== undefined && isRecord(payload) ? payload[field] : undefined
  return typeof value === 'string' ? value : undefined
}

const builtInId = (event: string, payload: unknown): string | undefined =>
  event === 'notification' && isRecord(payload) && typeof payload['id'] === 'string' ? payload['id'] : undefined

/** The fields of `connected` that a line's own keeping needs. */
export type Greeting = Omit<Connected, 'serverTime'>

/** Whether this is the `connected` by which our server says that it keeps promises. */
export function isGreeting(payload: unknown): payload is Greeting {
  return (
    isSpread(payload) &&
    'protocol' in payload &&
    payload.protocol === 1 &&
    isCount(payload, 'maxPayload') &&
    isCount(payload, 'dedupeWindowMs') &&
    'commandEpoch' in payload &&
    typeof payload.commandEpoch === 'string' &&
    'topics' in payload &&
    isRecord(payload.topics)
  )
}

/** Whether a payload names a spread of reconnects. */
export const isSpread = (payload: unknown): payload is Spread =>
  isRecord(payload) && isCount(payload, 'reconnectSpreadMs')

/** Whether a value from the wire may be asked for its fields. */
export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null

function isCount(record: Record<string, unknown>, field: string): boolean {
  const value = record[field]
  // JSON carries more than can be counted: 1e999 is read as Infinity.
  return Number.isFinite(value) && Number(value) >= 0
}
