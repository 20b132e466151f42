import { create, type ThemeVars } from 'storybook/theming'

const fonts = { fontBase: 'Roboto, system-ui, "Helvetica Neue", Arial, sans-serif', brandTitle: 'Telltale' }

/** How the book itself looks, around the stories. */
const bookThemes: Readonly<Record<'light' | 'dark', ThemeVars>> = {
  light: create({ base: 'light', ...fonts }),
  dark: create({ base: 'dark', ...fonts }),
}

/** The book is dark where the widgets are. */
export const bookThemeOf = (theme: unknown): ThemeVars => bookThemes[theme === 'dark' ? 'dark' : 'light']
