import { DocsContainer, type DocsContainerProps } from '@storybook/addon-docs/blocks'
import { type PropsWithChildren, type ReactNode, useEffect, useState } from 'react'
import { addons } from 'storybook/preview-api'
import { GLOBALS_UPDATED } from 'storybook/internal/core-events'
import { themes } from 'storybook/theming'

type GlobalsUpdated = { globals: Record<string, unknown> }

const isDarkAtFirst = (): boolean =>
  new URLSearchParams(location.search).get('globals')?.includes('theme:dark') ?? false

/** A docs page in the toolbar's theme, as the stories on it are. */
export function BookDocsContainer(props: PropsWithChildren<DocsContainerProps>): ReactNode {
  const [isDark, setDark] = useState(isDarkAtFirst)
  useEffect(() => {
    const channel = addons.getChannel()
    const update = ({ globals }: GlobalsUpdated) => setDark(globals['theme'] === 'dark')
    channel.on(GLOBALS_UPDATED, update)
    return () => channel.off(GLOBALS_UPDATED, update)
  }, [])
  return <DocsContainer {...props} theme={isDark ? themes.dark : themes.light} />
}
