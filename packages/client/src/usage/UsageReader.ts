import type { Store } from '../store.ts'
import type { UsageSessionStore } from './createUsageSession.ts'
import type { UsageSession } from './usageView.ts'

/** What a second changes while a session counts. */
const seconds = [
  'timeRemainingSeconds',
  'timeRemainingMinutes',
  'totalUsageSeconds',
  'totalUsageMinutes',
  'currentSessionSeconds',
] as const

/**
 * A person's usage for one reader. The seconds go on only while the reader looks at figures: what it is given tells when
 * one of them is read.
 */
export class UsageReader implements Store<UsageSession> {
  readonly #session: UsageSessionStore
  #isSubscribed = false
  #hasLooked = false
  #given: { session: UsageSession; watched: UsageSession } | null = null
  #release: (() => void) | null = null

  constructor(session: UsageSessionStore) {
    this.#session = session
  }

  // Arrow functions, because React takes them off the store.
  readonly getServerSnapshot = (): UsageSession => this.#session.getServerSnapshot()
  readonly getSnapshot = (): UsageSession => {
    const session = this.#session.getSnapshot()
    // The same for the same: a selector that makes its value anew would change it each time that React looks.
    if (this.#given?.session === session) return this.#given.watched
    // Whoever has not looked since the last time has no use for them any more.
    if (!this.#hasLooked) this.#stop()
    this.#hasLooked = false
    this.#given = { session, watched: this.#watched(session) }
    return this.#given.watched
  }
  readonly subscribe = (listener: () => void): (() => void) => {
    const unsubscribe = this.#session.subscribe(listener)
    this.#isSubscribed = true
    this.#settle()
    return () => {
      this.#isSubscribed = false
      this.#stop()
      unsubscribe()
    }
  }

  #watched(session: UsageSession): UsageSession {
    const figures = seconds.map((name) => [
      name,
      {
        enumerable: true,
        get: () => {
          this.#hasLooked = true
          this.#settle()
          return session[name]
        },
      },
    ])
    // Has all that the session has.
    return Object.defineProperties({ ...session }, Object.fromEntries(figures)) as UsageSession
  }

  #settle(): void {
    if (this.#isSubscribed && this.#hasLooked) this.#release ??= this.#session.holdSeconds()
  }

  #stop(): void {
    this.#release?.()
    this.#release = null
  }
}
