import type { ComponentsOverrides, ComponentsVariants } from '@mui/material/styles'
import type { AITaskToastsClassKey } from './AITaskToasts/aiTaskToastsClasses.ts'
import type { AITaskToastsViewProps } from './AITaskToasts/AITaskToastsView.tsx'
import type { ConnectionChipClassKey } from './ConnectionChip/connectionChipClasses.ts'
import type { ConnectionChipViewProps } from './ConnectionChip/ConnectionChipView.tsx'
import type { NotificationBellClassKey } from './NotificationBell/notificationBellClasses.ts'
import type { NotificationBellViewProps } from './NotificationBell/NotificationBellView.tsx'
import type { NotificationFeedClassKey } from './NotificationFeed/notificationFeedClasses.ts'
import type { NotificationFeedViewProps } from './NotificationFeed/NotificationFeedView.tsx'

// Makes `createTheme({ components: { TtConnectionChip: … } })` typed, as MUI's own components are.
declare module '@mui/material/styles' {
  interface ComponentNameToClassKey {
    TtAITaskToasts: AITaskToastsClassKey
    TtConnectionChip: ConnectionChipClassKey
    TtNotificationBell: NotificationBellClassKey
    TtNotificationFeed: NotificationFeedClassKey
  }

  interface ComponentsPropsList {
    TtAITaskToasts: Partial<AITaskToastsViewProps>
    TtConnectionChip: Partial<ConnectionChipViewProps>
    TtNotificationBell: Partial<NotificationBellViewProps>
    TtNotificationFeed: Partial<NotificationFeedViewProps>
  }

  interface Components<Theme = unknown> {
    TtAITaskToasts?: {
      defaultProps?: ComponentsPropsList['TtAITaskToasts'] | undefined
      styleOverrides?: ComponentsOverrides<Theme>['TtAITaskToasts'] | undefined
      variants?: ComponentsVariants<Theme>['TtAITaskToasts'] | undefined
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
  }
}
