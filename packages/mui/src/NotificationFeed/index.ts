export { NotificationFeed, type NotificationFeedProps } from './NotificationFeed.tsx'
export { notificationFeedClasses, type NotificationFeedClassKey } from './notificationFeedClasses.ts'
export { englishNotificationFeedText, type NotificationFeedLocaleText } from './notificationFeedLocaleText.ts'
export {
  type NotificationFeedOwnerState,
  type NotificationFeedSlots,
  type NotificationFeedSlotsAndSlotProps,
  NotificationFeedView,
  type NotificationFeedViewProps,
  type NotificationOwnerState,
} from './NotificationFeedView.tsx'
export { type NotificationLook, notificationLook, type ShownNotification } from './notificationLook.ts'
