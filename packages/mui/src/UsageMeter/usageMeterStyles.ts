import { type CSSObject, styled, type Theme } from '@mui/material/styles'
import { fillStyles, grooveStyles, markColor, markStyles } from '../internal/paint.ts'
import type { StyledSlot } from '../internal/StyledSlot.ts'
import type { UsageMeterOwnerState } from './UsageMeterView.tsx'

type Owned = { ownerState: UsageMeterOwnerState }

const name = 'TtUsageMeter'

const line: CSSObject = {
  display: 'flex',
  flexWrap: 'wrap',
  alignItems: 'baseline',
  justifyContent: 'space-between',
  columnGap: 16,
}

export const MeterRoot: StyledSlot<'div', UsageMeterOwnerState> = styled('div', { name, slot: 'Root' })<Owned>(
  ({ theme, ownerState: { variant } }) => ({
    boxSizing: 'border-box',
    ...(variant === 'ring'
      ? { display: 'inline-flex', alignItems: 'center', gap: 8 }
      : { display: 'flex', flexDirection: 'column', gap: 4, width: '100%' }),
    ...theme.typography.body2,
    color: (theme.vars ?? theme).palette.text.primary,
    textAlign: 'start',
    overflowWrap: 'anywhere',
    fontVariantNumeric: 'tabular-nums',
  }),
)

/** Two things on one line, which wraps where it is too narrow for both. */
export const MeterLine: StyledSlot<'div', UsageMeterOwnerState> = styled('div')<Owned>(line)

export const MeterLabel: StyledSlot<'span', UsageMeterOwnerState> = styled('span', { name, slot: 'Label' })<Owned>(
  ({ theme }) => ({ ...theme.typography.subtitle2 }),
)

export const MeterState: StyledSlot<'span', UsageMeterOwnerState> = styled('span', { name, slot: 'State' })<Owned>({
  display: 'inline-flex',
  alignItems: 'center',
  gap: 6,
})

export const MeterIndicator: StyledSlot<'span', UsageMeterOwnerState> = styled('span', {
  name,
  slot: 'Indicator',
})<Owned>(({ theme, ownerState }) => markStyles(theme, ownerState.color, 12))

export const MeterUsed: StyledSlot<'span', UsageMeterOwnerState> = styled('span', { name, slot: 'Used' })<Owned>({})

export const MeterRemaining: StyledSlot<'span', UsageMeterOwnerState> = styled('span', {
  name,
  slot: 'Remaining',
})<Owned>({ fontWeight: 600 })

/** A ring that is filled clockwise from its top to `--p` (0–1); its edge has 3:1 where it is empty, and is broken where the figures are old. */
const ringStyles = (theme: Theme, { color, isStale }: UsageMeterOwnerState): CSSObject => ({
  boxSizing: 'border-box',
  flex: 'none',
  width: 24,
  height: 24,
  borderRadius: '50%',
  border: `1px ${isStale ? 'dashed' : 'solid'} ${(theme.vars ?? theme).palette.text.secondary}`,
  ...markColor(theme, isStale ? 'neutral' : color),
  background: 'conic-gradient(currentColor calc(var(--p) * 1turn), transparent 0) border-box',
  mask: 'radial-gradient(closest-side, transparent calc(100% - 5px), #000 calc(100% - 4.5px))',
  '@media (forced-colors: active)': { forcedColorAdjust: 'none', color: 'CanvasText', borderColor: 'CanvasText' },
})

export const MeterTrack: StyledSlot<'div', UsageMeterOwnerState> = styled('div', { name, slot: 'Track' })<Owned>(
  ({ theme, ownerState }) => (ownerState.variant === 'ring' ? ringStyles(theme, ownerState) : grooveStyles(theme)),
)

export const MeterBar: StyledSlot<'div', UsageMeterOwnerState> = styled('div', { name, slot: 'Bar' })<Owned>(
  ({ theme, ownerState: { color, isStale } }: { theme: Theme } & Owned) =>
    fillStyles(theme, isStale ? 'neutral' : color),
)

export const MeterNote: StyledSlot<'span', UsageMeterOwnerState> = styled('span', { name, slot: 'Note' })<Owned>({})

export const MeterAction: StyledSlot<'div', UsageMeterOwnerState> = styled('div', { name, slot: 'Action' })<Owned>({
  alignSelf: 'start',
})
