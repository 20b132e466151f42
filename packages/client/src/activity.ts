import { listen } from './environment.ts'

/** Whether somebody is there, as far as a page can tell. */
export type Activity = {
  isHidden: () => boolean
  /** Calls `listener` at each input, and when the page is hidden or shown; returns how to stop that. */
  subscribe: (listener: () => void) => () => void
}

/** That of the page that the client runs in; without one, nobody ever hides. */
export const systemActivity: Activity = {
  isHidden: () => globalThis.document?.visibilityState === 'hidden',
  subscribe: (listener) => {
    const { window, document } = globalThis
    const inputs = {
      pointerdown: listener,
      pointermove: listener,
      keydown: listener,
      wheel: listener,
      scroll: listener,
    }
    // On their way down, so that no component of an app can keep them from us, and without a say in them.
    const stopInputs = listen(window, inputs, { capture: true, passive: true })
    const stopDocument = listen(document, { visibilitychange: listener })
    return () => {
      stopInputs()
      stopDocument()
    }
  },
}
