import Box from '@mui/material/Box'
import type { Meta, StoryObj } from '@storybook/react-vite'
import { wireOf, type WireParameters } from '@telltale/storybook-addon'
import { createFake, scenario } from '@telltale/testing'
import { expect, userEvent, waitFor } from 'storybook/test'
import { plays, soon } from '../../test/support/plays.ts'
import { NotificationFeed } from './NotificationFeed.tsx'

const fake = createFake()
const tell = (title: string) => fake.notification({ userId: 'ada', title, createdAt: new Date().toISOString() })

const outage = scenario('Outage')
  .at(800)
  .emit('user:ada', 'notification', tell('Sent before the outage'))
  .at(1_500)
  .refuse()
  .drop()
  .at(2_500)
  .emit('user:ada', 'notification', tell('Sent during the outage'))
  .at(5_000)
  .accept()

const meta = {
  title: 'NotificationFeed/Faults',
  component: NotificationFeed,
  args: { userId: 'ada', graceMs: 500 },
  argTypes: { client: { control: false } },
  parameters: { wire: { user: 'ada', scenarios: [outage] } satisfies WireParameters },
  render: (args) => (
    <Box sx={{ width: 400, maxWidth: '100%', height: 360, border: 1, borderColor: 'divider', borderRadius: 1 }}>
      <NotificationFeed {...args} />
    </Box>
  ),
} satisfies Meta<typeof NotificationFeed>

export default meta
type Story = StoryObj<typeof meta>

/** What is known stays while the line is down; what came meanwhile is there afterwards, once, and first. */
export const Outage: Story = {
  parameters: plays(outage),
  play: async ({ canvas }) => {
    await waitFor(() => expect(canvas.getByText('Sent before the outage')).toBeVisible(), soon)
    await waitFor(() => expect(canvas.getByText(/may be newer/)).toBeVisible(), soon)
    await expect(canvas.getByText('Sent before the outage')).toBeVisible()
    await waitFor(() => expect(canvas.getByText('Sent during the outage')).toBeVisible(), soon)
    await expect(canvas.getAllByRole('article')[0]).toHaveTextContent('Sent during the outage')
    await expect(canvas.getAllByRole('article')).toHaveLength(2)
  },
}

/** What is done while the line is down is seen at once, and reaches the server afterwards, once. */
export const ReadMeanwhile: Story = {
  parameters: plays(outage),
  play: async (context) => {
    const { canvas } = context
    const { server } = wireOf(context)
    await waitFor(() => expect(canvas.getByText(/may be newer/)).toBeVisible(), soon)
    await userEvent.click(canvas.getByRole('button', { name: 'Mark all as read' }))
    await waitFor(() => expect(canvas.queryByRole('img', { name: 'Unread' })).toBeNull())
    await expect(server).not.toHaveReceived('notification:read')
    await waitFor(() => expect(server).toHaveReceived('notification:read'), soon)
    await waitFor(() => expect(canvas.getByText('Sent during the outage')).toBeVisible(), soon)
    const reads = server.transcript.entries.filter((one) => one.kind === 'in' && one.event === 'notification:read')
    await expect(reads).toHaveLength(1)
  },
}
