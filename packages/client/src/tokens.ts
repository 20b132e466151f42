import { TelltaleError } from '@telltale/protocol'
import type { Environment } from './environment.ts'
import { readClaims } from './jwt.ts'
import { explain } from './explain.ts'

/**
 * Why a token is asked for: for an attempt to connect, because the one in use is about to expire, or because the server
 * refused the last one as expired.
 */
export type TokenReason = 'initial' | 'expiring' | 'rejected'

/**
 * Gives the token of the person at the screen, or `null` to connect without one. The signal aborts after 10 s, and when
 * the client disconnects meanwhile.
 */
export type GetToken = (request: { reason: TokenReason; signal: AbortSignal }) => string | null | Promise<string | null>

/** A JWT is used again while it has at least this long to live, so that a server's restart spares the token endpoint. */
const reuseMarginMs = 30_000
/** A call that hangs would otherwise hang the line with it. */
const tokenTimeoutMs = 10_000

/** How a call ended, as the machine hears of it. */
export type TokenEvent = { type: 'tokenArrived' } | { type: 'tokenFailed'; error: TelltaleError }

type Call = { promise: Promise<string | null>; abort: () => void }

/** Asks for tokens, one call at a time, and keeps the last one out of every state and log. */
export class TokenSource {
  readonly #getToken: GetToken
  readonly #env: Pick<Environment, 'now' | 'setTimer'>
  #current: string | null = null
  #call: Call | null = null
  #asked: Promise<string | null> | null = null

  constructor(getToken: GetToken, env: Pick<Environment, 'now' | 'setTimer'>) {
    this.#getToken = getToken
    this.#env = env
  }

  /** The token of the last successful call. */
  get current(): string | null {
    return this.#current
  }

  /**
   * Resolves with a token within 10 s. A call under way is joined, whoever made it.
   *
   * @throws {TelltaleError} the one that `getToken` threw, `internal` around whatever else it threw, `timeout` when it
   * hung, `cancelled` when it was aborted.
   */
  fetch(reason: TokenReason): Promise<string | null> {
    if (reason === 'initial' && this.#isFresh()) return Promise.resolve(this.#current)
    this.#call ??= this.#begin(reason)
    return this.#call.promise
  }

  /** Asks on behalf of a machine, which is told how it ended unless `abort` or another `ask` came before. */
  ask(reason: TokenReason, tell: (event: TokenEvent) => void): void {
    const call = this.fetch(reason)
    this.#asked = call
    call.then(
      () => {
        if (this.#asked === call) tell({ type: 'tokenArrived' })
      },
      (error: TelltaleError) => {
        if (this.#asked === call) tell({ type: 'tokenFailed', error })
      },
    )
  }

  /** Ends the call under way. */
  abort(): void {
    this.#asked = null
    this.#call?.abort()
  }

  /** Forgets the token: the next person may be another. */
  forget(): void {
    this.abort()
    this.#current = null
  }

  #begin(reason: TokenReason): Call {
    const controller = new AbortController()
    let resolve: (token: string | null) => void
    let reject: (error: TelltaleError) => void
    const promise = new Promise<string | null>((...settlers) => ([resolve, reject] = settlers))
    const end = (settle: () => void) => {
      if (this.#call !== call) return
      this.#call = null
      cancelTimer()
      settle()
    }
    const giveUp = (error: TelltaleError) =>
      end(() => {
        controller.abort(error)
        reject(error)
      })
    const call: Call = { promise, abort: () => giveUp(aborted()) }
    const cancelTimer = this.#env.setTimer(() => giveUp(timedOut()), tokenTimeoutMs)
    // The app's function may throw at once as well as later; of a call that was aborted by now it need not know.
    void Promise.resolve()
      .then(() => (this.#call === call ? this.#getToken({ reason, signal: controller.signal }) : null))
      .then(
        (token) =>
          end(() => {
            this.#current = token
            resolve(token)
          }),
        (cause: unknown) => end(() => reject(TelltaleError.is(cause) ? cause : failed(cause))),
      )
    return call
  }

  /** Whether the last token says that its time is over. */
  get isExpired(): boolean {
    const expiresAt = this.#expiresAt()
    return expiresAt !== null && expiresAt <= this.#env.now()
  }

  #isFresh(): boolean {
    const expiresAt = this.#expiresAt()
    return expiresAt !== null && expiresAt - this.#env.now() > reuseMarginMs
  }

  #expiresAt(): number | null {
    return this.#current === null ? null : (readClaims(this.#current)?.expiresAt ?? null)
  }
}

const failed = (cause: unknown): TelltaleError => new TelltaleError('internal', explain('getToken failed'), { cause })

const timedOut = (): TelltaleError => new TelltaleError('timeout', explain('getToken gave no token within 10 s'))

const aborted = (): TelltaleError => new TelltaleError('cancelled', explain('the token is not wanted any more'))
