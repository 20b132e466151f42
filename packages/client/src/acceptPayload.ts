import { type Connected, type Contract, keyFieldOf, type Spread } from '@telltale/protocol'

/** A payload that may be handed on, and the key by which listeners are told apart. */
export type AcceptedPayload = { payload: unknown; key: string | undefined }

/** Checks a payload by the contract, where there is one that names the event; gives `null` for what does not fit. */
export function acceptPayload(event: string, payload: unknown, contract: Contract | undefined): AcceptedPayload | null {
  const definition = contract && isOwnEvent(event, payload) ? definitionOf(contract.events, event) : undefined
  if (!contract || !definition) return { payload, key: builtInKey(event, payload) }
  const checked = contract.validate(definition.schema, payload)
  if ('issues' in checked) return null
  // The schema has let the value through, which is what the definition's key was written for.
  return { payload: checked.value, key: definition.key?.(checked.value as never) }
}

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
