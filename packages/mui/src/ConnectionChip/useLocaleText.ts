'use client'

import { useTheme } from '@mui/material/styles'
import { type ConnectionChipLocaleText, englishConnectionChipText } from './connectionChipLocaleText.ts'

/** The words: those given, over the theme's, over English. */
export function useLocaleText(given: Partial<ConnectionChipLocaleText> | undefined): ConnectionChipLocaleText {
  // `useThemeProps` would let given words replace the theme's whole; half of them should not.
  const { components } = useTheme()
  return { ...englishConnectionChipText, ...components?.TtConnectionChip?.defaultProps?.localeText, ...given }
}
