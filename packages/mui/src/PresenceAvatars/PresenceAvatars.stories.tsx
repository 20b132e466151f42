import Box from '@mui/material/Box'
import Stack from '@mui/material/Stack'
import type { Meta, StoryObj } from '@storybook/react-vite'
import { expect, screen, userEvent, waitFor, within } from 'storybook/test'
import { themed } from '../../test/support/themed.tsx'
import type { PresenceAvatarsLocaleText } from './presenceAvatarsLocaleText.ts'
import { PresenceAvatarsView } from './PresenceAvatarsView.tsx'
import { crowd, threeStatuses } from './presenceFixtures.ts'

const meta = {
  title: 'PresenceAvatars',
  component: PresenceAvatarsView,
  args: { users: crowd(4), selfId: 'user-0' },
  argTypes: {
    max: { control: { type: 'number', min: 2 } },
  },
} satisfies Meta<typeof PresenceAvatarsView>

export default meta
type Story = StoryObj<typeof meta>

export const Default: Story = {
  play: async ({ canvas }) => {
    const list = canvas.getByRole('list', { name: 'People here (4)' })
    await expect(within(list).getByRole('img', { name: 'Ada Lovelace (you), online' })).toBeVisible()
    await expect(within(document.body).queryAllByRole('status')).toHaveLength(0)
  },
}

export const Playground: Story = { args: { users: threeStatuses, max: 5, size: 'medium', isStale: false } }

/** A mark of its own for each status, and who is offline is an outline. */
export const Statuses: Story = {
  args: { users: threeStatuses },
  play: async ({ canvas }) => {
    await expect(canvas.getByRole('img', { name: 'Grace Hopper, away' })).toBeVisible()
    await expect(canvas.getByRole('img', { name: 'Alan Turing, offline' })).toBeVisible()
  },
}

export const Alone: Story = { args: { users: crowd(1) } }
export const Nobody: Story = { args: { users: [] } }

/** Too many for their places: the last one tells how many more, and opens the list of all. */
export const Overflow: Story = {
  args: { users: crowd(8) },
  play: async ({ canvas }) => {
    await userEvent.tab()
    const more = canvas.getByRole('button', { name: '+4, show all 8 people' })
    await expect(more).toHaveFocus()
    await userEvent.keyboard('{Enter}')
    const dialog = await screen.findByRole('dialog', { name: 'People here (8)' })
    await expect(dialog).toHaveTextContent('Barbara Liskov, online')
    await userEvent.keyboard('{Escape}')
    await waitFor(() => expect(more).toHaveFocus())
  },
}

/** The same, left open. */
export const OverflowOpen: Story = {
  tags: ['!autodocs'],
  args: { users: crowd(8) },
  play: async ({ canvas }) => {
    await userEvent.click(canvas.getByRole('button'))
    await waitFor(() => expect(screen.getByRole('dialog')).toBeVisible())
  },
}

export const TwoHundred: Story = { args: { users: crowd(200) } }

/** The own line is down: this is who was there last. */
export const Stale: Story = {
  args: { users: crowd(8), isStale: true },
  play: async ({ canvas }) => {
    await expect(canvas.getByRole('list', { name: 'People here (8), may be out of date' })).toBeVisible()
  },
}

const picture = (color: string) =>
  `data:image/svg+xml,${encodeURIComponent(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect width="9" height="9" fill="${color}"/></svg>`)}`

/** A picture that does not load gives way to initials. */
export const Pictures: Story = {
  args: {
    users: crowd(3).map((person, index) => ({
      ...person,
      avatarUrl: index === 1 ? 'data:image/png;base64,broken' : picture(index === 0 ? 'teal' : 'peru'),
    })),
  },
  play: async ({ canvas }) => {
    await waitFor(() => expect(canvas.getByRole('img', { name: 'Grace Hopper, online' })).toHaveTextContent('GH'))
  },
}

export const Small: Story = { args: { users: crowd(8), size: 'small' } }

/** The colour is the person's, the same everywhere. */
export const Colours: Story = {
  parameters: { controls: { disable: true } },
  render: () => (
    <Stack spacing={2}>
      {[0, 8, 16, 24].map((from) => (
        <PresenceAvatarsView key={from} users={crowd(32).slice(from, from + 8)} max={8} />
      ))}
    </Stack>
  ),
}

/** In a narrow place they wrap. */
export const Narrow: Story = {
  args: { users: crowd(8), max: 8 },
  decorators: [
    (Story) => (
      <Box sx={{ width: 160, outline: '1px dashed', outlineColor: 'divider' }}>
        <Story />
      </Box>
    ),
  ],
}

const persianText: Partial<PresenceAvatarsLocaleText> = {
  label: (count) => `افراد حاضر (${count.toLocaleString('fa')})`,
  surplus: (count) => `${count.toLocaleString('fa')}+`,
  showAll: (count) => `نمایش هر ${count.toLocaleString('fa')} نفر`,
}

export const RightToLeft: Story = {
  args: { users: crowd(8), localeText: persianText },
  globals: { direction: 'rtl' },
}

/** As an app's theme has it: by the names of `styleOverrides`, inside the theme of the toolbar. */
export const Theming: Story = themed(
  { TtPresenceAvatars: { styleOverrides: { avatar: { borderRadius: 8 } } } },
  'TtPresenceAvatars-avatar',
  { borderRadius: '8px' },
)
