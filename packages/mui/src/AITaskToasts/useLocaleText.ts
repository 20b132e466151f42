'use client'

import { useTheme } from '@mui/material/styles'
import { useMemo } from 'react'
import { type AITaskToastsLocaleText, englishAITaskToastsText } from './aiTaskToastsLocaleText.ts'

/** The words: those given, over the theme's, over English. */
export function useLocaleText(given: Partial<AITaskToastsLocaleText> | undefined): AITaskToastsLocaleText {
  // `useThemeProps` would let given words replace the theme's whole; half of them should not.
  const themed = useTheme().components?.TtAITaskToasts?.defaultProps?.localeText
  return useMemo(() => ({ ...englishAITaskToastsText, ...themed, ...given }), [themed, given])
}
