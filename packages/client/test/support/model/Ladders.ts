/** Seconds that a rung is high. */
const heights = [1, 2, 4, 8, 16, 30] as const

/** Why there is no line: it lasted, it did not last (or was refused, or had no token), it was never reached. */
export type Failure = 'stable' | 'unstable' | 'unreachable'

/** A second reckoning of how long a client may wait, as DESIGN §3.1 words it: bounds alone, for want of its random. */
export class Ladders {
  /** Attempts since the last stable line. */
  attempts = 0
  /** `auth_expired` has been answered by a refresh. */
  isRefreshed = false
  /** What the server asked for last. */
  spreadMs = 1_000
  #unstable = 0
  #unreachable = 0
  #isYoungUntil = 0

  /** A stable line, or the user, makes up for all that was. */
  forgive(): void {
    this.attempts = 0
    this.isRefreshed = false
    this.#unstable = 0
    this.#unreachable = 0
  }

  /** An outage begins, or somebody's wish makes it young again. */
  rejuvenate(now: number): void {
    this.#isYoungUntil = now + 15_000
  }

  /** It is worth trying now: the server may be within reach again. */
  hurry(now: number): void {
    this.#unreachable = 0
    this.rejuvenate(now)
  }

  /** The shortest and the longest delay that is allowed now; the next failure may wait longer. */
  climb(failure: Failure, now: number): readonly [number, number] {
    if (failure === 'stable') return [0, this.spreadMs]
    if (failure === 'unstable') {
      const height = heightOf(this.#unstable)
      this.#unstable += 1
      return [height / 2, height]
    }
    if (this.#unreachable === 0 && now < this.#isYoungUntil) return [0, Math.max(1_000, this.spreadMs)]
    const height = heightOf(Math.max(this.#unreachable, 1) - 1)
    this.#unreachable = Math.max(this.#unreachable, 1) + 1
    return [0, Math.max(height, this.spreadMs)]
  }
}

const heightOf = (rung: number): number => (heights[rung] ?? 30) * 1_000
