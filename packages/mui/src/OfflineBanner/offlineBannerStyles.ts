import Button from '@mui/material/Button'
import { styled } from '@mui/material/styles'
import { markStyles, tint } from '../internal/paint.ts'
import type { StyledSlot } from '../internal/StyledSlot.ts'
import type { OfflineBannerOwnerState } from './OfflineBannerView.tsx'

type Slot<TElement extends 'section' | 'span' | 'p' | typeof Button> = StyledSlot<TElement, OfflineBannerOwnerState>
type Owned = { ownerState: OfflineBannerOwnerState }

const name = 'TtOfflineBanner'

export const BannerRoot: Slot<'section'> = styled('section', { name, slot: 'Root' })<Owned>(({ theme, ownerState }) => {
  const { palette, shadows, zIndex } = theme.vars ?? theme
  return {
    ...(ownerState.position === 'overlay' && {
      position: 'fixed',
      zIndex: zIndex.snackbar,
      insetBlockStart: 0,
      insetInline: 0,
      boxShadow: shadows[4],
    }),
    boxSizing: 'border-box',
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    columnGap: 12,
    rowGap: 4,
    width: '100%',
    padding: theme.spacing(1, 2),
    borderBlockEnd: `1px solid ${palette.divider}`,
    ...theme.typography.body2,
    textAlign: 'start',
    overflowWrap: 'anywhere',
    color: palette.text.primary,
    backgroundColor: palette.background.paper,
    ...tint(theme, ownerState.color),
    '@media (forced-colors: active)': { backgroundImage: 'none', borderColor: 'CanvasText' },
  }
})

export const BannerIndicator: Slot<'span'> = styled('span', { name, slot: 'Indicator' })<Owned>(
  ({ theme, ownerState: { color, shape } }) => markStyles(theme, color, 16, shape === 'arc'),
)

/** Title, message and countdown: they take what the mark and the button leave, and wrap below them where that is too little. */
export const BannerWords: Slot<'span'> = styled('span')<Owned>({
  display: 'flex',
  flexWrap: 'wrap',
  columnGap: 8,
  flex: '1 1 200px',
  minWidth: 0,
})

export const BannerTitle: Slot<'span'> = styled('span', { name, slot: 'Title' })<Owned>({
  fontWeight: 600,
})

export const BannerMessage: Slot<'span'> = styled('span', { name, slot: 'Message' })<Owned>({})

export const BannerCountdown: Slot<'span'> = styled('span', { name, slot: 'Countdown' })<Owned>(({ theme }) => ({
  color: (theme.vars ?? theme).palette.text.secondary,
  fontVariantNumeric: 'tabular-nums',
  whiteSpace: 'nowrap',
}))

export const BannerRetryButton: Slot<typeof Button> = styled(Button, { name, slot: 'RetryButton' })<Owned>({
  flex: 'none',
})
