import Button from '@mui/material/Button'
import Box from '@mui/material/Box'
import Stack from '@mui/material/Stack'
import type { Meta, StoryObj } from '@storybook/react-vite'
import { expect, within } from 'storybook/test'
import { themed } from '../../test/support/themed.tsx'
import { staleUsage, usageFixtures } from './usageFixtures.ts'
import type { UsageLookName } from './usageLook.ts'
import type { UsageMeterLocaleText } from './usageMeterLocaleText.ts'
import { UsageMeterView } from './UsageMeterView.tsx'

const meta = {
  title: 'UsageMeter',
  component: UsageMeterView,
  args: usageFixtures.active,
  argTypes: {
    action: { control: false },
  },
  decorators: [
    (Story) => (
      <Box sx={{ maxWidth: 400 }}>
        <Story />
      </Box>
    ),
  ],
} satisfies Meta<typeof UsageMeterView>

export default meta
type Story = StoryObj<typeof meta>

/** Nothing is announced by a view. */
const isSilent = () => expect(within(document.body).queryAllByRole('status')).toHaveLength(0)

/** A story of one look, which says its word, and its figures by a meter. */
const look = (name: UsageLookName, word: string, figures: string): Story => ({
  args: usageFixtures[name],
  play: async ({ canvas }) => {
    await expect(canvas.getByText(word)).toBeVisible()
    await expect(canvas.getByRole('meter', { name: 'Usage' })).toHaveAttribute('aria-valuetext', figures)
    await isSilent()
  },
})

const inTheMiddle = '3 hr of 5 hr used, 2 hr left'
const atTheEnd = '5 hr of 5 hr used, 0 sec left'

export const Default: Story = {}

export const Playground: Story = { args: { session: usageFixtures.near.session, localeText: { label: 'Recording' } } }

/** The server has told nothing yet: no figure is made up. */
export const Unknown: Story = {
  args: usageFixtures.unknown,
  play: async ({ canvas }) => {
    await expect(canvas.getByText('Loading')).toBeVisible()
    await expect(canvas.queryByRole('meter')).toBeNull()
  },
}
export const Idle: Story = look('idle', 'Not running', inTheMiddle)
export const Starting: Story = look('starting', 'Starting', inTheMiddle)
export const Active: Story = look('active', 'Running', inTheMiddle)
/** To the second in the last hour. */
export const Near: Story = look('near', 'Near the limit', '4 hr 35 min of 5 hr used, 24 min 35 sec left')
export const Paused: Story = look('paused', 'Paused', inTheMiddle)
export const Stopping: Story = look('stopping', 'Stopping', inTheMiddle)
/** What remains after a stop is what the server said last; never "0 left". */
export const Closed: Story = look('closed', 'Stopped', inTheMiddle)
export const Reached: Story = look('reached', 'Limit reached', atTheEnd)
export const Capped: Story = look('capped', 'Stopped at the limit', atTheEnd)
export const Expired: Story = look('expired', 'Session expired', inTheMiddle)

/** More than the limit: the bar is full, the text is true. */
export const Over: Story = {
  args: { session: { ...usageFixtures.reached.session, totalUsageSeconds: 18_600 }, limitSeconds: 18_000 },
  play: async ({ canvas }) => {
    const meter = canvas.getByRole('meter')
    await expect(meter).toHaveAttribute('aria-valuenow', '18000')
    await expect(meter).toHaveAttribute('aria-valuetext', '5 hr 10 min of 5 hr used, 10 min over')
  },
}

export const Unlimited: Story = {
  args: { limitSeconds: null },
  play: async ({ canvas }) => {
    await expect(canvas.getByText('3 hr used, no limit')).toBeVisible()
    await expect(canvas.queryByRole('meter')).toBeNull()
  },
}

/** Nobody corrects the figures: they stand, and say since when. */
export const Stale: Story = {
  args: { session: staleUsage },
  play: async ({ canvas }) => {
    await expect(canvas.getByText(/^As of .* cannot be reached/)).toBeVisible()
  },
}

export const WithAction: Story = {
  args: { ...usageFixtures.reached, action: <Button size="small">Buy more</Button> },
}

const germanText: Partial<UsageMeterLocaleText> = {
  label: 'Aufgezeichnete Besprechungen',
  near: 'Das Kontingent ist beinahe aufgebraucht',
  usedOf: (used, limit) => `${used} von insgesamt ${limit} verbraucht`,
  remaining: (left) => `noch ${left}`,
}

/** Long words wrap in a narrow place. */
export const LongGerman: Story = {
  args: { ...usageFixtures.near, localeText: germanText },
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

const persianText: Partial<UsageMeterLocaleText> = {
  label: 'مصرف',
  near: 'نزدیک به سقف',
  usedOf: (used, limit) => `${used} از ${limit}`,
  remaining: (left) => `${left} باقی مانده`,
  duration: (seconds) => `${Math.floor(seconds / 60).toLocaleString('fa')} دقیقه`,
}

/** In an app bar: what is left, and all else in its tooltip and its spoken value. */
export const Ring: Story = {
  args: { ...usageFixtures.near, variant: 'ring' },
  play: async ({ canvas }) => {
    await expect(canvas.getByText('24 min 35 sec left')).toBeVisible()
    await expect(canvas.getByRole('meter', { name: 'Usage' })).toHaveAttribute(
      'aria-valuetext',
      '4 hr 35 min of 5 hr used, 24 min 35 sec left, Near the limit',
    )
  },
}

export const RightToLeft: Story = {
  args: { ...usageFixtures.near, localeText: persianText },
  globals: { direction: 'rtl' },
}

/** As an app's theme has it: by the names of `styleOverrides`, inside the theme of the toolbar. */
export const Theming: Story = themed(
  { TtUsageMeter: { styleOverrides: { track: { height: 16, borderRadius: 2 } } } },
  'TtUsageMeter-track',
  { height: '16px' },
)
