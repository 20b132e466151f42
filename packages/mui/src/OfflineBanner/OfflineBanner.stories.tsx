import Box from '@mui/material/Box'
import Typography from '@mui/material/Typography'
import type { Meta, StoryObj } from '@storybook/react-vite'
import { expect, fn, userEvent, within } from 'storybook/test'
import { themed } from '../../test/support/themed.tsx'
import { bannerFixtures } from './bannerFixtures.ts'
import type { BannerLookName } from './bannerLook.ts'
import type { OfflineBannerLocaleText } from './offlineBannerLocaleText.ts'
import { OfflineBannerView } from './OfflineBannerView.tsx'

const meta = {
  title: 'OfflineBanner',
  component: OfflineBannerView,
  args: { ...bannerFixtures.reconnecting, onRetry: fn() },
  argTypes: {
    now: { table: { category: 'Connection' } },
    status: { table: { category: 'Connection' } },
  },
} satisfies Meta<typeof OfflineBannerView>

export default meta
type Story = StoryObj<typeof meta>

/** A story of one look, which is a region by its title, tells the fact, and announces nothing. */
const look = (name: BannerLookName, title: string, fact: string): Story => ({
  args: bannerFixtures[name],
  play: async ({ canvas }) => {
    await expect(canvas.getByRole('region', { name: title })).toHaveTextContent(fact)
    await expect(within(document.body).queryAllByRole('status')).toHaveLength(0)
  },
})

export const Default: Story = {}
export const Playground: Story = {}

/** The first connect takes long. */
export const Connecting: Story = look('connecting', 'Connecting', 'The server cannot be reached.')
export const Reconnecting: Story = look('reconnecting', 'Reconnecting', '2 changes wait to be sent.')
export const WaitingForNetwork: Story = look('waitingForNetwork', 'Offline', 'This device has no network.')
export const SignInAgain: Story = look('signInAgain', 'Sign in again', 'did not accept your sign-in')
export const Failed: Story = look('failed', 'Connection failed', 'Reload it to go on.')

/** By keyboard: one stop, the button. */
export const Retry: Story = {
  play: async ({ canvas, args }) => {
    await userEvent.tab()
    await expect(canvas.getByRole('button', { name: 'Retry now' })).toHaveFocus()
    await userEvent.keyboard('{Enter}')
    await expect(args.onRetry).toHaveBeenCalledOnce()
  },
}

const persianText: Partial<OfflineBannerLocaleText> = {
  waitingForNetwork: 'آفلاین',
  noNetwork: 'این دستگاه به شبکه وصل نیست.',
  pendingWrites: (count) => `${count.toLocaleString('fa')} تغییر در انتظار ارسال است.`,
  lastConnected: () => '',
  retryNow: 'تلاش دوباره',
}

/** Over the top of the page: what is being read stays where it is. */
export const Overlay: Story = {
  args: { ...bannerFixtures.waitingForNetwork, position: 'overlay' },
  decorators: [
    (Story) => (
      // A page of its own, so that it may stand on one page with others.
      <Box sx={{ height: 200, transform: 'translateZ(0)', overflow: 'hidden' }}>
        <Story />
        <Typography sx={{ p: 2, pt: 9 }}>What is being read.</Typography>
      </Box>
    ),
  ],
  play: async ({ canvas }) => {
    const page = canvas.getByText('What is being read.').parentElement
    const { top, width } = canvas.getByRole('region', { name: 'Offline' }).getBoundingClientRect()
    await expect({ top, width }).toEqual({
      top: page?.getBoundingClientRect().top,
      width: page?.getBoundingClientRect().width,
    })
    await expect(page?.querySelector('p')?.getBoundingClientRect().top).toBe(top)
  },
}

export const RightToLeft: Story = {
  args: { ...bannerFixtures.waitingForNetwork, localeText: persianText },
  globals: { direction: 'rtl' },
}

/** As an app's theme has it: by the names of `styleOverrides`, inside the theme of the toolbar. */
export const Theming: Story = themed(
  { TtOfflineBanner: { styleOverrides: { root: { borderRadius: 12 } } } },
  'TtOfflineBanner-root',
  { borderRadius: '12px' },
)
