import AppBarBase from '@mui/material/AppBar'
import Box from '@mui/material/Box'
import Stack from '@mui/material/Stack'
import Toolbar from '@mui/material/Toolbar'
import Typography from '@mui/material/Typography'
import type { Meta, StoryObj } from '@storybook/react-vite'
import { expect, fn, screen, userEvent, waitFor, within } from 'storybook/test'
import { themed } from '../../test/support/themed.tsx'
import { chipFixtures } from './chipFixtures.ts'
import type { ChipLookName } from './chipLook.ts'
import { ConnectionChipView } from './ConnectionChipView.tsx'
import { germanText, persianText } from './storyTexts.ts'

const meta = {
  title: 'ConnectionChip',
  component: ConnectionChipView,
  args: { ...chipFixtures.connected, onRetry: fn() },
  argTypes: {
    now: { table: { category: 'Connection' } },
    status: { table: { category: 'Connection' } },
    history: { table: { category: 'Connection' } },
    details: { control: false },
  },
} satisfies Meta<typeof ConnectionChipView>

export default meta
type Story = StoryObj<typeof meta>

/** A story of one look, which says its words and is a button by them. */
const look = (name: ChipLookName, words: string): Story => ({
  args: chipFixtures[name],
  play: async ({ canvas }) => {
    await expect(canvas.getByRole('button', { name: words })).toBeVisible()
  },
})

export const Default: Story = {}

export const Playground: Story = {
  args: { ...chipFixtures.reconnecting, variant: 'chip', size: 'medium', hideWhenConnected: false, showLatency: false },
}

export const Idle: Story = look('idle', 'Not connected')
export const Connecting: Story = look('connecting', 'Connecting')
export const Connected: Story = look('connected', 'Connected')
export const Recovered: Story = look('recovered', 'Back online')
export const Degraded: Story = look('degraded', 'Slow connection')
export const Unstable: Story = look('unstable', 'Unstable')
/** The countdown is for the eye: it is no part of the button's name, so no reader repeats it each second. */
export const Reconnecting: Story = look('reconnecting', 'Reconnecting')
/** The badge counts what waits to be sent. */
export const WaitingForNetwork: Story = look('waitingForNetwork', 'Offline 2 changes waiting to be sent')
export const Syncing: Story = look('syncing', 'Syncing 3 changes')
export const SignInAgain: Story = look('signInAgain', 'Sign in again')
export const Failed: Story = look('failed', 'Connection failed')
export const Paused: Story = look('paused', 'Paused')
export const Disconnected: Story = look('disconnected', 'Disconnected')

/** A press tells the rest, and offers to try at once. Escape closes it and the chip has the focus again. */
export const Details: Story = {
  args: chipFixtures.reconnecting,
  play: async ({ canvas, args }) => {
    const chip = canvas.getByRole('button', { name: 'Reconnecting' })
    chip.focus()
    await userEvent.keyboard('{Enter}')
    const details = await screen.findByRole('dialog', { name: 'Connection' })
    await expect(details).toHaveTextContent('The connection was lost.')
    await expect(details).toHaveTextContent('Attempt 3 · Next try in 4 s')
    await userEvent.click(within(details).getByRole('button', { name: 'Retry now' }))
    await expect(args.onRetry).toHaveBeenCalledOnce()
    await userEvent.keyboard('{Escape}')
    await waitFor(() => expect(chip).toHaveFocus())
  },
}

/** The same, left open. */
export const DetailsOpen: Story = {
  tags: ['!autodocs'],
  args: chipFixtures.waitingForNetwork,
  play: async ({ canvas }) => {
    await userEvent.click(canvas.getByRole('button'))
    await waitFor(() => expect(screen.getByRole('dialog', { name: 'Connection' })).toBeVisible())
  },
}

/** The pill brings its own paper, so that it reads on a bar of any colour. */
export const AppBar: Story = {
  parameters: { layout: 'fullscreen' },
  render: ({ onRetry }) => (
    <Stack spacing={2}>
      {(['primary', 'secondary', 'transparent'] as const).map((color) => (
        <AppBarBase key={color} position="static" color={color} component="div">
          <Toolbar sx={{ gap: 1.5 }}>
            <Typography variant="h6" component="p" noWrap sx={{ flexGrow: 1 }}>
              Escrows
            </Typography>
            <ConnectionChipView {...chipFixtures.reconnecting} onRetry={onRetry} />
            <ConnectionChipView {...chipFixtures.connected} variant="dot" />
          </Toolbar>
        </AppBarBase>
      ))}
    </Stack>
  ),
}

/** For the tightest places: the words are still there for a screen reader. */
export const DotOnly: Story = {
  ...look('reconnecting', 'Reconnecting'),
  args: { ...chipFixtures.reconnecting, variant: 'dot' },
}

export const TextOnly: Story = { args: { ...chipFixtures.reconnecting, variant: 'text' } }

export const Small: Story = { args: { ...chipFixtures.reconnecting, size: 'small' } }

export const WithLatency: Story = { args: { showLatency: true } }

/** Without details it is text, not a button. */
export const Plain: Story = {
  args: { details: false },
  play: async ({ canvas }) => {
    await expect(canvas.getByText('Connected')).toBeVisible()
    await expect(canvas.queryByRole('button')).toBeNull()
  },
}

/** Long words give way in a narrow place; the countdown stays. */
export const LongGerman: Story = {
  args: { ...chipFixtures.reconnecting, localeText: germanText },
  decorators: [
    (Story) => (
      <Stack spacing={2}>
        {[360, 200].map((width) => (
          <Box key={width} sx={{ width, maxWidth: '100%', outline: '1px dashed', outlineColor: 'divider' }}>
            <Story />
          </Box>
        ))}
      </Stack>
    ),
  ],
}

export const RightToLeft: Story = {
  args: { ...chipFixtures.waitingForNetwork, localeText: persianText },
  globals: { direction: 'rtl' },
}

/** As an app's theme has it: by the names of `styleOverrides`, inside the theme of the toolbar. */
export const Theming: Story = themed(
  { TtConnectionChip: { styleOverrides: { root: { borderRadius: 4 } } } },
  'TtConnectionChip-root',
  { borderRadius: '4px' },
)
