/** Whether there is a network, as far as the platform knows. */
export type Connectivity = {
  isOnline: () => boolean
  /** Calls `listener` when it may have changed; returns how to stop that. */
  subscribe: (listener: () => void) => () => void
}

/** All that the client needs of the world. Tests and other platforms give their own. */
export type Environment = {
  /** Epoch milliseconds. */
  now: () => number
  /** Runs `run` once after `delayMs`; returns how to cancel it. */
  setTimer: (run: () => void, delayMs: number) => () => void
  /** 0 ≤ x < 1. */
  random: () => number
  connectivity: Connectivity
}

/** What a timer of the platform can wait; a longer delay would fire at once. */
const longestDelayMs = 2 ** 31 - 1

/** The platform's own clock, timers, randomness and `online`/`offline` events; without a window, always online. */
export const systemEnvironment: Environment = {
  now: () => Date.now(),
  setTimer: (run, delayMs) => {
    const timer = setTimeout(run, Math.min(delayMs, longestDelayMs))
    return () => clearTimeout(timer)
  },
  random: () => Math.random(),
  connectivity: {
    // `false` is certain, `true` is not: a captive network says `true` as well.
    isOnline: () => globalThis.navigator?.onLine !== false,
    subscribe: (listener) => {
      if (typeof window === 'undefined') return () => {}
      window.addEventListener('online', listener)
      window.addEventListener('offline', listener)
      return () => {
        window.removeEventListener('online', listener)
        window.removeEventListener('offline', listener)
      }
    },
  },
}
