import { TelltaleError } from '@telltale/protocol'
import type { MockServerOptions } from '@telltale/testing'
import type { GetToken } from '../../../src/index.ts'
import type { Giving } from './Move.ts'
import type { Verdict } from './Verdict.ts'

type Request = Parameters<GetToken>[0]
type Call = { readonly since: number; isOver: boolean }

/** Gives tokens as the programme says, and sees that it is asked by one call at a time. */
export class TokenDesk {
  giving: Giving = { how: 'give', lifeMs: null, afterMs: 0 }
  person = 'ada'
  /** What the last call that failed was told. */
  refusal: TelltaleError | null = null
  /** Of the token that was given last. */
  current: { readonly who: string | null; readonly expiresAt: number } = { who: null, expiresAt: Infinity }
  readonly #verdict: Verdict
  readonly #phase: () => string
  readonly #calls: Call[] = []

  constructor(verdict: Verdict, phase: () => string) {
    this.#verdict = verdict
    this.#phase = phase
  }

  readonly getToken: GetToken = async ({ reason, signal }) => {
    const call = this.#open(reason, signal)
    try {
      return await this.#give(this.giving, signal)
    } finally {
      call.isOver = true
    }
  }

  /** As a server reads what this desk gives. */
  readonly auth: NonNullable<MockServerOptions['auth']> = (token) => {
    if (token === null) return { userId: 'guest' }
    if (token === 'forged') throw new TelltaleError('auth_invalid', 'forged')
    const { sub, exp }: { sub: string; exp?: number } = JSON.parse(atob(token.split('.')[1] ?? ''))
    if (exp === undefined) return { userId: sub }
    if (exp * 1_000 <= Date.now()) throw new TelltaleError('auth_expired', 'too old')
    return { userId: sub, expiresAt: exp * 1_000 }
  }

  /** M9, at a quiet moment. */
  inspect(isOver: boolean): void {
    const open = this.#calls.filter((call) => !call.isOver)
    this.#verdict.expect(
      open.every(({ since }) => Date.now() - since <= 10_000),
      'M9 a call to getToken was not given up after 10 s',
    )
    if (isOver) this.#verdict.expect(open.length === 0, 'M9 a call to getToken is left')
  }

  #open(reason: Request['reason'], signal: AbortSignal): Call {
    const phase = this.#phase()
    this.#verdict.expect(!signal.aborted, 'M9 getToken was called for nothing')
    this.#verdict.expect(!this.#calls.some(({ isOver }) => !isOver), 'M9 two calls to getToken at a time', reason)
    const isWanted =
      reason === 'expiring' ? ['ready', 'syncing', 'probing'].includes(phase) : phase === 'authenticating'
    this.#verdict.expect(isWanted, 'M9 getToken was called in', phase, 'because', reason)
    const call: Call = { since: Date.now(), isOver: false }
    signal.addEventListener('abort', () => (call.isOver = true))
    this.#calls.push(call)
    return call
  }

  async #give(giving: Giving, signal: AbortSignal): Promise<string | null> {
    this.refusal = null
    switch (giving.how) {
      case 'hang':
        return new Promise<never>(() => {})
      case 'throw':
        throw new Error('no token today')
      case 'busy':
        this.refusal = new TelltaleError('server_busy', 'later', { retryAfterMs: giving.retryAfterMs })
        throw this.refusal
      case 'nobody':
        this.current = { who: null, expiresAt: Infinity }
        return null
      case 'forged':
        this.current = { who: null, expiresAt: Infinity }
        return 'forged'
      case 'give': {
        if (giving.afterMs > 0) await new Promise((resolve) => setTimeout(resolve, giving.afterMs))
        const exp = giving.lifeMs === null ? undefined : (Date.now() + giving.lifeMs) / 1_000
        // One that comes after it was given up is thrown away.
        if (!signal.aborted) this.current = { who: this.person, expiresAt: exp === undefined ? Infinity : exp * 1_000 }
        return `e30.${btoa(JSON.stringify({ sub: this.person, exp }))}.x`
      }
    }
  }
}
