/** What one timer of the platform can wait, in ms; a longer delay would fire at once. */
const longestDelayMs = 2 ** 31 - 1

/** Runs once after `delayMs`, however long that is; returns how to call it off. It keeps no process of Node alive. */
export function startTimer(run: () => void, delayMs: number): () => void {
  let leftMs = Math.max(delayMs, 0)
  let handle: ReturnType<typeof setTimeout>
  const wait = (): void => {
    const stepMs = Math.min(leftMs, longestDelayMs)
    leftMs -= stepMs
    handle = setTimeout(leftMs > 0 ? wait : run, stepMs)
    // Elsewhere a timer is a number.
    const timer: unknown = handle
    if (typeof timer === 'object' && timer !== null && 'unref' in timer && isFunction(timer.unref)) timer.unref()
  }
  wait()
  return () => clearTimeout(handle)
}

const isFunction = (value: unknown): value is () => void => typeof value === 'function'
