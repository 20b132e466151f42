import type { Meta, StoryObj } from '@storybook/react-vite'
import { speechOf, wireOf, type WireParameters } from '@telltale/storybook-addon'
import { scenario } from '@telltale/testing'
import { expect, waitFor } from 'storybook/test'
import { plays } from '../../test/support/plays.ts'
import { says } from '../../test/support/says.ts'
import { OfflineBanner } from './OfflineBanner.tsx'

const shortBreak = scenario('Short break').at(1_000).refuse().drop().at(1_600).accept()
const noNetwork = scenario('No network').at(1_000).offline().at(4_000).online()
const restart = scenario('Restart of the server').at(1_000).restart(4_000)

const meta = {
  title: 'OfflineBanner/Faults',
  component: OfflineBanner,
  args: { graceMs: 1_000 },
  argTypes: { client: { control: false } },
  parameters: { wire: { scenarios: [shortBreak, noNetwork, restart] } satisfies WireParameters },
} satisfies Meta<typeof OfflineBanner>

export default meta
type Story = StoryObj<typeof meta>

/** Shorter than the grace: no banner, and not a word. */
export const ShortBreak: Story = {
  args: { graceMs: 5_000 },
  parameters: plays(shortBreak),
  play: async (context) => {
    const { player, server } = wireOf(context)
    await waitFor(() => expect(player.state.performed).toBe(shortBreak.steps.length), { timeout: 4_000 })
    await waitFor(() => expect(server.connections).toBe(1), { timeout: 4_000 })
    await expect(context.canvas.queryByRole('region')).toBeNull()
    await expect(speechOf(context)).not.toHaveAnnounced()
  },
}

/** The device has no network: nothing is tried, and nothing has to be pressed when it is back. */
export const NoNetwork: Story = {
  parameters: plays(noNetwork),
  play: async (context) => {
    const { canvas } = context
    const banner = await canvas.findByRole('region', { name: 'Offline' }, { timeout: 4_000 })
    await expect(banner).toHaveTextContent('This device has no network.')
    await says(context, 'Offline')
    await waitFor(() => expect(banner).not.toBeInTheDocument(), { timeout: 6_000 })
    await says(context, 'Back online')
  },
}

/** The server is away: the banner counts down, silently. */
export const Restart: Story = {
  parameters: plays(restart),
  play: async (context) => {
    const { canvas } = context
    const banner = await canvas.findByRole('region', { name: 'Reconnecting' }, { timeout: 4_000 })
    await expect(banner).toHaveTextContent('The server cannot be reached.')
    await waitFor(() => expect(banner).not.toBeInTheDocument(), { timeout: 8_000 })
    await says(context, 'Back online')
    await expect(speechOf(context).utterances.map(({ text }) => text)).toEqual(['Reconnecting', 'Back online'])
  },
}
