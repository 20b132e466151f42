'use client'

import { useNotifications, type UseNotificationsOptions } from '@telltale/react'
import { forwardRef, type ForwardRefExoticComponent, type RefAttributes } from 'react'
import { useDetached } from '../internal/useDetached.ts'
import { NotificationFeedView, type NotificationFeedViewProps } from './NotificationFeedView.tsx'

export type NotificationFeedProps = Omit<
  NotificationFeedViewProps,
  'notifications' | 'unreadCount' | 'isLoading' | 'stale' | 'error' | 'onRead' | 'onReadAll' | 'onClear'
> &
  Pick<UseNotificationsOptions, 'client' | 'userId' | 'max'> & {
    /** An outage that ends within this time is not shown, in milliseconds. @defaultValue 1500 */
    graceMs?: number | undefined
  }

/**
 * The notifications of a user. What is marked or cleared is shown at once, sent when there is a line, and taken back with a
 * reason if it is refused. It says nothing aloud; `NotificationBell` does.
 *
 * @example
 * <NotificationFeed userId="123" onOpen={({ href }, event) => { event.preventDefault(); navigate(href) }} />
 */
export const NotificationFeed: ForwardRefExoticComponent<NotificationFeedProps & RefAttributes<HTMLElement>> =
  forwardRef<HTMLElement, NotificationFeedProps>(function NotificationFeed(
    { client, userId, max, graceMs = 1_500, ...props },
    ref,
  ) {
    const { notifications, unreadCount, isLoading, error, markAsRead, markAllAsRead, clear } = useNotifications({
      client,
      userId,
      max,
    })
    return (
      <NotificationFeedView
        {...props}
        ref={ref}
        notifications={notifications}
        unreadCount={unreadCount}
        isLoading={isLoading}
        stale={useDetached(client, graceMs)}
        error={error}
        onRead={markAsRead}
        onReadAll={markAllAsRead}
        onClear={() => clear()}
      />
    )
  })
