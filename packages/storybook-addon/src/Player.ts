import { type MockServer, run, type Run, type Scenario } from '@telltale/testing'

/** Where a scenario stands. */
export type PlayerState = Readonly<{
  scenario: Scenario | null
  /** How many of its steps have been performed, in the order of their times. */
  performed: number
  /** 0 while it is stepped by hand. */
  speed: number
  /** Why it ended early: what a step said that threw. */
  error: string | null
}>

/** What one timer of the platform can wait, in ms; a longer delay would fire at once. */
const longestDelayMs = 2 ** 31 - 1

/** Plays a story's scenarios, one at a time, at a speed that may change on the way. */
export class Player {
  #state: PlayerState = { scenario: null, performed: 0, speed: 1, error: null }
  #run: Run | undefined
  /** The scenario's time when its speed was last set, and the clock then. */
  #anchor = { time: 0, clock: 0 }
  #timer: ReturnType<typeof setTimeout> | undefined
  readonly #server: MockServer
  readonly #onChange: (state: PlayerState) => void

  constructor(server: MockServer, onChange: (state: PlayerState) => void = () => undefined) {
    this.#server = server
    this.#onChange = onChange
  }

  get state(): PlayerState {
    return this.#state
  }

  /**
   * Begins a scenario, and ends the one before.
   *
   * @param speed - 1 as the clock, 10 ten times as fast, 0 by `step` alone
   */
  play(scenario: Scenario, speed = 1): void {
    this.#end()
    const steps = scenario.steps.toSorted((one, other) => one.at - other.at)
    // Its own clock stands still: this one may change its pace.
    this.#run = run({ ...scenario, steps }, this.#server, { speed: 0 })
    this.#anchor = { time: 0, clock: Date.now() }
    this.#set({ scenario: { ...scenario, steps }, performed: 0, speed, error: null })
    this.#wait()
  }

  /** Performs the next step now, whatever its time; time goes on from there. */
  step(): void {
    const next = this.#next()
    if (next === undefined) return
    this.#perform()
    this.#anchor = { time: next.at, clock: Date.now() }
    this.#wait()
  }

  /** Changes the pace of what is played, from where it is. */
  setSpeed(speed: number): void {
    this.#anchor = { time: this.#reached(), clock: Date.now() }
    this.#set({ ...this.#state, speed })
    this.#wait()
  }

  /** Ends what is played; what it did stays. */
  stop(): void {
    this.#end()
    this.#set({ ...this.#state, scenario: null, performed: 0, error: null })
  }

  #end(): void {
    clearTimeout(this.#timer)
    this.#run?.stop()
    this.#run = undefined
  }

  #next(): Scenario['steps'][number] | undefined {
    return this.#run && this.#state.scenario?.steps[this.#state.performed]
  }

  #reached(): number {
    return this.#anchor.time + (Date.now() - this.#anchor.clock) * this.#state.speed
  }

  #wait(): void {
    clearTimeout(this.#timer)
    const next = this.#next()
    if (next === undefined || this.#state.speed === 0) return
    const ms = Math.max(0, (next.at - this.#reached()) / this.#state.speed)
    this.#timer =
      ms > longestDelayMs ? setTimeout(() => this.#wait(), longestDelayMs) : setTimeout(() => this.#tick(next.at), ms)
  }

  #tick(due: number): void {
    // Timers know whole milliseconds only, so at high speed more may be due.
    const time = Math.max(due, this.#reached())
    for (let next = this.#next(); next !== undefined && next.at <= time; next = this.#next()) this.#perform()
    this.#wait()
  }

  #perform(): void {
    let error: string | null = null
    try {
      this.#run?.step()
    } catch (thrown) {
      error = thrown instanceof Error ? thrown.message : String(thrown)
      this.#end()
    }
    this.#set({ ...this.#state, performed: this.#state.performed + 1, error })
  }

  #set(state: PlayerState): void {
    this.#state = state
    this.#onChange(state)
  }
}
