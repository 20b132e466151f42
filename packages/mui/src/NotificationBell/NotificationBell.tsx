'use client'

import { useNotifications, type UseNotificationsOptions } from '@telltale/react'
import { forwardRef, type ForwardRefExoticComponent, type RefAttributes } from 'react'
import { useDetached } from '../internal/useDetached.ts'
import { useWidgetText } from '../internal/useWidgetText.ts'
import { NotificationFeedView, type NotificationFeedViewProps } from '../NotificationFeed/NotificationFeedView.tsx'
import { englishNotificationBellText } from './notificationBellLocaleText.ts'
import { NotificationBellView, type NotificationBellViewProps } from './NotificationBellView.tsx'
import { useSpokenNotifications } from './useSpokenNotifications.ts'

export type NotificationBellProps = Omit<NotificationBellViewProps, 'unreadCount' | 'children'> &
  Pick<UseNotificationsOptions, 'client' | 'userId' | 'max'> & {
    /** Of the feed that a press shows. */
    feedProps?: Omit<NotificationFeedViewProps, 'notifications'> | undefined
    /** An outage that ends within this time is not shown, in milliseconds. @defaultValue 1500 */
    graceMs?: number | undefined
  }

/**
 * The number of a user's unread notifications, for an app bar; a press shows them. What comes within two seconds is
 * announced together, once however many bells there are; what was there before, and what becomes less, is not.
 *
 * @example
 * <NotificationBell userId="123" feedProps={{ onOpen: ({ href }, event) => { event.preventDefault(); navigate(href) } }} />
 */
export const NotificationBell: ForwardRefExoticComponent<NotificationBellProps & RefAttributes<HTMLButtonElement>> =
  forwardRef<HTMLButtonElement, NotificationBellProps>(function NotificationBell(
    { client, userId, max, feedProps, graceMs = 1_500, ...props },
    ref,
  ) {
    const text = useWidgetText('TtNotificationBell', englishNotificationBellText, props.localeText)
    const say = useSpokenNotifications(text, `notifications:${userId}`)
    const { notifications, unreadCount, isLoading, error, markAsRead, markAllAsRead, clear } = useNotifications({
      client,
      userId,
      max,
      onNotification: say,
    })
    const stale = useDetached(client, graceMs)
    return (
      <NotificationBellView {...props} ref={ref} unreadCount={unreadCount}>
        <NotificationFeedView
          isLoading={isLoading}
          stale={stale}
          error={error}
          onRead={markAsRead}
          onReadAll={markAllAsRead}
          onClear={() => clear()}
          {...feedProps}
          notifications={notifications}
          unreadCount={unreadCount}
        />
      </NotificationBellView>
    )
  })
