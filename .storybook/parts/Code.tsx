import { Source } from '@storybook/addon-docs/blocks'
import type { ReactNode } from 'react'
import { useTheme } from 'storybook/theming'

/** The text of a file that is compiled, as light or dark as the page around. */
export function Code({ code }: { code: string }): ReactNode {
  const { base } = useTheme()
  return <Source code={code} language="tsx" dark={base === 'dark'} />
}
