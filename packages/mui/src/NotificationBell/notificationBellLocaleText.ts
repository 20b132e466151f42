/** All words of the notification bell. */
export type NotificationBellLocaleText = {
  /** The button's name, with the count as it stands on the button; null where there are none. */
  notifications: (count: string | null) => string
  /** What stands on the button. */
  count: (unreadCount: number, max: number) => string
  /** Spoken; `title` is that of the newest. */
  saysNew: (count: number, title: string) => string
}

/** The built-in words. */
export const englishNotificationBellText: NotificationBellLocaleText = {
  notifications: (count) => (count === null ? 'Notifications' : `Notifications, ${count} unread`),
  count: (unreadCount, max) => (unreadCount > max ? `${max}+` : String(unreadCount)),
  saysNew: (count, title) => (count === 1 ? `New notification: ${title}` : `${count} new notifications`),
}
