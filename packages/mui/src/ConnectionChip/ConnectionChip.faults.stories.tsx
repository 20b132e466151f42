import type { Meta, StoryObj } from '@storybook/react-vite'
import { speechOf, wireOf, type WireParameters } from '@telltale/storybook-addon'
import { scenario } from '@telltale/testing'
import { expect, waitFor } from 'storybook/test'
import { plays } from '../../test/support/plays.ts'
import { says } from '../../test/support/says.ts'
import { ConnectionChip } from './ConnectionChip.tsx'

// On a busy machine the line may still be down when it is cut again: one cut more than it takes.
const flapping = scenario('Flapping').at(1_000).drop().at(2_500).drop().at(5_000).drop().at(8_000).drop()
const expired = scenario('Expired token').at(1_000).expireToken()
const signedOut = scenario('Signed out').at(1_000).refuse({ code: 'auth_invalid' }).drop().at(4_000).accept()
const tunnel = scenario('Tunnel').at(1_000).refuse().drop().at(4_000).accept()
const halfOpen = scenario('Half-open').at(1_000).freeze().at(4_000).thaw()

const meta = {
  title: 'ConnectionChip/Faults',
  component: ConnectionChip,
  argTypes: { client: { control: false } },
  parameters: {
    wire: { user: 'ada', scenarios: [flapping, expired, signedOut, tunnel, halfOpen] } satisfies WireParameters,
  },
} satisfies Meta<typeof ConnectionChip>

export default meta
type Story = StoryObj<typeof meta>

/** Three drops within a minute: it stays unstable, and says so once, instead of flickering. */
export const Flapping: Story = {
  parameters: plays(flapping),
  play: async (context) => {
    await context.canvas.findByRole('button', { name: 'Unstable' }, { timeout: 12_000 })
    await says(context, 'Unstable')
    await expect(speechOf(context).utterances.filter(({ text }) => text === 'Unstable')).toHaveLength(1)
  },
}

/** A token that has expired is replaced by a new one: a matter between client and server, of which nothing is seen. */
export const ExpiredToken: Story = {
  parameters: plays(expired),
  play: async (context) => {
    const { player, server } = wireOf(context)
    await waitFor(() => expect(player.state.performed).toBe(1), { timeout: 4_000 })
    await waitFor(() => expect(server.connections).toBe(1), { timeout: 4_000 })
    await context.canvas.findByRole('button', { name: 'Connected' }, { timeout: 4_000 })
    await expect(speechOf(context)).not.toHaveAnnounced()
  },
}

/** What only the user can mend is shown at once, and said over what is being read. */
export const SignedOut: Story = {
  parameters: plays(signedOut),
  play: async (context) => {
    await context.canvas.findByRole('button', { name: 'Sign in again' }, { timeout: 4_000 })
    await says(context, 'Sign in again', 'assertive')
  },
}

/** Half-open: the line is there and nobody answers. Whoever comes back to the page is told that it is slow, once an answer is overdue. */
export const HalfOpen: Story = {
  parameters: plays(halfOpen),
  play: async (context) => {
    const { player } = wireOf(context)
    await waitFor(() => expect(player.state.performed).toBe(1), { timeout: 4_000 })
    window.dispatchEvent(new Event('focus'))
    await context.canvas.findByRole('button', { name: 'Slow connection' }, { timeout: 4_000 })
    await context.canvas.findByRole('button', { name: 'Connected' }, { timeout: 4_000 })
  },
}

/** What is sent while the line is down is counted on the chip, and sent afterwards: each once, in its order (C3). */
export const QueueDrains: Story = {
  parameters: plays(tunnel),
  play: async (context) => {
    const { canvas } = context
    const { client, server } = wireOf(context)
    await canvas.findByRole('button', { name: /^Reconnecting/ }, { timeout: 6_000 })
    const sent = ['n1', 'n2', 'n3']
    for (const id of sent) void client.send('notification:read', { ids: [id] }, { key: 'read' })
    await waitFor(() => expect(canvas.getByRole('button')).toHaveTextContent(/3$/))
    await canvas.findByRole('button', { name: 'Connected' }, { timeout: 8_000 })
    const received = server.transcript.entries.flatMap((entry) =>
      entry.kind === 'in' && entry.event === 'notification:read' ? [entry.payload] : [],
    )
    await expect(received).toEqual(sent.map((id) => ({ ids: [id] })))
  },
}
