import Stack from '@mui/material/Stack'
import type { Meta, StoryObj } from '@storybook/react-vite'
import { speechOf, type WireParameters } from '@telltale/storybook-addon'
import { createFake, scenario } from '@telltale/testing'
import { expect, waitFor } from 'storybook/test'
import { onlyRises, plays, soon } from '../../test/support/plays.ts'
import { says } from '../../test/support/says.ts'
import { WorkflowProgress } from './WorkflowProgress.tsx'

const fake = createFake()
const topic = 'run:7'
const plan = [
  { node: 'fetch', name: 'Fetch rows' },
  { node: 'train', name: 'Train model' },
]
/** What the run did; nothing of the fake's own is left in it. */
const event = (what: { kind: 'run_started' | 'node_started' | 'node_completed' | 'run_completed'; node?: string }) => {
  const { runId: _, timestamp } = fake['workflow:event']()
  return { runId: '7', timestamp, ...what }
}
const at = (node: string, progress: number) =>
  fake['workflow:progress']({ runId: '7', node, progress, message: `Page ${progress} of 100` })

const begins = (name: string) =>
  scenario(name)
    .at(1_000)
    .emit(topic, 'workflow:event', event({ kind: 'run_started' }))
    .emit(topic, 'workflow:event', event({ kind: 'node_started', node: 'fetch' }))
    .at(1_200)
    .emit(topic, 'workflow:progress', at('fetch', 20))

const tunnel = begins('Completed in a tunnel')
  .at(2_000)
  .refuse()
  .drop()
  .at(3_500)
  .emit(topic, 'workflow:event', event({ kind: 'node_completed', node: 'fetch' }))
  .emit(topic, 'workflow:event', event({ kind: 'node_started', node: 'train' }))
  .emit(topic, 'workflow:event', event({ kind: 'node_completed', node: 'train' }))
  .emit(topic, 'workflow:event', event({ kind: 'run_completed' }))
  .at(5_500)
  .accept()
const restart = begins('The server forgets').at(2_000).restart(1_000)
const storm = [40, 60, 80, 95]
  .reduce(
    (so, progress, index) => so.at(1_500 + index * 300).emit(topic, 'workflow:progress', at('fetch', progress)),
    begins('Bad weather').weather({ duplicate: 0.5, reorder: { p: 0.5, withinMs: 500 } }),
  )
  .at(3_200)
  .emit(topic, 'workflow:event', event({ kind: 'run_completed' }))

const meta = {
  title: 'WorkflowProgress/Faults',
  component: WorkflowProgress,
  args: { runId: '7', plan, graceMs: 500 },
  argTypes: { client: { control: false } },
  parameters: { wire: { user: 'ada', scenarios: [tunnel, restart, storm] } satisfies WireParameters },
  render: (args) => (
    <Stack sx={{ maxWidth: 520 }}>
      <WorkflowProgress {...args} />
    </Stack>
  ),
} satisfies Meta<typeof WorkflowProgress>

export default meta
type Story = StoryObj<typeof meta>

/** It goes on without us; what it did meanwhile is there when the line is, and its end is said once. */
export const CompletedInATunnel: Story = {
  parameters: plays(tunnel),
  play: async (context) => {
    const { canvas } = context
    await waitFor(() => expect(canvas.getByText('Working · 20 % · Page 20 of 100')).toBeVisible(), soon)
    await waitFor(() => expect(canvas.getByText('Still running on the server, reconnecting')).toBeVisible(), soon)
    await waitFor(() => expect(canvas.getByText('Completed')).toBeVisible(), soon)
    await expect(canvas.getByText('100 % · 2 of 2 done')).toBeVisible()
    await says(context, 'Workflow run completed')
    await expect(speechOf(context).utterances.filter(({ text }) => text.includes('completed'))).toHaveLength(1)
  },
}

/** A server that has lost its memory knows nothing of the run: it is told as lost, not as running for ever. */
export const TheServerForgets: Story = {
  parameters: plays(restart),
  play: async (context) => {
    await waitFor(() => expect(context.canvas.getByText('Lost')).toBeVisible(), soon)
    await says(context, /Lost/, 'assertive')
  },
}

/** Progress comes twice and out of order: the bar never goes back, and a quarter is said once. */
export const BadWeather: Story = {
  parameters: plays(storm),
  play: async (context) => {
    const { canvas } = context
    const bar = await canvas.findByRole('progressbar', { name: 'Workflow run' }, soon)
    await onlyRises(bar, () => waitFor(() => expect(canvas.getByText('Completed')).toBeVisible(), soon))
    await says(context, 'Workflow run completed')
    const heard = speechOf(context).utterances.map(({ text }) => text)
    await expect(heard).toEqual([...new Set(heard)])
  },
}
