import List from '@mui/material/List'
import ListItem from '@mui/material/ListItem'
import ListItemText from '@mui/material/ListItemText'
import Stack from '@mui/material/Stack'
import type { Meta, StoryObj } from '@storybook/react-vite'
import { useEvent } from '@telltale/react'
import { wireOf, type WireParameters } from '@telltale/storybook-addon'
import { createFake, scenario } from '@telltale/testing'
import { type ReactNode, useState } from 'react'
import { expect, waitFor } from 'storybook/test'
import { ConnectionChip } from './ConnectionChip.tsx'

/** What has been told to the user since the story began, newest first. */
function Notifications(): ReactNode {
  const [titles, setTitles] = useState<readonly string[]>([])
  useEvent('notification', ({ title }) => setTitles((before) => [title, ...before]))
  return (
    <List dense aria-label="Notifications">
      {titles.map((title, index) => (
        <ListItem key={titles.length - index} disableGutters>
          <ListItemText primary={title} />
        </ListItem>
      ))}
    </List>
  )
}

const fake = createFake()

const tunnel = scenario('Tunnel')
  .at(2000)
  .emit('user:ada', 'notification', fake.notification({ title: 'Sent before the tunnel' }))
  // What is sent in the very moment of a cut is lost on the way, and heard after it.
  .at(2500)
  .refuse()
  .drop()
  .at(3000)
  .emit('user:ada', 'notification', fake.notification({ title: 'Sent in the tunnel' }))
  .at(6000)
  .accept()

const badMorning = scenario('Bad morning').at(500).flap(3, 400).at(4000).restart(3000).at(12_000).expireToken()

const meta = {
  title: 'ConnectionChip/Wire',
  component: ConnectionChip,
  argTypes: { client: { control: false } },
  parameters: { wire: { user: 'ada', scenarios: [tunnel, badMorning] } satisfies WireParameters },
  render: (args) => (
    <Stack spacing={1} sx={{ alignItems: 'start' }}>
      <ConnectionChip {...args} />
      <Notifications />
    </Stack>
  ),
} satisfies Meta<typeof ConnectionChip>

export default meta
type Story = StoryObj<typeof meta>

/** Everything by hand, from the Wire panel. */
export const ByHand: Story = {}

/**
 * A scenario begins with the story: a tunnel of 3.5 s, and what was said in it is heard after it. What is said before the
 * line is up is history, so the first step waits for that.
 */
export const Tunnel: Story = {
  parameters: { wire: { scenario: tunnel } satisfies WireParameters },
  play: async (context) => {
    const { canvas } = context
    await waitFor(() => expect(canvas.getByText('Sent before the tunnel')).toBeVisible(), { timeout: 8_000 })
    await waitFor(() => expect(canvas.getByRole('button', { name: 'Reconnecting' })).toBeVisible(), { timeout: 4_000 })
    await expect(canvas.queryByText('Sent in the tunnel')).toBeNull()
    await waitFor(() => expect(canvas.getByText('Sent in the tunnel')).toBeVisible(), { timeout: 9_000 })
    await expect(wireOf(context).player.state).toMatchObject({ performed: tunnel.steps.length, error: null })
  },
}
