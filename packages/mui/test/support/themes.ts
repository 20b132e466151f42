import type { ThemeOptions } from '@mui/material/styles'

/** The themes in which every widget must be read; the first is MUI's own. */
export const themes: readonly (readonly [name: string, options: ThemeOptions])[] = [
  ['light', { palette: { mode: 'light' } }],
  ['dark', { palette: { mode: 'dark' } }],
  ['CSS variables', { cssVariables: true }],
  [
    'high contrast',
    {
      palette: {
        mode: 'dark',
        background: { paper: '#000', default: '#000' },
        text: { primary: '#fff', secondary: '#fff' },
        divider: '#fff',
      },
    },
  ],
]
