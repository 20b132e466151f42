import Box from '@mui/material/Box'
import Stack from '@mui/material/Stack'
import type { Meta, StoryObj } from '@storybook/react-vite'
import { useWire, type WireParameters } from '@telltale/storybook-addon'
import type { ReactNode } from 'react'
import { expect, waitFor } from 'storybook/test'
import { Acts, faults } from '../../test/support/Acts.tsx'
import { NotificationFeed } from './NotificationFeed.tsx'

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
  parameters: { wire: { user: 'ada' } satisfies WireParameters },
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
