import { createTheme, type Theme, ThemeProvider } from '@mui/material/styles'
// Makes the widgets' names in `components` typed.
import type {} from '@telltale/mui/themeAugmentation'
import { UsageMeterView, type UsageMeterViewProps } from '@telltale/mui'

const brand = (outer: Theme) =>
  createTheme(outer, {
    palette: { success: outer.palette.augmentColor({ color: { main: '#7b2d8b' } }) },
    components: {
      TtUsageMeter: {
        defaultProps: { localeText: { label: 'Recorded meetings' } },
        styleOverrides: { track: { height: 12, borderRadius: 2 }, bar: { borderRadius: 0 } },
      },
    },
  })

export function ThemedWidgets(props: UsageMeterViewProps) {
  return (
    <ThemeProvider theme={brand}>
      <UsageMeterView {...props} />
    </ThemeProvider>
  )
}
