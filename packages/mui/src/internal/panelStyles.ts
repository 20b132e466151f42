import type { CSSObject, Theme } from '@mui/material/styles'
import { fillStyles, grooveStyles, type MarkColor, markColor } from './paint.ts'

// What the panels of things that run have in common: a head, a bar, rows.

export const panelRoot = (theme: Theme): CSSObject => ({
  boxSizing: 'border-box',
  display: 'flex',
  flexDirection: 'column',
  gap: 8,
  width: '100%',
  ...theme.typography.body2,
  color: (theme.vars ?? theme).palette.text.primary,
  textAlign: 'start',
  overflowWrap: 'anywhere',
  fontVariantNumeric: 'tabular-nums',
})

/** Its two ends apart while there is room. */
export const panelLine: CSSObject = {
  display: 'flex',
  flexWrap: 'wrap',
  alignItems: 'center',
  justifyContent: 'space-between',
  columnGap: 16,
}

export const panelTitle = (theme: Theme): CSSObject => ({ ...theme.typography.subtitle2, margin: 0 })

/** Mark and word of the state. */
export const panelState: CSSObject = { display: 'inline-flex', alignItems: 'center', gap: 6 }

export const rowList: CSSObject = {
  margin: 0,
  padding: 0,
  listStyle: 'none',
  display: 'flex',
  flexDirection: 'column',
  gap: 6,
}

/** A list of framed rows, which scrolls. */
export const scrollList = (theme: Theme): CSSObject => ({
  margin: 0,
  padding: 0,
  listStyle: 'none',
  boxSizing: 'border-box',
  maxHeight: 240,
  overflowY: 'auto',
  border: `1px solid ${(theme.vars ?? theme).palette.divider}`,
  borderRadius: theme.shape.borderRadius,
  '&:focus-visible': { outline: '2px solid currentColor', outlineOffset: 2 },
})

/** A row of such a list. */
export const scrollRow = (theme: Theme): CSSObject => ({
  display: 'flex',
  flexWrap: 'wrap',
  alignItems: 'baseline',
  columnGap: 8,
  padding: theme.spacing(0.75, 1.5),
  '&:not(:last-child)': { borderBlockEnd: `1px solid ${(theme.vars ?? theme).palette.divider}` },
})

/** Mark, name and, at the other end, words. */
export const rowLine = (theme: Theme): CSSObject => ({
  display: 'flex',
  flexWrap: 'wrap',
  alignItems: 'center',
  columnGap: 8,
  // A long name stays beside its mark, and breaks there.
  '& > svg + span': { maxWidth: 'calc(100% - 20px)' },
  '& > :last-child': { marginInlineStart: 'auto' },
  ...rowMarks(theme),
})

/** A mark in a row, coloured by `data-color`: rows share one style, whatever they show. */
export const rowMarks = (theme: Theme): CSSObject => ({
  '& > svg': { flex: 'none', fontSize: 12 },
  ...Object.fromEntries(
    (['primary', 'success', 'warning', 'error', 'neutral'] satisfies MarkColor[]).map((color) => [
      `& > svg[data-color=${color}]`,
      markColor(theme, color),
    ]),
  ),
  '@media (forced-colors: active)': { '& > svg[data-color]': { color: 'CanvasText' } },
})

/** The groove and the bar of a row. */
export const rowTrack = (theme: Theme): CSSObject => ({ ...grooveStyles(theme), height: 6 })
export const rowBar = (theme: Theme): CSSObject => fillStyles(theme, 'neutral')
