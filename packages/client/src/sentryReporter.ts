import { TelltaleError } from '@telltale/protocol'
import { redact } from './redact.ts'
import type { ConnectionStatus } from './status.ts'

/** A change of the status: what it is now, and what it was. */
export type StatusReport = Readonly<{ status: ConnectionStatus; before: ConnectionStatus }>

/** As much of Sentry as is needed; the SDK of any platform fits. */
export type SentryLike = {
  addBreadcrumb: (breadcrumb: {
    category: string
    level: 'info' | 'warning' | 'error'
    message: string
    data: Record<string, string | number | boolean>
  }) => void
  captureException: (error: Error) => unknown
}

/** Breadcrumbs that are left in one minute at most: a line that flaps must not push out those of the app. */
const mostPerMinute = 20

/**
 * Tells Sentry of a line: a breadcrumb for each change of its state, and one error for each outage, once it counts as
 * lost or the client has given up (S5). Texts that look like tokens are taken out.
 *
 * @example
 * const client = createRealtimeClient({ url, getToken, onReport: sentryReporter(Sentry) })
 */
export function sentryReporter(sentry: SentryLike): (report: StatusReport) => void {
  let minuteBegan = 0
  let left = 0
  let isCaptured = false

  return ({ status, before }) => {
    const { state, phase, attempt, lost, offline, since, reason } = status
    if (state === 'connected' || state === 'disconnected') isCaptured = false
    if (state !== before.state) {
      if (since - minuteBegan >= 60_000) {
        minuteBegan = since
        left = 0
      }
      left += 1
      if (left <= mostPerMinute) {
        sentry.addBreadcrumb({
          category: 'telltale',
          level: state === 'failed' ? 'error' : state === 'reconnecting' ? 'warning' : 'info',
          message: redact(reason ? `${state}: ${reason.message}` : state),
          data: { state, phase, attempt, offline, ...(reason && { code: reason.code }) },
        })
      }
    }
    if (isCaptured || !(lost || state === 'failed')) return
    isCaptured = true
    const message = redact(reason?.message ?? 'the line has been down for long').replace('[telltale] ', '')
    sentry.captureException(new TelltaleError(reason?.code ?? 'connection_lost', message))
  }
}
