import type { Environment, PageSign } from '../../../src/index.ts'

/** A page and timers that can be counted, and a random that likes extremes. */
export class ModelEnvironment {
  readonly env: Pick<Environment, 'page' | 'random' | 'setTimer'>
  readonly #listeners = new Set<(sign: PageSign) => void>()
  readonly #timers = new Set<object>()

  constructor(seed: number) {
    this.env = {
      random: randomOf(seed),
      setTimer: (run, delayMs) => this.#setTimer(run, delayMs),
      page: {
        subscribe: (listener) => {
          this.#listeners.add(listener)
          return () => void this.#listeners.delete(listener)
        },
      },
    }
  }

  get listeners(): number {
    return this.#listeners.size
  }

  get timers(): number {
    return this.#timers.size
  }

  sign(sign: PageSign): void {
    for (const listener of this.#listeners) listener(sign)
  }

  #setTimer(run: () => void, delayMs: number): () => void {
    const entry = {}
    const fire = () => {
      this.#timers.delete(entry)
      run()
    }
    this.#timers.add(entry)
    const timer = setTimeout(fire, Math.max(0, delayMs))
    return () => {
      this.#timers.delete(entry)
      clearTimeout(timer)
    }
  }
}

/** Between 0 and 1, and often at their edges, where bounds are broken first. */
function randomOf(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    const share = state / 2 ** 32
    if (share < 0.2) return 0
    return share > 0.8 ? 1 - 2 ** -32 : share
  }
}
