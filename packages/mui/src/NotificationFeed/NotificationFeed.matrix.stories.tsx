import type { Meta, StoryObj } from '@storybook/react-vite'
import type { ReactNode } from 'react'
import { StateMatrix } from '../../test/support/StateMatrix.tsx'
import { fewNotifications, notificationNow } from './notificationFixtures.ts'
import { NotificationFeedView, type NotificationFeedViewProps } from './NotificationFeedView.tsx'

const feed = (name: string, changes: Partial<NotificationFeedViewProps> = {}): ReactNode => (
  <NotificationFeedView
    notifications={fewNotifications}
    now={notificationNow}
    onRead={() => undefined}
    onReadAll={() => undefined}
    onClear={() => undefined}
    sx={{ height: 300 }}
    // Feeds of one page have a name each.
    localeText={{ notifications: name }}
    {...changes}
  />
)

const meta = {
  title: 'NotificationFeed/Matrix',
  component: StateMatrix,
  tags: ['!dev', '!autodocs'],
  args: {
    columnWidth: 300,
    states: {
      some: feed('Some'),
      byDay: feed('By day', { groupBy: 'day', filterable: true }),
      allRead: feed('All read', {
        notifications: fewNotifications.map((one) => ({ ...one, readAt: one.createdAt })),
      }),
      loading: feed('Loading', { notifications: [], isLoading: true }),
      empty: feed('Empty', { notifications: [] }),
      stale: feed('Stale', { stale: true }),
      takenBack: feed('Taken back', { error: { code: 'store_unavailable' } }),
      forbidden: feed('Forbidden', { notifications: [], error: { code: 'forbidden' } }),
    },
  },
} satisfies Meta<typeof StateMatrix>

export default meta
export const Matrix: StoryObj<typeof meta> = {}
