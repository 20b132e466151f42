import type { Socket } from 'socket.io-client'
import type { ConnectionReason, Outcome } from '@telltale/client'
import type { Notification } from '@telltale/protocol'
import { describe, expectTypeOf, it } from 'vitest'
import { useEvent } from './useEvent.ts'
import { useSocket } from './useSocket.ts'
import { useWebSocketStatus } from './useWebSocketStatus.ts'

describe('useSocket', () => {
  it('takes and gives what its users write (R4)', () => {
    const { socket, state, connect, disconnect, emit } = useSocket({
      token: 'jwt-token',
      autoConnect: true,
      onConnect: () => console.log('Connected'),
    })
    expectTypeOf(socket).toEqualTypeOf<Socket>()
    expectTypeOf(state).toEqualTypeOf<{ connected: boolean; connecting: boolean; error: ConnectionReason | null }>()
    expectTypeOf(connect).toEqualTypeOf<() => void>()
    expectTypeOf(disconnect).toEqualTypeOf<() => void>()
    expectTypeOf(emit('presence:update', { status: 'away' })).toEqualTypeOf<Promise<Outcome<null>>>()
    // @ts-expect-error -- no such status
    void emit('presence:update', { status: 'asleep' })
    expectTypeOf(emit('legacy:event', [1, 'x'])).toEqualTypeOf<Promise<Outcome<unknown>>>()
  })
})

describe('useEvent', () => {
  it('knows the payload by the event’s name', () => {
    useEvent('notification', (notification) => expectTypeOf(notification).toEqualTypeOf<Notification>())
    useEvent('legacy:event', (payload) => expectTypeOf(payload).toBeUnknown())
  })
})

describe('useWebSocketStatus', () => {
  it('gives the five words', () => {
    expectTypeOf(useWebSocketStatus().state).toEqualTypeOf<
      'disconnected' | 'connecting' | 'connected' | 'reconnecting' | 'failed'
    >()
  })
})
