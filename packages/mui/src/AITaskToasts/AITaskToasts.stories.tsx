import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import Dialog from '@mui/material/Dialog'
import DialogContent from '@mui/material/DialogContent'
import DialogTitle from '@mui/material/DialogTitle'
import type { Meta, StoryObj } from '@storybook/react-vite'
import { useState } from 'react'
import { expect, fn, screen, userEvent, waitFor, within } from 'storybook/test'
import { themed } from '../../test/support/themed.tsx'
import { AITaskToastsView, type AITaskToastsViewProps } from './AITaskToastsView.tsx'
import { germanText, persianText } from './storyTexts.ts'
import { severalTasks, taskFixture, taskFixtures } from './taskFixtures.ts'
import type { TaskLookName } from './taskLook.ts'

const never = { completed: null, cancelled: null }

const meta = {
  title: 'AITaskToasts',
  component: AITaskToastsView,
  args: {
    ...taskFixtures.running,
    autoHide: never,
    disablePortal: true,
    onCancel: fn(),
    onRetry: fn(),
    onView: fn(),
    onDismiss: fn(),
  },
  argTypes: {
    position: { control: 'object' },
    maxVisible: { control: { type: 'number', min: 0 } },
    tasks: { control: false },
    stalled: { control: false },
    open: { control: false },
  },
  // A page of its own, so that many of them can stand on one page of the book.
  decorators: [
    (Story, { parameters }) => (
      <Box sx={{ height: parameters['pageHeight'] ?? 200, transform: 'translateZ(0)', overflow: 'hidden' }}>
        <Story />
      </Box>
    ),
  ],
  parameters: { layout: 'fullscreen' },
} satisfies Meta<typeof AITaskToastsView>

export default meta
type Story = StoryObj<typeof meta>

/** A story of one look, which says its words, and offers what can be done about it. */
const look = (
  name: TaskLookName,
  words: string,
  actions: readonly string[],
  progress: number | null = null,
): Story => ({
  args: taskFixtures[name],
  play: async ({ canvas }) => {
    const region = canvas.getByRole('region', { name: 'Background tasks' })
    const item = within(region).getByRole('listitem')
    await waitFor(() => expect(within(item).getByRole('heading', { name: 'Import of listings' })).toBeVisible())
    await expect(item).toHaveTextContent(words)
    const names = within(item)
      .getAllByRole('button')
      .map((button) => button.getAttribute('aria-label'))
    await expect(names).toEqual(['Hide', ...actions].map((action) => `${action}: Import of listings`))
    const bar = within(item).queryByRole('progressbar', { name: 'Import of listings' })
    await expect(bar?.getAttribute('aria-valuenow') ?? null).toBe(progress === null ? null : String(progress))
  },
})

export const Default: Story = {}

export const Playground: Story = {
  args: { tasks: severalTasks, maxVisible: 3, detached: false, hotkey: 'F6' },
  parameters: { pageHeight: 640 },
}

export const Queued: Story = look('queued', 'Waiting to start', ['Cancel'], 0)
export const Running: Story = look('running', 'Row 40 of 100', ['Cancel'], 40)
/** Nobody knows how far it is. */
export const Indeterminate: Story = {
  ...look('running', 'Running', ['Cancel']),
  args: { tasks: [taskFixture({ progress: null, message: '' })] },
}
export const Steps: Story = {
  ...look('running', 'Step 2 of 5: Parsing · Row 40 of 100', ['Cancel'], 40),
  args: { tasks: [taskFixture({ step: { index: 2, count: 5, name: 'Parsing' } })] },
}
/** The line is up, and yet nothing was heard for long. */
export const Stalled: Story = look('stalled', 'Nothing heard for a while', ['Cancel'], 40)
/** The line is down, and the task is not. */
export const Disconnected: Story = look('disconnected', 'It is still running on the server', ['Cancel'], 40)
/** Until the server says so, it is not cancelled. */
export const Cancelling: Story = look('cancelling', 'Cancelling', [], 40)
export const Cancelled: Story = look('cancelled', 'Cancelled', ['Retry'])
export const Completed: Story = look('completed', '100 listings were imported', ['View'])
/** The result says `{ done, total }`. */
export const Partial: Story = look('partial', '12 of 14 done', ['View'])
export const Failed: Story = look('failed', 'Row 41 has no price', ['Retry'])
export const Lost: Story = look('lost', 'The server stopped before it was done', ['Retry'])

/** A wish that was refused: it runs on, and says why. */
export const CancelRefused: Story = {
  args: { tasks: [taskFixture({ error: { code: 'timeout', message: 'It could not be cancelled: no answer came.' } })] },
}

/** Three at a time, and those that failed; all others share a line, which opens the centre. */
export const Several: Story = {
  args: { tasks: severalTasks },
  parameters: { pageHeight: 640 },
  play: async ({ canvas }) => {
    await expect(canvas.getAllByRole('listitem')).toHaveLength(4)
    await userEvent.click(canvas.getByRole('button', { name: '2 tasks more, 2 running' }))
    const center = await screen.findByRole('dialog', { name: 'Background tasks' })
    await expect(within(center).getAllByRole('listitem')).toHaveLength(6)
    await userEvent.keyboard('{Escape}')
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
  },
}

/** A toast that is hidden is still in the centre; the hotkey opens it, and Escape goes back to where the focus was. */
export const HiddenIsNotGone: Story = {
  args: { tasks: severalTasks },
  parameters: { pageHeight: 640 },
  play: async ({ canvas, args }) => {
    const hide = canvas.getByRole('button', { name: 'Hide: Report for March' })
    hide.focus()
    await userEvent.keyboard('{Enter}')
    await waitFor(() => expect(canvas.queryByRole('heading', { name: 'Report for March' })).toBeNull())
    await expect(args.onCancel).not.toHaveBeenCalled()
    const next = canvas.getByRole('button', { name: 'Hide: Letters to 14 leads' })
    await expect(next).toHaveFocus()
    await userEvent.keyboard('{F6}')
    const center = await screen.findByRole('dialog', { name: 'Background tasks' })
    await waitFor(() => expect(within(center).getByRole('heading', { name: 'Report for March' })).toBeVisible())
    await userEvent.keyboard('{Escape}')
    await waitFor(() => expect(next).toHaveFocus())
  },
}

/** The centre, left open. */
export const Center: Story = {
  tags: ['!autodocs'],
  args: { tasks: severalTasks, open: true },
  play: async () => {
    await waitFor(() => expect(screen.getByRole('dialog', { name: 'Background tasks' })).toBeVisible())
  },
}

export const CenterEmpty: Story = {
  tags: ['!autodocs'],
  args: { tasks: [], open: true },
  play: async () => {
    await waitFor(() => expect(screen.getByText('No tasks')).toBeVisible())
  },
}

function UnderADialog(props: AITaskToastsViewProps) {
  const [open, setOpen] = useState(false)
  return (
    <>
      <Button onClick={() => setOpen(true)}>Delete everything</Button>
      <Dialog open={open} onClose={() => setOpen(false)} aria-labelledby="really">
        <DialogTitle id="really">Really?</DialogTitle>
        <DialogContent>
          <Button onClick={() => setOpen(false)}>No</Button>
        </DialogContent>
      </Dialog>
      <AITaskToastsView {...props} />
    </>
  )
}

/** A dialog keeps the focus from all that stands beside it. The hotkey gets to the tasks, and comes back. */
export const UnderDialog: Story = {
  tags: ['!autodocs'],
  args: { tasks: severalTasks, disablePortal: false },
  render: (args) => <UnderADialog {...args} />,
  play: async ({ canvas, args }) => {
    await userEvent.click(canvas.getByRole('button', { name: 'Delete everything' }))
    const no = await screen.findByRole('button', { name: 'No' })
    no.focus()
    await userEvent.keyboard('{F6}')
    const center = await screen.findByRole('dialog', { name: 'Background tasks' })
    await waitFor(() => expect(center).toBeVisible())
    const cancel = within(center).getByRole('button', { name: 'Cancel: Report for March' })
    cancel.focus()
    await expect(cancel).toHaveFocus()
    await userEvent.keyboard('{Enter}')
    await expect(args.onCancel).toHaveBeenCalledWith('report')
    await userEvent.keyboard('{F6}')
    await waitFor(() => expect(no).toHaveFocus())
  },
}

/** Long words wrap, and nothing is pushed off the toast. */
/** Where an app has the end of its pages for something else. */
export const AtTheTop: Story = {
  args: { position: { vertical: 'top', horizontal: 'center' } },
  play: async ({ canvas, canvasElement }) => {
    const page = canvasElement.querySelector('section')?.parentElement?.getBoundingClientRect()
    const stack = canvas.getByRole('region', { name: 'Background tasks' }).getBoundingClientRect()
    if (!page) throw new Error('no page')
    await expect(stack.top - page.top).toBeLessThan(16)
    await expect(Math.abs(stack.left + stack.right - page.left - page.right)).toBeLessThan(2)
  },
}

export const LongGerman: Story = {
  parameters: { pageHeight: 320 },
  args: {
    ...taskFixtures.disconnected,
    localeText: germanText,
    tasks: [
      taskFixture({ title: 'Datenschutzgrundverordnungskonformitätsprüfungsprotokoll der Liegenschaftsverwaltung' }),
    ],
  },
}

export const RightToLeft: Story = {
  args: { tasks: severalTasks, localeText: persianText },
  parameters: { pageHeight: 640 },
  globals: { direction: 'rtl' },
}

/** As an app's theme has it: by the names of `styleOverrides`, inside the theme of the toolbar. */
export const Theming: Story = themed(
  { TtAITaskToasts: { styleOverrides: { item: { borderRadius: 0 } } } },
  'TtAITaskToasts-item',
  { borderRadius: '0px' },
)
