import type { ConnectionStatus } from '@telltale/react'
import { timeIn } from '../internal/figures.ts'
import type { BannerLookName } from './bannerLook.ts'

/**
 * All words of the offline banner. One entry for each look, by its name: they head the banner and are announced. They are
 * the chip's own words, so that both together say a thing once.
 */
export type OfflineBannerLocaleText = Record<BannerLookName, string> & {
  /** Announced when the line is back. */
  recovered: string
  /** Which of the two it is: this device has no network, or the server does not answer. */
  noNetwork: string
  noServer: string
  /** Why it has failed, and what to do. */
  reason: (reason: ConnectionStatus['reason']) => string
  /** What waits to be sent. */
  pendingWrites: (count: number) => string
  /** How old is what is on the screen; `at` is in epoch milliseconds. */
  lastConnected: (at: number) => string
  /** Seconds to the next attempt; never spoken. */
  nextTry: (seconds: number) => string
  retryNow: string
}

const reasons: Readonly<Record<string, string>> = {
  auth_expired: 'Your session has expired. Sign in again to go on.',
  auth_invalid: 'The server did not accept your sign-in. Sign in again to go on.',
  forbidden: 'You are not allowed to connect here.',
  contract_mismatch: 'This page is out of date. Reload it to go on.',
}

const time = timeIn('en')

/** The built-in words. */
export const englishOfflineBannerText: OfflineBannerLocaleText = {
  connecting: 'Connecting',
  reconnecting: 'Reconnecting',
  waitingForNetwork: 'Offline',
  signInAgain: 'Sign in again',
  failed: 'Connection failed',
  recovered: 'Back online',
  noNetwork: 'This device has no network.',
  noServer: 'The server cannot be reached.',
  reason: (reason) => reasons[reason?.code ?? ''] ?? 'The server cannot be used right now.',
  pendingWrites: (count) => (count === 1 ? '1 change waits to be sent.' : `${count} changes wait to be sent.`),
  lastConnected: (at) => `What you see is as of ${time(at)}.`,
  nextTry: (seconds) => (seconds === 0 ? 'Trying now' : `Next try in ${seconds} s`),
  retryNow: 'Retry now',
}

/** What is the matter, and what waits for it to end. */
export function messageOf(look: BannerLookName, status: ConnectionStatus, text: OfflineBannerLocaleText): string {
  const { pendingWrites, lastConnectedAt, reason } = status
  const fact =
    look === 'waitingForNetwork'
      ? text.noNetwork
      : look === 'connecting' || look === 'reconnecting'
        ? text.noServer
        : text.reason(reason)
  const waiting = pendingWrites > 0 && text.pendingWrites(pendingWrites)
  const age = lastConnectedAt !== null && text.lastConnected(lastConnectedAt)
  return [fact, waiting, age].filter(Boolean).join(' ')
}
