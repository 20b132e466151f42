import type { ReactElement } from 'react'
import { severalTasks, taskFixtures } from '../../src/AITaskToasts/taskFixtures.ts'
import { taskLookNames } from '../../src/AITaskToasts/taskLook.ts'
import { analysisFixtures, manyIssues } from '../../src/AnalysisProgress/analysisFixtures.ts'
import { analysisLookNames } from '../../src/AnalysisProgress/analysisLook.ts'
import { chipFixtures } from '../../src/ConnectionChip/chipFixtures.ts'
import { chipLookNames } from '../../src/ConnectionChip/chipLook.ts'
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
} from '../../src/index.ts'
import { fewNotifications, notificationNow } from '../../src/NotificationFeed/notificationFixtures.ts'
import { bannerFixtures } from '../../src/OfflineBanner/bannerFixtures.ts'
import { bannerLookNames } from '../../src/OfflineBanner/bannerLook.ts'
import { crowd, threeStatuses } from '../../src/PresenceAvatars/presenceFixtures.ts'
import { staleUsage, usageFixtures } from '../../src/UsageMeter/usageFixtures.ts'
import { usageLookNames } from '../../src/UsageMeter/usageLook.ts'
import { longRun, workflowFixtures } from '../../src/WorkflowProgress/workflowFixtures.ts'
import { workflowLookNames } from '../../src/WorkflowProgress/workflowLook.ts'

const nothing = (): void => {}
const can = { onCancel: nothing, onRetry: nothing, onView: nothing, onDismiss: nothing }
const changes = { onRead: nothing, onReadAll: nothing, onClear: nothing }

type Give = <TProps extends object>(props: TProps) => TProps

/** Each widget in each of its looks; `give` may change what it is given, as the names that an app has. */
export function everyWidget(give: Give = (props) => props): [name: string, look: ReactElement][] {
  const named = <TName extends string>(widget: string, names: readonly TName[], show: (name: TName) => ReactElement) =>
    names.map((name): [string, ReactElement] => [`${widget} ${name}`, show(name)])
  const { running } = analysisFixtures
  const manyFound = { ...running.analysis, issues: manyIssues(200), issuesFound: 1_250 }
  return [
    ...named('chip', chipLookNames, (name) => (
      <ConnectionChipView {...give(chipFixtures[name])} showLatency onRetry={nothing} />
    )),
    ...named('banner', bannerLookNames, (name) => (
      <OfflineBannerView {...give(bannerFixtures[name])} onRetry={nothing} />
    )),
    ...named('toasts', taskLookNames, (name) => <AITaskToastsView {...give({ ...taskFixtures[name], ...can })} />),
    ['toasts several', <AITaskToastsView key="0" {...give({ tasks: severalTasks, ...can })} />],
    ['toasts centre', <AITaskToastsView key="0" {...give({ tasks: severalTasks, ...can })} open />],
    ['toasts none', <AITaskToastsView key="0" tasks={[]} open />],
    ...named('meter', usageLookNames, (name) => <UsageMeterView {...give(usageFixtures[name])} />),
    ['meter stale', <UsageMeterView key="0" session={staleUsage} />],
    ['meter as a ring', <UsageMeterView key="0" session={staleUsage} variant="ring" />],
    ['meter without limit', <UsageMeterView key="0" {...usageFixtures.active} limitSeconds={null} />],
    ['meter over', <UsageMeterView key="0" {...usageFixtures.reached} limitSeconds={3_600} />],
    ['bell', <NotificationBellView key="0" unreadCount={3} />],
    ['bell full', <NotificationBellView key="0" unreadCount={123} />],
    ['bell empty', <NotificationBellView key="0" unreadCount={0} />],
    [
      'feed',
      <NotificationFeedView
        key="0"
        filterable
        groupBy="day"
        {...give({ notifications: fewNotifications, now: notificationNow, ...changes })}
        stale
        error={{ code: 'timeout' }}
      />,
    ],
    ['feed loading', <NotificationFeedView key="0" notifications={[]} isLoading />],
    ['feed empty', <NotificationFeedView key="0" notifications={[]} error={{ code: 'forbidden' }} />],
    ['people', <PresenceAvatarsView key="0" {...give({ users: threeStatuses, selfId: 'user-0' })} />],
    ['people many', <PresenceAvatarsView key="0" {...give({ users: crowd(12) })} isStale />],
    ...named('analysis', analysisLookNames, (name) => (
      <AnalysisProgressView
        {...give({ ...analysisFixtures[name], onCancel: nothing, onView: nothing })}
        maxDetectors={3}
      />
    )),
    ['analysis full', <AnalysisProgressView key="0" {...give({ ...running, analysis: manyFound })} />],
    ...named('workflow', workflowLookNames, (name) => <WorkflowProgressView {...give(workflowFixtures[name])} />),
    ['workflow without plan', <WorkflowProgressView key="0" {...give(workflowFixtures.running)} plan={undefined} />],
    ['workflow long', <WorkflowProgressView key="0" {...give(longRun(20))} />],
  ]
}
