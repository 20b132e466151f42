import { useNotifications } from '@telltale/react'

export function UseNotifications({ userId = 'ada' }: { userId?: string }) {
  const { notifications, unreadCount, markAsRead, markAllAsRead } = useNotifications({ userId, max: 3 })
  return (
    <>
      <p>
        {unreadCount} unread. <button onClick={markAllAsRead}>Mark all as read</button>
      </p>
      <ul>
        {notifications.map(({ id, title, readAt }) => (
          <li key={id}>
            {title} {readAt === undefined && <button onClick={() => markAsRead([id])}>Mark as read: {title}</button>}
          </li>
        ))}
      </ul>
    </>
  )
}
