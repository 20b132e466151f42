import type { ErrorCode } from '@telltale/protocol'

/** How attempts are refused. */
export type Refusal = {
  /**
   * Opens the line and refuses the handshake, with this code in `connect_error.data`. Without a code the line never
   * opens.
   */
  code?: ErrorCode
  /** Told together with the code, in ms. */
  retryAfterMs?: number
  /** How many attempts are refused. @defaultValue all, until `accept()` */
  times?: number
}

/** The faults of a mock server's network. All act at once. */
export type Network = {
  /** Cuts every line without a close handshake (1006 in the page); the server stays up. */
  drop: () => void
  /**
   * Kills the server: every line is cut, its memory is gone. After `downMs` a fresh one runs, with the program again.
   *
   * @defaultValue 0 ms: new lines are taken at once
   */
  restart: (downMs?: number) => void
  /** Kills the server until `start()`. */
  stop: () => void
  /** Runs a fresh server, if none runs. */
  start: () => void
  /** Refuses new attempts; lines that are open stay. */
  refuse: (refusal?: Refusal) => void
  /** Takes attempts again, after `refuse()`. */
  accept: () => void
  /** Takes the page's network away: lines are cut, attempts fail, `connectivity` says so. */
  offline: () => void
  /** Gives the page's network back. */
  online: () => void
  /**
   * Lets everything travel for `ms`, and up to `jitterMs` longer by the seeded random, in both directions and in order.
   * Opening a line takes a way there and back.
   */
  latency: (ms: number, jitterMs?: number) => void
}

/** Whether the page has a network; fits the client's `env.connectivity`. */
export type Connectivity = { isOnline: () => boolean; subscribe: (listener: () => void) => () => void }
