import type { Meta, StoryObj } from '@storybook/react-vite'
import { speechOf, wireOf, type WireParameters } from '@telltale/storybook-addon'
import { scenario } from '@telltale/testing'
import type { ComponentProps, ReactNode } from 'react'
import { expect, waitFor } from 'storybook/test'
import { plays, soon } from '../../test/support/plays.ts'
import { usePeers } from '../../test/support/usePeers.ts'
import { PresenceAvatars } from './PresenceAvatars.tsx'

const peers = ['Grace Hopper', 'Alan Turing']
const tunnel = scenario('Tunnel').at(2_000).refuse().drop().at(4_500).accept()
const shortBreak = scenario('Short break').at(2_000).drop()

/** With two others, each on a line of their own. */
function WithPeers(props: ComponentProps<typeof PresenceAvatars>): ReactNode {
  usePeers('42', peers)
  return <PresenceAvatars {...props} />
}

const meta = {
  title: 'PresenceAvatars/Faults',
  component: PresenceAvatars,
  args: { projectId: '42' },
  argTypes: { client: { control: false } },
  parameters: { wire: { user: 'Ada Lovelace', scenarios: [tunnel, shortBreak] } satisfies WireParameters },
  render: (args) => <WithPeers {...args} />,
} satisfies Meta<typeof PresenceAvatars>

export default meta
type Story = StoryObj<typeof meta>

/** While the own line is down nobody knows who is here, and the list says so; afterwards all are in their places. */
export const Tunnel: Story = {
  parameters: plays(tunnel),
  play: async (context) => {
    const { canvas } = context
    const names = () => canvas.getAllByRole('img').map((one) => one.getAttribute('aria-label'))
    await canvas.findByRole('list', { name: 'People here (3)' }, soon)
    const before = names()
    await canvas.findByRole('list', { name: 'People here (3), may be out of date' }, soon)
    await canvas.findByRole('list', { name: 'People here (3)' }, soon)
    await expect(names()).toEqual(before)
    await expect(speechOf(context)).not.toHaveAnnounced()
  },
}

/** All lines break, and are back within the grace of server and widget: nobody leaves, nobody moves. */
export const ShortBreak: Story = {
  parameters: plays(shortBreak),
  play: async (context) => {
    const { canvas } = context
    const { server, player } = wireOf(context)
    const list = await canvas.findByRole('list', { name: 'People here (3)' }, soon)
    const changes: MutationRecord[] = []
    const observer = new MutationObserver((records) => changes.push(...records))
    observer.observe(list, { childList: true, subtree: true, attributes: true })
    await waitFor(() => expect(player.state.performed).toBe(1), soon)
    await waitFor(() => expect(server.connections).toBe(3), soon)
    observer.disconnect()
    await expect(changes).toEqual([])
  },
}
