import { initialState, type MachineEvent, type State, transition } from '../../../packages/client/src/machine.ts'
import { TelltaleError } from '../../../packages/protocol/src/index.ts'

/** What a handshake takes, in milliseconds. */
export const openingMs = 10

/** Why an attempt fails and a line ends. */
export const lost: TelltaleError = new TelltaleError('connection_lost', 'simulated')

/** A clock of whole milliseconds, which stands still between two calls of `pass`. */
export class Clock {
  now = 0
  readonly #due = new Map<number, (() => void)[]>()

  after(delayMs: number, run: () => void): void {
    const at = Math.ceil(this.now + delayMs)
    const same = this.#due.get(at)
    if (same) same.push(run)
    else this.#due.set(at, [run])
  }

  pass(ms: number): void {
    for (const end = this.now + ms; ; this.now += 1) {
      // What falls due now may bring about more of it.
      for (let due = this.#due.get(this.now); due; due = this.#due.get(this.now)) {
        this.#due.delete(this.now)
        for (const run of due) run()
      }
      if (this.now === end) return
    }
  }
}

/** The other end of all clients of a simulation. */
export type SimulatedServer = {
  isUp: boolean
  random: () => number
  /** When each attempt of any client began. */
  attempts: number[]
  onOpened: (client: SimulatedClient) => void
}

/** What is the same for all: nobody asks for tokens, nobody gives up. */
const context = {
  authenticates: false,
  maxAttempts: Infinity,
  probes: true,
  isTokenExpired: false,
  bufferedBytes: 0,
} as const

/** A client that is its machine alone, the real one. */
export class SimulatedClient {
  #state: State
  readonly #clock: Clock
  readonly #server: SimulatedServer

  constructor(clock: Clock, server: SimulatedServer) {
    this.#clock = clock
    this.#server = server
    this.#state = initialState(clock.now)
  }

  tell(event: MachineEvent): void {
    const before = this.#state
    const { now } = this.#clock
    const { random, attempts } = this.#server
    const [state, effects] = transition(before, event, { ...context, now, random })
    this.#state = state
    const { deadline, since } = state
    if (deadline !== null && (deadline !== before.deadline || since !== before.since)) {
      this.#clock.after(deadline - now, () => {
        if (this.#state.deadline === deadline && this.#state.since === since) this.tell({ type: 'deadlinePassed' })
      })
    }
    if (effects.some(({ type }) => type === 'openSocket')) {
      attempts.push(now)
      this.#clock.after(openingMs, () => this.#answered())
    }
  }

  #answered(): void {
    if (!this.#server.isUp) return this.tell({ type: 'unreachable', error: lost })
    this.tell({ type: 'opened' })
    this.#server.onOpened(this)
  }
}
