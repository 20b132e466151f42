import type { Environment } from './environment.ts'

/** How long a line stays open after the last lease, so that a remount or a route change keeps it. */
export const lineLingerMs = 1_000

export type LeasesOptions = {
  setTimer: Environment['setTimer']
  /** Whether there is nothing to close. */
  isIdle: () => boolean
  open: () => void
  close: () => void
}

/** Who wants the line: components by leases, and the user, whose word counts for all of them. */
export class Leases {
  readonly #options: LeasesOptions
  #held = 0
  #wish: 'none' | 'connect' | 'disconnect' = 'none'
  #cancelLinger: (() => void) | null = null

  constructor(options: LeasesOptions) {
    this.#options = options
  }

  /** Adds a lease; returns how to give it back. */
  acquire(): () => void {
    this.#held += 1
    this.#settle()
    let released = false
    return () => {
      if (released) return
      released = true
      this.#held -= 1
      this.#settle()
    }
  }

  connect(): void {
    // With leases held, those go on deciding; without, somebody outside React wants the line until they say otherwise.
    this.#wish = this.#held > 0 ? 'none' : 'connect'
    this.stopLingering()
    this.#options.open()
  }

  disconnect(): void {
    this.#wish = 'disconnect'
    this.stopLingering()
    this.#options.close()
  }

  stopLingering(): void {
    this.#cancelLinger?.()
    this.#cancelLinger = null
  }

  #settle(): void {
    const { isIdle, open, close, setTimer } = this.#options
    this.stopLingering()
    if (this.#wish === 'disconnect') return
    if (this.#wish === 'connect' || this.#held > 0) {
      // Only the user's own word leaves `failed`: a component that mounts has nothing new to say.
      if (isIdle()) open()
    } else if (!isIdle()) {
      this.#cancelLinger = setTimer(close, lineLingerMs)
    }
  }
}
