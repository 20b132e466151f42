import type { SSEEvent, UsageEvents, UsageSessionState } from '@telltale/protocol'

/** Reads an event of the stream: `null` for one that is none of ours, `invalid` for one of ours with a bad payload. */
export function decodeUsageEvent(event: string | undefined, data: string): SSEEvent | 'invalid' | null {
  if (!isUsageEventName(event)) return null
  const payload = parse(data)
  // The check of this name's payload has let it through.
  return checks[event](payload) ? ({ type: event, data: payload } as SSEEvent) : 'invalid'
}

type Fields = Readonly<Record<string, unknown>>

const statuses = new Set<unknown>(['idle', 'starting', 'active', 'stopping', 'closed', 'expired', 'capped'])

const areFigures = (value: unknown): value is Fields =>
  isRecord(value) &&
  isText(value['revision']) &&
  isText(value['as_of']) &&
  Number.isFinite(value['time_remaining_seconds']) &&
  Number.isFinite(value['total_usage_seconds']) &&
  Number.isFinite(value['current_session_seconds'])

/** Whether a value can be shown as a session: its figures, status and times. Lighter than the schema. */
export const isSession = (value: unknown): value is UsageSessionState =>
  areFigures(value) &&
  statuses.has(value['status']) &&
  typeof value['paused'] === 'boolean' &&
  [value['session_id'], value['started_at'], value['expires_at'], value['cap_at']].every(
    (text) => text === null || isText(text),
  )

const isState = (value: unknown): boolean =>
  isRecord(value) && (value['last'] === null || isEnded(value['last'])) && isSession(value)

const isEnded = (value: unknown): boolean =>
  isRecord(value) && isText(value['session_id']) && isText(value['ended_by']) && statuses.has(value['status'])

const checks: { readonly [TEvent in keyof UsageEvents]: (payload: unknown) => boolean } = {
  'session:state': isState,
  'session:created': isSession,
  'session:closed': isSession,
  'session:expired': isSession,
  'session:capped': isSession,
  'session:heartbeat': areFigures,
}

const isUsageEventName = (name: string | undefined): name is keyof UsageEvents =>
  name !== undefined && Object.hasOwn(checks, name)

const isText = (value: unknown): value is string => typeof value === 'string'

const isRecord = (value: unknown): value is Fields => typeof value === 'object' && value !== null

function parse(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return undefined
  }
}
