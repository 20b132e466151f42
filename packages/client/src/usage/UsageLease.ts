import type { Environment } from '../environment.ts'

/** How often a session is renewed, in ms; it lives for 120 s without. */
const renewMs = 30_000
/** How soon a renewal that did not get through is tried again, in ms. */
const retryMs = 10_000

export type UsageLeaseOptions = {
  setTimer: Environment['setTimer']
  /** Where the tab keeps the id; known once the person is. */
  storageKey: () => string
  /** Renews a session; whether the next time may wait as long as ever. */
  renew: (sessionId: string) => Promise<boolean>
}

/**
 * The session that this tab keeps alive, because it started or joined it. Its id outlives a reload, and nothing that is
 * mounted or unmounted lets go of it.
 */
export class UsageLease {
  readonly #options: UsageLeaseOptions
  #id: string | null = null
  #isOwn = false
  #cancel: (() => void) | null = null

  constructor(options: UsageLeaseOptions) {
    this.#options = options
  }

  get id(): string | null {
    return this.#id
  }

  /** Whether this very page began the session, rather than join one that others may hold. */
  get isOwn(): boolean {
    return this.#isOwn
  }

  /** The session that this tab held before it was loaded anew. */
  restored(): string | null {
    try {
      return sessionStorage.getItem(this.#options.storageKey())
    } catch {
      return null
    }
  }

  hold(id: string, { isOwn }: { isOwn: boolean }): void {
    this.#isOwn = isOwn || (this.#isOwn && this.#id === id)
    this.#id = id
    this.#store((storage, key) => storage.setItem(key, id))
    this.#wait(renewMs)
  }

  /** Goes on with a session that was held before a reload, which may have taken long. */
  resume(id: string): void {
    this.hold(id, { isOwn: false })
    this.#wait(0)
  }

  release(): void {
    this.stop()
    this.#store((storage, key) => storage.removeItem(key))
  }

  /** Renews no more; another page of this tab may go on. */
  stop(): void {
    this.#cancel?.()
    this.#cancel = null
    this.#id = null
    this.#isOwn = false
  }

  #wait(delayMs: number): void {
    this.#cancel?.()
    this.#cancel = this.#options.setTimer(() => void this.#renew(), delayMs)
  }

  async #renew(): Promise<void> {
    const id = this.#id
    if (id === null) return
    const isRenewed = await this.#options.renew(id)
    if (this.#id === id) this.#wait(isRenewed ? renewMs : retryMs)
  }

  #store(write: (storage: Storage, key: string) => void): void {
    try {
      write(sessionStorage, this.#options.storageKey())
    } catch {
      // Full, forbidden or not there: a reload then leaves the session to its lease.
    }
  }
}
