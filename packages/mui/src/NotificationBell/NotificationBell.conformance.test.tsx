import { describeWidget } from '../../test/support/widgetConformance.tsx'
import { fewNotifications, notificationNow } from '../NotificationFeed/notificationFixtures.ts'
import { NotificationFeedView } from '../NotificationFeed/NotificationFeedView.tsx'
import { notificationBellClasses } from './notificationBellClasses.ts'
import { NotificationBellView } from './NotificationBellView.tsx'

const feed = <NotificationFeedView notifications={fewNotifications} now={notificationNow} />

describeWidget({
  name: 'TtNotificationBell',
  View: NotificationBellView,
  looks: [
    { unreadCount: 3, open: true, children: feed },
    { unreadCount: 0, children: feed },
    { unreadCount: 3, children: feed },
    { unreadCount: 1_000, children: feed },
  ],
  classes: notificationBellClasses,
  slots: ['badge', 'popover'],
  words: (first, second) => ({ notifications: () => first, count: () => second }),
})
