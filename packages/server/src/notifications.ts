import type { Notification, NotificationsMarked, UserSnapshot } from '@telltale/protocol'
import { newestThatFit } from './newestThatFit.ts'
import type { Tell, Told } from './told.ts'

/** Some of a user's notifications, or all of them. */
type Marked = { readonly ids: readonly string[] } | { readonly all: true }

export type Notifications = {
  read: (userId: string, marked: Marked) => void
  clear: (userId: string, marked: Marked) => void
  told: (told: Told, userId: string) => void
  /** What is unread, and the last 50; of these the newest that fit. */
  snapshot: (userId: string, bytes: number) => Pick<UserSnapshot, 'unreadCount' | 'notifications'>
}

/** Notifications of one user that are given whether they are read or not. */
const lastGiven = 50
/** Notifications that are kept of one user, and of all; then the oldest goes, or the user who was told nothing longest. */
const kept = { perUser: 500, inAll: 100_000 }

/**
 * Each user's notifications, in memory. What has been told is what is so, whether it was told from here or by hand.
 *
 * | told                   | not there               | unread         | read       |
 * | ---------------------- | ----------------------- | -------------- | ---------- |
 * | `notification`         | unread, or as it says   |                |            |
 * | `notification:read`    |                         | read           |            |
 * | `notification:cleared` |                         | not there      | not there  |
 *
 * Where nothing stands nothing changes, and a request of which all is so already is told to nobody: so it may be
 * repeated, and nobody can fill the log with it.
 */
export function createNotifications(tell: Tell): Notifications {
  /** By user, told last comes last; and by id, from old to new. */
  const users = new Map<string, Map<string, Notification>>()
  let count = 0

  const drop = (notifications: Map<string, Notification>, id: string): void => {
    if (notifications.delete(id)) count--
  }

  const add = (userId: string, notification: Notification): void => {
    const notifications = users.get(userId) ?? new Map<string, Notification>()
    if (notifications.has(notification.id)) return
    notifications.set(notification.id, notification)
    count++
    users.delete(userId)
    users.set(userId, notifications)
    const [oldest] = notifications.keys()
    if (notifications.size > kept.perUser && oldest !== undefined) drop(notifications, oldest)
    for (const [quiet, theirs] of users) {
      if (count <= kept.inAll) return
      users.delete(quiet)
      count -= theirs.size
    }
  }

  const mark = (
    userId: string,
    event: 'notification:read' | 'notification:cleared',
    marked: Marked,
    more: Pick<NotificationsMarked, 'readAt'> = {},
  ): void => {
    const notifications = users.get(userId)
    const isChanged = (notification: Notification | undefined): boolean =>
      notification !== undefined && (event === 'notification:cleared' || notification.readAt === undefined)
    const ids = ('ids' in marked ? [...new Set(marked.ids)] : [...(notifications?.keys() ?? [])]).filter((id) =>
      isChanged(notifications?.get(id)),
    )
    if (ids.length > 0) tell(`user:${userId}`, event, { userId, ids: 'ids' in marked ? ids : 'all', ...more })
  }

  return {
    read: (userId, marked) => mark(userId, 'notification:read', marked, { readAt: new Date().toISOString() }),
    clear: (userId, marked) => mark(userId, 'notification:cleared', marked),
    told: ({ event, payload, meta }, userId) => {
      if (event === 'notification') return add(userId, payload)
      const notifications = users.get(userId)
      if (notifications === undefined) return
      if (event === 'notification:read') {
        const readAt = payload.readAt ?? meta.at
        for (const id of payload.ids === 'all' ? notifications.keys() : payload.ids) {
          const notification = notifications.get(id)
          // Set anew it keeps its place.
          if (notification !== undefined)
            notifications.set(id, { ...notification, readAt: notification.readAt ?? readAt })
        }
      }
      if (event === 'notification:cleared') {
        for (const id of payload.ids === 'all' ? [...notifications.keys()] : payload.ids) drop(notifications, id)
        if (notifications.size === 0) users.delete(userId)
      }
    },
    snapshot: (userId, bytes) => {
      const notifications = [...(users.get(userId)?.values() ?? [])]
      const given = notifications.filter(
        ({ readAt }, index) => readAt === undefined || index >= notifications.length - lastGiven,
      )
      return {
        unreadCount: notifications.filter(({ readAt }) => readAt === undefined).length,
        notifications: newestThatFit(given, bytes),
      }
    },
  }
}
