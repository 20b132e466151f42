import { type Connected, type Contract, isMeta, keyFieldOf, type Meta, type Spread } from '@telltale/protocol'

/** An event on its way in: payload, marks of our server, and the key by which listeners are told apart. */
export type DecodedEvent = { payload: unknown; meta: Meta | undefined; key: string | undefined }

export type DecodeOptions = {
  contract: Contract | undefined
  /** Our server is at the other end, so that a second argument may be {@link Meta}. */
  isOurs: boolean
}

/** Reads the arguments of an event, or gives `null` for a payload that does not fit the contract. */
export function decodeEvent(
  event: string,
  args: readonly unknown[],
  { contract, isOurs }: DecodeOptions,
): DecodedEvent | null {
  const [payload, second] = args
  const meta = isOurs && isMeta(second) ? second : undefined
  const definition = isOwnEvent(event, payload) ? contract?.events[event] : undefined
  if (!contract || !definition) return { payload, meta, key: builtInKey(event, payload) }
  const checked = contract.validate(definition.schema, payload)
  if ('issues' in checked) return null
  // The schema has let the value through, which is what the definition's key was written for.
  return { payload: checked.value, meta, key: definition.key?.(checked.value as never) }
}

/** `connected` with another protocol is an app's event that happens to have our name. */
const isOwnEvent = (event: string, payload: unknown): boolean => event !== 'connected' || isGreeting(payload)

function builtInKey(event: string, payload: unknown): string | undefined {
  const field = keyFieldOf(event)
  const value: unknown = field !== undefined && isRecord(payload) ? payload[field] : undefined
  return typeof value === 'string' ? value : undefined
}

/** The fields of `connected` that a line's own keeping needs. */
export type Greeting = Pick<Connected, 'protocol' | 'reconnectSpreadMs' | 'maxPayload'>

/** Whether this is the `connected` by which our server says that it keeps promises. */
export function isGreeting(payload: unknown): payload is Greeting {
  return isSpread(payload) && 'protocol' in payload && payload.protocol === 1 && isCount(payload, 'maxPayload')
}

/** Whether a payload names a spread of reconnects. */
export const isSpread = (payload: unknown): payload is Spread =>
  isRecord(payload) && isCount(payload, 'reconnectSpreadMs')

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

function isCount(record: object, field: string): boolean {
  const value: unknown = (record as Record<string, unknown>)[field] // any object may be asked for any field
  return typeof value === 'number' && value >= 0
}
