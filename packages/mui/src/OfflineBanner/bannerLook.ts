import type { ConnectionStatus } from '@telltale/react'
import type { MarkShape } from '../internal/marks.tsx'
import type { MarkColor } from '../internal/paint.ts'

/** The names of all looks, in the order of the book. Stories and `localeText` use the same names. */
export const bannerLookNames = ['connecting', 'reconnecting', 'waitingForNetwork', 'signInAgain', 'failed'] as const

/** One of {@link bannerLookNames}. */
export type BannerLookName = (typeof bannerLookNames)[number]

/** What an outage looks like: all that is shown of it, but the words. */
export type BannerLook = Readonly<{
  look: BannerLookName
  color: MarkColor
  shape: MarkShape
  /** Whole seconds to the next attempt, while one is waited for. */
  retryInSeconds: number | null
  /** Epoch milliseconds at which time alone changes this look; null when it stays. */
  changesAt: number | null
}>

const table: Readonly<Record<BannerLookName, { color: MarkColor; shape: MarkShape }>> = {
  connecting: { color: 'warning', shape: 'arc' },
  reconnecting: { color: 'warning', shape: 'arc' },
  waitingForNetwork: { color: 'error', shape: 'slash' },
  signInAgain: { color: 'error', shape: 'triangle' },
  failed: { color: 'error', shape: 'triangle' },
}

/** The one table from a status to its banner; `null` where there is nothing to tell. Pure; `now` is epoch milliseconds. */
export function bannerLook(status: ConnectionStatus, now: number): BannerLook | null {
  const look = lookName(status)
  if (look === null) return null
  const at = Math.max(now, status.since)
  const waits = look === 'connecting' || look === 'reconnecting'
  const retryInSeconds = waits && status.retryAt !== null ? Math.ceil(Math.max(0, status.retryAt - at) / 1_000) : null
  // The moment at which the countdown shows one second less.
  const next = retryInSeconds ? (status.retryAt ?? 0) - (retryInSeconds - 1) * 1_000 : null
  return { look, ...table[look], retryInSeconds, changesAt: next }
}

function lookName({ state, phase, offline, reason }: ConnectionStatus): BannerLookName | null {
  switch (state) {
    case 'failed':
      return reason?.code === 'auth_expired' || reason?.code === 'auth_invalid' ? 'signInAgain' : 'failed'
    case 'connecting':
    case 'reconnecting':
      if (phase === 'suspended') return null
      return offline || phase === 'offline' ? 'waitingForNetwork' : state
    default:
      return null
  }
}
