import Button from '@mui/material/Button'
import { type CSSObject, styled, type Theme } from '@mui/material/styles'
import { fillStyles, grooveStyles, type MarkColor, markColor, markStyles } from '../internal/paint.ts'
import type { StyledSlot } from '../internal/StyledSlot.ts'
import type { AnalysisProgressOwnerState } from './AnalysisProgressView.tsx'

type Slot<TElement extends 'section' | 'h2' | 'span' | 'div' | 'ul' | 'li' | typeof Button> = StyledSlot<
  TElement,
  AnalysisProgressOwnerState
>
type Owned = { ownerState: AnalysisProgressOwnerState }

const name = 'TtAnalysisProgress'

const list: CSSObject = { margin: 0, padding: 0, listStyle: 'none' }

const line: CSSObject = {
  display: 'flex',
  flexWrap: 'wrap',
  alignItems: 'center',
  justifyContent: 'space-between',
  columnGap: 16,
}

/** A mark in a row, coloured by `data-color`: rows share one style, whatever they show. */
const rowMarks = (theme: Theme): CSSObject => ({
  '& > svg': { flex: 'none', fontSize: 12 },
  ...Object.fromEntries(
    (['primary', 'success', 'warning', 'error', 'neutral'] satisfies MarkColor[]).map((color) => [
      `& > svg[data-color=${color}]`,
      markColor(theme, color),
    ]),
  ),
  '@media (forced-colors: active)': { '& > svg[data-color]': { color: 'CanvasText' } },
})

export const AnalysisRoot: Slot<'section'> = styled('section', { name, slot: 'Root' })<Owned>(({ theme }) => ({
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
}))

export const AnalysisLine: Slot<'div'> = styled('div')<Owned>(line)

export const AnalysisTitle: Slot<'h2'> = styled('h2', { name, slot: 'Title' })<Owned>(({ theme }) => ({
  ...theme.typography.subtitle2,
  margin: 0,
}))

export const AnalysisStateWords: Slot<'span'> = styled('span', { name, slot: 'State' })<Owned>({
  display: 'inline-flex',
  alignItems: 'center',
  gap: 6,
})

export const AnalysisIndicator: Slot<'span'> = styled('span', { name, slot: 'Indicator' })<Owned>(
  ({ theme, ownerState: { look, color } }) => markStyles(theme, color, 12, look === 'running'),
)

export const AnalysisTrack: Slot<'div'> = styled('div', { name, slot: 'Track' })<Owned>(({ theme }) =>
  grooveStyles(theme),
)

export const AnalysisBar: Slot<'div'> = styled('div', { name, slot: 'Bar' })<Owned>(({ theme, ownerState }) =>
  fillStyles(theme, ownerState.color),
)

export const AnalysisSummary: Slot<'span'> = styled('span', { name, slot: 'Summary' })<Owned>({})

export const AnalysisCancelButton: Slot<typeof Button> = styled(Button, { name, slot: 'CancelButton' })<Owned>({
  flex: 'none',
})

export const AnalysisDetectors: Slot<'ul'> = styled('ul', { name, slot: 'Detectors' })<Owned>({
  ...list,
  display: 'flex',
  flexDirection: 'column',
  gap: 6,
})

export const AnalysisDetector: Slot<'li'> = styled('li', { name, slot: 'Detector' })<Owned>({})

/** Mark, name and words of a row. */
export const AnalysisRow: Slot<'div'> = styled('div')<Owned>(({ theme }) => ({
  display: 'flex',
  flexWrap: 'wrap',
  alignItems: 'center',
  columnGap: 8,
  '& > :last-child': { marginInlineStart: 'auto' },
  ...rowMarks(theme),
}))

export const AnalysisDetectorTrack: Slot<'div'> = styled('div', { name, slot: 'DetectorTrack' })<Owned>(
  ({ theme }) => ({ ...grooveStyles(theme), height: 6 }),
)

export const AnalysisDetectorBar: Slot<'div'> = styled('div', { name, slot: 'DetectorBar' })<Owned>(({ theme }) =>
  fillStyles(theme, 'neutral'),
)

export const AnalysisFoldButton: Slot<typeof Button> = styled(Button, { name, slot: 'FoldButton' })<Owned>({
  alignSelf: 'start',
})

export const AnalysisIssues: Slot<'ul'> = styled('ul', { name, slot: 'Issues' })<Owned>(({ theme }) => ({
  ...list,
  boxSizing: 'border-box',
  maxHeight: 240,
  overflowY: 'auto',
  border: `1px solid ${(theme.vars ?? theme).palette.divider}`,
  borderRadius: theme.shape.borderRadius,
  '&:focus-visible': { outline: '2px solid currentColor', outlineOffset: 2 },
}))

export const AnalysisIssue: Slot<'li'> = styled('li', { name, slot: 'Issue' })<Owned>(({ theme }) => ({
  display: 'flex',
  flexWrap: 'wrap',
  alignItems: 'baseline',
  columnGap: 8,
  padding: theme.spacing(0.75, 1.5),
  '&:not(:last-child)': { borderBlockEnd: `1px solid ${(theme.vars ?? theme).palette.divider}` },
  '& > strong': { fontWeight: 600 },
  '& > code': { fontSize: '0.9em', color: (theme.vars ?? theme).palette.text.secondary },
  ...rowMarks(theme),
}))
