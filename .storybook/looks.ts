import type { ThemeOptions } from '@mui/material/styles'

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
