import { describeWidget } from '../../test/support/widgetConformance.tsx'
import { notificationFeedClasses } from './notificationFeedClasses.ts'
import { NotificationFeedView, type NotificationFeedViewProps } from './NotificationFeedView.tsx'
import { fewNotifications, manyNotifications, notificationNow } from './notificationFixtures.ts'

const act = () => {}

const shown = (props: Partial<NotificationFeedViewProps>): NotificationFeedViewProps => ({
  notifications: fewNotifications,
  now: notificationNow,
  onRead: act,
  onReadAll: act,
  onClear: act,
  ...props,
})

describeWidget({
  name: 'TtNotificationFeed',
  View: NotificationFeedView,
  looks: [
    shown({ stale: true }),
    shown({ error: { code: 'forbidden' } }),
    shown({ onOpen: act, onRead: undefined }),
    shown({ notifications: [] }),
    shown({ notifications: [], isLoading: true }),
    shown({ notifications: manyNotifications(100), style: { height: 400 } }),
  ],
  classes: notificationFeedClasses,
  slots: [
    'header',
    'title',
    'readAll',
    'clear',
    'note',
    'list',
    'item',
    'unreadMark',
    'itemMark',
    'itemTitle',
    'itemBody',
    'itemTime',
    'itemRead',
  ],
  words: (first, second) => ({ notifications: first, readAll: second }),
})
