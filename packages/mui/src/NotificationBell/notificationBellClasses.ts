import generateUtilityClass from '@mui/utils/generateUtilityClass'
import generateUtilityClasses from '@mui/utils/generateUtilityClasses'

const names = ['root', 'badge', 'popover'] as const

/** A part of the bell that has a class, and a key in a theme's `styleOverrides`. */
export type NotificationBellClassKey = (typeof names)[number]

/** The class names of the bell, for selectors. */
export const notificationBellClasses: Record<NotificationBellClassKey, string> = generateUtilityClasses(
  'TtNotificationBell',
  [...names],
)

/** `TtNotificationBell-` and the key. */
export const notificationBellClass = (key: string): string => generateUtilityClass('TtNotificationBell', key)
