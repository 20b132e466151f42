import Stack from '@mui/material/Stack'
import type { Meta, StoryObj } from '@storybook/react-vite'
import { ConnectionChip } from '@telltale/mui'
import { useSocket, useWebSocketStatus } from '@telltale/react'
import { useWire, wireOf, type WireParameters } from '@telltale/storybook-addon'
import type { ReactNode } from 'react'
import { expect, userEvent, waitFor } from 'storybook/test'
import { Acts, faults } from '../../packages/mui/test/support/Acts.tsx'
import { StatusMachine } from '../parts/StatusMachine.tsx'

function Machine(): ReactNode {
  const { network } = useWire().server
  const { connect, disconnect } = useSocket()
  const { retryNow } = useWebSocketStatus()
  const acts = {
    ...faults(network, 'Drop the line', 'Stop the server', 'Start the server', 'Go offline', 'Go online'),
    'Refuse sign-in': () => {
      network.refuse({ code: 'auth_invalid' })
      network.drop()
    },
    'Accept again': () => network.accept(),
    'retryNow()': retryNow,
    'disconnect()': disconnect,
    'connect()': connect,
  }
  return (
    <Stack spacing={2} sx={{ alignItems: 'stretch' }}>
      <ConnectionChip sx={{ alignSelf: 'start' }} />
      <StatusMachine>
        <Acts acts={acts} />
      </StatusMachine>
    </Stack>
  )
}

const meta = {
  title: 'Connection states',
  tags: ['!autodocs'],
  component: Machine,
  // Slow enough for the eye.
  parameters: { wire: { user: 'ada', latencyMs: 120 } satisfies WireParameters, controls: { disable: true } },
} satisfies Meta<typeof Machine>

export default meta
type Story = StoryObj<typeof meta>

/** The diagram lights up where the line stands, and the way by which it came; a press on a state tells what it is. */
export const Live: Story = {
  play: async (context) => {
    const { canvas, canvasElement } = context
    const isAt = (phase: string) =>
      waitFor(() => expect(canvas.getByRole('button', { name: phase })).toHaveAttribute('aria-current', 'true'), {
        timeout: 5_000,
      })
    await isAt('ready')
    canvas.getByRole('button', { name: 'suspended' }).focus()
    await userEvent.keyboard('{Enter}')
    await expect(canvas.getByText(/The page does not run/)).toBeVisible()
    wireOf(context).server.network.offline()
    await isAt('offline')
    await expect(canvasElement.querySelectorAll('[data-taken]')).toHaveLength(1)
    wireOf(context).server.network.online()
    await isAt('ready')
  },
}
