import type { AITaskToastsLocaleText } from '../AITaskToasts/aiTaskToastsLocaleText.ts'
import type { AnalysisProgressLocaleText } from '../AnalysisProgress/analysisProgressLocaleText.ts'
import type { ConnectionChipLocaleText } from '../ConnectionChip/connectionChipLocaleText.ts'
import type { NotificationBellLocaleText } from '../NotificationBell/notificationBellLocaleText.ts'
import type { NotificationFeedLocaleText } from '../NotificationFeed/notificationFeedLocaleText.ts'
import type { OfflineBannerLocaleText } from '../OfflineBanner/offlineBannerLocaleText.ts'
import type { PresenceAvatarsLocaleText } from '../PresenceAvatars/presenceAvatarsLocaleText.ts'
import type { UsageMeterLocaleText } from '../UsageMeter/usageMeterLocaleText.ts'
import type { WorkflowProgressLocaleText } from '../WorkflowProgress/workflowProgressLocaleText.ts'

/** All words of all widgets. */
export type WidgetTexts = Readonly<{
  TtAITaskToasts: AITaskToastsLocaleText
  TtAnalysisProgress: AnalysisProgressLocaleText
  TtConnectionChip: ConnectionChipLocaleText
  TtNotificationBell: NotificationBellLocaleText
  TtNotificationFeed: NotificationFeedLocaleText
  TtOfflineBanner: OfflineBannerLocaleText
  TtPresenceAvatars: PresenceAvatarsLocaleText
  TtUsageMeter: UsageMeterLocaleText
  TtWorkflowProgress: WorkflowProgressLocaleText
}>

/** The words of a language as MUI's `createTheme` takes them, as a further argument. */
export type WidgetLocale = Readonly<{
  components: { readonly [name in keyof WidgetTexts]: { defaultProps: { localeText: WidgetTexts[name] } } }
}>

/** Puts words where a theme has them. */
export function toLocale(texts: WidgetTexts): WidgetLocale {
  const components = Object.entries(texts).map(([name, localeText]) => [name, { defaultProps: { localeText } }])
  // Each name keeps its own words.
  return { components: Object.fromEntries(components) as WidgetLocale['components'] }
}
