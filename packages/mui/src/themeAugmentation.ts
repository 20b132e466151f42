import type { ComponentsOverrides, ComponentsVariants } from '@mui/material/styles'
import type { ConnectionChipClassKey } from './ConnectionChip/connectionChipClasses.ts'
import type { ConnectionChipViewProps } from './ConnectionChip/ConnectionChipView.tsx'

// Makes `createTheme({ components: { TtConnectionChip: … } })` typed, as MUI's own components are.
declare module '@mui/material/styles' {
  interface ComponentNameToClassKey {
    TtConnectionChip: ConnectionChipClassKey
  }

  interface ComponentsPropsList {
    TtConnectionChip: Partial<ConnectionChipViewProps>
  }

  interface Components<Theme = unknown> {
    TtConnectionChip?: {
      defaultProps?: ComponentsPropsList['TtConnectionChip'] | undefined
      styleOverrides?: ComponentsOverrides<Theme>['TtConnectionChip'] | undefined
      variants?: ComponentsVariants<Theme>['TtConnectionChip'] | undefined
    }
  }
}
