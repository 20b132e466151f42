import Box from '@mui/material/Box'
import Stack from '@mui/material/Stack'
import { createTheme, type Theme, ThemeProvider, useTheme } from '@mui/material/styles'
import type { Meta, StoryObj } from '@storybook/react-vite'
import { type ReactNode, useMemo } from 'react'
import { expect } from 'storybook/test'
import { AITaskToastsView } from '../AITaskToasts/index.ts'
import { severalTasks } from '../AITaskToasts/taskFixtures.ts'
import { analysisFixtures } from '../AnalysisProgress/analysisFixtures.ts'
import { AnalysisProgressView } from '../AnalysisProgress/index.ts'
import { chipFixtures } from '../ConnectionChip/chipFixtures.ts'
import { ConnectionChipView } from '../ConnectionChip/index.ts'
import { NotificationBellView } from '../NotificationBell/index.ts'
import { NotificationFeedView } from '../NotificationFeed/index.ts'
import { fewNotifications, notificationNow } from '../NotificationFeed/notificationFixtures.ts'
import { bannerFixtures } from '../OfflineBanner/bannerFixtures.ts'
import { OfflineBannerView } from '../OfflineBanner/index.ts'
import { PresenceAvatarsView } from '../PresenceAvatars/index.ts'
import { crowd } from '../PresenceAvatars/presenceFixtures.ts'
import { UsageMeterView } from '../UsageMeter/index.ts'
import { usageFixtures } from '../UsageMeter/usageFixtures.ts'
import { WorkflowProgressView } from '../WorkflowProgress/index.ts'
import { workflowFixtures } from '../WorkflowProgress/workflowFixtures.ts'
import { arEG, deDE, enUS, type WidgetLocale } from './index.ts'

const nothing = (): void => {}

/** The book's theme in another language: what an app does with `createTheme(options, deDE)`. */
function InLanguage({ locale, children }: { locale: WidgetLocale; children: ReactNode }): ReactNode {
  const outer: Theme = useTheme()
  return <ThemeProvider theme={useMemo(() => createTheme(outer, locale), [outer, locale])}>{children}</ThemeProvider>
}

/** One of each widget. What is in English still is what the app brings. */
function EachWidget({ locale }: { locale: WidgetLocale }): ReactNode {
  return (
    <InLanguage locale={locale}>
      <Stack spacing={4} sx={{ maxWidth: 520 }}>
        <Stack direction="row" spacing={2} useFlexGap sx={{ flexWrap: 'wrap', alignItems: 'center' }}>
          <ConnectionChipView {...chipFixtures.connected} />
          <ConnectionChipView {...chipFixtures.reconnecting} onRetry={nothing} />
          <ConnectionChipView {...chipFixtures.syncing} />
          <NotificationBellView unreadCount={12} />
          <PresenceAvatarsView users={crowd(12)} selfId="user-0" />
        </Stack>
        <OfflineBannerView {...bannerFixtures.reconnecting} onRetry={nothing} />
        <UsageMeterView {...usageFixtures.near} />
        <AnalysisProgressView {...analysisFixtures.running} onCancel={nothing} maxDetectors={3} />
        <WorkflowProgressView {...workflowFixtures.running} />
        <Box sx={{ border: 1, borderColor: 'divider', borderRadius: 1 }}>
          <NotificationFeedView
            notifications={fewNotifications}
            now={notificationNow}
            onRead={nothing}
            onReadAll={nothing}
            onClear={nothing}
          />
        </Box>
        <AITaskToastsView
          tasks={severalTasks}
          onCancel={nothing}
          onRetry={nothing}
          onView={nothing}
          disablePortal
          sx={{ position: 'static', width: '100%', maxWidth: '100%' }}
        />
      </Stack>
    </InLanguage>
  )
}

const meta = {
  title: 'Languages',
  component: EachWidget,
  args: { locale: enUS },
  argTypes: { locale: { control: false } },
} satisfies Meta<typeof EachWidget>

export default meta
type Story = StoryObj<typeof meta>

export const English: Story = {}

/** `createTheme(options, deDE)`: words that are longer, and figures as German writes them. */
export const German: Story = {
  args: { locale: deDE },
  play: async ({ canvas }) => {
    await expect(canvas.getByText('Nächster Versuch in 4 Sek.')).toBeVisible()
    await expect(canvas.getByText('3 Änderungen werden gesendet')).toBeVisible()
  },
}

/** `createTheme(options, arEG)`: six forms of plural, digits of its own, from right to left. */
export const Arabic: Story = {
  args: { locale: arEG },
  globals: { direction: 'rtl' },
  play: async ({ canvas }) => {
    await expect(canvas.getByText('جارٍ الإرسال: ٣ تغييرات')).toBeVisible()
    await expect(canvas.getByRole('region', { name: 'سير العمل' })).toBeVisible()
  },
}
