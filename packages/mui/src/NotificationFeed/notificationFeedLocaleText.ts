import { agoIn, dayIn } from '../internal/figures.ts'
import type { NotificationLook } from './notificationLook.ts'

/** All words of the notification feed. */
export type NotificationFeedLocaleText = {
  notifications: string
  /** Before the title of one that nobody has read; spoken. */
  unread: string
  /** The name of the mark of a type. */
  types: Record<NotificationLook['type'], string>
  readAll: string
  clear: string
  /** A button that leaves only those. */
  onlyUnread: string
  /** A button's name; `title` is the notification's. */
  read: (title: string) => string
  /** Those that came while one was reading further down. */
  newItems: (count: number) => string
  /** How long ago that was; both in epoch milliseconds. */
  time: (at: number, now: number) => string
  /** Above the first of a day; both in epoch milliseconds. */
  day: (at: number, now: number) => string
  empty: string
  /** Nothing is left by `onlyUnread`. */
  noneUnread: string
  loading: string
  /** The line is down. */
  stale: string
  /** What went wrong, by its code. */
  error: (code: string) => string
}

/** The built-in words. */
export const englishNotificationFeedText: NotificationFeedLocaleText = {
  notifications: 'Notifications',
  unread: 'Unread',
  types: { info: 'Information', success: 'Success', warning: 'Warning', error: 'Error', other: 'Message' },
  readAll: 'Mark all as read',
  clear: 'Clear all',
  onlyUnread: 'Unread',
  read: (title) => `Mark as read: ${title}`,
  newItems: (count) => `${count} new`,
  time: agoIn('en'),
  day: dayIn('en'),
  empty: 'Nothing here yet',
  noneUnread: 'Nothing unread',
  loading: 'Loading notifications',
  stale: 'Connection lost. There may be newer ones.',
  error: (code) =>
    code === 'forbidden'
      ? 'These notifications are not for you.'
      : 'Your last change was not saved, so it was taken back. Try again.',
}
