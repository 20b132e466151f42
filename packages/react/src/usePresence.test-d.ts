import type { PresenceUser } from '@telltale/client'
import { describe, expectTypeOf, it } from 'vitest'
import { usePresence, type UsePresenceResult } from './usePresence.ts'
import { useSocket } from './useSocket.ts'

describe('usePresence', () => {
  it('takes and gives what its users write (R7)', () => {
    const { socket } = useSocket()
    const { onlineUsers, onlineCount, updatePresence } = usePresence({ socket, projectId: '123' })
    expectTypeOf(onlineUsers).toEqualTypeOf<readonly PresenceUser[]>()
    expectTypeOf(onlineCount).toEqualTypeOf<number>()
    expectTypeOf(updatePresence).toEqualTypeOf<(status: 'online' | 'away' | 'offline' | 'auto') => void>()
    // @ts-expect-error -- no such status
    updatePresence('asleep')
  })

  it('gives what is selected', () => {
    const bob = usePresence({
      projectId: '123',
      select: ({ users }) => users.find(({ userId }) => userId === 'bob'),
    })
    expectTypeOf(bob).toEqualTypeOf<PresenceUser | undefined>()
    expectTypeOf(usePresence({ projectId: null, awayAfterMs: 60_000 })).toEqualTypeOf<UsePresenceResult>()
    expectTypeOf(bob?.status).toEqualTypeOf<'online' | 'away' | 'offline' | undefined>()
  })
})
