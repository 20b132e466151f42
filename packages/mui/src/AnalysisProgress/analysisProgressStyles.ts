import Button from '@mui/material/Button'
import { styled } from '@mui/material/styles'
import { fillStyles, grooveStyles, markStyles } from '../internal/paint.ts'
import {
  panelLine,
  panelRoot,
  panelState,
  panelTitle,
  rowBar,
  rowLine,
  rowList,
  rowMarks,
  rowTrack,
  scrollList,
  scrollRow,
} from '../internal/panelStyles.ts'
import type { StyledSlot } from '../internal/StyledSlot.ts'
import type { AnalysisProgressOwnerState } from './AnalysisProgressView.tsx'

type Slot<TElement extends 'section' | 'h2' | 'span' | 'div' | 'ul' | 'li' | typeof Button> = StyledSlot<
  TElement,
  AnalysisProgressOwnerState
>
type Owned = { ownerState: AnalysisProgressOwnerState }

const name = 'TtAnalysisProgress'

export const AnalysisRoot: Slot<'section'> = styled('section', { name, slot: 'Root' })<Owned>(({ theme }) =>
  panelRoot(theme),
)

export const AnalysisLine: Slot<'div'> = styled('div')<Owned>(panelLine)

export const AnalysisTitle: Slot<'h2'> = styled('h2', { name, slot: 'Title' })<Owned>(({ theme }) => panelTitle(theme))

export const AnalysisStateWords: Slot<'span'> = styled('span', { name, slot: 'State' })<Owned>(panelState)

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

export const AnalysisViewButton: Slot<typeof Button> = styled(Button, { name, slot: 'ViewButton' })<Owned>({
  flex: 'none',
})

export const AnalysisDetectors: Slot<'ul'> = styled('ul', { name, slot: 'Detectors' })<Owned>(rowList)

export const AnalysisDetector: Slot<'li'> = styled('li', { name, slot: 'Detector' })<Owned>({})

export const AnalysisRow: Slot<'div'> = styled('div')<Owned>(({ theme }) => rowLine(theme))

export const AnalysisDetectorTrack: Slot<'div'> = styled('div', { name, slot: 'DetectorTrack' })<Owned>(({ theme }) =>
  rowTrack(theme),
)

export const AnalysisDetectorBar: Slot<'div'> = styled('div', { name, slot: 'DetectorBar' })<Owned>(({ theme }) =>
  rowBar(theme),
)

export const AnalysisFoldButton: Slot<typeof Button> = styled(Button, { name, slot: 'FoldButton' })<Owned>({
  alignSelf: 'start',
})

export const AnalysisIssues: Slot<'ul'> = styled('ul', { name, slot: 'Issues' })<Owned>(({ theme }) =>
  scrollList(theme),
)

export const AnalysisIssue: Slot<'li'> = styled('li', { name, slot: 'Issue' })<Owned>(({ theme }) => ({
  ...scrollRow(theme),
  '& > strong': { fontWeight: 600 },
  '& > code': { fontSize: '0.9em', color: (theme.vars ?? theme).palette.text.secondary },
  ...rowMarks(theme),
}))
