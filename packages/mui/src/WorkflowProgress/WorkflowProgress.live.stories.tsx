import Stack from '@mui/material/Stack'
import type { Meta, StoryObj } from '@storybook/react-vite'
import { useWire, wireOf, type WireParameters } from '@telltale/storybook-addon'
import type { ReactNode } from 'react'
import { expect, userEvent, waitFor, within } from 'storybook/test'
import { Acts, faults } from '../../test/support/Acts.tsx'
import { says } from '../../test/support/says.ts'
import { WorkflowProgress } from './WorkflowProgress.tsx'

const plan = [
  { node: 'fetch', name: 'Fetch rows' },
  { node: 'train', name: 'Train model' },
  { node: 'report', name: 'Write report' },
]

/** Starts a run that goes on by itself, ends it, and takes the line away. */
function Controls(): ReactNode {
  const { rt, network } = useWire().server
  const run = rt.workflow('7')
  const acts = {
    Start: () => {
      run.emit({ kind: 'run_started' })
      run.emit({ kind: 'node_started', node: 'fetch' })
      run.progress('fetch', 80, 'Page 8 of 10')
    },
    'Next node': () => {
      run.emit({ kind: 'node_completed', node: 'fetch' })
      const artifact = { id: 'rows', name: 'rows.csv', mediaType: 'text/csv', url: '#rows', sizeBytes: 12_400 }
      run.emit({ kind: 'artifact', node: 'fetch', artifact })
      run.emit({ kind: 'node_started', node: 'train' })
    },
    'Fail node': () => run.emit({ kind: 'node_failed', node: 'train', error: 'The model did not converge.' }),
    End: () => run.emit({ kind: 'run_completed' }),
    ...faults(network, 'Go offline', 'Go online'),
  }
  return <Acts acts={acts} />
}

const meta = {
  title: 'WorkflowProgress/Live',
  component: WorkflowProgress,
  args: { runId: '7', plan, graceMs: 300 },
  argTypes: { client: { control: false } },
  parameters: { wire: { client: { getToken: () => 'ada' } } satisfies WireParameters },
  render: (args) => (
    <Stack spacing={3} sx={{ maxWidth: 520 }}>
      <WorkflowProgress {...args} />
      <Controls />
    </Stack>
  ),
} satisfies Meta<typeof WorkflowProgress>

export default meta
type Story = StoryObj<typeof meta>

type Canvas = ReturnType<typeof within>

const shows = (canvas: Canvas, words: string) =>
  waitFor(() => expect(canvas.getAllByText(words)[0]).toBeVisible(), { timeout: 5_000 })
const press = (canvas: Canvas, name: string) => userEvent.click(canvas.getByRole('button', { name }))

const begins = async (context: Parameters<NonNullable<Story['play']>>[0]) => {
  const { canvas } = context
  await waitFor(() => expect(wireOf(context).server.connections).toBe(1))
  await shows(canvas, 'Not started')
  await press(canvas, 'Start')
  await shows(canvas, 'Working · 80 % · Page 8 of 10')
  await says(context, 'Workflow run started')
  return canvas
}

/** From its start to its end, with what it makes on the way. */
export const FromStartToEnd: Story = {
  play: async (context) => {
    const canvas = await begins(context)
    await press(canvas, 'Next node')
    await waitFor(() => expect(canvas.getByRole('link', { name: 'rows.csv' })).toBeVisible())
    await press(canvas, 'Fail node')
    await shows(canvas, 'Failed: The model did not converge.')
    await says(context, 'Train model failed')
    await press(canvas, 'End')
    await shows(canvas, 'Completed')
    await says(context, 'Workflow run completed')
  },
}

/** The line is down: it still runs on the server, and what was missed is there when the line is back. */
export const StillRunningOnTheServer: Story = {
  play: async (context) => {
    const canvas = await begins(context)
    await press(canvas, 'Go offline')
    await shows(canvas, 'Still running on the server, reconnecting')
    await press(canvas, 'Next node')
    await press(canvas, 'Go online')
    await waitFor(() => expect(canvas.getByRole('link', { name: 'rows.csv' })).toBeVisible(), { timeout: 5_000 })
    await shows(canvas, 'Running')
  },
}
