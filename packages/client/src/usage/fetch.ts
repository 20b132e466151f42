import { TelltaleError } from '@telltale/protocol'
import { explain } from '../explain.ts'

/** As much of the platform's `fetch` as is used. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>

/** The platform's own, looked up when it is called: a mock may have put another in its place since. */
export const platformFetch: Fetch = (url, init) => globalThis.fetch(url, init)

/** Whether a text may stand in a header. `fetch` throws on others, in an error that repeats them. */
export const isHeaderText = (text: string): boolean => /^[\x21-\x7e]+$/.test(text)

/**
 * The header that carries a token; none for `null`.
 *
 * @throws {TelltaleError} `auth_invalid` for a token that no header can carry.
 */
export function authorization(token: string | null): { authorization?: string } {
  if (token === null) return {}
  if (!isHeaderText(token)) throw new TelltaleError('auth_invalid', explain('the token cannot be sent'))
  return { authorization: `Bearer ${token}` }
}

/** What a `fetch` that failed comes down to. */
export const unreachable = (cause: unknown): TelltaleError =>
  new TelltaleError('connection_lost', explain('the server cannot be reached'), { cause })
