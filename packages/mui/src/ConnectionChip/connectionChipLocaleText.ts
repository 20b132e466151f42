import type { ConnectionStatus } from '@telltale/react'
import { timeIn } from '../internal/figures.ts'
import type { ChipLook, ChipLookName } from './chipLook.ts'

type Reason = NonNullable<ConnectionStatus['reason']>

/** All words of the connection chip. One entry for each look, by its name; then those of the details. */
export type ConnectionChipLocaleText = Record<Exclude<ChipLookName, 'syncing'>, string> & {
  syncing: (pendingWrites: number) => string
  /** Beside "Reconnecting"; never spoken. */
  retryIn: (seconds: number) => string
  latency: (milliseconds: number) => string
  /** The heading of the details. */
  details: string
  /** `at` is in epoch milliseconds. */
  since: (at: number) => string
  lastConnected: (at: number) => string
  attempt: (count: number) => string
  nextTry: (seconds: number) => string
  pendingWrites: (count: number) => string
  /** The same on a badge, as a figure alone. */
  badge: (count: number) => string
  /** The platform says that there is no network although the line answers. */
  offline: string
  /** What went wrong, in plain words. */
  reason: (reason: Reason) => string
  retryNow: string
}

const reasons: Partial<Record<Reason['code'], string>> = {
  auth_expired: 'Your session has expired. Sign in again to go on.',
  auth_invalid: 'The server did not accept your sign-in. Sign in again to go on.',
  forbidden: 'You are not allowed to connect here.',
  contract_mismatch: 'This page is out of date. Reload it to go on.',
  rate_limited: 'Too much was sent at once; the server asked for a pause.',
  too_many_connections: 'You are connected from too many places at once.',
  server_busy: 'The server is busy.',
  draining: 'The server is restarting.',
  store_unavailable: 'The server cannot reach its data right now.',
  slow_consumer: 'This connection was too slow to keep up.',
  connection_lost: 'The connection was lost.',
  timeout: 'The server did not answer in time.',
  not_connected: 'The server cannot be reached.',
}

const changes = (count: number): string => (count === 1 ? '1 change' : `${count} changes`)

const time = timeIn('en')

/** The built-in words. */
export const englishConnectionChipText: ConnectionChipLocaleText = {
  idle: 'Not connected',
  connecting: 'Connecting',
  connected: 'Connected',
  recovered: 'Back online',
  degraded: 'Slow connection',
  unstable: 'Unstable',
  reconnecting: 'Reconnecting',
  waitingForNetwork: 'Offline',
  syncing: (pendingWrites) => (pendingWrites > 0 ? `Syncing ${changes(pendingWrites)}` : 'Syncing'),
  signInAgain: 'Sign in again',
  failed: 'Connection failed',
  paused: 'Paused',
  disconnected: 'Disconnected',
  retryIn: (seconds) => `in ${seconds} s`,
  latency: (milliseconds) => `${Math.round(milliseconds)} ms`,
  details: 'Connection',
  since: (at) => `Since ${time(at)}`,
  lastConnected: (at) => `Last connected at ${time(at)}`,
  attempt: (count) => `Attempt ${count}`,
  nextTry: (seconds) => (seconds === 0 ? 'Trying now' : `Next try in ${seconds} s`),
  pendingWrites: (count) => `${changes(count)} waiting to be sent`,
  badge: String,
  offline: 'This device reports no network.',
  reason: ({ code }) => reasons[code] ?? 'Something went wrong on the server.',
  retryNow: 'Retry now',
}

/** The words of a look. */
export const labelOf = ({ look, pendingWrites }: ChipLook, text: ConnectionChipLocaleText): string =>
  look === 'syncing' ? text.syncing(pendingWrites) : text[look]
