import { type Answer, type ErrorCode, retryRules, TelltaleError, toWireError } from '@telltale/protocol'

/** Codes and the status that tells them; all others are a 500. */
const statusOf: Partial<Readonly<Record<ErrorCode, number>>> = {
  auth_expired: 401,
  auth_invalid: 401,
  forbidden: 403,
  not_found: 404,
  invalid_payload: 400,
  payload_too_large: 413,
  rate_limited: 429,
  too_many_connections: 429,
  server_busy: 503,
  draining: 503,
  store_unavailable: 503,
}

/** A refusal over HTTP: status, `Retry-After` where waiting helps, and a body in the shape of every answer. */
export function refuseRequest(error: TelltaleError): Response {
  const { code, retryAfterMs = 1000 } = error
  const answer: Answer = { ok: false, error: toWireError(error) }
  const headers = new Headers({ 'cache-control': 'no-store' })
  const status = statusOf[code] ?? 500
  if (status === 401) headers.set('www-authenticate', 'Bearer')
  // Whole seconds, and never too soon.
  if (retryRules[code] === 'after') headers.set('retry-after', String(Math.max(Math.ceil(retryAfterMs / 1000), 1)))
  return Response.json(answer, { status, headers })
}
