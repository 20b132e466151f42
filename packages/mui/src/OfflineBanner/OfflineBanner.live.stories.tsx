import Stack from '@mui/material/Stack'
import type { Meta, StoryObj } from '@storybook/react-vite'
import { useWire, wireOf, type WireParameters } from '@telltale/storybook-addon'
import type { ReactNode } from 'react'
import { expect, userEvent, waitFor, within } from 'storybook/test'
import { Acts, faults } from '../../test/support/Acts.tsx'
import { says } from '../../test/support/says.ts'
import { ConnectionChip } from '../ConnectionChip/ConnectionChip.tsx'
import { OfflineBanner } from './OfflineBanner.tsx'

/** What takes the line away, for the hand. */
function Faults(): ReactNode {
  const { network } = useWire().server
  return <Acts acts={faults(network, 'Stop the server', 'Start the server', 'Go offline', 'Go online')} />
}

const meta = {
  title: 'OfflineBanner/Live',
  component: OfflineBanner,
  args: { graceMs: 1_500 },
  argTypes: { client: { control: false } },
  parameters: { wire: {} satisfies WireParameters },
  render: (args) => (
    <Stack spacing={3}>
      <OfflineBanner {...args} />
      <ConnectionChip sx={{ alignSelf: 'start' }} />
      <Faults />
    </Stack>
  ),
} satisfies Meta<typeof OfflineBanner>

export default meta
type Story = StoryObj<typeof meta>

/** Which of the two it is: the server. "Retry now" brings it back without waiting. */
export const ServerGone: Story = {
  play: async (context) => {
    const { canvas } = context
    const { server } = wireOf(context)
    await waitFor(() => expect(server.connections).toBe(1))
    await userEvent.click(canvas.getByRole('button', { name: 'Stop the server' }))
    const banner = await canvas.findByRole('region', { name: 'Reconnecting' }, { timeout: 4_000 })
    await expect(banner).toHaveTextContent('The server cannot be reached.')
    await says(context, 'Reconnecting')
    await userEvent.click(canvas.getByRole('button', { name: 'Start the server' }))
    // It may have come back by itself meanwhile.
    const retry = within(banner).queryByRole('button', { name: 'Retry now' })
    if (retry?.isConnected) await userEvent.click(retry)
    await waitFor(() => expect(banner).not.toBeInTheDocument(), { timeout: 4_000 })
    await says(context, 'Back online')
  },
}

/** Which of the two it is: the network. */
export const NetworkGone: Story = {
  play: async (context) => {
    const { canvas } = context
    const { server } = wireOf(context)
    await waitFor(() => expect(server.connections).toBe(1))
    await userEvent.click(canvas.getByRole('button', { name: 'Go offline' }))
    const banner = await canvas.findByRole('region', { name: 'Offline' }, { timeout: 4_000 })
    await expect(banner).toHaveTextContent('This device has no network.')
    await userEvent.click(canvas.getByRole('button', { name: 'Go online' }))
    await waitFor(() => expect(banner).not.toBeInTheDocument(), { timeout: 4_000 })
    await says(context, 'Back online')
  },
}
