import type { ConnectionStatus } from '@telltale/react'
import type { Follower } from './useFollowedLine.ts'

// Which troubles of a line are worth telling.
//
// B1  A line that is down is shown once it has been down for `graceMs` without a break, and no longer than that it is.
// B2  What no waiting will mend (failed) is shown at once. A line that is asked to try again then is shown as it tries: it
//     has been down all along.
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
  const since = status.state === 'failed' ? -Infinity : isDown(status) ? (downSince ?? at) : null
  // Either way: a clock that is set back must not hide an outage until it is there again.
  const isShown = since !== null && Math.abs(at - since) >= graceMs
  return { shown: isShown ? status : null, downSince: since }
}

const isDown = ({ state, phase }: ConnectionStatus): boolean =>
  (state === 'connecting' || state === 'reconnecting') && phase !== 'suspended'

/** The outages of a line. */
export const outage: Follower<Outage> = {
  begin: beginOutage,
  follow: followOutage,
  dueAt: ({ shown, downSince }, graceMs) => (shown === null && downSince !== null ? downSince + graceMs : null),
  isSame: (before, after) => before.shown === after.shown,
}
