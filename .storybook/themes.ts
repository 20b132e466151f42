import { createTheme, type Theme, type ThemeOptions } from '@mui/material/styles'
// The widgets' names among the theme's components.
import type {} from '@telltale/mui/themeAugmentation'
import { type LocaleName, locales } from './locales.ts'

/** The looks of the toolbar, by the name that an address gives them. */
export const looks = {
  light: { title: 'Light', options: { palette: { mode: 'light' } } },
  dark: { title: 'Dark', options: { palette: { mode: 'dark' } } },
  contrast: {
    title: 'High contrast',
    options: {
      palette: {
        mode: 'light',
        contrastThreshold: 7,
        primary: { main: '#0039a6' },
        success: { main: '#00551c' },
        warning: { main: '#7a3d00' },
        error: { main: '#9c0000' },
        info: { main: '#00477a' },
        text: { primary: '#000', secondary: '#1c1c1c' },
        divider: '#000',
      },
    },
  },
  brand: {
    title: 'Brand',
    options: {
      palette: {
        mode: 'light',
        primary: { main: '#0b6e69' },
        success: { main: '#3c7a1f' },
        background: { default: '#fbf7f0', paper: '#fffdf9' },
        text: { primary: '#2a211b', secondary: '#5b4d43' },
      },
      shape: { borderRadius: 14 },
      typography: { fontFamily: 'Georgia, "Times New Roman", serif', button: { textTransform: 'none' } },
    },
  },
} as const satisfies Record<string, { title: string; options: ThemeOptions }>

export type LookName = keyof typeof looks

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
