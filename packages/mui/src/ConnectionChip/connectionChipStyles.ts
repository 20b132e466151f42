import Button from '@mui/material/Button'
import Popover from '@mui/material/Popover'
import { type CSSObject, keyframes, styled, type Theme } from '@mui/material/styles'
import visuallyHidden from '@mui/utils/visuallyHidden'
import type { ElementType } from 'react'
import { markStyles, motion, tint } from '../internal/paint.ts'
import type { StyledSlot } from '../internal/StyledSlot.ts'
import type { ConnectionChipOwnerState } from './ConnectionChipView.tsx'

type Slot<TElement extends ElementType> = StyledSlot<TElement, ConnectionChipOwnerState>
type Owned = { ownerState: ConnectionChipOwnerState }

const name = 'TtConnectionChip'

const pulse = keyframes({ '50%': { transform: 'scale(1.5)' } })

export const ChipRoot: Slot<'span'> = styled('span', {
  name,
  slot: 'Root',
  overridesResolver: ({ ownerState }: Owned, styles) => [
    styles['root'],
    styles[ownerState.variant],
    styles[ownerState.size === 'small' ? 'sizeSmall' : 'sizeMedium'],
  ],
})<Owned>(({ theme, ownerState: { variant, size, color, hasDetails } }) => {
  const { palette } = theme.vars ?? theme
  const height = size === 'small' ? 24 : 28
  return {
    boxSizing: 'border-box',
    display: 'inline-flex',
    alignItems: 'center',
    verticalAlign: 'middle',
    gap: size === 'small' ? 4 : 6,
    maxWidth: '100%',
    minWidth: 24,
    height,
    margin: 0,
    padding: 0,
    border: 0,
    outline: 0,
    font: 'inherit',
    fontFamily: theme.typography.fontFamily,
    fontSize: theme.typography.pxToRem(size === 'small' ? 12 : 13),
    lineHeight: 1,
    letterSpacing: 'normal',
    textAlign: 'start',
    color: palette.text.primary,
    backgroundColor: 'transparent',
    borderRadius: height / 2,
    // The pill brings its own paper, so that words and marks keep their contrast on a coloured bar.
    ...(variant !== 'text' && { backgroundColor: palette.background.paper, ...tint(theme, color) }),
    ...(variant === 'chip' && {
      border: `1px solid ${palette.divider}`,
      paddingInline: size === 'small' ? 7 : 9,
    }),
    ...(variant === 'dot' && { width: height, justifyContent: 'center' }),
    ...(hasDetails && {
      cursor: 'pointer',
      WebkitTapHighlightColor: 'transparent',
      '&:hover': { boxShadow: `inset 0 0 0 100px ${palette.action.hover}` },
      '&:focus-visible': { outline: '2px solid currentColor', outlineOffset: 2 },
    }),
    '@media (forced-colors: active)': {
      backgroundImage: 'none',
      ...(variant === 'chip' && { borderColor: 'CanvasText' }),
    },
  }
})

export const ChipIndicator: Slot<'span'> = styled('span', { name, slot: 'Indicator' })<Owned>(
  ({ theme, ownerState: { look, color, shape, size } }) => ({
    ...markStyles(theme, color, size === 'small' ? 10 : 12, shape === 'arc'),
    ...(look === 'recovered' && motion(theme, { animation: `${pulse} 600ms ease-out` })),
  }),
)

export const ChipLabel: Slot<'span'> = styled('span', { name, slot: 'Label' })<Owned>(({ ownerState }) => ({
  overflow: 'hidden',
  textOverflow: 'ellipsis',
  whiteSpace: 'nowrap',
  // Room for descenders, which `overflow` would cut.
  lineHeight: 1.5,
  ...(ownerState.variant === 'dot' && visuallyHidden),
}))

/** Countdown and latency: digits that change without moving what stands beside them. */
const figures = ({ theme }: { theme: Theme }): CSSObject => ({
  flex: 'none',
  lineHeight: 1.5,
  color: (theme.vars ?? theme).palette.text.secondary,
  fontVariantNumeric: 'tabular-nums',
  whiteSpace: 'nowrap',
})

export const ChipCountdown: Slot<'span'> = styled('span', { name, slot: 'Countdown' })<Owned>(figures)

export const ChipLatency: Slot<'span'> = styled('span', { name, slot: 'Latency' })<Owned>(figures)

export const ChipBadge: Slot<'span'> = styled('span', { name, slot: 'Badge' })<Owned>(({ theme }) => ({
  flex: 'none',
  paddingInline: 5,
  minWidth: 8,
  textAlign: 'center',
  fontVariantNumeric: 'tabular-nums',
  lineHeight: 1.4,
  border: `1px solid ${(theme.vars ?? theme).palette.divider}`,
  borderRadius: 9,
}))

export const ChipPopover: Slot<typeof Popover> = styled(Popover, { name, slot: 'Popover' })<Owned>({})

export const ChipRetryButton: Slot<typeof Button> = styled(Button, { name, slot: 'RetryButton' })<Owned>({
  alignSelf: 'start',
  // Flush with the words above it.
  marginInlineStart: -5,
})
