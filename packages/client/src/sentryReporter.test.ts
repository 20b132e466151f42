import { describe, expect, it, vi } from 'vitest'
import { redact } from './redact.ts'
import { type SentryLike, sentryReporter } from './sentryReporter.ts'
import { type ConnectionStatus, initialStatus } from './status.ts'

function watched() {
  const sentry = {
    addBreadcrumb: vi.fn<SentryLike['addBreadcrumb']>(),
    captureException: vi.fn<(error: Error) => void>(),
  }
  const report = sentryReporter(sentry)
  let before: ConnectionStatus = initialStatus
  const become = (change: Partial<ConnectionStatus>): void => {
    const status = { ...before, ...change }
    report({ status, before })
    before = status
  }
  return { sentry, become }
}

const reason = {
  code: 'connection_lost',
  message: '[telltale] the line to the server was lost',
  retryable: true,
} as const

describe('sentryReporter', () => {
  it('leaves a breadcrumb for each change of the state, with code and level (S5)', () => {
    const { sentry, become } = watched()
    become({ state: 'connecting', phase: 'authenticating' })
    become({ phase: 'opening' })
    become({ state: 'connected', phase: 'ready' })
    become({ state: 'reconnecting', phase: 'waiting', attempt: 1, reason })
    expect(sentry.addBreadcrumb.mock.calls.map(([{ level, message }]) => [level, message])).toEqual([
      ['info', 'connecting'],
      ['info', 'connected'],
      ['warning', 'reconnecting: [telltale] the line to the server was lost'],
    ])
    expect(sentry.addBreadcrumb.mock.lastCall?.[0].data).toMatchObject({ code: 'connection_lost', attempt: 1 })
    expect(sentry.captureException).not.toHaveBeenCalled()
  })

  it('captures one error for each outage that counts as lost, and for one that was given up (S5)', () => {
    const { sentry, become } = watched()
    for (let outage = 0; outage < 2; outage++) {
      become({ state: 'connected', lost: false, reason: null })
      become({ state: 'reconnecting', reason })
      become({ lost: true })
      become({ attempt: 7 })
      become({ state: 'failed' })
    }
    expect(sentry.captureException).toHaveBeenCalledTimes(2)
    expect(sentry.captureException.mock.lastCall?.[0]).toMatchObject({ code: 'connection_lost' })
  })

  it('leaves at most twenty breadcrumbs a minute', () => {
    const { sentry, become } = watched()
    for (let i = 0; i < 50; i++) become({ state: i % 2 ? 'connected' : 'reconnecting', since: i * 1_000 })
    expect(sentry.addBreadcrumb).toHaveBeenCalledTimes(20)
    become({ state: 'failed', since: 70_000 })
    expect(sentry.addBreadcrumb).toHaveBeenCalledTimes(21)
  })

  it.each([
    ['refused eyJhbGciOi.eyJzdWIiOiJh.c2lnbmF0dXJl for ada', 'refused [token] for ada'],
    ['Authorization: Bearer abcdefgh12345678', 'Authorization: Bearer [redacted]'],
    ['wss://host/?token=abcdefgh12345678&x=1', 'wss://host/?token=[redacted]&x=1'],
    ['auth:refresh {"token":"ada"}', 'auth:refresh {"token":"[redacted]"}'],
    ['the token expired', 'the token expired'],
  ])('never lets a token through: %s', (text, expected) => {
    const { sentry, become } = watched()
    become({ state: 'failed', reason: { ...reason, message: text } })
    expect(redact(text)).toBe(expected)
    expect(sentry.addBreadcrumb.mock.lastCall?.[0].message).toBe(`failed: ${expected}`)
    expect(sentry.captureException.mock.lastCall?.[0].message).toContain(expected)
  })
})
