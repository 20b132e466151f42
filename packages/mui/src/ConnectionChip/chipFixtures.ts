import { type ConnectionStatus, initialStatus } from '@telltale/react'
import type { ChipLookName, LineHistory } from './chipLook.ts'

/** The moment at which the fixtures are looked at, so that each is the same picture every time. */
const fixtureNow: number = Date.UTC(2026, 0, 15, 14, 2, 7)

type Fixture = { status: ConnectionStatus; history?: LineHistory; now: number }

const fixture = (changes: Partial<ConnectionStatus>, history?: Partial<LineHistory>): Fixture => ({
  now: fixtureNow,
  status: { ...initialStatus, since: fixtureNow - 500, ...changes },
  ...(history && { history: { recoveredAt: null, unstableUntil: null, ...history } }),
})

const up = {
  state: 'connected',
  phase: 'ready',
  since: fixtureNow - 180_000,
  lastConnectedAt: fixtureNow - 180_000,
  synced: true,
  latencyMs: 42,
} as const
const down = { state: 'reconnecting', lastConnectedAt: fixtureNow - 180_000, attempt: 3 } as const

/** One connection for each look. */
export const chipFixtures: Readonly<Record<ChipLookName, Fixture>> = {
  idle: fixture({ since: 0 }),
  connecting: fixture({ state: 'connecting', phase: 'opening', attempt: 1 }),
  connected: fixture(up),
  recovered: fixture({ ...up, since: fixtureNow - 1_000 }, { recoveredAt: fixtureNow - 1_000 }),
  degraded: fixture({ ...up, phase: 'probing', since: fixtureNow - 2_000 }),
  unstable: fixture(up, { unstableUntil: fixtureNow + 40_000 }),
  reconnecting: fixture({
    ...down,
    phase: 'waiting',
    retryAt: fixtureNow + 3_500,
    lost: true,
    reason: { code: 'connection_lost', message: 'the line to the server was lost.', retryable: true },
  }),
  waitingForNetwork: fixture({ ...down, phase: 'offline', offline: true, pendingWrites: 2 }),
  syncing: fixture({ ...up, pendingWrites: 3 }),
  signInAgain: fixture({
    ...down,
    state: 'failed',
    phase: 'failed',
    reason: { code: 'auth_invalid', message: 'the token was not accepted.', retryable: false },
  }),
  failed: fixture({
    ...down,
    state: 'failed',
    phase: 'failed',
    reason: { code: 'contract_mismatch', message: 'the server speaks another contract.', retryable: false },
  }),
  paused: fixture({ ...down, phase: 'suspended' }),
  disconnected: fixture({ lastConnectedAt: fixtureNow - 180_000 }),
}
