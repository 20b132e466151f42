import type { Notification, TelltaleError } from '@telltale/protocol'
import { describe, expectTypeOf, it } from 'vitest'
import { useNotifications } from './useNotifications.ts'
import { useSocket } from './useSocket.ts'

describe('useNotifications', () => {
  it('takes and gives what its users write (R6)', () => {
    const { socket } = useSocket()
    const { notifications, unreadCount, markAsRead, markAllAsRead } = useNotifications({ socket, userId: '123' })
    expectTypeOf(notifications).toEqualTypeOf<readonly Notification[]>()
    expectTypeOf(unreadCount).toEqualTypeOf<number>()
    expectTypeOf(markAsRead).toEqualTypeOf<(ids: string | readonly string[]) => void>()
    expectTypeOf(markAllAsRead).toEqualTypeOf<() => void>()
  })

  it('takes nobody, and gives how to clear and what was refused', () => {
    const { clear, error, isLoading } = useNotifications({
      userId: null,
      max: 10,
      onNotification: (notification) => expectTypeOf(notification).toEqualTypeOf<Notification>(),
    })
    expectTypeOf(clear).toEqualTypeOf<(ids?: string | readonly string[]) => void>()
    expectTypeOf(error).toEqualTypeOf<TelltaleError | null>()
    expectTypeOf(isLoading).toEqualTypeOf<boolean>()
    // @ts-expect-error -- whose?
    useNotifications({})
  })
})
