import type { ComponentsOverrides, ComponentsVariants } from '@mui/material/styles'
import type { ConnectionChipClassKey } from './ConnectionChip/connectionChipClasses.ts'
import type { ConnectionChipViewProps } from './ConnectionChip/ConnectionChipView.tsx'
import type { UsageMeterClassKey } from './UsageMeter/usageMeterClasses.ts'
import type { UsageMeterViewProps } from './UsageMeter/UsageMeterView.tsx'

// Makes `createTheme({ components: { TtConnectionChip: … } })` typed, as MUI's own components are.
declare module '@mui/material/styles' {
  interface ComponentNameToClassKey {
    TtConnectionChip: ConnectionChipClassKey
    TtUsageMeter: UsageMeterClassKey
  }

  interface ComponentsPropsList {
    TtConnectionChip: Partial<ConnectionChipViewProps>
    TtUsageMeter: Partial<UsageMeterViewProps>
  }

  interface Components<Theme = unknown> {
    TtConnectionChip?: {
      defaultProps?: ComponentsPropsList['TtConnectionChip'] | undefined
      styleOverrides?: ComponentsOverrides<Theme>['TtConnectionChip'] | undefined
      variants?: ComponentsVariants<Theme>['TtConnectionChip'] | undefined
    }
    TtUsageMeter?: {
      defaultProps?: ComponentsPropsList['TtUsageMeter'] | undefined
      styleOverrides?: ComponentsOverrides<Theme>['TtUsageMeter'] | undefined
      variants?: ComponentsVariants<Theme>['TtUsageMeter'] | undefined
    }
  }
}
