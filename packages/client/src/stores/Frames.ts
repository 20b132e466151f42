import type { Part, PartPort } from '../Line.ts'

/**
 * One flush a frame for all stores of a line: what changed meanwhile is shown together, so that React commits once,
 * however many events there were.
 */
export class Frames {
  readonly #port: PartPort
  readonly #flushes = new Set<() => void>()
  #cancel: (() => void) | null = null

  constructor(port: PartPort) {
    this.#port = port
    port.watch({
      destroyed: () => {
        this.#cancel?.()
        this.#flushes.clear()
      },
    })
  }

  /** Calls `flush` with the next frame, once. */
  request(flush: () => void): void {
    this.#flushes.add(flush)
    this.#cancel ??= this.#port.env.requestFrame(() => {
      this.#cancel = null
      const flushes = [...this.#flushes]
      this.#flushes.clear()
      for (const each of flushes) each()
    })
  }

  /** Takes back what was requested and is not due yet. */
  forget(flush: () => void): void {
    this.#flushes.delete(flush)
    if (this.#flushes.size > 0) return
    this.#cancel?.()
    this.#cancel = null
  }
}

/** The frames of a line. */
export const frames: Part<Frames> = (port) => new Frames(port)
