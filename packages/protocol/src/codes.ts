/** What a client does about a code: retry by backoff, after `retryAfterMs`, with a new token, or never. */
export type RetryRule = 'auto' | 'after' | 'reauth' | 'never'

/**
 * Every code that the kit and its server use, with its rule. The union is closed: an unknown code from the wire is read
 * as `internal`.
 *
 * @see PROTOCOL.md §5
 */
export const retryRules = {
  auth_expired: 'reauth',
  auth_invalid: 'never',
  forbidden: 'never',
  not_found: 'never',
  contract_mismatch: 'never',
  invalid_payload: 'never',
  unknown_event: 'never',
  unknown_task: 'never',
  payload_too_large: 'never',
  poisoned: 'never',
  rate_limited: 'after',
  too_many_connections: 'after',
  server_busy: 'after',
  draining: 'after',
  store_unavailable: 'after',
  slow_consumer: 'auto',
  connection_lost: 'auto',
  timeout: 'auto',
  not_connected: 'auto',
  expired: 'never',
  queue_overflow: 'never',
  identity_changed: 'never',
  cancelled: 'never',
  internal: 'auto',
} as const

/** One of the closed set of codes in {@link retryRules}. */
export type ErrorCode = keyof typeof retryRules

/** Whether a value from the wire is one of our codes. */
export function isErrorCode(value: unknown): value is ErrorCode {
  return typeof value === 'string' && Object.hasOwn(retryRules, value)
}
