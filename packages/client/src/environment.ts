import type { Activity } from './activity.ts'

/** Whether there is a network, as far as the platform knows. */
export type Connectivity = {
  isOnline: () => boolean
  /** Calls `listener` when it may have changed; returns how to stop that. */
  subscribe: (listener: () => void) => () => void
}

/** What a page tells of itself: somebody looks at it again, it stops running, it runs again. */
export type PageSign = 'attended' | 'pageSuspended' | 'pageResumed'

/** The life of the page that the client runs in. */
export type Page = {
  /** Calls `listener` with each sign; returns how to stop that. */
  subscribe: (listener: (sign: PageSign) => void) => () => void
}

/** All that the client needs of the world. Tests and other platforms give their own. */
export type Environment = {
  /** Epoch milliseconds. */
  now: () => number
  /** Milliseconds since some moment, which no setting of the clock moves. */
  monotonic: () => number
  /** Runs `run` once after `delayMs`; returns how to cancel it. */
  setTimer: (run: () => void, delayMs: number) => () => void
  /** Runs `run` once before the next picture is painted, or soon where nothing is painted; returns how to cancel it. */
  requestFrame: (run: () => void) => () => void
  /** 0 ≤ x < 1. */
  random: () => number
  connectivity: Connectivity
  page: Page
  /** Calls `run` when people leave the page, and it may never run again; returns how to stop that. */
  onLeave: (run: () => void) => () => void
  /** Asked by presence alone. @defaultValue input and visibility of the page */
  activity?: Activity
}

/** Listens to some events of a target, where there is one; returns how to stop that. */
export function listen(
  target: EventTarget | undefined,
  handlers: Record<string, (event: Event) => unknown>,
  options: AddEventListenerOptions = {},
): () => void {
  for (const [type, handler] of Object.entries(handlers)) target?.addEventListener(type, handler, options)
  return () => {
    for (const [type, handler] of Object.entries(handlers)) target?.removeEventListener(type, handler, options)
  }
}

/** What a timer of the platform can wait; a longer delay would fire at once. */
const longestDelayMs = 2 ** 31 - 1

/** After so long a frame is not waited for any more. */
const frameOverdueMs = 100

/** The platform's own clock, timers, randomness and `online`/`offline` events; without a window, always online. */
export const systemEnvironment: Environment = {
  now: () => Date.now(),
  monotonic: () => globalThis.performance?.now() ?? Date.now(),
  setTimer: (run, delayMs) => {
    const timer = setTimeout(run, Math.min(Math.max(delayMs, 0), longestDelayMs))
    return () => clearTimeout(timer)
  },
  requestFrame: (run) => {
    let frame: number | undefined
    const cancel = (): void => {
      clearTimeout(turn)
      clearTimeout(overdue)
      if (frame !== undefined) cancelAnimationFrame(frame)
    }
    const once = (): void => {
      cancel()
      run()
    }
    // A turn later, what has already arrived was heard: in a burst one frame shows all of it, and not each a bit.
    const turn = setTimeout(() => (frame = globalThis.requestAnimationFrame?.(once)), 0)
    // Frames stop while a page is hidden; what waits for one must not wait until somebody looks again.
    const overdue = setTimeout(once, frameOverdueMs)
    return cancel
  },
  random: () => Math.random(),
  connectivity: {
    // `false` is certain, `true` is not: a captive network says `true` as well.
    isOnline: () => globalThis.navigator?.onLine !== false,
    subscribe: (listener) => listen(globalThis.window, { online: listener, offline: listener }),
  },
  page: {
    subscribe: (listener) => {
      const { window, document } = globalThis
      const stopWindow = listen(window, {
        focus: () => listener('attended'),
        // Kept for a later visit (bfcache): browsers close the line then, and tell nobody.
        pagehide: (event) => 'persisted' in event && event.persisted === true && listener('pageSuspended'),
        pageshow: (event) => 'persisted' in event && event.persisted === true && listener('pageResumed'),
      })
      const stopDocument = listen(document, {
        visibilitychange: () => document.visibilityState === 'visible' && listener('attended'),
        freeze: () => listener('pageSuspended'),
        resume: () => listener('pageResumed'),
      })
      return () => {
        stopWindow()
        stopDocument()
      }
    },
  },
  onLeave: (run) => listen(globalThis.window, { pagehide: run }),
}
