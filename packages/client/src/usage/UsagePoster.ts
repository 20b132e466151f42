import type { UsagePing, UsageSessionAPIResponse } from '@telltale/protocol'
import { TelltaleError } from '@telltale/protocol'
import type { Environment } from '../environment.ts'
import type { Outcome } from '../Requests.ts'
import type { TokenReason } from '../tokens.ts'
import type { Fetch } from './fetch.ts'
import { postUsage } from './postUsage.ts'

export type UsagePosterOptions = {
  endpoint: string
  fetch: Fetch
  env: Environment
  /** A token within 10 s; `null` where cookies must do. */
  token: (reason: TokenReason) => Promise<string | null>
}

/** Posts pings in the name of the person at the screen. */
export class UsagePoster {
  readonly #options: UsagePosterOptions
  #token: string | null = null

  constructor(options: UsagePosterOptions) {
    this.#options = options
  }

  /** Never rejects. A token that the server does not accept is replaced once. */
  async post(ping: UsagePing): Promise<Outcome<UsageSessionAPIResponse>> {
    const outcome = await this.#attempt(ping, 'initial')
    if (outcome.ok || outcome.error.code !== 'auth_expired' || this.#token === null) return outcome
    return this.#attempt(ping, 'rejected')
  }

  /** Posts without waiting for anything, and in a way that outlives the page: with the token that there is. */
  postLast(ping: UsagePing): void {
    const { endpoint, fetch, env } = this.#options
    void postUsage(endpoint, ping, { fetch, env, token: this.#token, keepalive: true })
  }

  forget(): void {
    this.#token = null
  }

  async #attempt(ping: UsagePing, reason: TokenReason): Promise<Outcome<UsageSessionAPIResponse>> {
    const { endpoint, fetch, env, token } = this.#options
    try {
      this.#token = await token(reason)
    } catch (error) {
      // What a token source throws is one of ours.
      return { ok: false, error: error as TelltaleError }
    }
    return postUsage(endpoint, ping, { fetch, env, token: this.#token })
  }
}
