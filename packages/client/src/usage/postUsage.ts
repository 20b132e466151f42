import { TelltaleError, type UsagePing, type UsageSessionAPIResponse } from '@telltale/protocol'
import { type Environment, systemEnvironment } from '../environment.ts'
import { explain } from '../explain.ts'
import type { Outcome } from '../Requests.ts'
import { isSession } from './decodeUsageEvent.ts'
import { authorization, type Fetch, platformFetch, unreachable } from './fetch.ts'
import { httpError } from './httpError.ts'

const answerTimeoutMs = 10_000

/** How a ping is sent. */
export type PostUsageOptions = {
  /** Sent as `Authorization`. @defaultValue none: cookies must do */
  token?: string | null | undefined
  /** @defaultValue the platform's */
  fetch?: Fetch | undefined
  /** Lets the request outlive the page. @defaultValue false */
  keepalive?: boolean | undefined
  /** Clock and timers of another platform, or of a test. */
  env?: Partial<Environment> | undefined
}

/**
 * Posts to `{endpoint}/ping`: starts, renews, pauses or stops a session. Never rejects; without an answer within 10 s
 * the outcome is `timeout`, and the server may still have acted.
 *
 * @example
 * const outcome = await postUsage('/api/usage', { active: true, lease: true })
 * if (outcome.ok) console.log(outcome.data.time_remaining_seconds)
 */
export async function postUsage(
  endpoint: string,
  ping: UsagePing,
  { token = null, fetch = platformFetch, keepalive = false, env = {} }: PostUsageOptions = {},
): Promise<Outcome<UsageSessionAPIResponse>> {
  const { now, setTimer }: Environment = { ...systemEnvironment, ...env }
  const controller = new AbortController()
  const { signal } = controller
  const cancelTimer = setTimer(() => controller.abort(), answerTimeoutMs)
  try {
    const headers = { accept: 'application/json', 'content-type': 'application/json', ...authorization(token) }
    const body = JSON.stringify(ping)
    const response = await fetch(`${endpoint}/ping`, { method: 'POST', headers, body, keepalive, signal })
    if (!response.ok) return failure(httpError(response, now()))
    const data: unknown = await response.json()
    return isSession(data) ? { ok: true, data } : failure(notAgreed())
  } catch (cause) {
    if (TelltaleError.is(cause)) return failure(cause)
    return failure(signal.aborted ? timedOut() : cause instanceof SyntaxError ? notAgreed() : unreachable(cause))
  } finally {
    cancelTimer()
    // Lets go of a body that nobody has read.
    controller.abort()
  }
}

const failure = (error: TelltaleError): Outcome<never> => ({ ok: false, error })

const notAgreed = (): TelltaleError =>
  new TelltaleError('contract_mismatch', explain('the usage endpoint answered otherwise than agreed'))

const timedOut = (): TelltaleError => new TelltaleError('timeout', explain('no answer in time', 'ping'))
