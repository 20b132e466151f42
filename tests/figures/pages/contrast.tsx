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
  WorkflowProgressView,
} from '@telltale/mui'
import axe from 'axe-core'
import { type ComponentType, createElement, type ReactElement } from 'react'
import { flushSync } from 'react-dom'
import { createRoot } from 'react-dom/client'
import { severalTasks, taskFixtures } from '../../../packages/mui/src/AITaskToasts/taskFixtures.ts'
import { analysisFixtures } from '../../../packages/mui/src/AnalysisProgress/analysisFixtures.ts'
import { chipFixtures } from '../../../packages/mui/src/ConnectionChip/chipFixtures.ts'
import { fewNotifications, notificationNow } from '../../../packages/mui/src/NotificationFeed/notificationFixtures.ts'
import { bannerFixtures } from '../../../packages/mui/src/OfflineBanner/bannerFixtures.ts'
import { crowd, threeStatuses } from '../../../packages/mui/src/PresenceAvatars/presenceFixtures.ts'
import { usageFixtures } from '../../../packages/mui/src/UsageMeter/usageFixtures.ts'
import { workflowFixtures } from '../../../packages/mui/src/WorkflowProgress/workflowFixtures.ts'
import { barsIn, contrastOf, contrastOfBar } from '../../../packages/mui/test/support/contrast.ts'
import { themes } from '../../../packages/mui/test/support/themes.ts'

/** What is too faint in all looks and themes: words below 4.5:1, marks and bars below 3:1. And how many were looked at. */
export type Faint = { words: number; marks: number; lookedAt: number }

const act = () => {}
/** Where they stand, not over one another. */
const stays = { disablePortal: true, sx: { position: 'static', width: '100%', maxHeight: 'none' } } as const
const does = { onCancel: act, onRetry: act, onView: act, onDismiss: act }

const each = <TProps extends object>(View: ComponentType<TProps>, looks: readonly TProps[]): ReactElement[] =>
  looks.map((look) => createElement(View, look))

/** Each widget in each of its looks. */
const looks: readonly ReactElement[] = [
  ...each(ConnectionChipView, Object.values(chipFixtures)),
  ...each(
    OfflineBannerView,
    Object.values(bannerFixtures).map((look) => ({ ...look, onRetry: act })),
  ),
  ...each(
    AITaskToastsView,
    [...Object.values(taskFixtures), { tasks: severalTasks }].map((look) => ({ ...look, ...stays, ...does })),
  ),
  ...each(UsageMeterView, Object.values(usageFixtures)),
  ...each(NotificationBellView, [{ unreadCount: 0 }, { unreadCount: 3 }, { unreadCount: 1_000 }]),
  ...each(NotificationFeedView, [
    { notifications: fewNotifications, now: notificationNow, stale: true, onRead: act, onReadAll: act },
    { notifications: [], error: { code: 'forbidden' } },
  ]),
  ...each(PresenceAvatarsView, [
    { users: threeStatuses },
    { users: threeStatuses, isStale: true },
    { users: crowd(8) },
  ]),
  ...each(
    AnalysisProgressView,
    Object.values(analysisFixtures).map((look) => ({ ...look, onCancel: act })),
  ),
  ...each(WorkflowProgressView, Object.values(workflowFixtures)),
]

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
