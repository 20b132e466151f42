import type { ConnectionStatus } from '@telltale/react'
import { beginGraced, followGraced, type GracedLine, gracedLine, isCalm } from '../internal/gracedLine.ts'
import type { Follower } from '../internal/useFollowedLine.ts'
import { type LineHistory, noHistory } from './chipLook.ts'

// A graced line (S1–S3), and what came before.
//
// S4  A drop counts although it was too short to be shown; the user's own disconnect and a suspended page are no drops.

/** A drop within this time of two others makes the line unstable; so long must it then be quiet. Milliseconds. */
const unstableForMs = 60_000

const dropsToUnstable = 3

/** What a chip shows of a line: a status that does not flicker, and what came before it. */
export type SteadyLine = GracedLine &
  Readonly<{
    history: LineHistory
    latest: ConnectionStatus
    wasLost: boolean
    drops: readonly number[]
  }>

/** The line as it is found: whatever it shows is shown. */
export function beginLine(status: ConnectionStatus): SteadyLine {
  const wasLost = status.state === 'reconnecting' && status.lost
  return { ...beginGraced(status), history: noHistory, latest: status, wasLost, drops: [] }
}

/** The line after a status, or after time has passed on the same one. Pure; `at` is in epoch milliseconds. */
export function followLine(line: SteadyLine, status: ConnectionStatus, at: number, graceMs: number): SteadyLine {
  const drops = isDrop(line.latest, status)
    ? [...line.drops.filter((drop) => at - drop < unstableForMs), at]
    : line.drops
  const calm = isCalm(status)
  const wasLost =
    status.state === 'reconnecting' ? line.wasLost || status.lost : status.state === 'connected' && line.wasLost
  return {
    ...followGraced(line, status, at, graceMs),
    latest: status,
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

const isDrop = (before: ConnectionStatus, after: ConnectionStatus): boolean =>
  before.state === 'connected' && after.state === 'reconnecting' && after.phase !== 'suspended'

/** The shown side of a line. */
export const steadyLine: Follower<SteadyLine> = {
  begin: beginLine,
  follow: followLine,
  dueAt: gracedLine.dueAt,
  isSame: (before, after) => gracedLine.isSame(before, after) && before.history === after.history,
}
