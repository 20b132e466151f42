type Run = (...args: unknown[]) => void
type Handle = ReturnType<typeof globalThis.setTimeout>

/**
 * As Node's timeout objects. The functions of `globalThis` are looked up at each call, so that a fake clock may be
 * installed and removed at any time.
 */
class Timer {
  readonly #begin: () => Handle
  readonly #end: (handle: Handle) => void
  #handle: Handle

  constructor(begin: () => Handle, end: (handle: Handle) => void) {
    this.#begin = begin
    this.#end = end
    this.#handle = begin()
  }

  clear(): void {
    this.#end(this.#handle)
  }

  refresh(): this {
    this.clear()
    this.#handle = this.#begin()
    return this
  }

  ref(): this {
    return this
  }

  unref(): this {
    return this
  }
}

export const setTimeout = (run: Run, ms?: number, ...args: unknown[]): Timer =>
  new Timer(
    () => globalThis.setTimeout(run, ms, ...args),
    (handle) => globalThis.clearTimeout(handle),
  )
export const setInterval = (run: Run, ms?: number, ...args: unknown[]): Timer =>
  new Timer(
    () => globalThis.setInterval(run, ms, ...args),
    (handle) => globalThis.clearInterval(handle),
  )
export const clearTimeout = (timer?: Timer | null): void => timer?.clear()
export const clearInterval = (timer?: Timer | null): void => timer?.clear()
