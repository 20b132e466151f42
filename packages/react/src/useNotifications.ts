'use client'

import { type Line, type NotificationsState, notificationsStore, type NotificationsStore } from '@telltale/client'
import type { Notification } from '@telltale/protocol'
import { useEffect, useMemo } from 'react'
import { inertStore } from './inertStore.ts'
import { useFirstLook } from './useFirstLook.ts'
import { useLatest } from './useLatest.ts'
import type { WithLine } from './useLine.ts'
import { useStore } from './useStore.ts'
import { useTopicStore } from './useTopicStore.ts'

export type UseNotificationsOptions = WithLine & {
  /** Whose notifications; without one there are none. */
  userId: string | null | undefined
  /** So many of the newest are given; with 0 only their count makes it render. @defaultValue 50 */
  max?: number | undefined
  /** Called once with each that comes, also with those that came while the line was away; not with what was there before. */
  onNotification?: ((notification: Notification) => void) | undefined
}

type Shown = Pick<NotificationsState, 'notifications' | 'unreadCount' | 'isLoading' | 'error'>
type Actions = Pick<NotificationsStore, 'markAsRead' | 'markAllAsRead' | 'clear'>
export type UseNotificationsResult = Shown & Actions

const none = inertStore<Shown>({ notifications: [], unreadCount: 0, isLoading: false, error: null })
const nothing: Actions = { markAsRead: () => {}, markAllAsRead: () => {}, clear: () => {} }

const storeOf = (line: Line, userId: string | null): NotificationsStore | null =>
  userId === null ? null : notificationsStore(line, userId)

/**
 * A user's notifications, newest first (R6). `unreadCount` is the server's, and also counts those that are not listed.
 * Renders again with a frame in which one of the newest `max`, or the count, changed.
 *
 * `markAsRead(ids)`, `markAllAsRead()` and `clear(ids?)` are shown at once and wait while the line is down. One that is
 * refused, or waits for more than five minutes, is taken back, alone, and `error` says why until the next mark. They are
 * stable. `markAllAsRead` means those that are known here; `clear()` all that the server has when it arrives.
 *
 * `isLoading` until the server has told what there is, and on a server. Where they are not for this person `error` is
 * `forbidden`. On a plain server events alone make the list, and a mark counts once it was sent.
 *
 * @example
 * const { notifications, unreadCount, markAsRead, markAllAsRead } = useNotifications({
 *   userId: '123',
 *   onNotification: ({ title }) => show(title),
 * })
 */
export function useNotifications({
  userId,
  max = 50,
  onNotification,
  ...options
}: UseNotificationsOptions): UseNotificationsResult {
  const store = useTopicStore(storeOf, userId ?? null, options)
  const notifications = useStore<Shown, readonly Notification[]>(store ?? none, (shown) =>
    shown.notifications.slice(0, max),
  )
  const rest = useStore<Shown, Omit<Shown, 'notifications'>>(store ?? none, ({ unreadCount, isLoading, error }) => {
    return { unreadCount, isLoading, error }
  })
  const latestHandler = useLatest(onNotification)
  const takePlace = useFirstLook(store, () => store?.shownAt)
  useEffect(
    () =>
      store?.onChange(({ latest }, before) => {
        if (latest === before.latest) return
        for (const notification of latest) latestHandler.current?.(notification)
      }, takePlace()),
    [store, takePlace, latestHandler],
  )
  return useMemo(() => {
    const { markAsRead, markAllAsRead, clear } = store ?? nothing
    return { notifications, ...rest, markAsRead, markAllAsRead, clear }
  }, [store, notifications, rest])
}
