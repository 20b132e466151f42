import Box from '@mui/material/Box'
import CssBaseline from '@mui/material/CssBaseline'
import ScopedCssBaseline from '@mui/material/ScopedCssBaseline'
import { ThemeProvider } from '@mui/material/styles'
import type { Decorator } from '@storybook/react-vite'
import { type ReactNode, useLayoutEffect } from 'react'
import { looks, themeOf } from './themes.ts'
import { type Choice, readChoice } from './toolbars.ts'

const paper = { padding: { xs: 2, sm: 3 } }
const sideBySide = { display: 'grid', gridTemplateColumns: 'repeat(auto-fit, minmax(min(22rem, 100%), 1fr))', gap: 2 }
const caption = { display: 'block', mb: 1, typography: 'caption' }

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

/** A story alone has the page for itself; on a docs page, and beside its likes, it brings its own paper. */
function Stage({ choice, isPage, children }: StageProps): ReactNode {
  usePage(choice, isPage)
  const [only, ...others] = choice.looks
  if (isPage && only && others.length === 0) {
    return (
      <ThemeProvider theme={themeOf({ ...choice, look: only })}>
        <CssBaseline />
        {children}
      </ThemeProvider>
    )
  }
  const { direction, locale } = choice
  return (
    <Box sx={sideBySide}>
      {choice.looks.map((look) => (
        <ThemeProvider key={look} theme={themeOf({ ...choice, look })}>
          <ScopedCssBaseline dir={direction} lang={locale} sx={paper}>
            {others.length > 0 && <Box sx={caption}>{looks[look].title}</Box>}
            {children}
          </ScopedCssBaseline>
        </ThemeProvider>
      ))}
    </Box>
  )
}

/** What the toolbars say, on MUI's theme and on the page. */
export const withTheme: Decorator = (Story, { globals, viewMode }) => (
  <Stage choice={readChoice(globals)} isPage={viewMode === 'story'}>
    <Story />
  </Stage>
)
