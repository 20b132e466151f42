'use client'

import { type Components, useTheme } from '@mui/material/styles'
import { useMemo } from 'react'

type Worded<TText> = { defaultProps?: { localeText?: Partial<TText> | undefined } | undefined } | undefined

/** The words of a widget: those given, over the theme's, over the built-in ones. */
export function useWidgetText<TText extends object>(
  name: keyof Components & `Tt${string}`,
  builtIn: TText,
  given: Partial<TText> | undefined,
): TText {
  const { components } = useTheme()
  // `useThemeProps` would let given words replace the theme's whole. A theme has a widget's own words under its name.
  const themed = (components?.[name] as Worded<TText>)?.defaultProps?.localeText
  return useMemo(() => ({ ...builtIn, ...themed, ...given }), [builtIn, themed, given])
}
