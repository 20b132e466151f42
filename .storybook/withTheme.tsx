import CssBaseline from '@mui/material/CssBaseline'
import ScopedCssBaseline from '@mui/material/ScopedCssBaseline'
import { ThemeProvider } from '@mui/material/styles'
import type { Decorator } from '@storybook/react-vite'
import { type ReactNode, useLayoutEffect } from 'react'
import { themeOf } from './themes.ts'
import { type Choice, readChoice } from './toolbars.ts'

const paper = { padding: { xs: 2, sm: 3 } }

/** Popovers live beside the story, so the document must turn with it, and speak its language. */
function usePage({ direction, locale, textPercent }: Choice, isPage: boolean): void {
  useLayoutEffect(() => {
    if (!isPage) return
    const { documentElement } = document
    documentElement.dir = direction
    documentElement.lang = locale
    documentElement.style.fontSize = `${textPercent}%`
  }, [isPage, direction, locale, textPercent])
}

type StageProps = { choice: Choice; isPage: boolean; children: ReactNode }

/** A story alone has the page for itself; on a docs page it brings its own paper. */
function Stage({ choice, isPage, children }: StageProps): ReactNode {
  usePage(choice, isPage)
  return (
    <ThemeProvider theme={themeOf(choice)}>
      {isPage ? (
        <>
          <CssBaseline enableColorScheme />
          {children}
        </>
      ) : (
        <ScopedCssBaseline enableColorScheme dir={choice.direction} lang={choice.locale} sx={paper}>
          {children}
        </ScopedCssBaseline>
      )}
    </ThemeProvider>
  )
}

/** What the toolbars say, on MUI's theme and on the page. */
export const withTheme: Decorator = (Story, { globals, viewMode }) => (
  <Stage choice={readChoice(globals)} isPage={viewMode === 'story'}>
    <Story />
  </Stage>
)
