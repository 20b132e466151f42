import type { Meta, StoryObj } from '@storybook/react-vite'
import { speechOf, type WireParameters } from '@telltale/storybook-addon'
import { createFake, scenario } from '@telltale/testing'
import { expect } from 'storybook/test'
import { plays } from '../../test/support/plays.ts'
import { says } from '../../test/support/says.ts'
import { NotificationBell } from './NotificationBell.tsx'

const fake = createFake()
const tell = (title: string) => fake.notification({ userId: 'ada', title, createdAt: new Date().toISOString() })

const tunnel = scenario('Tunnel')
  .at(1_000)
  .refuse()
  .drop()
  .at(1_500)
  .emit('user:ada', 'notification', tell('Grace commented on Escrow 7'))
  .emit('user:ada', 'notification', tell('The report is ready'))
  .emit('user:ada', 'notification', tell('Alan left the team'))
  .at(2_500)
  .accept()
const twice = scenario('Everything twice')
  .at(500)
  .weather({ duplicate: 1 })
  .at(1_000)
  .emit('user:ada', 'notification', tell('Grace commented on Escrow 7'))

const meta = {
  title: 'NotificationBell/Faults',
  component: NotificationBell,
  args: { userId: 'ada' },
  argTypes: { client: { control: false } },
  parameters: { wire: { user: 'ada', scenarios: [tunnel, twice] } satisfies WireParameters },
} satisfies Meta<typeof NotificationBell>

export default meta
type Story = StoryObj<typeof meta>

/** What was missed is counted afterwards, and said together. */
export const Tunnel: Story = {
  parameters: plays(tunnel),
  play: async (context) => {
    const { canvas } = context
    await canvas.findByRole('button', { name: 'Notifications, 3 unread' }, { timeout: 8_000 })
    await says(context, '3 new notifications')
    await expect(speechOf(context).utterances).toHaveLength(1)
  },
}

/** A server that says everything twice is counted once. */
export const EverythingTwice: Story = {
  parameters: plays(twice),
  play: async (context) => {
    const { canvas } = context
    await canvas.findByRole('button', { name: 'Notifications, 1 unread' }, { timeout: 4_000 })
    await says(context, 'New notification: Grace commented on Escrow 7')
    await expect(canvas.getByRole('button', { name: 'Notifications, 1 unread' })).toBeVisible()
  },
}
