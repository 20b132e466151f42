import { createTheme, type Theme, type ThemeOptions } from '@mui/material/styles'
// The widgets' names among the theme's components.
import type {} from '@telltale/mui/themeAugmentation'
import { type LocaleName, locales } from './locales.ts'
import { type LookName, looks } from './looks.ts'

/** All that the toolbars say of a theme. */
export type ThemeChoice = Readonly<{
  look: LookName
  locale: LocaleName
  direction: 'ltr' | 'rtl'
  isCompact: boolean
  reducesMotion: boolean
}>

const compact: ThemeOptions = {
  spacing: 6,
  components: {
    MuiButton: { defaultProps: { size: 'small' } },
    TtConnectionChip: { defaultProps: { size: 'small' } },
    TtPresenceAvatars: { defaultProps: { size: 'small' } },
  },
}

const made = new Map<string, Theme>()

/** The theme of a choice, the same one each time. */
export function themeOf(choice: ThemeChoice): Theme {
  const key = JSON.stringify(choice)
  const known = made.get(key)
  if (known) return known
  const { look, locale, direction, isCompact, reducesMotion } = choice
  const theme = createTheme(
    {
      ...looks[look].options,
      ...(isCompact && compact),
      direction,
      motion: { reducedMotion: reducesMotion ? 'always' : 'system' },
    },
    locales[locale].words,
  )
  made.set(key, theme)
  return theme
}
