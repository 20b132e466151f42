import { type ConnectionStatus, initialStatus } from '@telltale/react'
import type { BannerLookName } from './bannerLook.ts'

const now = Date.UTC(2026, 0, 15, 14, 2, 7)

type Fixture = { status: ConnectionStatus; now: number }

const fixture = (changes: Partial<ConnectionStatus>): Fixture => ({
  now,
  status: { ...initialStatus, since: now - 6_000, lost: true, attempt: 3, ...changes },
})

const down = { state: 'reconnecting', lastConnectedAt: now - 180_000 } as const
const failed = { ...down, state: 'failed', phase: 'failed' } as const

/** One outage for each look. */
export const bannerFixtures: Readonly<Record<BannerLookName, Fixture>> = {
  connecting: fixture({ state: 'connecting', phase: 'opening' }),
  reconnecting: fixture({ ...down, phase: 'waiting', retryAt: now + 3_500, pendingWrites: 2 }),
  waitingForNetwork: fixture({ ...down, phase: 'offline', offline: true, pendingWrites: 1 }),
  signInAgain: fixture({
    ...failed,
    reason: { code: 'auth_invalid', message: 'the token was not accepted.', retryable: false },
  }),
  failed: fixture({
    ...failed,
    reason: { code: 'contract_mismatch', message: 'the server speaks another contract.', retryable: false },
  }),
}
