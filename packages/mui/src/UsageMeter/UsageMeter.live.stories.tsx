import Stack from '@mui/material/Stack'
import type { Meta, StoryObj } from '@storybook/react-vite'
import { useUsageSession, type UsageSessionOptions } from '@telltale/react'
import { createMockUsage } from '@telltale/testing'
import type { ReactNode } from 'react'
import { expect, userEvent, waitFor, within } from 'storybook/test'
import { Acts } from '../../test/support/Acts.tsx'
import { says } from '../../test/support/says.ts'
import { UsageMeter } from './UsageMeter.tsx'

/** Starts, stops and breaks, for the hand. */
function Controls({ usage, lose }: { usage: UsageSessionOptions; lose: (isLost: boolean) => void }): ReactNode {
  const { startSession, stopSession, pause, resume } = useUsageSession({ ...usage, select: (session) => session })
  const acts = {
    Start: startSession,
    Pause: pause,
    Resume: resume,
    Stop: stopSession,
    'Stop the server': () => lose(true),
    'Start the server': () => lose(false),
  }
  return <Acts acts={acts} />
}

const meta = {
  title: 'UsageMeter/Live',
  component: UsageMeter,
  argTypes: { usage: { control: false } },
} satisfies Meta<typeof UsageMeter>

export default meta
type Story = StoryObj<typeof meta>

/** A backend with a limit of so many ms, which ends with the story. */
const backend = (capMs: number): Story => {
  const world = { usage: createMockUsage({ capMs }) }
  return {
    beforeEach: () => {
      sessionStorage.clear()
      const usage = createMockUsage({ capMs })
      world.usage = usage
      return () => {
        void usage.end()
        usage.close()
      }
    },
    render: (args) => {
      const { fetch, connectivity, network } = world.usage
      const usage: UsageSessionOptions = { fetch, env: { connectivity }, identity: `story-${capMs}` }
      return (
        <Stack spacing={3} sx={{ maxWidth: 400 }}>
          <UsageMeter {...args} usage={usage} />
          <Controls usage={usage} lose={(isLost) => (isLost ? network.stop() : network.start())} />
        </Stack>
      )
    },
  }
}

type Canvas = ReturnType<typeof within>

const press = (canvas: Canvas, name: string) => userEvent.click(canvas.getByRole('button', { name }))
const shows = (canvas: Canvas, words: string) =>
  waitFor(() => expect(canvas.getByText(words)).toBeVisible(), { timeout: 5_000 })

/** "0h 0m remaining → limit reached" after a stop: what remains is the server's last word. */
export const StopKeepsWhatRemains: Story = {
  ...backend(7_200_000),
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
  ...backend(2_500),
  play: async (context) => {
    const { canvas } = context
    await shows(canvas, 'Near the limit')
    await press(canvas, 'Start')
    await shows(canvas, 'Stopped at the limit')
    await says(context, /^Stopped at the limit/, 'assertive')
  },
}
