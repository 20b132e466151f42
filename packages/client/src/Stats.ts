import { isUp, type State } from './machine.ts'

/** Counters of a client's life. Pulled, never pushed: reading them re-renders nothing. */
export type ConnectionStats = Readonly<{
  /** Lines that opened. */
  connects: number
  /** Attempts that began, opened or not. */
  attempts: number
  /** Times that an open line was lost. */
  outages: number
  /** How long lost lines took to come back, in all; milliseconds. */
  downtimeMs: number
  eventsIn: number
  eventsOut: number
  /** Events whose payload did not fit the contract; they were not handed on. */
  invalid: number
  /** Events that were known already, or older than what was known; they were not handed on. */
  duplicates: number
  /** Times that events of a topic may have been missed. */
  gaps: number
  /** Messages of the outbox that were given up, refusals by the server not among them. */
  dropped: number
  /** Messages that wait in the outbox now. */
  outboxDepth: number
  /** How long the last 64 answers of the server took, in ms: half of them at most `p50`, nearly all at most `p95`. */
  rtt: Readonly<{ p50: number; p95: number }> | null
}>

const noCounts = {
  connects: 0,
  attempts: 0,
  outages: 0,
  downtimeMs: 0,
  eventsIn: 0,
  eventsOut: 0,
  invalid: 0,
  duplicates: 0,
  gaps: 0,
  dropped: 0,
}

/** The counters of a line to which nothing has happened. */
export const initialStats: ConnectionStats = { ...noCounts, outboxDepth: 0, rtt: null }

/** Answers by which the round trip is reckoned. */
const answersKept = 64

/** Counts what happens to a line. */
export class Stats {
  readonly #counts = { ...noCounts }
  readonly #roundTrips: number[] = []
  #downSince: number | null = null

  stateChanged(state: State, before: State): void {
    if (state.phase === before.phase) return
    if (isUp(state.phase)) {
      if (isUp(before.phase)) return
      this.#counts.connects += 1
      if (this.#downSince !== null) this.#counts.downtimeMs += state.since - this.#downSince
      this.#downSince = null
    } else if (isUp(before.phase) && state.phase !== 'idle' && state.phase !== 'disposed') {
      this.#counts.outages += 1
      this.#downSince = state.since
    } else if (state.phase === 'idle') {
      this.#downSince = null
    }
  }

  count(what: 'attempts' | 'eventsIn' | 'eventsOut' | 'invalid' | 'duplicates' | 'gaps' | 'dropped', times = 1): void {
    this.#counts[what] += times
  }

  /** The server took so long to answer. */
  answered(afterMs: number): void {
    this.#roundTrips.push(afterMs)
    if (this.#roundTrips.length > answersKept) this.#roundTrips.shift()
  }

  read(now: number, outboxDepth: number): ConnectionStats {
    const current = this.#downSince === null ? 0 : now - this.#downSince
    const sorted = this.#roundTrips.toSorted((a, b) => a - b)
    const within = (share: number): number => sorted[Math.ceil(sorted.length * share) - 1] ?? 0
    return {
      ...this.#counts,
      downtimeMs: this.#counts.downtimeMs + current,
      outboxDepth,
      rtt: sorted.length === 0 ? null : { p50: within(0.5), p95: within(0.95) },
    }
  }
}
