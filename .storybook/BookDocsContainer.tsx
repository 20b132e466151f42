import { DocsContainer, type DocsContainerProps } from '@storybook/addon-docs/blocks'
import { type PropsWithChildren, type ReactNode, useEffect, useState } from 'react'
import { GLOBALS_UPDATED } from 'storybook/internal/core-events'
import { addons } from 'storybook/preview-api'
import { styled } from 'storybook/theming'
import { bookThemeOf } from './bookTheme.ts'

type GlobalsUpdated = { globals: Record<string, unknown> }

const themeAtFirst = (): unknown =>
  /(?:^|;)theme:(\w+)/.exec(new URLSearchParams(location.search).get('globals') ?? '')?.[1]

const Page = styled.main({
  // Where there is no room for the table of props it scrolls by itself, and not the page.
  '& div:has(> .docblock-argstable)': { overflowX: 'auto' },
})

/** A docs page in the toolbar's theme, as the stories on it are. */
export function BookDocsContainer({ children, ...props }: PropsWithChildren<DocsContainerProps>): ReactNode {
  const [theme, setTheme] = useState(themeAtFirst)
  useEffect(() => {
    const channel = addons.getChannel()
    const update = ({ globals }: GlobalsUpdated) => setTheme(globals['theme'])
    channel.on(GLOBALS_UPDATED, update)
    return () => channel.off(GLOBALS_UPDATED, update)
  }, [])
  return (
    <DocsContainer {...props} theme={bookThemeOf(theme)}>
      <Page>{children}</Page>
    </DocsContainer>
  )
}
