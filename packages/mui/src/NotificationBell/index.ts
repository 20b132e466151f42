export { NotificationBell, type NotificationBellProps } from './NotificationBell.tsx'
export { notificationBellClasses, type NotificationBellClassKey } from './notificationBellClasses.ts'
export { englishNotificationBellText, type NotificationBellLocaleText } from './notificationBellLocaleText.ts'
export {
  type NotificationBellOwnerState,
  type NotificationBellSlots,
  type NotificationBellSlotsAndSlotProps,
  NotificationBellView,
  type NotificationBellViewProps,
} from './NotificationBellView.tsx'
