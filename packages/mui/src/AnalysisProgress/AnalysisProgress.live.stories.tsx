import Stack from '@mui/material/Stack'
import type { Meta, StoryObj } from '@storybook/react-vite'
import { useWire, type WireParameters } from '@telltale/storybook-addon'
import type { ReactNode } from 'react'
import { expect, userEvent, waitFor, within } from 'storybook/test'
import { Acts, faults } from '../../test/support/Acts.tsx'
import { says } from '../../test/support/says.ts'
import { AnalysisProgress } from './AnalysisProgress.tsx'

const detectors = [
  { id: 'links', name: 'Links', weight: 3 },
  { id: 'images', name: 'Images' },
  { id: 'forms', name: 'Forms' },
]
const severities = ['high', 'medium', 'low']

const nap = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, ms)
    signal.addEventListener('abort', () => (clearTimeout(timer), resolve()))
  })

/** Starts an analysis that takes a while, and takes the line away. */
function Controls(): ReactNode {
  const { rt, network } = useWire().server
  const acts = {
    Start: () =>
      void rt.startAnalysis('42', { detectors }, async (analysis) => {
        for (const [index, { id }] of detectors.entries()) {
          for (let progress = 0; progress <= 100; progress += 5) {
            analysis.signal.throwIfAborted()
            analysis.progress(id, progress, { estimatedSecondsRemaining: (3 - index) * 4 - progress / 25 })
            const issue = { detector: id, severity: severities[index] ?? 'low', file: 'index.html', line: progress + 1 }
            if (progress % 25 === 0) analysis.issue({ ...issue, message: `Something about ${id} is not right.` })
            await nap(150, analysis.signal)
          }
        }
      }),
    ...faults(network, 'Go offline', 'Go online'),
  }
  return <Acts acts={acts} />
}

const meta = {
  title: 'AnalysisProgress/Live',
  component: AnalysisProgress,
  args: { projectId: '42' },
  argTypes: { client: { control: false } },
  parameters: { wire: { client: { getToken: () => 'ada' } } satisfies WireParameters },
  render: (args) => (
    <Stack spacing={3} sx={{ maxWidth: 520 }}>
      <AnalysisProgress {...args} />
      <Controls />
    </Stack>
  ),
} satisfies Meta<typeof AnalysisProgress>

export default meta
type Story = StoryObj<typeof meta>

type Canvas = ReturnType<typeof within>

const shows = (canvas: Canvas, words: string) =>
  waitFor(() => expect(canvas.getAllByText(words)[0]).toBeVisible(), { timeout: 5_000 })

const begins = async (context: Parameters<NonNullable<Story['play']>>[0]) => {
  const { canvas } = context
  // One that is under way already is not news.
  await shows(canvas, 'Not started')
  await userEvent.click(canvas.getByRole('button', { name: 'Start' }))
  await shows(canvas, 'Running')
  await says(context, 'Analysis started')
  return canvas
}

/** It runs, issues come in, and "Cancel" is answered by the server. */
export const Cancel: Story = {
  play: async (context) => {
    const canvas = await begins(context)
    await waitFor(() => expect(canvas.getByRole('list', { name: 'Issues, newest first' })).toBeVisible())
    await userEvent.click(canvas.getByRole('button', { name: 'Cancel' }))
    await shows(canvas, 'Cancelled')
  },
}

/** The line is down: it still runs on the server, and what was missed is there when the line is back. */
export const StillRunningOnTheServer: Story = {
  play: async (context) => {
    const canvas = await begins(context)
    await userEvent.click(canvas.getByRole('button', { name: 'Go offline' }))
    await shows(canvas, 'Still running on the server, reconnecting')
    await userEvent.click(canvas.getByRole('button', { name: 'Go online' }))
    await shows(canvas, 'Running')
  },
}
