import Box from '@mui/material/Box'
import type { Meta, StoryObj } from '@storybook/react-vite'
import { type MouseEvent, useState } from 'react'
import { expect, fn, userEvent, waitFor, within } from 'storybook/test'
import { themed } from '../../test/support/themed.tsx'
import Button from '@mui/material/Button'
import { NotificationFeedView, type NotificationFeedViewProps } from './NotificationFeedView.tsx'
import { fewNotifications, manyNotifications, notificationFixture, notificationNow } from './notificationFixtures.ts'

const meta = {
  title: 'NotificationFeed',
  component: NotificationFeedView,
  args: {
    notifications: fewNotifications,
    now: notificationNow,
    onOpen: fn((_, event: MouseEvent) => event.preventDefault()),
    onRead: fn(),
    onReadAll: fn(),
    onClear: fn(),
  },
  argTypes: {
    notifications: { control: false },
    error: { control: false },
    now: { control: false },
  },
  decorators: [
    (Story) => (
      <Box sx={{ width: 400, maxWidth: '100%', height: 420, border: 1, borderColor: 'divider', borderRadius: 1 }}>
        <Story />
      </Box>
    ),
  ],
} satisfies Meta<typeof NotificationFeedView>

export default meta
type Story = StoryObj<typeof meta>

/** The colour of a type has a shape beside it; what is unread has a dot and weight, and says so in its name. */
export const Default: Story = {
  play: async ({ canvas }) => {
    const feed = canvas.getByRole('feed', { name: 'Notifications' })
    const articles = within(feed).getAllByRole('article')
    await expect(articles).toHaveLength(5)
    await expect(
      within(feed).getByRole('article', { name: 'Unread Information Grace commented on Escrow 7' }),
    ).toBeVisible()
    await expect(within(feed).getByRole('article', { name: 'Warning Your plan has 2 hours left' })).toBeVisible()
  },
}

export const Playground: Story = { args: { isLoading: false, stale: false } }

export const Loading: Story = {
  args: { notifications: [], isLoading: true },
  play: async ({ canvas }) => {
    await expect(canvas.getByText('Loading notifications')).toBeInTheDocument()
  },
}

export const Empty: Story = {
  args: { notifications: [] },
  play: async ({ canvas }) => {
    await expect(canvas.getByText('Nothing here yet')).toBeVisible()
  },
}

/** The line is down: what is known stays. */
export const Stale: Story = { args: { stale: true } }

/** What was marked here was refused, and is as it was. */
export const TakenBack: Story = { args: { error: { code: 'store_unavailable' } } }

/** They are somebody else's. */
export const Forbidden: Story = { args: { notifications: [], error: { code: 'forbidden' } } }

export const AllRead: Story = {
  args: { notifications: fewNotifications.map((one) => ({ ...one, readAt: one.createdAt })) },
  play: async ({ canvas }) => {
    await expect(canvas.queryByRole('button', { name: 'Mark all as read' })).toBeNull()
  },
}

/** Noon where the story is looked at, since days begin with one's own midnight. */
const noon = new Date(2026, 0, 15, 12).getTime()
const atNoon = fewNotifications.map((one) => ({
  ...one,
  createdAt: new Date(noon + Date.parse(one.createdAt) - notificationNow).toISOString(),
}))

/** A day stands above the first of each; who hears them hears the time of each. */
export const ByDay: Story = {
  args: { groupBy: 'day', notifications: atNoon, now: noon },
  play: async ({ canvasElement }) => {
    const days = [...canvasElement.querySelectorAll('.TtNotificationFeed-itemDay')].map((day) => day.textContent)
    await expect(days).toEqual(['today', 'yesterday', 'Thursday, January 1'])
  },
}

/** What is read is read. */
function Readable(props: NotificationFeedViewProps) {
  const [notifications, setNotifications] = useState(props.notifications)
  const read = (id: string) =>
    setNotifications(notifications.map((one) => (one.id === id ? { ...one, readAt: one.createdAt } : one)))
  return <NotificationFeedView {...props} notifications={notifications} onRead={read} />
}

/** Those that nobody has read. One that is read here stays until all are shown again. */
export const OnlyUnread: Story = {
  args: { filterable: true },
  render: (args) => <Readable {...args} />,
  play: async ({ canvas }) => {
    const filter = canvas.getByRole('button', { name: 'Unread' })
    await userEvent.click(filter)
    await expect(filter).toHaveAttribute('aria-pressed', 'true')
    await expect(canvas.getAllByRole('article')).toHaveLength(3)
    await userEvent.click(canvas.getByRole('button', { name: 'Mark as read: The import of listings failed' }))
    await expect(canvas.getAllByRole('article')).toHaveLength(3)
    await expect(canvas.getAllByRole('img', { name: 'Unread' })).toHaveLength(2)
    await userEvent.click(filter)
    await expect(canvas.getAllByRole('article')).toHaveLength(5)
    await userEvent.click(filter)
    await expect(canvas.getAllByRole('article')).toHaveLength(2)
  },
}

/** One is opened, and so read; one is marked. */
export const Reading: Story = {
  play: async ({ canvas, args }) => {
    await userEvent.click(canvas.getByRole('link', { name: 'The report for March is ready' }))
    await expect(args.onOpen).toHaveBeenCalledOnce()
    await expect(args.onRead).toHaveBeenLastCalledWith('n2')
    await userEvent.click(canvas.getByRole('button', { name: 'Mark as read: The import of listings failed' }))
    await expect(args.onRead).toHaveBeenLastCalledWith('n4')
    await userEvent.click(canvas.getByRole('button', { name: 'Mark all as read' }))
    await expect(args.onReadAll).toHaveBeenCalledOnce()
  },
}

/** Tab gets to one, and to what can be done with it; Page Down and the arrows go from one to the next. */
export const Keyboard: Story = {
  play: async ({ canvas }) => {
    const articles = canvas.getAllByRole('article')
    canvas.getByRole('button', { name: 'Clear all' }).focus()
    await userEvent.tab()
    await expect(articles[0]).toHaveFocus()
    await userEvent.keyboard('{PageDown}')
    await waitFor(() => expect(articles[1]).toHaveFocus())
    await userEvent.tab()
    await expect(canvas.getByRole('link', { name: 'The report for March is ready' })).toHaveFocus()
    await userEvent.keyboard('{End}')
    await waitFor(() => expect(articles[4]).toHaveFocus())
  },
}

const tenThousand = manyNotifications(10_000)

/** Only what is near is in the page, and the keyboard gets everywhere. */
export const TenThousand: Story = {
  args: { notifications: tenThousand },
  play: async ({ canvas }) => {
    await expect(canvas.getAllByRole('article').length).toBeLessThan(200)
    canvas.getAllByRole('article')[0]?.focus()
    await userEvent.keyboard('{End}')
    await waitFor(() => expect(canvas.getByText('Notification 1')).toBeVisible())
    await waitFor(() => expect(document.activeElement).toHaveAttribute('aria-posinset', '10000'))
    await expect(canvas.getAllByRole('article').length).toBeLessThan(200)
  },
}

function Growing(props: NotificationFeedViewProps) {
  const [notifications, setNotifications] = useState(props.notifications)
  const add = () =>
    setNotifications((before) => [notificationFixture({ id: `new ${before.length}`, title: 'Fresh' }), ...before])
  return (
    <>
      <NotificationFeedView {...props} notifications={notifications} sx={{ height: 380 }} />
      <Button size="small" onClick={add}>
        One more
      </Button>
    </>
  )
}

/** What comes while one reads further down does not move it; a pill says how many, and goes there. */
export const PillNoJump: Story = {
  args: { notifications: manyNotifications(60) },
  render: (args) => <Growing {...args} />,
  play: async ({ canvas }) => {
    const feed = canvas.getByRole('feed')
    feed.scrollTop = 400
    await waitFor(() => expect(feed.scrollTop).toBe(400))
    await new Promise((resolve) => requestAnimationFrame(resolve))
    const place = () => canvas.getByText('Notification 54').getBoundingClientRect().top
    const before = place()
    await userEvent.click(canvas.getByRole('button', { name: 'One more' }))
    await userEvent.click(canvas.getByRole('button', { name: 'One more' }))
    const pill = await canvas.findByRole('button', { name: '2 new' })
    await expect(place()).toBe(before)
    await userEvent.click(pill)
    await waitFor(() => expect(feed.scrollTop).toBe(0))
    await expect(canvas.getAllByText('Fresh')).toHaveLength(2)
    await waitFor(() => expect(canvas.getAllByRole('article')[0]).toHaveFocus())
  },
}

export const LongWords: Story = {
  args: {
    notifications: [
      notificationFixture({
        title: 'Datenschutzgrundverordnungskonformitätsprüfungsprotokoll der Liegenschaftsverwaltung',
        message: 'Grundstücksverkehrsgenehmigungszuständigkeitsübertragungsverordnung. '.repeat(4),
      }),
    ],
  },
}

export const RightToLeft: Story = {
  args: { localeText: { notifications: 'اعلان‌ها', readAll: 'علامت‌گذاری همه', clear: 'پاک کردن' } },
  globals: { direction: 'rtl' },
}

/** As an app's theme has it: by the names of `styleOverrides`, inside the theme of the toolbar. */
export const Theming: Story = themed(
  { TtNotificationFeed: { styleOverrides: { item: { paddingBlock: 20 } } } },
  'TtNotificationFeed-item',
  { paddingTop: '20px' },
)
