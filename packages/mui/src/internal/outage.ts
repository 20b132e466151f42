import type { ConnectionStatus, RealtimeClient } from '@telltale/react'
import { callAt } from './clock.ts'

// Which troubles of a line are worth telling.
//
// B1  A line that is down is shown once it has been down for `graceMs` without a break, and no longer than that it is.
// B2  What no waiting will mend (failed) is shown at once.
// B3  A page that does not run sees no outage, and one that the user has asked for (disconnected) is none.
// B4  A line that flaps within the grace is never shown: each opening begins the count anew.

/** What is known of the troubles of a line. */
export type Outage = Readonly<{
  /** What is to be shown; `null` while there is nothing to tell. */
  shown: ConnectionStatus | null
  /** Since when the line has been down; epoch milliseconds. */
  downSince: number | null
}>

/** The line as it is found. One that is lost already has used up its grace. */
export function beginOutage(status: ConnectionStatus, at: number, graceMs: number): Outage {
  return followOutage({ shown: null, downSince: status.lost ? -Infinity : null }, status, at, graceMs)
}

/** What is known after a status, or after time has passed on the same one. Pure; `at` is in epoch milliseconds. */
export function followOutage({ downSince }: Outage, status: ConnectionStatus, at: number, graceMs: number): Outage {
  const since = isDown(status) ? (downSince ?? at) : null
  const isShown = status.state === 'failed' || (since !== null && at - since >= graceMs)
  return { shown: isShown ? status : null, downSince: since }
}

const isDown = ({ state, phase }: ConnectionStatus): boolean =>
  (state === 'connecting' || state === 'reconnecting') && phase !== 'suspended'

/** The outages of a line, to listen to. */
export type OutageStore = {
  getSnapshot: () => Outage
  getServerSnapshot: () => Outage
  subscribe: (listener: () => void) => () => void
}

const none: Outage = { shown: null, downSince: null }

/** The outages of a line as a store of its own. It follows the line, and time, only while somebody listens. */
export function createOutage(source: RealtimeClient['status'], graceMs: number): OutageStore {
  const listeners = new Set<() => void>()
  let outage = beginOutage(source.getSnapshot(), Date.now(), graceMs)
  let stop: (() => void) | null = null
  let callOff: (() => void) | null = null

  const follow = (): void => {
    callOff?.()
    const { shown } = outage
    const at = Date.now()
    outage = followOutage(outage, source.getSnapshot(), at, graceMs)
    const dueAt = outage.shown === null && outage.downSince !== null ? outage.downSince + graceMs : null
    callOff = dueAt === null ? null : callAt(dueAt, follow)
    if (outage.shown === shown) return
    for (const listener of listeners) listener()
  }

  return {
    getSnapshot: () => outage,
    getServerSnapshot: () => none,
    subscribe: (listener) => {
      listeners.add(listener)
      if (listeners.size === 1) {
        stop = source.subscribe(follow)
        follow()
      }
      return () => {
        listeners.delete(listener)
        if (listeners.size > 0) return
        stop?.()
        callOff?.()
      }
    },
  }
}
