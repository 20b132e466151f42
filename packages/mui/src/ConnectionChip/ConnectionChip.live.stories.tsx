import Stack from '@mui/material/Stack'
import type { Meta, StoryObj } from '@storybook/react-vite'
import { speechOf, useWire, wireOf, type WireParameters } from '@telltale/storybook-addon'
import type { ReactNode } from 'react'
import { expect, screen, userEvent, waitFor, within } from 'storybook/test'
import { Acts } from '../../test/support/Acts.tsx'
import { says } from '../../test/support/says.ts'
import { ConnectionChip } from './ConnectionChip.tsx'

/** Everything that can go wrong with a line, for the hand. */
function Faults(): ReactNode {
  const { network } = useWire().server
  const acts = {
    'Drop the line': () => network.drop(),
    'Restart the server': () => network.restart(3_000),
    'Stop the server': () => network.stop(),
    'Start the server': () => network.start(),
    'Refuse sign-in': () => {
      network.refuse({ code: 'auth_invalid' })
      network.drop()
    },
    'Accept again': () => network.accept(),
    'Go offline': () => network.offline(),
    'Go online': () => network.online(),
  }
  return <Acts acts={acts} />
}

const meta = {
  title: 'ConnectionChip/Live',
  component: ConnectionChip,
  argTypes: { client: { control: false } },
  parameters: { wire: { client: { lostAfterMs: 2_000 } } satisfies WireParameters },
  render: (args) => (
    <Stack spacing={3} sx={{ alignItems: 'start' }}>
      <ConnectionChip {...args} />
      <Faults />
    </Stack>
  ),
} satisfies Meta<typeof ConnectionChip>

export default meta
type Story = StoryObj<typeof meta>

type Canvas = ReturnType<typeof within>

const press = (canvas: Canvas, fault: string) => userEvent.click(canvas.getByRole('button', { name: fault }))

const shows = async (canvas: Canvas, words: string) =>
  expect(await canvas.findByRole('button', { name: words }, { timeout: 6_000 })).toBeVisible()

/** The retry button goes with the trouble; the dialog takes the focus from it, so that Escape is heard. */
const closes = async (details: HTMLElement) => {
  await waitFor(() => expect(details).toContainElement(document.activeElement as HTMLElement | null))
  await userEvent.keyboard('{Escape}')
  await waitFor(() => expect(details).not.toBeInTheDocument())
}

/** A line that breaks and comes back within the grace is nobody's trouble: the chip says nothing. */
export const Drop: Story = {
  args: { graceMs: 4_000 },
  play: async (context) => {
    const { canvas } = context
    const { server, client } = wireOf(context)
    await shows(canvas, 'Connected')
    const states: string[] = []
    const stop = client.status.subscribe(() => states.push(canvas.getAllByRole('button')[0]?.textContent ?? ''))
    await press(canvas, 'Drop the line')
    await waitFor(() => expect(server.connections).toBe(0))
    await waitFor(() => expect(server.connections).toBe(1), { timeout: 3_000 })
    stop()
    await expect(new Set(states)).toEqual(new Set(['Connected']))
    await shows(canvas, 'Connected')
    await expect(speechOf(context)).not.toHaveAnnounced()
  },
}

/** The server is gone for 3 s: shown after the grace, said once, and healed without a click. */
export const Restart: Story = {
  play: async (context) => {
    const { canvas } = context
    await shows(canvas, 'Connected')
    await press(canvas, 'Restart the server')
    await shows(canvas, 'Reconnecting')
    await says(context, 'Reconnecting')
    await shows(canvas, 'Back online')
    await says(context, 'Back online')
  },
}

/** The server asks for a pause: the chip counts down, its details say why, and "Retry now" does not wait. */
export const Refused: Story = {
  play: async (context) => {
    const { canvas } = context
    const { network } = wireOf(context).server
    await shows(canvas, 'Connected')
    network.refuse({ code: 'server_busy', retryAfterMs: 20_000, times: 1 })
    await press(canvas, 'Drop the line')
    await shows(canvas, 'Reconnecting')
    await userEvent.click(canvas.getByRole('button', { name: 'Reconnecting' }))
    const details = await screen.findByRole('dialog', { name: 'Connection' })
    await waitFor(() => expect(details).toHaveTextContent('The server is busy.'))
    await expect(details).toHaveTextContent(/Next try in (1\d|20) s/)
    await userEvent.click(within(details).getByRole('button', { name: 'Retry now' }))
    await waitFor(() => expect(details).toHaveTextContent(/Back online|Connected/))
    await closes(details)
  },
}

/** No network: it waits instead of trying, and goes on as soon as there is one. */
export const Offline: Story = {
  play: async (context) => {
    const { canvas } = context
    await shows(canvas, 'Connected')
    await press(canvas, 'Go offline')
    await shows(canvas, 'Offline')
    await says(context, 'Offline')
    await press(canvas, 'Go online')
    await says(context, 'Back online')
    await shows(canvas, 'Connected')
  },
}

/** A token that is not accepted ends it: shown at once, said at once, and left by "Retry now". */
export const AuthFailed: Story = {
  play: async (context) => {
    const { canvas } = context
    await shows(canvas, 'Connected')
    await press(canvas, 'Refuse sign-in')
    await shows(canvas, 'Sign in again')
    await says(context, 'Sign in again', 'assertive')
    await press(canvas, 'Accept again')
    await userEvent.click(canvas.getByRole('button', { name: 'Sign in again' }))
    const details = await screen.findByRole('dialog', { name: 'Connection' })
    await userEvent.click(within(details).getByRole('button', { name: 'Retry now' }))
    await waitFor(() => expect(details).toHaveTextContent(/Back online|Connected/))
    await closes(details)
    await shows(canvas, 'Connected')
    await says(context, 'Back online')
  },
}

/** The server is killed, and stays away until it is started again. */
export const Killed: Story = {
  play: async ({ canvas }) => {
    await shows(canvas, 'Connected')
    await press(canvas, 'Stop the server')
    await shows(canvas, 'Reconnecting')
    await press(canvas, 'Start the server')
    await shows(canvas, 'Connected')
  },
}
