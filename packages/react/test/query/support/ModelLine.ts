import type { Change, ModelServer } from './ModelServer.ts'
import type { Schedule } from './Schedule.ts'

/**
 * How events travel. `marked` is our server's line: in order, once, and after a break what was missed or a gap. `ordered` is
 * a plain server's, which says some things twice and tells nothing of a break but that there was one; in `wild` events also
 * overtake each other, and in `lossy` some get lost, which shows at the next heads, or never.
 */
export type LineKind = 'marked' | 'ordered' | 'wild' | 'lossy'

type Hearer = { hear: (change: Change) => void; gap: () => void }

/** The line of one client. */
export class ModelLine {
  readonly #schedule: Schedule
  readonly #kind: LineKind
  readonly #hearer: Hearer
  readonly #missed: Change[] = []
  #delays: readonly number[] = [0]
  #next: number[] = []
  #sent = 0
  #lastAt = 0
  #life = 0
  isUp = true
  hasLost = false

  constructor(server: ModelServer, schedule: Schedule, kind: LineKind, hearer: Hearer) {
    this.#schedule = schedule
    this.#kind = kind
    this.#hearer = hearer
    server.listeners.push((change) => this.#send(change))
  }

  /** How long the next events take, in turn; one that takes more than 100 ms may be said twice, or be lost. */
  weather(delays: readonly number[]): void {
    this.#delays = delays
  }

  /** How long those after this moment take, before the weather counts again. */
  next(delays: number[]): void {
    this.#next = delays
  }

  drop(): void {
    if (!this.isUp) return
    this.isUp = false
    this.#life += 1
  }

  /** Comes back; what was missed is told, or that something was. */
  open(forgets: boolean): void {
    if (this.isUp) return
    this.isUp = true
    this.#lastAt = this.#schedule.now
    const missed = this.#missed.splice(0)
    if (this.#kind !== 'marked' || forgets) return this.#hearer.gap()
    for (const change of missed) this.#hearer.hear(change)
  }

  /** The server tells how far it is. */
  heads(): void {
    if (this.hasLost) this.#hearer.gap()
    this.hasLost = false
  }

  #send(change: Change): void {
    const delay = this.#next.shift() ?? this.#delays[(this.#sent += 1) % this.#delays.length] ?? 0
    if (!this.isUp) {
      this.#missed.push(change)
      return
    }
    if (this.#kind === 'lossy' && delay > 150) {
      this.hasLost = true
      return
    }
    if (this.#kind === 'marked') this.#missed.push(change)
    this.#deliver(change, delay)
    if (this.#kind !== 'marked' && delay > 100) this.#deliver(change, delay + (this.#kind === 'ordered' ? 0 : 40))
  }

  #deliver(change: Change, delay: number): void {
    const isOrdered = this.#kind === 'marked' || this.#kind === 'ordered'
    const at = isOrdered ? Math.max(this.#lastAt, this.#schedule.now + delay) : this.#schedule.now + delay
    if (isOrdered) this.#lastAt = at
    const life = this.#life
    this.#schedule.after(at - this.#schedule.now, () => {
      // What was on a line that is gone is lost with it.
      if (life !== this.#life) return
      if (this.#kind === 'marked') this.#missed.splice(this.#missed.indexOf(change), 1)
      this.#hearer.hear(change)
    })
  }
}
