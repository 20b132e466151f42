import Box from '@mui/material/Box'
import Stack from '@mui/material/Stack'
import type { Meta, StoryObj } from '@storybook/react-vite'
import { useWire, type WireParameters } from '@telltale/storybook-addon'
import { createFake, scenario } from '@telltale/testing'
import type { ReactNode } from 'react'
import { expect, waitFor } from 'storybook/test'
import { Acts, faults } from '../../test/support/Acts.tsx'
import { NotificationFeed } from './NotificationFeed.tsx'

const fake = createFake()
const tell = (title: string) => fake.notification({ userId: 'ada', title, createdAt: new Date().toISOString() })

/** One before an outage, one during it. */
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

function Controls(): ReactNode {
  const { rt, network } = useWire().server
  const acts = {
    Notify: () => rt.notifyUser('ada', { type: 'info', title: 'Grace commented on Escrow 7' }),
    ...faults(network, 'Stop the server', 'Start the server', 'Go offline', 'Go online'),
  }
  return <Acts acts={acts} />
}

const meta = {
  title: 'NotificationFeed/Live',
  component: NotificationFeed,
  args: { userId: 'ada' },
  argTypes: { client: { control: false } },
  parameters: { wire: { user: 'ada', scenarios: [outage] } satisfies WireParameters },
  render: (args) => (
    <Stack spacing={3} sx={{ alignItems: 'start' }}>
      <Box sx={{ width: 400, maxWidth: '100%', height: 360, border: 1, borderColor: 'divider', borderRadius: 1 }}>
        <NotificationFeed {...args} />
      </Box>
      <Controls />
    </Stack>
  ),
} satisfies Meta<typeof NotificationFeed>

export default meta
type Story = StoryObj<typeof meta>

/** For the hand: press, and they come. */
export const ByHand: Story = {
  play: async ({ canvas }) => {
    await waitFor(() => expect(canvas.getByText('Nothing here yet')).toBeVisible(), { timeout: 4_000 })
  },
}

/** What is known stays while the line is down; what came meanwhile is there afterwards, once, and first. */
export const Outage: Story = {
  parameters: { wire: { user: 'ada', scenario: outage } satisfies WireParameters },
  play: async ({ canvas }) => {
    await waitFor(() => expect(canvas.getByText('Sent before the outage')).toBeVisible(), { timeout: 4_000 })
    await waitFor(() => expect(canvas.getByText(/out of date|not up to date|connection/i)).toBeVisible(), {
      timeout: 5_000,
    })
    await expect(canvas.getByText('Sent before the outage')).toBeVisible()
    await waitFor(() => expect(canvas.getByText('Sent during the outage')).toBeVisible(), { timeout: 12_000 })
    await expect(canvas.getAllByRole('article')[0]).toHaveTextContent('Sent during the outage')
    await expect(canvas.getAllByRole('article')).toHaveLength(2)
  },
}
