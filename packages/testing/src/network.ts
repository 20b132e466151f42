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

/**
 * What a broker between the nodes of a server may do to events on their way to clients. Shares are 0–1 and drawn for
 * each event and client on its own.
 */
export type Weather = {
  /** How many arrive twice. */
  duplicate?: number
  /** How many never arrive. */
  lose?: number
  /** How many (`p`) are held back for up to `withinMs`, so that later ones overtake them. */
  reorder?: { p: number; withinMs: number }
}

/** The faults of a mock server's network. All act at once. */
export type Network = {
  /** Cuts every line without a close handshake (1006 in the page); the server stays up. */
  drop: () => void
  /** Cuts every line `times` times: now, and then each time half to one and a half `everyMs` after the last. */
  flap: (times: number, everyMs?: number) => void
  /**
   * Makes the network swallow everything, both ways, and tell nobody: lines stay open at both ends, new ones neither
   * open nor fail, until `thaw()`. A server that pings gives its sockets up in time.
   */
  freeze: () => void
  /** Ends `freeze()`. What was sent meanwhile arrives, as TCP would send it again; the lines that were given up close. */
  thaw: () => void
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
  /**
   * Repeats, loses and reorders, by the seeded random, the events that go to topics and rooms; each decision is in the
   * transcript. What a server tells one socket (greeting, answers, `socket.emit`) passes through no broker and is
   * spared. Nothing given, nothing happens: `weather()` clears the sky.
   */
  weather: (weather?: Weather) => void
}

/** Whether the page has a network; fits the client's `env.connectivity`. */
export type Connectivity = { isOnline: () => boolean; subscribe: (listener: () => void) => () => void }
