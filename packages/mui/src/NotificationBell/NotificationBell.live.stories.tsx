import Stack from '@mui/material/Stack'
import type { Meta, StoryObj } from '@storybook/react-vite'
import { useWire, type WireParameters } from '@telltale/storybook-addon'
import type { ReactNode } from 'react'
import { expect, screen, userEvent, waitFor, within } from 'storybook/test'
import { Acts, faults } from '../../test/support/Acts.tsx'
import { says } from '../../test/support/says.ts'
import { NotificationBell } from './NotificationBell.tsx'

/** What to be told of, and faults while it comes. */
function Controls(): ReactNode {
  const { rt, network } = useWire().server
  const tell = (title: string, type: string) =>
    rt.notifyUser('ada', { type, title, message: 'From the server in this page.' })
  const acts = {
    'Tell of one': () => tell('The report is ready', 'success'),
    'Tell of five': () => {
      for (let i = 1; i <= 5; i += 1) tell(`Row ${i} has no price`, 'warning')
    },
    ...faults(network, 'Go offline', 'Go online'),
  }
  return <Acts acts={acts} />
}

const meta = {
  title: 'NotificationBell/Live',
  component: NotificationBell,
  args: { userId: 'ada' },
  parameters: { wire: { client: { getToken: () => 'ada' } } satisfies WireParameters },
  render: (args) => (
    <Stack spacing={2} sx={{ alignItems: 'start' }}>
      <NotificationBell {...args} />
      <Controls />
    </Stack>
  ),
} satisfies Meta<typeof NotificationBell>

export default meta
type Story = StoryObj<typeof meta>

const press = async (name: string) => userEvent.click(await screen.findByRole('button', { name }))

/** Counted, said once for all that came together, and read by hand. */
export const Comes: Story = {
  play: async (context) => {
    const { canvas } = context
    await press('Tell of five')
    const bell = await canvas.findByRole('button', { name: 'Notifications, 5 unread' })
    await says(context, '5 new notifications')
    await userEvent.click(bell)
    const feed = await screen.findByRole('dialog', { name: 'Notifications' })
    await userEvent.click(await within(feed).findByRole('button', { name: 'Mark all as read' }))
    await waitFor(() => expect(within(feed).queryByRole('img', { name: 'Unread' })).toBeNull())
    await userEvent.keyboard('{Escape}')
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
  },
}

/** What came during an outage is there afterwards, and said. */
export const Outage: Story = {
  play: async ({ canvas }) => {
    await press('Go offline')
    await press('Tell of one')
    await press('Go online')
    await expect(
      await canvas.findByRole('button', { name: 'Notifications, 1 unread' }, { timeout: 5_000 }),
    ).toBeVisible()
  },
}
