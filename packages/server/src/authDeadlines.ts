import { startTimer } from './startTimer.ts'

/** How long before a token's end its client is told, in ms; of a token with less than twice that left, at half time. */
const expiringLeadMs = 60_000
/** With less than this left a client is not told any more: tokens that live so briefly would be refreshed without end. */
const shortestLeftMs = 5_000
/** How long after a token's end its line is closed, in ms. */
const expiredGraceMs = 5_000

/** The two moments at which a token's end matters to a live line. */
export type AuthDeadlines = {
  /** Counts towards another end, or towards none. `expiresAt` is epoch ms. */
  arm: (expiresAt: number | undefined) => void
  stop: () => void
}

/** Calls `expiring` 60 s before the end of a token, or at half time, and `expired` 5 s after it. */
export function createAuthDeadlines(on: {
  expiring: (expiresAt: number) => void
  expired: (expiresAt: number) => void
}): AuthDeadlines {
  let timers: (() => void)[] = []
  const stop = (): void => {
    for (const cancel of timers) cancel()
    timers = []
  }
  return {
    stop,
    arm: (expiresAt) => {
      stop()
      if (expiresAt === undefined) return
      const leftMs = expiresAt - Date.now()
      timers = [startTimer(() => on.expired(expiresAt), leftMs + expiredGraceMs)]
      if (leftMs < shortestLeftMs) return
      timers.push(startTimer(() => on.expiring(expiresAt), leftMs - Math.min(expiringLeadMs, leftMs / 2)))
    },
  }
}
