import Stack from '@mui/material/Stack'
import type { Meta, StoryObj } from '@storybook/react-vite'
import { useWire, wireOf, type WireParameters } from '@telltale/storybook-addon'
import type { ReactNode } from 'react'
import { expect, userEvent, waitFor } from 'storybook/test'
import { Acts, faults } from '../../test/support/Acts.tsx'
import { usePeers } from '../../test/support/usePeers.ts'
import { PresenceAvatars } from './PresenceAvatars.tsx'

const guests = ['Grace Hopper', 'Alan Turing', 'Katherine Johnson', 'Edsger Dijkstra', 'Barbara Liskov']

/** Lets others come and go, and takes the own line away. */
function People(): ReactNode {
  const { network } = useWire().server
  const setPeers = usePeers('42')
  const acts = {
    'All come': () => setPeers(guests),
    'All leave': () => setPeers([]),
    ...faults(network, 'Go offline', 'Go online'),
  }
  return <Acts acts={acts} />
}

const meta = {
  title: 'PresenceAvatars/Live',
  component: PresenceAvatars,
  args: { projectId: '42' },
  argTypes: { client: { control: false } },
  parameters: { wire: { client: { getToken: () => 'Ada Lovelace' } } satisfies WireParameters },
  render: (args) => (
    <Stack spacing={3} sx={{ alignItems: 'start' }}>
      <PresenceAvatars {...args} />
      <People />
    </Stack>
  ),
} satisfies Meta<typeof PresenceAvatars>

export default meta
type Story = StoryObj<typeof meta>

/** Others come: the own place stays, and the sixth opens a list. */
export const OthersCome: Story = {
  play: async ({ canvas }) => {
    await waitFor(() => expect(canvas.getByRole('img', { name: 'Ada Lovelace (you), online' })).toBeVisible())
    await userEvent.click(canvas.getByRole('button', { name: 'All come' }))
    await waitFor(() => expect(canvas.getByRole('list', { name: 'People here (6)' })).toBeVisible(), { timeout: 4_000 })
    await expect(canvas.getAllByRole('img')[0]).toHaveAccessibleName('Ada Lovelace (you), online')
    await expect(canvas.getByRole('button', { name: '+2, show all 6 people' })).toBeVisible()
  },
}

/** The own line is down: this is who was there last. */
export const OwnLineDown: Story = {
  play: async (context) => {
    const { canvas } = context
    const { server } = wireOf(context)
    await waitFor(() => expect(server.connections).toBe(1))
    await waitFor(() => expect(canvas.getByRole('list', { name: 'People here (1)' })).toBeVisible())
    await userEvent.click(canvas.getByRole('button', { name: 'Go offline' }))
    const stale = { name: 'People here (1), may be out of date' }
    await waitFor(() => expect(canvas.getByRole('list', stale)).toBeVisible(), { timeout: 4_000 })
    await userEvent.click(canvas.getByRole('button', { name: 'Go online' }))
    await waitFor(() => expect(canvas.getByRole('list', { name: 'People here (1)' })).toBeVisible(), { timeout: 4_000 })
  },
}
