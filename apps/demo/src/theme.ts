import { createTheme, type Theme } from '@mui/material/styles'
// The chip's name among the theme's components, as any app with a theme of its own wants it.
import type {} from '@telltale/mui/themeAugmentation'

/** Light or dark as the system says, until the person chooses otherwise. */
export const theme: Theme = createTheme({
  cssVariables: { colorSchemeSelector: 'data' },
  colorSchemes: { light: true, dark: true },
  shape: { borderRadius: 8 },
  // Gaps, unlike margins, need no plugin to stand on the right side in every direction of writing.
  components: { MuiStack: { defaultProps: { useFlexGap: true } } },
  typography: { button: { textTransform: 'none' } },
})
