import { createTheme, ThemeProvider } from '@mui/material/styles'
import { ConnectionChipView, type ConnectionChipViewProps } from '@telltale/mui'

/** Light and dark by CSS variables: the system decides, without a render. */
const theme = createTheme({ cssVariables: { cssVarPrefix: 'demo' }, colorSchemes: { light: true, dark: true } })

export function ColorSchemes(props: ConnectionChipViewProps) {
  return (
    <ThemeProvider theme={theme}>
      <ConnectionChipView {...props} />
    </ThemeProvider>
  )
}
