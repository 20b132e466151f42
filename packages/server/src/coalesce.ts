import { startTimer } from './startTimer.ts'

/** The least time between two sendings of one key, in ms. */
const everyMs = 100

/** Sends the newest of each key, at most every 100 ms. */
export type Coalescer = {
  /** Sends at once where nothing of the key was sent within 100 ms, else when they are over, unless a newer one comes. */
  send: (key: string, run: () => void) => void
  /** What waits under a key is not sent. */
  drop: (key: string) => void
  /** Nothing is sent any more, and no timer is left. */
  stop: () => void
}

/** @param onError told of what throws when no caller is there to hear of it */
export function createCoalescer(onError: (error: unknown) => void): Coalescer {
  /** Keys that were sent within 100 ms, with what waits. */
  const windows = new Map<string, { waiting: (() => void) | undefined; readonly cancel: () => void }>()
  let isStopped = false

  const send = (key: string, run: () => void): void => {
    if (isStopped) return
    const open = windows.get(key)
    if (open !== undefined) {
      open.waiting = run
      return
    }
    const close = (): void => {
      const waiting = windows.get(key)?.waiting
      windows.delete(key)
      if (waiting === undefined) return
      try {
        send(key, waiting)
      } catch (error) {
        onError(error)
      }
    }
    windows.set(key, { waiting: undefined, cancel: startTimer(close, everyMs) })
    run()
  }

  return {
    send,
    drop: (key) => {
      const open = windows.get(key)
      if (open !== undefined) open.waiting = undefined
    },
    stop: () => {
      isStopped = true
      for (const { cancel } of windows.values()) cancel()
      windows.clear()
    },
  }
}
