import Stack from '@mui/material/Stack'
import type { Meta, StoryObj } from '@storybook/react-vite'
import { speechOf, type WireParameters } from '@telltale/storybook-addon'
import { createFake, scenario } from '@telltale/testing'
import { expect, waitFor } from 'storybook/test'
import { onlyRises, plays, soon } from '../../test/support/plays.ts'
import { says } from '../../test/support/says.ts'
import { AnalysisProgress } from './AnalysisProgress.tsx'

const fake = createFake()
const project = 'project:42'
const analysis = { analysisId: 'a', projectId: '42' }
const detectors = [
  { id: 'links', name: 'Broken links' },
  { id: 'pep', name: 'Politically exposed persons' },
]
const started = fake['analysis:started']({ ...analysis, detectors, startedAt: new Date().toISOString() })
const at = (detector: string, progress: number) => fake['analysis:progress']({ ...analysis, detector, progress })
const found = (detector: string, id: string) =>
  fake['analysis:issue']({ ...analysis, issue: { id, detector, severity: 'high', message: `${id} leads nowhere` } })
const complete = fake['analysis:complete']({ ...analysis, issuesFound: 2 })

const begins = (name: string) =>
  scenario(name)
    .at(1_000)
    .emit(project, 'analysis:started', started)
    .at(1_200)
    .emit(project, 'analysis:progress', at('links', 20))

const tunnel = begins('Complete in a tunnel')
  .at(2_000)
  .refuse()
  .drop()
  .at(3_500)
  .emit(project, 'analysis:issue', found('links', 'index.html'))
  .emit(project, 'analysis:issue', found('pep', 'about.html'))
  .emit(project, 'analysis:complete', complete)
  .at(5_500)
  .accept()
const restart = begins('The server forgets').at(2_000).restart(1_000)
const storm = [40, 60, 80, 100]
  .reduce(
    (so, progress, index) =>
      so
        .at(1_500 + index * 300)
        .emit(project, 'analysis:progress', at('links', progress))
        .emit(project, 'analysis:progress', at('pep', progress)),
    begins('Bad weather').weather({ duplicate: 0.5, reorder: { p: 0.5, withinMs: 500 } }),
  )
  .at(3_200)
  .emit(project, 'analysis:complete', complete)

const meta = {
  title: 'AnalysisProgress/Faults',
  component: AnalysisProgress,
  args: { projectId: '42' },
  argTypes: { client: { control: false } },
  parameters: { wire: { user: 'ada', scenarios: [tunnel, restart, storm] } satisfies WireParameters },
  render: (args) => (
    <Stack sx={{ maxWidth: 520 }}>
      <AnalysisProgress {...args} />
    </Stack>
  ),
} satisfies Meta<typeof AnalysisProgress>

export default meta
type Story = StoryObj<typeof meta>

/** It goes on without us; its issues and its end are there when the line is, and the end is said once. */
export const CompleteInATunnel: Story = {
  parameters: plays(tunnel),
  play: async (context) => {
    const { canvas } = context
    await says(context, 'Analysis started')
    await waitFor(() => expect(canvas.getByText('Still running on the server, reconnecting')).toBeVisible(), soon)
    await waitFor(() => expect(canvas.getAllByText('Complete')[0]).toBeVisible(), soon)
    await expect(canvas.getByRole('list', { name: 'Issues, newest first' })).toHaveTextContent('about.html')
    await says(context, 'Analysis complete, 2 issues')
    await expect(speechOf(context).utterances.filter(({ text }) => text.includes('complete'))).toHaveLength(1)
  },
}

/** A server that has lost its memory knows nothing of the analysis: it failed, and is not running for ever. */
export const TheServerForgets: Story = {
  parameters: plays(restart),
  play: async (context) => {
    await waitFor(() => expect(context.canvas.getAllByText('Failed')[0]).toBeVisible(), soon)
    await says(context, /^Analysis: Failed/, 'assertive')
  },
}

/** Progress comes twice and out of order: the bar never goes back, and a quarter is said once. */
export const BadWeather: Story = {
  parameters: plays(storm),
  play: async (context) => {
    const { canvas } = context
    const bar = await canvas.findByRole('progressbar', { name: 'Analysis' }, soon)
    await onlyRises(bar, () => waitFor(() => expect(canvas.getAllByText('Complete')[0]).toBeVisible(), soon))
    await says(context, 'Analysis complete, 2 issues')
    const heard = speechOf(context).utterances.map(({ text }) => text)
    await expect(heard).toEqual([...new Set(heard)])
  },
}
