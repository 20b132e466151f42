import type { Meta, StoryObj } from '@storybook/react-vite'
import { speechOf, type WireParameters } from '@telltale/storybook-addon'
import { createFake, scenario } from '@telltale/testing'
import { expect, screen, waitFor } from 'storybook/test'
import { onlyRises, plays } from '../../test/support/plays.ts'
import { says } from '../../test/support/says.ts'
import { AITaskToasts } from './AITaskToasts.tsx'

const fake = createFake()
const me = 'user:ada'
const task = { taskId: 'listings', attempt: 1 }
const begun = fake['ai:task:started']({ ...task, title: 'Import of listings', message: 'Reading the file' })
const at = (progress: number) => fake['ai:task:progress']({ ...task, progress, message: `Row ${progress} of 100` })
const done = fake['ai:task:completed']({ ...task, message: 'Row 100 of 100', result: { done: 100, total: 100 } })

const begins = (name: string) =>
  scenario(name).at(1_000).emit(me, 'ai:task:started', begun).at(1_200).emit(me, 'ai:task:progress', at(20))

const tunnel = begins('Done in a tunnel')
  .at(2_000)
  .refuse()
  .drop()
  .at(3_000)
  .emit(me, 'ai:task:progress', at(80))
  .emit(me, 'ai:task:completed', done)
  .at(5_000)
  .accept()
const restart = begins('The server forgets').at(2_000).restart(1_000)
const storm = [30, 40, 50, 60, 70, 80, 90]
  .reduce(
    (so, progress, index) => so.at(1_500 + index * 200).emit(me, 'ai:task:progress', at(progress)),
    begins('Bad weather').weather({ duplicate: 0.5, reorder: { p: 0.5, withinMs: 500 } }),
  )
  .at(3_200)
  .emit(me, 'ai:task:completed', done)

const meta = {
  title: 'AITaskToasts/Faults',
  component: AITaskToasts,
  // Each story has the end of the page for itself.
  tags: ['!autodocs'],
  args: { graceMs: 500, autoHide: { completed: null, failed: null, cancelled: null, lost: null } },
  argTypes: { client: { control: false } },
  parameters: { wire: { user: 'ada', scenarios: [tunnel, restart, storm] } satisfies WireParameters },
} satisfies Meta<typeof AITaskToasts>

export default meta
type Story = StoryObj<typeof meta>

const shows = (words: string | RegExp) =>
  waitFor(() => expect(screen.getByRole('region', { name: 'Background tasks' })).toHaveTextContent(words), {
    timeout: 8_000,
  })

/** The line is down, the task is not. What it came to meanwhile is there afterwards, and said once. */
export const DoneInATunnel: Story = {
  parameters: plays(tunnel),
  play: async (context) => {
    await shows('Row 20 of 100')
    await shows('Connection lost. It is still running on the server.')
    await waitFor(() => expect(screen.getByRole('img', { name: 'Done' })).toBeVisible(), { timeout: 8_000 })
    await says(context, 'Import of listings: Done. Row 100 of 100')
    await expect(speechOf(context).utterances.filter(({ text }) => text.includes('Done'))).toHaveLength(1)
  },
}

/** A server that has lost its memory knows nothing of the task: it is told as lost, not as running for ever. */
export const TheServerForgets: Story = {
  parameters: plays(restart),
  play: async (context) => {
    await shows('Row 20 of 100')
    await shows('The server stopped before it was done.')
    await says(context, /^Import of listings: The server stopped/, 'assertive')
  },
}

/** Events come twice and out of order: one toast, which never goes back, and few words. */
export const BadWeather: Story = {
  parameters: plays(storm),
  play: async (context) => {
    await shows('Row 20 of 100')
    const bar = await screen.findByRole('progressbar', { name: /Import of listings/ })
    await onlyRises(bar, () =>
      waitFor(() => expect(screen.getByRole('img', { name: 'Done' })).toBeVisible(), { timeout: 8_000 }),
    )
    await expect(screen.getAllByRole('listitem')).toHaveLength(1)
    await says(context, 'Import of listings: Done. Row 100 of 100')
    await expect(speechOf(context).utterances.length).toBeLessThan(6)
  },
}
