import type { ConnectionStatus } from '@telltale/react'

/** The names of all looks, in the order of the book. Stories and `localeText` use the same names. */
export const chipLookNames = [
  'idle',
  'connecting',
  'connected',
  'recovered',
  'degraded',
  'unstable',
  'reconnecting',
  'waitingForNetwork',
  'syncing',
  'signInAgain',
  'failed',
  'paused',
  'disconnected',
] as const

/** One of {@link chipLookNames}. */
export type ChipLookName = (typeof chipLookNames)[number]

/** The role of the colour beside the words: green, yellow, red, or none. */
export type ChipColor = 'success' | 'warning' | 'error' | 'neutral'

/** The shape that says the same without colour. */
export type ChipShape = 'dot' | 'half' | 'ring' | 'arc' | 'arrows' | 'slash' | 'bars' | 'triangle'

/** What a connection looks like: everything that `ConnectionChipView` shows of it, but the words. */
export type ChipLook = Readonly<{
  look: ChipLookName
  color: ChipColor
  shape: ChipShape
  /** Whole seconds to the next attempt, while one is waited for. */
  retryInSeconds: number | null
  /** Writes that wait for the line. */
  pendingWrites: number
  /** Epoch milliseconds at which time alone changes this look; null when it stays. */
  changesAt: number | null
}>

/** What came before a status and still shows. Times are epoch milliseconds. */
export type LineHistory = Readonly<{
  /** When the last outage that counted as lost ended. */
  recoveredAt: number | null
  /** The line has dropped so often that it counts as unstable until then. */
  unstableUntil: number | null
}>

/** Nothing to remember. */
export const noHistory: LineHistory = { recoveredAt: null, unstableUntil: null }

/** How long an unanswered probe is given before the line counts as degraded, in milliseconds. */
export const degradedAfterMs = 1_500

/** How long "Back online" stays, in milliseconds. */
export const recoveredForMs = 3_000

const table: Readonly<Record<ChipLookName, { color: ChipColor; shape: ChipShape }>> = {
  idle: { color: 'neutral', shape: 'ring' },
  connecting: { color: 'neutral', shape: 'arc' },
  connected: { color: 'success', shape: 'dot' },
  recovered: { color: 'success', shape: 'dot' },
  degraded: { color: 'warning', shape: 'half' },
  unstable: { color: 'warning', shape: 'half' },
  reconnecting: { color: 'warning', shape: 'arc' },
  waitingForNetwork: { color: 'error', shape: 'slash' },
  syncing: { color: 'success', shape: 'arrows' },
  signInAgain: { color: 'error', shape: 'triangle' },
  failed: { color: 'error', shape: 'triangle' },
  paused: { color: 'neutral', shape: 'bars' },
  disconnected: { color: 'neutral', shape: 'ring' },
}

/**
 * The one table from a status to its look. Pure: the same arguments give the same look.
 *
 * @param now epoch milliseconds; a reading older than the status itself is taken as the status' own time
 * @param history what the status no longer says: a long outage that has just ended, and a line that keeps dropping
 */
export function chipLook(status: ConnectionStatus, now: number, history: LineHistory = noHistory): ChipLook {
  const at = Math.max(now, status.since, history.recoveredAt ?? 0)
  const look = lookName(status, at, history)
  const isUp = status.state === 'connected'
  const counts = look === 'connecting' || look === 'reconnecting'
  const msToRetry = counts && status.retryAt !== null ? Math.max(0, status.retryAt - at) : null
  const retryInSeconds = msToRetry === null ? null : Math.ceil(msToRetry / 1_000)
  return {
    look,
    ...table[look],
    retryInSeconds,
    pendingWrites: status.pendingWrites,
    changesAt: nextChange(at, [
      isUp && status.phase === 'probing' && status.since + degradedAfterMs,
      isUp && history.recoveredAt !== null && history.recoveredAt + recoveredForMs,
      (isUp || status.state === 'reconnecting') && history.unstableUntil,
      // The moment at which the countdown shows one second less.
      status.retryAt !== null && retryInSeconds !== null && status.retryAt - (retryInSeconds - 1) * 1_000,
    ]),
  }
}

function lookName(status: ConnectionStatus, at: number, { recoveredAt, unstableUntil }: LineHistory): ChipLookName {
  const { state, phase, reason } = status
  switch (state) {
    case 'disconnected':
      return status.lastConnectedAt === null ? 'idle' : 'disconnected'
    case 'failed':
      return reason?.code === 'auth_expired' || reason?.code === 'auth_invalid' ? 'signInAgain' : 'failed'
    case 'connecting':
    case 'reconnecting':
      if (phase === 'suspended') return 'paused'
      if (status.offline || phase === 'offline') return 'waitingForNetwork'
      if (state === 'connecting') return 'connecting'
      return isUnstable(at, unstableUntil) && !status.lost ? 'unstable' : 'reconnecting'
    case 'connected':
      // The platform's word counts only until the line answers: with a VPN or a local server it is often wrong.
      if (phase === 'probing' && status.offline) return 'waitingForNetwork'
      if (isUnstable(at, unstableUntil)) return 'unstable'
      if (phase === 'probing' && at - status.since >= degradedAfterMs) return 'degraded'
      if (!status.synced || status.pendingWrites > 0) return 'syncing'
      return recoveredAt !== null && at - recoveredAt < recoveredForMs ? 'recovered' : 'connected'
  }
}

const isUnstable = (at: number, until: number | null): boolean => until !== null && at < until

function nextChange(at: number, boundaries: readonly (number | null | false)[]): number | null {
  const ahead = boundaries.filter((boundary) => typeof boundary === 'number').filter((boundary) => boundary > at)
  return ahead.length === 0 ? null : Math.min(...ahead)
}
