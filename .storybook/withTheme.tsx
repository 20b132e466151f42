import CssBaseline from '@mui/material/CssBaseline'
import ScopedCssBaseline from '@mui/material/ScopedCssBaseline'
import { createTheme, type Theme, ThemeProvider } from '@mui/material/styles'
import { DecoratorHelpers } from '@storybook/addon-themes'
import type { Decorator } from '@storybook/react-vite'
import { type ReactNode, useLayoutEffect } from 'react'

const modes = ['light', 'dark'] as const
const directions = ['ltr', 'rtl'] as const
type Mode = (typeof modes)[number]
type Direction = (typeof directions)[number]

DecoratorHelpers.initializeThemeState([...modes], 'light')

const themes = new Map<string, Theme>(
  modes.flatMap((mode) =>
    directions.map((direction) => [`${mode} ${direction}`, createTheme({ direction, palette: { mode } })] as const),
  ),
)

const paperPadding = { padding: 2 }

type StageProps = { mode: Mode; direction: Direction; isPage: boolean; children: ReactNode }

/** A story alone has the page for itself; on a docs page it brings its own paper, and turns only that. */
function Stage({ mode, direction, isPage, children }: StageProps): ReactNode {
  useLayoutEffect(() => {
    // Popovers live beside the story, so the document must turn with it.
    if (isPage) document.documentElement.dir = direction
  }, [isPage, direction])
  return (
    <ThemeProvider theme={themes.get(`${mode} ${direction}`) ?? createTheme()}>
      {isPage ? (
        <>
          <CssBaseline />
          {children}
        </>
      ) : (
        <ScopedCssBaseline dir={direction} sx={paperPadding}>
          {children}
        </ScopedCssBaseline>
      )}
    </ThemeProvider>
  )
}

/** The toolbars' theme and direction, on MUI's theme and on the page. */
export const withTheme: Decorator = (Story, context) => {
  const mode = DecoratorHelpers.pluckThemeFromContext(context) === 'dark' ? 'dark' : 'light'
  const direction = context.globals['direction'] === 'rtl' ? 'rtl' : 'ltr'
  return (
    <Stage mode={mode} direction={direction} isPage={context.viewMode === 'story'}>
      <Story />
    </Stage>
  )
}
