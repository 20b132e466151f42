import type { ConnectionReason, ConnectionStatus, UsageEnd, UsageSession } from './index.ts'
import type { SessionEnd, SessionStatus } from '@telltale/protocol'
import { describe, expectTypeOf, it } from 'vitest'
import { useUsageSession } from './useUsageSession.ts'

describe('useUsageSession', () => {
  it('takes nothing, and gives what its users write (U4)', () => {
    const session = useUsageSession()
    expectTypeOf(session).toEqualTypeOf<UsageSession>()
    expectTypeOf(session.sessionId).toEqualTypeOf<string | null>()
    expectTypeOf(session.status).toEqualTypeOf<SessionStatus>()
    expectTypeOf(session.timeRemainingSeconds).toEqualTypeOf<number | null>()
    expectTypeOf(session.startSession).toEqualTypeOf<() => Promise<void>>()
    expectTypeOf(session.stopSession).toEqualTypeOf<() => Promise<void>>()
    expectTypeOf(session.isValidForRecording).toEqualTypeOf<boolean>()
    expectTypeOf(session.connection).toEqualTypeOf<ConnectionStatus>()
    expectTypeOf(session.error).toEqualTypeOf<ConnectionReason | null>()
  })

  it('gives what select gives', () => {
    expectTypeOf(useUsageSession({ select: ({ isActive }) => isActive })).toEqualTypeOf<boolean>()
    const { left, stop } = useUsageSession({
      endpoint: '/api/usage',
      select: ({ timeRemainingMinutes, stopSession }) => ({ left: timeRemainingMinutes, stop: stopSession }),
    })
    expectTypeOf(left).toEqualTypeOf<number | null>()
    expectTypeOf(stop).toEqualTypeOf<() => Promise<void>>()
  })

  it('tells why a session ended', () => {
    useUsageSession({
      stopOnLeave: true,
      thresholds: [300, 60],
      onThreshold: (secondsRemaining) => expectTypeOf(secondsRemaining).toBeNumber(),
      onEnd: (end) => {
        expectTypeOf(end).toEqualTypeOf<UsageEnd>()
        expectTypeOf(end.endedBy).toEqualTypeOf<SessionEnd | null>()
      },
    })
    // @ts-expect-error -- thresholds are seconds
    useUsageSession({ thresholds: ['5 min'] })
  })
})
