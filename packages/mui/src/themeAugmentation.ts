import type { ComponentsOverrides, ComponentsVariants } from '@mui/material/styles'
import type { AITaskToastsClassKey } from './AITaskToasts/aiTaskToastsClasses.ts'
import type { AITaskToastsViewProps } from './AITaskToasts/AITaskToastsView.tsx'
import type { AnalysisProgressClassKey } from './AnalysisProgress/analysisProgressClasses.ts'
import type { AnalysisProgressViewProps } from './AnalysisProgress/AnalysisProgressView.tsx'
import type { ConnectionChipClassKey } from './ConnectionChip/connectionChipClasses.ts'
import type { ConnectionChipViewProps } from './ConnectionChip/ConnectionChipView.tsx'
import type { NotificationBellClassKey } from './NotificationBell/notificationBellClasses.ts'
import type { NotificationBellViewProps } from './NotificationBell/NotificationBellView.tsx'
import type { NotificationFeedClassKey } from './NotificationFeed/notificationFeedClasses.ts'
import type { NotificationFeedViewProps } from './NotificationFeed/NotificationFeedView.tsx'
import type { OfflineBannerClassKey } from './OfflineBanner/offlineBannerClasses.ts'
import type { OfflineBannerViewProps } from './OfflineBanner/OfflineBannerView.tsx'
import type { PresenceAvatarsClassKey } from './PresenceAvatars/presenceAvatarsClasses.ts'
import type { PresenceAvatarsViewProps } from './PresenceAvatars/PresenceAvatarsView.tsx'
import type { UsageMeterClassKey } from './UsageMeter/usageMeterClasses.ts'
import type { UsageMeterViewProps } from './UsageMeter/UsageMeterView.tsx'
import type { WorkflowProgressClassKey } from './WorkflowProgress/workflowProgressClasses.ts'
import type { WorkflowProgressViewProps } from './WorkflowProgress/WorkflowProgressView.tsx'

// Makes `createTheme({ components: { TtConnectionChip: … } })` typed, as MUI's own components are.
declare module '@mui/material/styles' {
  interface ComponentNameToClassKey {
    TtAITaskToasts: AITaskToastsClassKey
    TtAnalysisProgress: AnalysisProgressClassKey
    TtConnectionChip: ConnectionChipClassKey
    TtNotificationBell: NotificationBellClassKey
    TtNotificationFeed: NotificationFeedClassKey
    TtOfflineBanner: OfflineBannerClassKey
    TtPresenceAvatars: PresenceAvatarsClassKey
    TtUsageMeter: UsageMeterClassKey
    TtWorkflowProgress: WorkflowProgressClassKey
  }

  interface ComponentsPropsList {
    TtAITaskToasts: Partial<AITaskToastsViewProps>
    TtAnalysisProgress: Partial<AnalysisProgressViewProps>
    TtConnectionChip: Partial<ConnectionChipViewProps>
    TtNotificationBell: Partial<NotificationBellViewProps>
    TtNotificationFeed: Partial<NotificationFeedViewProps>
    TtOfflineBanner: Partial<OfflineBannerViewProps>
    TtPresenceAvatars: Partial<PresenceAvatarsViewProps>
    TtUsageMeter: Partial<UsageMeterViewProps>
    TtWorkflowProgress: Partial<WorkflowProgressViewProps>
  }

  interface Components<Theme = unknown> {
    TtAITaskToasts?: {
      defaultProps?: ComponentsPropsList['TtAITaskToasts'] | undefined
      styleOverrides?: ComponentsOverrides<Theme>['TtAITaskToasts'] | undefined
      variants?: ComponentsVariants<Theme>['TtAITaskToasts'] | undefined
    }
    TtAnalysisProgress?: {
      defaultProps?: ComponentsPropsList['TtAnalysisProgress'] | undefined
      styleOverrides?: ComponentsOverrides<Theme>['TtAnalysisProgress'] | undefined
      variants?: ComponentsVariants<Theme>['TtAnalysisProgress'] | undefined
    }
    TtConnectionChip?: {
      defaultProps?: ComponentsPropsList['TtConnectionChip'] | undefined
      styleOverrides?: ComponentsOverrides<Theme>['TtConnectionChip'] | undefined
      variants?: ComponentsVariants<Theme>['TtConnectionChip'] | undefined
    }
    TtNotificationBell?: {
      defaultProps?: ComponentsPropsList['TtNotificationBell'] | undefined
      styleOverrides?: ComponentsOverrides<Theme>['TtNotificationBell'] | undefined
      variants?: ComponentsVariants<Theme>['TtNotificationBell'] | undefined
    }
    TtNotificationFeed?: {
      defaultProps?: ComponentsPropsList['TtNotificationFeed'] | undefined
      styleOverrides?: ComponentsOverrides<Theme>['TtNotificationFeed'] | undefined
      variants?: ComponentsVariants<Theme>['TtNotificationFeed'] | undefined
    }
    TtOfflineBanner?: {
      defaultProps?: ComponentsPropsList['TtOfflineBanner'] | undefined
      styleOverrides?: ComponentsOverrides<Theme>['TtOfflineBanner'] | undefined
      variants?: ComponentsVariants<Theme>['TtOfflineBanner'] | undefined
    }
    TtPresenceAvatars?: {
      defaultProps?: ComponentsPropsList['TtPresenceAvatars'] | undefined
      styleOverrides?: ComponentsOverrides<Theme>['TtPresenceAvatars'] | undefined
      variants?: ComponentsVariants<Theme>['TtPresenceAvatars'] | undefined
    }
    TtUsageMeter?: {
      defaultProps?: ComponentsPropsList['TtUsageMeter'] | undefined
      styleOverrides?: ComponentsOverrides<Theme>['TtUsageMeter'] | undefined
      variants?: ComponentsVariants<Theme>['TtUsageMeter'] | undefined
    }
    TtWorkflowProgress?: {
      defaultProps?: ComponentsPropsList['TtWorkflowProgress'] | undefined
      styleOverrides?: ComponentsOverrides<Theme>['TtWorkflowProgress'] | undefined
      variants?: ComponentsVariants<Theme>['TtWorkflowProgress'] | undefined
    }
  }
}
