import { englishAITaskToastsText } from '../AITaskToasts/aiTaskToastsLocaleText.ts'
import { englishAnalysisProgressText } from '../AnalysisProgress/analysisProgressLocaleText.ts'
import { englishConnectionChipText } from '../ConnectionChip/connectionChipLocaleText.ts'
import { englishNotificationBellText } from '../NotificationBell/notificationBellLocaleText.ts'
import { englishNotificationFeedText } from '../NotificationFeed/notificationFeedLocaleText.ts'
import { englishOfflineBannerText } from '../OfflineBanner/offlineBannerLocaleText.ts'
import { englishPresenceAvatarsText } from '../PresenceAvatars/presenceAvatarsLocaleText.ts'
import { englishUsageMeterText } from '../UsageMeter/usageMeterLocaleText.ts'
import { englishWorkflowProgressText } from '../WorkflowProgress/workflowProgressLocaleText.ts'
import { toLocale, type WidgetLocale } from './WidgetLocale.ts'

/** English: the words that are built in, for apps that change languages. */
export const enUS: WidgetLocale = toLocale({
  TtAITaskToasts: englishAITaskToastsText,
  TtAnalysisProgress: englishAnalysisProgressText,
  TtConnectionChip: englishConnectionChipText,
  TtNotificationBell: englishNotificationBellText,
  TtNotificationFeed: englishNotificationFeedText,
  TtOfflineBanner: englishOfflineBannerText,
  TtPresenceAvatars: englishPresenceAvatarsText,
  TtUsageMeter: englishUsageMeterText,
  TtWorkflowProgress: englishWorkflowProgressText,
})
