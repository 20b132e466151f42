import type { ComponentsOverrides, ComponentsVariants } from '@mui/material/styles'
import type { AITaskToastsClassKey } from './AITaskToasts/aiTaskToastsClasses.ts'
import type { AITaskToastsViewProps } from './AITaskToasts/AITaskToastsView.tsx'
import type { ConnectionChipClassKey } from './ConnectionChip/connectionChipClasses.ts'
import type { ConnectionChipViewProps } from './ConnectionChip/ConnectionChipView.tsx'

// Makes `createTheme({ components: { TtConnectionChip: … } })` typed, as MUI's own components are.
declare module '@mui/material/styles' {
  interface ComponentNameToClassKey {
    TtAITaskToasts: AITaskToastsClassKey
    TtConnectionChip: ConnectionChipClassKey
  }

  interface ComponentsPropsList {
    TtAITaskToasts: Partial<AITaskToastsViewProps>
    TtConnectionChip: Partial<ConnectionChipViewProps>
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
  }
}
