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
  /** Events whose payload did not fit the contract; they were dropped. */
  invalid: number
  /** State events that were older than what was known; they were dropped. */
  duplicates: number
  /** Times that events of a topic may have been missed. */
  gaps: number
}>

/** Counts what happens to a line. */
export class Stats {
  readonly #counts = {
    connects: 0,
    attempts: 0,
    outages: 0,
    downtimeMs: 0,
    eventsIn: 0,
    eventsOut: 0,
    invalid: 0,
    duplicates: 0,
    gaps: 0,
  }
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

  count(what: 'attempts' | 'eventsIn' | 'eventsOut' | 'invalid' | 'duplicates' | 'gaps'): void {
    this.#counts[what] += 1
  }

  read(now: number): ConnectionStats {
    const current = this.#downSince === null ? 0 : now - this.#downSince
    return { ...this.#counts, downtimeMs: this.#counts.downtimeMs + current }
  }
}
