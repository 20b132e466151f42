/** What one timer of the platform can wait, in ms; a longer delay would fire at once. */
const longestDelayMs = 2 ** 31 - 1

/** Runs once after `delayMs`, however long that is; returns how to call it off. */
export function startTimer(run: () => void, delayMs: number): () => void {
  let leftMs = Math.max(delayMs, 0)
  let handle: ReturnType<typeof setTimeout>
  const wait = (): void => {
    const stepMs = Math.min(leftMs, longestDelayMs)
    leftMs -= stepMs
    handle = setTimeout(leftMs > 0 ? wait : run, stepMs)
  }
  wait()
  return () => clearTimeout(handle)
}
