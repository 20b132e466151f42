import type { Environment } from './environment.ts'
import { type Context, type Effect, initialState, type MachineEvent, type State, transition } from './machine.ts'

export type SupervisorOptions = {
  env: Environment
  authenticates: boolean
  maxAttempts: number
  lostAfterMs: number
  /** What the machine may look at now beside clock and chance. @defaultValue a line that answers no probes */
  look?: () => Partial<Context>
  /** Performs an effect; what comes of it is dispatched later. */
  perform: (effect: Effect) => void
  /** Called after each change, before its effects. */
  onChange: (state: State, before: State) => void
}

/** Keeps the machine's state, its two timers and its ear on the network; hands its effects on. */
export class Supervisor {
  readonly #options: SupervisorOptions
  readonly #queue: MachineEvent[] = []
  #state: State
  #isDraining = false
  #cancelStep: (() => void) | null = null
  #cancelOutage: (() => void) | null = null
  #unsubscribe: (() => void) | null = null

  constructor(options: SupervisorOptions) {
    this.#options = options
    this.#state = initialState(options.env.now())
  }

  get state(): State {
    return this.#state
  }

  /** One event after the other: one that an effect brings about waits until the machine has finished its step. */
  dispatch(event: MachineEvent): void {
    this.#queue.push(event)
    if (this.#isDraining) return
    this.#isDraining = true
    try {
      for (let next = this.#queue.shift(); next; next = this.#queue.shift()) this.#step(next)
    } finally {
      this.#isDraining = false
    }
  }

  /** Begins to listen to the network, so that an attempt starts with what is known of it now. */
  connect(): void {
    if (this.#state.phase === 'disposed') return
    if (!this.#unsubscribe) {
      const { connectivity, page } = this.#options.env
      const tell = () => this.dispatch({ type: connectivity.isOnline() ? 'wentOnline' : 'wentOffline' })
      const unsubscribers = [connectivity.subscribe(tell), page.subscribe((sign) => this.dispatch({ type: sign }))]
      this.#unsubscribe = () => {
        for (const unsubscribe of unsubscribers) unsubscribe()
      }
      tell()
    }
    this.dispatch({ type: 'connectRequested' })
  }

  #step(event: MachineEvent): void {
    const { env, authenticates, maxAttempts, look, onChange, perform } = this.#options
    const before = this.#state
    const [state, effects] = transition(before, event, {
      now: env.now(),
      random: env.random,
      authenticates,
      maxAttempts,
      probes: false,
      isTokenExpired: false,
      bufferedBytes: 0,
      ...look?.(),
    })
    if (state === before) return
    this.#state = state
    this.#setTimers(state, before)
    // On entering alone: what `connect` hears first, that there is no network, changes `idle` as well.
    if (state.phase !== before.phase && (state.phase === 'idle' || state.phase === 'disposed')) {
      this.#unsubscribe?.()
      this.#unsubscribe = null
    }
    onChange(state, before)
    for (const effect of effects) perform(effect)
  }

  #setTimers(state: State, before: State): void {
    const { env, lostAfterMs } = this.#options
    const now = env.now()
    // `since` tells two visits to one phase apart, should their deadlines be equal.
    if (state.deadline !== before.deadline || state.since !== before.since || state.phase !== before.phase) {
      this.#cancelStep?.()
      this.#cancelStep =
        state.deadline === null
          ? null
          : env.setTimer(() => this.dispatch({ type: 'deadlinePassed' }), state.deadline - now)
    }
    if (state.downSince !== before.downSince || state.lost !== before.lost) {
      this.#cancelOutage?.()
      this.#cancelOutage =
        state.downSince === null || state.lost
          ? null
          : env.setTimer(() => this.dispatch({ type: 'outageLasted' }), state.downSince + lostAfterMs - now)
    }
  }
}
