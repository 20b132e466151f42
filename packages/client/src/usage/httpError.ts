import { type ErrorCode, TelltaleError } from '@telltale/protocol'
import { explain } from '../explain.ts'

/** Tells HTTP's refusals by our codes. `now` is in epoch milliseconds. */
export function httpError(response: Response, now: number): TelltaleError {
  const { status } = response
  const [code, what] = told[status] ?? (status >= 500 ? serverFailed : notAgreed)
  const retryAfterMs = status === 429 || status === 503 ? readRetryAfter(response.headers, now) : undefined
  return new TelltaleError(code, explain(what, String(status)), { retryAfterMs })
}

type Told = readonly [ErrorCode, Parameters<typeof explain>[0]]

const told: Readonly<Record<number, Told>> = {
  401: ['auth_expired', 'the server did not accept the token'],
  403: ['forbidden', 'the server refuses this person'],
  404: ['not_found', 'there is nothing at the usage endpoint'],
  408: ['timeout', 'the server is too busy'],
  429: ['rate_limited', 'the server takes no more requests for now'],
  503: ['server_busy', 'the server is too busy'],
}
const serverFailed: Told = ['internal', 'the server failed']
const notAgreed: Told = ['contract_mismatch', 'the usage endpoint answered otherwise than agreed']

/** Timers overflow after 24.8 days, and then fire at once. */
export const longestWaitMs = 86_400_000

/**
 * Seconds, or an HTTP date, which is compared with the server's own clock where it says that too. No wait at all is
 * left to the ladder: a server in trouble must not be asked in a loop.
 */
function readRetryAfter(headers: Headers, now: number): number | undefined {
  const text = headers.get('retry-after') ?? ''
  const serverNow = Date.parse(headers.get('date') ?? '') || now
  // Date.parse takes nearly everything for a date, as "-5"; HTTP's own end in GMT.
  const date = text.endsWith('GMT') ? Date.parse(text) : Number.NaN
  const waitMs = /^\d+$/.test(text) ? Number(text) * 1_000 : date - serverNow
  return waitMs > 0 ? Math.min(waitMs, longestWaitMs) : undefined
}
