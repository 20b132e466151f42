import type { Part, PartPort } from '../Line.ts'

/**
 * One flush a frame for all stores of a line: what changed meanwhile is shown together, so that React commits once,
 * however many events there were.
 */
export class Frames {
  readonly #port: PartPort
  readonly #flushes = new Set<() => void>()
  #cancel: (() => void) | null = null
  #isOver: boolean

  constructor(port: PartPort) {
    this.#port = port
    this.#isOver = port.line.status.getSnapshot().phase === 'disposed'
    port.watch({
      destroyed: () => {
        this.#isOver = true
        this.#flush()
      },
    })
  }

  /** Calls `flush` with the next frame, once; at once where there is none to come. */
  request(flush: () => void): void {
    if (this.#isOver) return flush()
    this.#flushes.add(flush)
    this.#cancel ??= this.#port.env.requestFrame(() => this.#flush())
  }

  /** Takes back what was requested and is not due yet. */
  forget(flush: () => void): void {
    this.#flushes.delete(flush)
    if (this.#flushes.size === 0) this.#flush()
  }

  #flush(): void {
    this.#cancel?.()
    this.#cancel = null
    const flushes = [...this.#flushes]
    this.#flushes.clear()
    for (const flush of flushes) flush()
  }
}

/** The frames of a line. */
export const frames: Part<Frames> = (port) => new Frames(port)
