import { retryRules, type TelltaleError, type UsagePing, type UsageSessionAPIResponse } from '@telltale/protocol'
import type { Environment } from '../environment.ts'
import type { Outcome } from '../Requests.ts'

/** What people ask of a session. */
export type UsageWish = 'start' | 'stop' | 'pause' | 'resume'

export type UsageActionsOptions = {
  setTimer: Environment['setTimer']
  post: (ping: UsagePing) => Promise<Outcome<UsageSessionAPIResponse>>
  /** The session that runs now, as far as is known. */
  openId: () => string | null
  /** A wish was answered, or given up; nothing of it is pending any more. */
  onSettled: (wish: UsageWish, outcome: Outcome<UsageSessionAPIResponse | null>, sentAt: number) => void
  monotonic: Environment['monotonic']
}

type Pending = {
  readonly wish: UsageWish
  /** The session that is meant. */
  readonly target: string | null | typeof startedBefore
  readonly done: Promise<void>
  readonly settle: () => void
}

/** The session that the start before it begins. */
const startedBefore = Symbol('started before')
/** Pauses before a wish that did not get through is sent again, in ms. Each of them may arrive twice. */
const pausesMs = [1_000, 2_000, 4_000]
/** A server that wants more patience than this is taken at its word: the wish is given up. */
const longestPauseMs = 10_000

/** What was asked for, one at a time and in order, so that no stop overtakes its start. */
export class UsageActions {
  readonly #options: UsageActionsOptions
  #pending: Pending[] = []
  #startedId: string | null = null
  #endPause: (() => void) | null = null
  #isRunning = false

  constructor(options: UsageActionsOptions) {
    this.#options = options
  }

  /** What is asked for and not settled yet, in order. */
  get wishes(): readonly UsageWish[] {
    return this.#pending.map(({ wish }) => wish)
  }

  /** Resolves once it is done, or given up. Asked for twice, it is done once. */
  ask(wish: UsageWish): Promise<void> {
    const last = this.#pending.at(-1)
    if (last?.wish === wish) return last.done
    const isAfterStart = this.#pending.some((pending) => pending.wish === 'start')
    let settle = (): void => undefined
    const done = new Promise<void>((resolve) => (settle = resolve))
    const target = isAfterStart ? startedBefore : this.#options.openId()
    this.#pending.push({ wish, target, done, settle })
    this.#endPause?.()
    if (!this.#isRunning) void this.#run()
    return done
  }

  /** Gives up what is pending without a word. */
  clear(): void {
    for (const { settle } of this.#pending.splice(0)) settle()
    this.#endPause?.()
  }

  async #run(): Promise<void> {
    this.#isRunning = true
    for (let next = this.#pending[0]; next; next = this.#pending[0]) {
      const sentAt = this.#options.monotonic()
      // oxlint-disable-next-line no-await-in-loop -- one after the other is the point
      const outcome = await this.#fulfil(next)
      if (this.#pending[0] !== next) continue
      this.#pending.shift()
      if (next.wish === 'start') this.#startedId = outcome.ok ? (outcome.data?.session_id ?? null) : null
      this.#options.onSettled(next.wish, outcome, sentAt)
      next.settle()
    }
    this.#isRunning = false
  }

  async #fulfil(pending: Pending): Promise<Outcome<UsageSessionAPIResponse | null>> {
    for (let attempt = 0; ; attempt += 1) {
      const ping = this.#pingOf(pending)
      if (ping === null) return { ok: true, data: null }
      // oxlint-disable-next-line no-await-in-loop -- one after the other is the point
      const outcome = await this.#options.post(ping)
      if (outcome.ok || this.#pending[0] !== pending || this.#pending.length > 1) return outcome
      const pauseMs = pauseBefore(outcome.error, attempt)
      if (pauseMs === null) return outcome
      // oxlint-disable-next-line no-await-in-loop -- one after the other is the point
      await this.#pause(pauseMs)
      if (this.#pending[0] !== pending || this.#pending.length > 1) return outcome
    }
  }

  /** `null` where there is nothing to do, or nothing any more. */
  #pingOf({ wish, target }: Pending): UsagePing | null {
    if (wish === 'start') return { active: true, lease: true }
    const openId = this.#options.openId()
    const sessionId = target === startedBefore ? (this.#startedId ?? openId) : target
    if (sessionId === null || sessionId !== openId) return null
    return wish === 'stop' ? { active: false, sessionId } : { active: true, sessionId, paused: wish === 'pause' }
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.#options.setTimer(() => this.#endPause?.(), ms)
      this.#endPause = () => {
        this.#endPause = null
        cancel()
        resolve()
      }
    })
  }
}

function pauseBefore({ code, retryAfterMs = 0 }: TelltaleError, attempt: number): number | null {
  const rule = retryRules[code]
  const pauseMs = pausesMs[attempt]
  if (pauseMs === undefined || (rule !== 'auto' && rule !== 'after') || retryAfterMs > longestPauseMs) return null
  return Math.max(pauseMs, retryAfterMs)
}
