import type { ComponentsOverrides, ComponentsVariants } from '@mui/material/styles'
import type { AnalysisProgressClassKey } from './AnalysisProgress/analysisProgressClasses.ts'
import type { AnalysisProgressViewProps } from './AnalysisProgress/AnalysisProgressView.tsx'
import type { ConnectionChipClassKey } from './ConnectionChip/connectionChipClasses.ts'
import type { ConnectionChipViewProps } from './ConnectionChip/ConnectionChipView.tsx'
import type { OfflineBannerClassKey } from './OfflineBanner/offlineBannerClasses.ts'
import type { OfflineBannerViewProps } from './OfflineBanner/OfflineBannerView.tsx'
import type { PresenceAvatarsClassKey } from './PresenceAvatars/presenceAvatarsClasses.ts'
import type { PresenceAvatarsViewProps } from './PresenceAvatars/PresenceAvatarsView.tsx'
import type { UsageMeterClassKey } from './UsageMeter/usageMeterClasses.ts'
import type { UsageMeterViewProps } from './UsageMeter/UsageMeterView.tsx'

// Makes `createTheme({ components: { TtConnectionChip: … } })` typed, as MUI's own components are.
declare module '@mui/material/styles' {
  interface ComponentNameToClassKey {
    TtAnalysisProgress: AnalysisProgressClassKey
    TtConnectionChip: ConnectionChipClassKey
    TtOfflineBanner: OfflineBannerClassKey
    TtPresenceAvatars: PresenceAvatarsClassKey
    TtUsageMeter: UsageMeterClassKey
  }

  interface ComponentsPropsList {
    TtAnalysisProgress: Partial<AnalysisProgressViewProps>
    TtConnectionChip: Partial<ConnectionChipViewProps>
    TtOfflineBanner: Partial<OfflineBannerViewProps>
    TtPresenceAvatars: Partial<PresenceAvatarsViewProps>
    TtUsageMeter: Partial<UsageMeterViewProps>
  }

  interface Components<Theme = unknown> {
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
  }
}
