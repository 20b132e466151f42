import type { ConnectionStatus } from '@telltale/react'
import type { Follower } from './useFollowedLine.ts'

// Between the truth and the eye: trouble is shown late, its end at once.
//
// S1  Trouble (connecting, reconnecting, syncing) that ends within `graceMs` is never shown.
// S2  The grace covers only the way out of calm: once trouble is on screen, one kind follows the other at once.
// S3  What no waiting will mend (failed) and what the user asked for (disconnected) is shown at once.

/** A line whose short troubles are not shown. */
export type GracedLine = Readonly<{
  shown: ConnectionStatus
  /** When trouble began that is not shown yet; epoch milliseconds. */
  troubledSince: number | null
}>

/** The line as it is found: whatever it shows is shown. */
export const beginGraced = (status: ConnectionStatus): GracedLine => ({ shown: status, troubledSince: null })

/** The line after a status, or after time has passed on the same one. Pure; `at` is in epoch milliseconds. */
export function followGraced(line: GracedLine, status: ConnectionStatus, at: number, graceMs: number): GracedLine {
  const isTrouble = !isCalm(status) && status.state !== 'failed' && status.state !== 'disconnected'
  const since = isTrouble && isCalm(line.shown) ? (line.troubledSince ?? at) : null
  // Either way: a clock that is set back must not hide trouble until it is there again.
  const isHeld = since !== null && Math.abs(at - since) < graceMs
  return isHeld ? { shown: line.shown, troubledSince: since } : { shown: status, troubledSince: null }
}

/** Nothing to tell: all is well, or nobody has asked for a line yet. */
export function isCalm({ state, phase, offline, synced, pendingWrites, lastConnectedAt }: ConnectionStatus): boolean {
  if (state !== 'connected') return state === 'disconnected' && lastConnectedAt === null
  return synced && pendingWrites === 0 && !(offline && phase === 'probing')
}

/** The shown side of a line. */
export const gracedLine: Follower<GracedLine> = {
  begin: beginGraced,
  follow: followGraced,
  dueAt: ({ troubledSince }, graceMs) => (troubledSince === null ? null : troubledSince + graceMs),
  isSame: (before, after) => before.shown === after.shown,
}
