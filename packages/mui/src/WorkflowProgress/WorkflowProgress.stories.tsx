import Box from '@mui/material/Box'
import type { Meta, StoryObj } from '@storybook/react-vite'
import { expect, userEvent, within } from 'storybook/test'
import { themed } from '../../test/support/themed.tsx'
import { longRun, workflowFixtures } from './workflowFixtures.ts'
import type { WorkflowLookName } from './workflowLook.ts'
import type { WorkflowProgressLocaleText } from './workflowProgressLocaleText.ts'
import { WorkflowProgressView } from './WorkflowProgressView.tsx'

const meta = {
  title: 'WorkflowProgress',
  component: WorkflowProgressView,
  args: workflowFixtures.running,
  decorators: [
    (Story) => (
      <Box sx={{ maxWidth: 520 }}>
        <Story />
      </Box>
    ),
  ],
} satisfies Meta<typeof WorkflowProgressView>

export default meta
type Story = StoryObj<typeof meta>

/** A story of one look: a region that says its word, and not a word spoken. */
const look = (name: WorkflowLookName, words: string): Story => ({
  args: workflowFixtures[name],
  play: async ({ canvas }) => {
    const region = canvas.getByRole('region', { name: 'Workflow run' })
    await expect(within(region).getAllByText(words)[0]).toBeVisible()
    await expect(within(document.body).queryAllByRole('status')).toHaveLength(0)
  },
})

export const Default: Story = {
  play: async ({ canvas }) => {
    const bar = canvas.getByRole('progressbar', { name: 'Workflow run' })
    await expect(bar).toHaveAttribute('aria-valuetext', '50 %, Running')
    await expect(within(canvas.getByRole('list', { name: 'Nodes' })).getAllByRole('listitem')).toHaveLength(4)
    await expect(canvas.getByRole('link', { name: 'rows.csv' })).toHaveAttribute('href', '/artifacts/rows.csv')
  },
}
export const Playground: Story = { args: { maxNodes: 3, localeText: { title: 'Nightly training' } } }

/** Nothing is known yet. */
export const Loading: Story = look('loading', 'Loading')
export const Idle: Story = look('idle', 'Not started')
export const Queued: Story = look('queued', 'Waiting to start')
export const Running: Story = look('running', 'Running')
/** The line is up, and nothing was heard for a while. */
export const Stalled: Story = look('stalled', 'No news for a while')
/** The line is down: it goes on without us. */
export const Detached: Story = look('detached', 'Still running on the server, reconnecting')
export const Cancelling: Story = look('cancelling', 'Cancelling')
export const Cancelled: Story = look('cancelled', 'Cancelled')
export const Completed: Story = look('completed', 'Completed')
export const Failed: Story = look('failed', 'Failed')
/** Its server restarted and knows nothing of it. */
export const Lost: Story = look('lost', 'Lost')
export const Refused: Story = look('refused', 'Not available')

/** Nobody has said which nodes there will be: what has begun is listed, and no percent is made up. */
export const WithoutPlan: Story = {
  args: { plan: undefined },
  play: async ({ canvas }) => {
    await expect(canvas.getByRole('progressbar')).not.toHaveAttribute('aria-valuenow')
    await expect(canvas.getByText('1 done')).toBeVisible()
  },
}

/** Sixty nodes: those that are done are folded, the others scroll, and a keyboard can reach them. */
export const SixtyNodes: Story = {
  args: longRun(60),
  play: async ({ canvas }) => {
    const list = canvas.getByRole('list', { name: 'Nodes' })
    await expect(within(list).getAllByRole('listitem')).toHaveLength(12)
    await userEvent.tab()
    await expect(list).toHaveFocus()
    await userEvent.tab()
    await userEvent.keyboard('{Enter}')
    await expect(canvas.getByRole('button', { name: 'Hide 48 done', expanded: true })).toHaveFocus()
    await expect(within(list).getAllByRole('listitem')).toHaveLength(60)
    await userEvent.keyboard('{Enter}')
    await userEvent.tab()
    await expect(canvas.getByRole('link', { name: 'rows.csv' })).toHaveFocus()
  },
}

const long = 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft'

/** Names and messages longer than the widget is wide. */
export const LongText: Story = {
  args: {
    plan: undefined,
    run: {
      ...workflowFixtures.running.run,
      nodes: workflowFixtures.running.run.nodes.map((one) => ({
        ...one,
        node: `${one.node} ${long}`,
        message: `Reading every row of the table of all customers of the last ten years, once more. ${long}`,
      })),
      artifacts: [{ id: 'long', name: `${long}.csv`, mediaType: 'text/csv', url: '#', sizeBytes: 12 }],
    },
  },
}

const persianText: Partial<WorkflowProgressLocaleText> = {
  title: 'گردش کار',
  running: 'در حال اجرا',
  percent: (progress) => `${progress.toLocaleString('fa')}٪`,
  nodesDone: (done, total) => `${done.toLocaleString('fa')} از ${(total ?? 0).toLocaleString('fa')} انجام شد`,
  nodes: 'گره‌ها',
  artifacts: 'خروجی‌ها',
  done: 'انجام شد',
  working: 'در حال کار',
  waiting: 'در انتظار',
}

export const RightToLeft: Story = { args: { localeText: persianText }, globals: { direction: 'rtl' } }

/** As an app's theme has it: by the names of `styleOverrides`, inside the theme of the toolbar. */
export const Theming: Story = themed(
  { TtWorkflowProgress: { styleOverrides: { track: { height: 16 } } } },
  'TtWorkflowProgress-track',
  { height: '16px' },
)
