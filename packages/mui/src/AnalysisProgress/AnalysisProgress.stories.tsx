import Box from '@mui/material/Box'
import type { Meta, StoryObj } from '@storybook/react-vite'
import { expect, fn, userEvent, within } from 'storybook/test'
import { themed } from '../../test/support/themed.tsx'
import { analysisFixtures, manyIssues } from './analysisFixtures.ts'
import type { AnalysisLookName } from './analysisLook.ts'
import type { AnalysisProgressLocaleText } from './analysisProgressLocaleText.ts'
import { AnalysisProgressView } from './AnalysisProgressView.tsx'

const meta = {
  title: 'AnalysisProgress',
  component: AnalysisProgressView,
  args: { ...analysisFixtures.running, onCancel: fn() },
  argTypes: {
    now: { control: false },
  },
  decorators: [
    (Story) => (
      <Box sx={{ maxWidth: 520 }}>
        <Story />
      </Box>
    ),
  ],
} satisfies Meta<typeof AnalysisProgressView>

export default meta
type Story = StoryObj<typeof meta>

/** A story of one look: a region that says its word, a progressbar, and not a word spoken. */
const look = (name: AnalysisLookName, words: string): Story => ({
  args: analysisFixtures[name],
  play: async ({ canvas }) => {
    const region = canvas.getByRole('region', { name: 'Analysis' })
    await expect(within(region).getAllByText(words)[0]).toBeVisible()
    await expect(within(document.body).queryAllByRole('status')).toHaveLength(0)
  },
})

export const Default: Story = {}
export const Playground: Story = { args: { maxDetectors: 3, maxIssues: 2 } }

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
export const Complete: Story = look('complete', 'Complete')
export const Failed: Story = look('error', 'Failed')

/** By keyboard: Cancel, then the list of issues, which scrolls. */
export const Keyboard: Story = {
  args: { analysis: { ...analysisFixtures.running.analysis, issues: manyIssues(40), issuesFound: 40 } },
  play: async ({ canvas, args }) => {
    await userEvent.tab()
    await expect(canvas.getByRole('button', { name: 'Cancel' })).toHaveFocus()
    await userEvent.keyboard('{Enter}')
    await expect(args.onCancel).toHaveBeenCalledOnce()
    await userEvent.tab()
    await expect(canvas.getByRole('list', { name: 'Issues, newest first' })).toHaveFocus()
  },
}

/** Head, bar and figures. */
export const Compact: Story = {
  args: { variant: 'compact' },
  play: async ({ canvas }) => {
    await expect(canvas.getByRole('progressbar', { name: 'Analysis' })).toBeVisible()
    await expect(canvas.queryByRole('list')).toBeNull()
  },
}

/** There is something to look at only when it is complete. */
export const Results: Story = {
  args: { ...analysisFixtures.complete, onView: fn() },
  play: async ({ canvas, args }) => {
    await userEvent.click(canvas.getByRole('button', { name: 'View results' }))
    await expect(args.onView).toHaveBeenCalledOnce()
  },
}

/** Sixty detectors: those that are done are folded. */
export const SixtyDetectors: Story = {
  args: {
    analysis: {
      ...analysisFixtures.running.analysis,
      detectors: Array.from({ length: 60 }, (_, index) => ({
        id: `detector-${index}`,
        name: `Detector ${index + 1}`,
        progress: index < 54 ? 100 : index < 57 ? 40 : 0,
        issuesFound: index % 4,
      })),
    },
    maxIssues: 0,
  },
  play: async ({ canvas }) => {
    await expect(within(canvas.getByRole('list', { name: 'Detectors' })).getAllByRole('listitem')).toHaveLength(6)
    await expect(canvas.getByRole('button', { name: 'Show 54 done' })).toBeVisible()
  },
}

/** More was found than is listed. */
export const ManyIssues: Story = {
  args: { analysis: { ...analysisFixtures.complete.analysis, issues: manyIssues(200), issuesFound: 1_250 } },
}

const persianText: Partial<AnalysisProgressLocaleText> = {
  title: 'تحلیل',
  running: 'در حال اجرا',
  percent: (progress) => `${progress.toLocaleString('fa')}٪`,
  issues: (count) => `${count.toLocaleString('fa')} مورد`,
  eta: () => 'حدود ۲ دقیقه مانده',
  cancel: 'لغو',
  done: 'انجام شد',
  working: 'در حال کار',
  waiting: 'در انتظار',
}

export const RightToLeft: Story = { args: { localeText: persianText }, globals: { direction: 'rtl' } }

/** As an app's theme has it: by the names of `styleOverrides`, inside the theme of the toolbar. */
export const Theming: Story = themed(
  { TtAnalysisProgress: { styleOverrides: { track: { height: 16 } } } },
  'TtAnalysisProgress-track',
  { height: '16px' },
)
