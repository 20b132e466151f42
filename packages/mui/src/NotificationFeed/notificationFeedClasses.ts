import generateUtilityClass from '@mui/utils/generateUtilityClass'
import generateUtilityClasses from '@mui/utils/generateUtilityClasses'

const names = [
  'root',
  'header',
  'title',
  'readAll',
  'clear',
  'onlyUnread',
  'note',
  'newPill',
  'list',
  'item',
  'itemDay',
  'unreadMark',
  'itemMark',
  'itemTitle',
  'itemBody',
  'itemTime',
  'itemRead',
  'empty',
  'skeleton',
] as const

/** A part of the feed that has a class, and a key in a theme's `styleOverrides`. */
export type NotificationFeedClassKey = (typeof names)[number]

/** The class names of the feed, for selectors. */
export const notificationFeedClasses: Record<NotificationFeedClassKey, string> = generateUtilityClasses(
  'TtNotificationFeed',
  [...names],
)

/** `TtNotificationFeed-` and the key. */
export const notificationFeedClass = (key: string): string => generateUtilityClass('TtNotificationFeed', key)
