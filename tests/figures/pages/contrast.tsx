import Box from '@mui/material/Box'
import { createTheme, ThemeProvider } from '@mui/material/styles'
import {
  AITaskToastsView,
  AnalysisProgressView,
  ConnectionChipView,
  NotificationBellView,
  NotificationFeedView,
  OfflineBannerView,
  PresenceAvatarsView,
  UsageMeterView,
} from '@telltale/mui'
import axe from 'axe-core'
import type { ReactNode } from 'react'
import { flushSync } from 'react-dom'
import { createRoot } from 'react-dom/client'
import { severalTasks, taskFixtures } from '../../../packages/mui/src/AITaskToasts/taskFixtures.ts'
import { analysisFixtures } from '../../../packages/mui/src/AnalysisProgress/analysisFixtures.ts'
import { chipFixtures } from '../../../packages/mui/src/ConnectionChip/chipFixtures.ts'
import { fewNotifications, notificationNow } from '../../../packages/mui/src/NotificationFeed/notificationFixtures.ts'
import { bannerFixtures } from '../../../packages/mui/src/OfflineBanner/bannerFixtures.ts'
import { crowd, threeStatuses } from '../../../packages/mui/src/PresenceAvatars/presenceFixtures.ts'
import { usageFixtures } from '../../../packages/mui/src/UsageMeter/usageFixtures.ts'
import { barsIn, contrastOf, contrastOfBar } from '../../../packages/mui/test/support/contrast.ts'
import { themes } from '../../../packages/mui/test/support/themes.ts'

/** What is too faint in all looks and themes: words below 4.5:1, marks and bars below 3:1. And how many were looked at. */
export type Faint = { words: number; marks: number; lookedAt: number }

const act = () => {}
/** Where they stand, not over one another. */
const stays = { disablePortal: true, sx: { position: 'static', width: '100%', maxHeight: 'none' } } as const
const does = { onCancel: act, onRetry: act, onView: act, onDismiss: act }

/** Each widget in each of its looks. */
const looks: readonly ReactNode[] = [
  Object.values(chipFixtures).map((look) => <ConnectionChipView {...look} />),
  Object.values(bannerFixtures).map((look) => <OfflineBannerView {...look} onRetry={act} />),
  Object.values(taskFixtures).map((look) => <AITaskToastsView {...look} {...stays} {...does} />),
  <AITaskToastsView tasks={severalTasks} {...stays} {...does} />,
  Object.values(usageFixtures).map((look) => <UsageMeterView {...look} />),
  [0, 3, 1_000].map((unreadCount) => <NotificationBellView unreadCount={unreadCount} />),
  <NotificationFeedView notifications={fewNotifications} now={notificationNow} stale onRead={act} onReadAll={act} />,
  <NotificationFeedView notifications={[]} error={{ code: 'forbidden' }} />,
  [false, true].map((isStale) => <PresenceAvatarsView users={threeStatuses} isStale={isStale} />),
  <PresenceAvatarsView users={crowd(8)} />,
  Object.values(analysisFixtures).map((look) => <AnalysisProgressView {...look} onCancel={act} />),
].flat()

/** Shows all of it in one theme after the other, and looks. */
export async function countFaintIn(): Promise<Faint> {
  const faint: Faint = { words: 0, marks: 0, lookedAt: 0 }
  for (const [, options] of themes) {
    const main = document.body.appendChild(document.createElement('div'))
    const root = createRoot(main)
    flushSync(() =>
      root.render(
        <ThemeProvider theme={createTheme({ ...options, motion: { reducedMotion: 'always' } })}>
          {looks.map((look, index) => (
            // Their order is all that they have.
            <Box key={String(index)} sx={{ color: 'text.primary', backgroundColor: 'background.paper', padding: 1 }}>
              {look}
            </Box>
          ))}
        </ThemeProvider>,
      ),
    )
    // oxlint-disable-next-line no-await-in-loop -- one theme after the other, on one page
    const { violations, passes } = await axe.run(main, { runOnly: ['color-contrast'] })
    const marks = [...main.querySelectorAll('svg')].map(contrastOf)
    const bars = barsIn(main).map(contrastOfBar)
    faint.words += violations.flatMap(({ nodes }) => nodes).length
    faint.marks += [...marks, ...bars].filter((ratio) => ratio < 3).length
    faint.lookedAt += passes.flatMap(({ nodes }) => nodes).length + marks.length + bars.length
    root.unmount()
    main.remove()
  }
  return faint
}
