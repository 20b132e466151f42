import type { ConnectionStatus } from '@telltale/react'
import type { Follower } from '../internal/useFollowedLine.ts'
import { type LineHistory, noHistory } from './chipLook.ts'

// Between the truth and the eye: trouble is shown late, its end at once.
//
// S1  Trouble (connecting, reconnecting, syncing) that ends within `graceMs` is never shown.
// S2  The grace covers only the way out of calm: once trouble is on screen, one kind follows the other at once.
// S3  What no waiting will mend (failed) and what the user asked for (disconnected) is shown at once.
// S4  A drop counts although it was too short to be shown; the user's own disconnect and a suspended page are no drops.

/** A drop within this time of two others makes the line unstable; so long must it then be quiet. Milliseconds. */
const unstableForMs = 60_000

const dropsToUnstable = 3

/** What a chip shows of a line: a status that does not flicker, and what came before it. */
export type SteadyLine = Readonly<{
  shown: ConnectionStatus
  history: LineHistory
  latest: ConnectionStatus
  /** When trouble began that is not shown yet; epoch milliseconds. */
  troubledSince: number | null
  wasLost: boolean
  drops: readonly number[]
}>

/** The line as it is found: whatever it shows is shown. */
export function beginLine(status: ConnectionStatus): SteadyLine {
  const wasLost = status.state === 'reconnecting' && status.lost
  return { shown: status, history: noHistory, latest: status, troubledSince: null, wasLost, drops: [] }
}

/** The line after a status, or after time has passed on the same one. Pure; `at` is in epoch milliseconds. */
export function followLine(line: SteadyLine, status: ConnectionStatus, at: number, graceMs: number): SteadyLine {
  const drops = isDrop(line.latest, status)
    ? [...line.drops.filter((drop) => at - drop < unstableForMs), at]
    : line.drops
  const calm = isCalm(status)
  const held = !calm && isTrouble(status) && isCalm(line.shown)
  const troubledSince = held ? (line.troubledSince ?? at) : null
  const wasLost =
    status.state === 'reconnecting' ? line.wasLost || status.lost : status.state === 'connected' && line.wasLost
  return {
    shown: troubledSince !== null && at - troubledSince < graceMs ? line.shown : status,
    latest: status,
    troubledSince: troubledSince !== null && at - troubledSince < graceMs ? troubledSince : null,
    history: remember(line.history, {
      recoveredAt: wasLost && calm ? at : line.history.recoveredAt,
      unstableUntil: drops === line.drops ? line.history.unstableUntil : unstableUntil(line.history, drops, at),
    }),
    wasLost: wasLost && !calm,
    drops,
  }
}

function unstableUntil(history: LineHistory, drops: readonly number[], at: number): number | null {
  const stillUnstable = history.unstableUntil !== null && at < history.unstableUntil
  return stillUnstable || drops.length >= dropsToUnstable ? at + unstableForMs : history.unstableUntil
}

const remember = (before: LineHistory, after: LineHistory): LineHistory =>
  before.recoveredAt === after.recoveredAt && before.unstableUntil === after.unstableUntil ? before : after

/** Nothing to tell: all is well, or nobody has asked for a line yet. */
function isCalm({ state, phase, offline, synced, pendingWrites, lastConnectedAt }: ConnectionStatus): boolean {
  if (state !== 'connected') return state === 'disconnected' && lastConnectedAt === null
  return synced && pendingWrites === 0 && !(offline && phase === 'probing')
}

const isTrouble = ({ state }: ConnectionStatus): boolean => state !== 'failed' && state !== 'disconnected'

const isDrop = (before: ConnectionStatus, after: ConnectionStatus): boolean =>
  before.state === 'connected' && after.state === 'reconnecting' && after.phase !== 'suspended'

/** The shown side of a line. */
export const steadyLine: Follower<SteadyLine> = {
  begin: beginLine,
  follow: followLine,
  dueAt: ({ troubledSince }, graceMs) => (troubledSince === null ? null : troubledSince + graceMs),
  isSame: (before, after) => before.shown === after.shown && before.history === after.history,
}
