import AppBar from '@mui/material/AppBar'
import Stack from '@mui/material/Stack'
import Toolbar from '@mui/material/Toolbar'
import type { Meta, StoryObj } from '@storybook/react-vite'
import { expect, fn, screen, userEvent, waitFor, within } from 'storybook/test'
import { themed } from '../../test/support/themed.tsx'
import { fewNotifications, notificationNow } from '../NotificationFeed/notificationFixtures.ts'
import { NotificationFeedView } from '../NotificationFeed/NotificationFeedView.tsx'
import { NotificationBellView } from './NotificationBellView.tsx'

const meta = {
  title: 'NotificationBell',
  component: NotificationBellView,
  args: {
    unreadCount: 3,
    onOpenChange: fn(),
    children: <NotificationFeedView notifications={fewNotifications} now={notificationNow} onRead={() => undefined} />,
  },
  argTypes: {
    unreadCount: { control: { type: 'number', min: 0 } },
    maxCount: { control: { type: 'number', min: 1 } },
    children: { control: false },
    open: { control: false },
  },
} satisfies Meta<typeof NotificationBellView>

export default meta
type Story = StoryObj<typeof meta>

export const Default: Story = {
  play: async ({ canvas }) => {
    await expect(canvas.getByRole('button', { name: 'Notifications, 3 unread' })).toHaveTextContent('3')
  },
}

export const Playground: Story = { args: { unreadCount: 12, maxCount: 99 } }

export const NoneUnread: Story = {
  args: { unreadCount: 0 },
  play: async ({ canvas }) => {
    await expect(canvas.getByRole('button', { name: 'Notifications' })).toHaveTextContent('')
  },
}

/** Only that there are some; the button's name says how many. */
export const Dot: Story = {
  args: { variant: 'dot' },
  play: async ({ canvas }) => {
    await expect(canvas.getByRole('button', { name: /^Notifications, \d+ unread$/ })).toHaveTextContent('')
  },
}

/** The badge says only that there are more. */
export const Many: Story = {
  args: { unreadCount: 1_204 },
  play: async ({ canvas }) => {
    await expect(canvas.getByRole('button', { name: 'Notifications, 99+ unread' })).toHaveTextContent('99+')
  },
}

/** A press shows them; Escape closes, and the bell has the focus again. */
export const Opens: Story = {
  play: async ({ canvas }) => {
    const bell = canvas.getByRole('button')
    bell.focus()
    await userEvent.keyboard('{Enter}')
    const dialog = await screen.findByRole('dialog', { name: 'Notifications' })
    await waitFor(() => expect(within(dialog).getByText('Grace commented on Escrow 7')).toBeVisible())
    await userEvent.keyboard('{Escape}')
    await waitFor(() => expect(bell).toHaveFocus())
  },
}

/** The same, left open. */
export const Open: Story = { tags: ['!autodocs'], args: { open: true } }

export const InAppBar: Story = {
  parameters: { layout: 'fullscreen' },
  render: (args) => (
    <Stack spacing={2}>
      {(['primary', 'secondary', 'transparent'] as const).map((color) => (
        <AppBar key={color} position="static" color={color} component="div">
          <Toolbar sx={{ justifyContent: 'end' }}>
            <NotificationBellView {...args} />
          </Toolbar>
        </AppBar>
      ))}
    </Stack>
  ),
}

/** As an app's theme has it: by the names of `styleOverrides`, inside the theme of the toolbar. */
export const Theming: Story = themed(
  { TtNotificationBell: { styleOverrides: { badge: { borderRadius: 4 } } } },
  'TtNotificationBell-badge',
  { borderRadius: '4px' },
)
