import Button from '@mui/material/Button'
import { keyframes, styled } from '@mui/material/styles'
import { fillStyles, grooveStyles, markStyles, motion } from '../internal/paint.ts'
import {
  panelLine,
  panelRoot,
  panelState,
  panelTitle,
  rowBar,
  rowLine,
  rowList,
  rowTrack,
  scrollList,
  scrollRow,
} from '../internal/panelStyles.ts'
import type { StyledSlot } from '../internal/StyledSlot.ts'
import type { WorkflowProgressOwnerState } from './WorkflowProgressView.tsx'

type Slot<TElement extends 'section' | 'h2' | 'h3' | 'span' | 'div' | 'ul' | 'li' | 'a' | typeof Button> = StyledSlot<
  TElement,
  WorkflowProgressOwnerState
>
type Owned = { ownerState: WorkflowProgressOwnerState }

const name = 'TtWorkflowProgress'

// As far as the groove goes, and back.
const sweep = keyframes({ from: { transform: 'none' }, to: { transform: 'translateX(194%)' } })
const sweepBack = keyframes({ from: { transform: 'none' }, to: { transform: 'translateX(-194%)' } })

export const WorkflowRoot: Slot<'section'> = styled('section', { name, slot: 'Root' })<Owned>(({ theme }) =>
  panelRoot(theme),
)

export const WorkflowLine: Slot<'div'> = styled('div')<Owned>(panelLine)

export const WorkflowTitle: Slot<'h2'> = styled('h2', { name, slot: 'Title' })<Owned>(({ theme }) => panelTitle(theme))

export const WorkflowState: Slot<'span'> = styled('span', { name, slot: 'State' })<Owned>(panelState)

export const WorkflowIndicator: Slot<'span'> = styled('span', { name, slot: 'Indicator' })<Owned>(
  ({ theme, ownerState: { look, color } }) => markStyles(theme, color, 12, look === 'running'),
)

export const WorkflowTrack: Slot<'div'> = styled('div', { name, slot: 'Track' })<Owned>(({ theme }) =>
  grooveStyles(theme),
)

export const WorkflowBar: Slot<'div'> = styled('div', { name, slot: 'Bar' })<Owned>(({ theme, ownerState }) => ({
  ...fillStyles(theme, ownerState.color),
  // One that does not know how far it is: a third of it stands in the middle, or sweeps.
  '&[data-unknown]': {
    width: '34%',
    marginInline: 'auto',
    transform: 'none',
    ...(ownerState.look === 'running' &&
      motion(theme, {
        marginInline: 0,
        animation: `${sweep} 1.6s ease-in-out infinite alternate`,
        '&:dir(rtl)': { animationName: `${sweepBack}` },
      })),
  },
}))

export const WorkflowSummary: Slot<'span'> = styled('span', { name, slot: 'Summary' })<Owned>({})

export const WorkflowNodes: Slot<'ul'> = styled('ul', { name, slot: 'Nodes' })<Owned>({
  ...rowList,
  '&[tabindex="0"]': {
    maxHeight: 420,
    overflowY: 'auto',
    // Room for the outline, and for the bar that scrolls.
    paddingInlineEnd: 8,
  },
  '&:focus-visible': { outline: '2px solid currentColor', outlineOffset: 2 },
})

export const WorkflowNode: Slot<'li'> = styled('li', { name, slot: 'Node' })<Owned>({})

export const WorkflowRow: Slot<'div'> = styled('div')<Owned>(({ theme }) => rowLine(theme))

export const WorkflowNodeTrack: Slot<'div'> = styled('div', { name, slot: 'NodeTrack' })<Owned>(({ theme }) =>
  rowTrack(theme),
)

export const WorkflowNodeBar: Slot<'div'> = styled('div', { name, slot: 'NodeBar' })<Owned>(({ theme }) =>
  rowBar(theme),
)

export const WorkflowFoldButton: Slot<typeof Button> = styled(Button, { name, slot: 'FoldButton' })<Owned>({
  alignSelf: 'start',
})

export const WorkflowArtifactsTitle: Slot<'h3'> = styled('h3', { name, slot: 'ArtifactsTitle' })<Owned>(({ theme }) =>
  panelTitle(theme),
)

export const WorkflowArtifacts: Slot<'ul'> = styled('ul', { name, slot: 'Artifacts' })<Owned>(({ theme }) =>
  scrollList(theme),
)

export const WorkflowArtifact: Slot<'li'> = styled('li', { name, slot: 'Artifact' })<Owned>(({ theme }) => ({
  ...scrollRow(theme),
  '& > :last-child': { marginInlineStart: 'auto', color: (theme.vars ?? theme).palette.text.secondary },
}))

export const WorkflowArtifactLink: Slot<'a'> = styled('a', { name, slot: 'ArtifactLink' })<Owned>({
  display: 'inline-block',
  // A line of text alone is no target for a finger.
  minWidth: 24,
  minHeight: 24,
  lineHeight: '24px',
  color: 'inherit',
  '&:focus-visible': { outline: '2px solid currentColor', outlineOffset: 2, borderRadius: 2 },
})
