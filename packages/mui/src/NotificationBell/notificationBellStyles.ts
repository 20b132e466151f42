import IconButton from '@mui/material/IconButton'
import Popover, { popoverClasses } from '@mui/material/Popover'
import { styled } from '@mui/material/styles'
import type { ElementType } from 'react'
import type { StyledSlot } from '../internal/StyledSlot.ts'
import type { NotificationBellOwnerState } from './NotificationBellView.tsx'

type Owned = { ownerState: NotificationBellOwnerState }
type BellSlot<TElement extends ElementType> = StyledSlot<TElement, NotificationBellOwnerState>

const name = 'TtNotificationBell'

export const BellRoot: BellSlot<typeof IconButton> = styled(IconButton, { name, slot: 'Root' })<Owned>({
  position: 'relative',
})

export const BellBadge: BellSlot<'span'> = styled('span', { name, slot: 'Badge' })<Owned>(({ theme, ownerState }) => {
  const { palette } = theme.vars ?? theme
  return {
    position: 'absolute',
    insetBlockStart: 2,
    insetInlineStart: '50%',
    boxSizing: 'border-box',
    minWidth: 18,
    height: 18,
    paddingInline: 5,
    borderRadius: 9,
    fontFamily: theme.typography.fontFamily,
    fontSize: theme.typography.pxToRem(11),
    fontWeight: 600,
    lineHeight: '18px',
    textAlign: 'center',
    fontVariantNumeric: 'tabular-nums',
    // MUI's filled error has 3.7:1 with white where it is dark.
    color: palette.common.white,
    backgroundColor: palette.error.dark,
    ...theme.applyStyles('dark', { color: palette.common.black, backgroundColor: palette.error.light }),
    '@media (forced-colors: active)': { border: '1px solid ButtonText', lineHeight: '16px' },
    ...(ownerState.variant === 'dot' && {
      insetBlockStart: 6,
      minWidth: 10,
      height: 10,
      padding: 0,
      '@media (forced-colors: active)': { backgroundColor: 'ButtonText' },
    }),
  }
})

export const BellPopover: BellSlot<typeof Popover> = styled(Popover, { name, slot: 'Popover' })<Owned>({
  [`& > .${popoverClasses.paper}`]: {
    display: 'flex',
    width: 400,
    maxWidth: 'calc(100% - 32px)',
    height: 520,
    maxHeight: 'calc(100% - 32px)',
    overflow: 'hidden',
  },
  [`& > .${popoverClasses.paper} > *`]: { flex: '1 1 auto', minWidth: 0 },
})
