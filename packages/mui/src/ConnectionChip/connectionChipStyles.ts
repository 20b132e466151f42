import Button from '@mui/material/Button'
import Popover from '@mui/material/Popover'
import { type CSSObject, keyframes, styled, type SxProps, type Theme } from '@mui/material/styles'
import visuallyHidden from '@mui/utils/visuallyHidden'
import type { ComponentPropsWithRef, ComponentType, ElementType } from 'react'
import type { ChipColor } from './chipLook.ts'
import type { ConnectionChipOwnerState } from './ConnectionChipView.tsx'

type Slot<TElement extends ElementType> = ComponentType<
  ComponentPropsWithRef<TElement> & {
    ownerState: ConnectionChipOwnerState
    as?: ElementType | undefined
    sx?: SxProps<Theme> | undefined
  }
>
type Owned = { ownerState: ConnectionChipOwnerState }

const name = 'TtConnectionChip'

const turn = keyframes({ to: { transform: 'rotate(360deg)' } })
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
    display: 'inline-flex',
    flex: 'none',
    fontSize: size === 'small' ? 10 : 12,
    '& > svg': { fontSize: 'inherit' },
    ...markColor(theme, color),
    ...motion(theme, {
      ...(shape === 'arc' && { animation: `${turn} 1.6s linear infinite` }),
      ...(look === 'recovered' && { animation: `${pulse} 600ms ease-out` }),
    }),
    '@media (forced-colors: active)': { color: 'CanvasText' },
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

/** A colour for marks that keeps 3:1 on paper, tinted or not. */
function markColor(theme: Theme, color: ChipColor): CSSObject {
  const { palette } = theme.vars ?? theme
  if (color === 'neutral') return { color: palette.text.secondary }
  return {
    // MUI's light `warning.main` has 3.1:1 on white, and less on its own tint.
    color: color === 'warning' ? palette.warning.dark : palette[color].main,
    ...theme.applyStyles('dark', { color: palette[color].main }),
  }
}

/** Colour carries change: only what is wrong is tinted. */
function tint(theme: Theme, color: ChipColor): CSSObject {
  if (color === 'neutral' || color === 'success') return {}
  const veil = theme.alpha((theme.vars ?? theme).palette[color].main, 0.08)
  return { backgroundImage: `linear-gradient(${veil}, ${veil})` }
}

/** Movement for those who have not asked for less of it, whatever the theme's own default is. */
function motion(theme: Theme, styles: CSSObject): CSSObject {
  return theme.motion.reducedMotion === 'always' ? {} : { '@media (prefers-reduced-motion: no-preference)': styles }
}
