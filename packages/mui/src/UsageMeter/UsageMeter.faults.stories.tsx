import type { Meta, StoryObj } from '@storybook/react-vite'
import { speechOf } from '@telltale/storybook-addon'
import { expect, userEvent, waitFor } from 'storybook/test'
import { meteredStory } from '../../test/support/meteredStory.tsx'
import { soon } from '../../test/support/plays.ts'
import { says } from '../../test/support/says.ts'
import { UsageMeter } from './UsageMeter.tsx'

const meta = {
  title: 'UsageMeter/Faults',
  component: UsageMeter,
  argTypes: { usage: { control: false } },
} satisfies Meta<typeof UsageMeter>

export default meta
type Story = StoryObj<typeof meta>

const limitMs = 2_000

/**
 * The limit is reached while the server is away: the figures stop short of it, and how the session ended is told when the server
 * can be asked. Metered usage has no socket, so this is done by buttons and not by a scenario.
 */
export const LimitReachedWhileTheServerIsAway: Story = {
  ...meteredStory(limitMs),
  play: async (context) => {
    const { canvas } = context
    const press = (name: string) => userEvent.click(canvas.getByRole('button', { name }))
    await waitFor(() => expect(canvas.getByText('Near the limit')).toBeVisible(), soon)
    await press('Start')
    const left = () => canvas.getByRole('meter').getAttribute('aria-valuetext')
    await waitFor(() => expect(left()).toMatch(/1 sec left$/), soon)
    await press('Stop the server')
    const limitAt = Date.now() + limitMs
    await waitFor(() => expect(Date.now()).toBeGreaterThan(limitAt), soon)
    await expect(left()).toMatch(/1 sec left$/)
    await expect(speechOf(context)).not.toHaveAnnounced(/Stopped/)
    await press('Start the server')
    await waitFor(() => expect(canvas.getByText('Stopped at the limit')).toBeVisible(), soon)
    await says(context, /^Stopped at the limit/, 'assertive')
  },
}
