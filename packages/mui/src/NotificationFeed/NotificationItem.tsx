'use client'

import { memo, type MouseEvent, type ReactNode, useId, type MemoExoticComponent } from 'react'
import { linkTo } from '../internal/linkTo.ts'
import { marks } from '../internal/marks.tsx'
import type { NotificationFeedKit, NotificationOwnerState } from './NotificationFeedView.tsx'
import {
  ItemBody,
  ItemDay,
  ItemMark,
  ItemRead,
  ItemRoot,
  ItemTime,
  ItemTitle,
  ItemUnreadMark,
} from './notificationFeedStyles.ts'
import { isUnread, notificationLook, type ShownNotification } from './notificationLook.ts'

type NotificationItemProps = {
  notification: ShownNotification
  /** Its place in the feed, from 1, and of how many. */
  position: number
  total: number
  time: string
  /** The day that begins with it; `null` where it goes on. */
  day: string | null
  /** The one that Tab gets to: of the whole feed one. */
  isCurrent: boolean
  kit: NotificationFeedKit
}

/** One notification; it renders again only when something of it has changed. */
export const NotificationItem: MemoExoticComponent<(props: NotificationItemProps) => ReactNode> = memo(
  function NotificationItem(props: NotificationItemProps): ReactNode {
    const { notification, position, total, time, day, isCurrent, kit } = props
    const { partsFor, text, act, can } = kit
    const { id, title, message, createdAt } = notification
    const href = linkTo(notification.href)
    const unread = isUnread(notification)
    const look = notificationLook(notification)
    const isLink = href !== undefined || can.open
    const owner: NotificationOwnerState = { ...look, isUnread: unread, isLink, href }
    const part = partsFor(owner)
    const baseId = useId()
    const Mark = marks[look.shape]
    const tabIndex = isCurrent ? 0 : -1
    const opens = isLink && {
      as: kit.titleElement ?? (href === undefined ? 'button' : 'a'),
      ...(href === undefined ? { type: 'button' as const } : { href }),
      tabIndex,
      onClick: (event: MouseEvent<HTMLElement>) => act.open(notification, event),
    }
    return (
      <ItemRoot
        {...part('item', {
          'data-notification': id,
          tabIndex,
          'aria-posinset': position,
          'aria-setsize': total,
          'aria-labelledby': `${baseId}unread ${baseId}mark ${baseId}title`,
          'aria-describedby': message === undefined ? undefined : `${baseId}body`,
        })}
      >
        {/* Its time says it to those who hear it. */}
        {day !== null && <ItemDay {...part('itemDay', { 'aria-hidden': true })}>{day}</ItemDay>}
        {unread && (
          <ItemUnreadMark {...part('unreadMark', { id: `${baseId}unread`, role: 'img', 'aria-label': text.unread })} />
        )}
        <ItemMark {...part('itemMark', { id: `${baseId}mark`, role: 'img', 'aria-label': text.types[look.type] })}>
          <Mark />
        </ItemMark>
        <ItemTitle {...part('itemTitle', { ...opens, id: `${baseId}title` })}>
          <bdi>{title}</bdi>
        </ItemTitle>
        <ItemTime {...part('itemTime', { dateTime: createdAt })}>{time}</ItemTime>
        {message !== undefined && (
          // All of it is the app's: where it is cut off, it is so at its own end.
          <ItemBody {...part('itemBody', { id: `${baseId}body`, dir: 'auto' })}>{message}</ItemBody>
        )}
        {unread && can.read && (
          <ItemRead
            {...part('itemRead', {
              size: 'small' as const,
              tabIndex,
              'aria-label': text.read(title),
              onClick: () => act.read(id),
            })}
          >
            <marks.check />
          </ItemRead>
        )}
      </ItemRoot>
    )
  },
)
