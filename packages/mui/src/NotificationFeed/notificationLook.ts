import type { UseNotificationsResult } from '@telltale/react'
import type { MarkShape } from '../internal/marks.tsx'
import type { MarkColor } from '../internal/paint.ts'

type Notification = UseNotificationsResult['notifications'][number]

/** What is shown of a notification. Times are ISO 8601. */
export type ShownNotification = Readonly<
  Pick<Notification, 'id' | 'type' | 'title' | 'message' | 'href' | 'createdAt' | 'readAt'>
>

/** What tells the type of a notification beside its words (R8). */
export type NotificationLook = Readonly<{
  type: 'info' | 'success' | 'warning' | 'error' | 'other'
  color: MarkColor
  shape: MarkShape
}>

const other: NotificationLook = { type: 'other', color: 'neutral', shape: 'square' }

const table: ReadonlyMap<string, NotificationLook> = new Map<string, NotificationLook>([
  ['info', { type: 'info', color: 'primary', shape: 'ring' }],
  ['success', { type: 'success', color: 'success', shape: 'check' }],
  ['warning', { type: 'warning', color: 'warning', shape: 'diamond' }],
  ['error', { type: 'error', color: 'error', shape: 'triangle' }],
])

/** The one table from a type to its look; types of the app's own share one. The same reference for the same type. */
export const notificationLook = ({ type }: Pick<ShownNotification, 'type'>): NotificationLook =>
  table.get(type) ?? other

/** Whether nobody has read it. */
export const isUnread = ({ readAt }: Pick<ShownNotification, 'readAt'>): boolean => readAt === undefined
