/** How long a line outlives the last lease, in ms. */
const lingerMs = 1_000

/** A second reckoning of who wants the line: components by leases, the user by word. */
export class Wishes {
  #word: 'none' | 'connect' | 'disconnect' = 'none'
  #leases = 0
  #releasedAt = -Infinity

  /** Whether a lease alone may open a line. */
  get mayAcquire(): boolean {
    return this.#word !== 'disconnect'
  }

  /** Since when nobody wants the line, in epoch ms; `null` while somebody does, and while it is closed by word anyway. */
  get unwantedSince(): number | null {
    return this.#leases > 0 || this.#word !== 'none' ? null : this.#releasedAt + lingerMs
  }

  connect(): void {
    this.#word = this.#leases > 0 ? 'none' : 'connect'
  }

  disconnect(): void {
    this.#word = 'disconnect'
  }

  acquire(): void {
    this.#leases += 1
  }

  release(): void {
    this.#leases -= 1
    if (this.#leases === 0) this.#releasedAt = Date.now()
  }
}
