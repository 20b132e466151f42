import type { Meta, StoryObj } from '@storybook/react-vite'
import { expect, userEvent, waitFor, within } from 'storybook/test'
import { meteredStory } from '../../test/support/meteredStory.tsx'
import { says } from '../../test/support/says.ts'
import { UsageMeter } from './UsageMeter.tsx'

const meta = {
  title: 'UsageMeter/Live',
  component: UsageMeter,
  argTypes: { usage: { control: false } },
} satisfies Meta<typeof UsageMeter>

export default meta
type Story = StoryObj<typeof meta>

type Canvas = ReturnType<typeof within>

const press = (canvas: Canvas, name: string) => userEvent.click(canvas.getByRole('button', { name }))
const shows = (canvas: Canvas, words: string) =>
  waitFor(() => expect(canvas.getByText(words)).toBeVisible(), { timeout: 5_000 })

/** "0h 0m remaining → limit reached" after a stop: what remains is the server's last word. */
export const StopKeepsWhatRemains: Story = {
  ...meteredStory(7_200_000),
  play: async ({ canvas }) => {
    await shows(canvas, 'Not running')
    await press(canvas, 'Start')
    await shows(canvas, 'Running')
    await press(canvas, 'Stop')
    await shows(canvas, 'Stopped')
    await expect(canvas.getByRole('meter')).toHaveAttribute(
      'aria-valuetext',
      expect.stringMatching(/1 hr 59 min left|2 hr left/),
    )
  },
}

/** The limit ends the session: the meter says so, and a screen reader hears it at once. */
export const LimitReached: Story = {
  ...meteredStory(2_500),
  play: async (context) => {
    const { canvas } = context
    await shows(canvas, 'Near the limit')
    await press(canvas, 'Start')
    await shows(canvas, 'Stopped at the limit')
    await says(context, /^Stopped at the limit/, 'assertive')
  },
}
