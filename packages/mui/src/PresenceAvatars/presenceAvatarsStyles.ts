import Avatar from '@mui/material/Avatar'
import Popover from '@mui/material/Popover'
import { styled, type Theme } from '@mui/material/styles'
import { markColor } from '../internal/paint.ts'
import type { StyledSlot } from '../internal/StyledSlot.ts'
import { ground } from './initials.ts'
import type { PresenceAvatarsOwnerState } from './PresenceAvatarsView.tsx'

type Slot<TElement extends 'ul' | 'li' | 'span' | 'button' | typeof Avatar | typeof Popover> = StyledSlot<
  TElement,
  PresenceAvatarsOwnerState
>
type Owned = { ownerState: PresenceAvatarsOwnerState }

const name = 'TtPresenceAvatars'

const diameter = ({ size }: PresenceAvatarsOwnerState): number => (size === 'small' ? 28 : 36)

export const PeopleRoot: Slot<'ul'> = styled('ul', { name, slot: 'Root' })<Owned>({
  boxSizing: 'border-box',
  display: 'inline-flex',
  flexWrap: 'wrap',
  maxWidth: '100%',
  margin: 0,
  padding: 0,
  // Room for the overlap of the first one.
  paddingInlineStart: 8,
  listStyle: 'none',
  verticalAlign: 'middle',
})

export const PeopleItem: Slot<'li'> = styled('li', { name, slot: 'Item' })<Owned>({
  position: 'relative',
  display: 'inline-flex',
  flex: 'none',
  marginInlineStart: -8,
})

export const PeopleAvatar: Slot<typeof Avatar> = styled(Avatar, { name, slot: 'Avatar' })<Owned>(({
  theme,
  ownerState,
}) => {
  const { palette } = theme.vars ?? theme
  return {
    boxSizing: 'content-box',
    width: diameter(ownerState),
    height: diameter(ownerState),
    fontSize: theme.typography.pxToRem(ownerState.size === 'small' ? 12 : 14),
    border: `2px solid ${palette.background.paper}`,
    color: '#fff',
    backgroundColor: `hsl(var(--hue) ${ground.light})`,
    ...theme.applyStyles('dark', { color: '#000', backgroundColor: `hsl(var(--hue) ${ground.dark})` }),
    // Those who are gone are seen as an outline, which no colour blindness hides, with initials that stay readable.
    '&[data-dim]': {
      color: palette.text.secondary,
      backgroundColor: palette.background.paper,
      borderColor: palette.text.secondary,
      borderStyle: 'dashed',
      borderWidth: 1,
      margin: 1,
      '& > img': { filter: 'grayscale(1)', opacity: 0.6 },
    },
    '@media (forced-colors: active)': { borderColor: 'CanvasText' },
  }
})

export const PeopleStatus: StyledSlot<'span', PresenceAvatarsOwnerState> = styled('span', {
  name,
  slot: 'Status',
})<Owned>(({ theme }: { theme: Theme }) => ({
  position: 'absolute',
  // Not at the end, which the next avatar covers.
  insetInlineStart: -1,
  insetBlockEnd: -1,
  display: 'inline-flex',
  padding: 1,
  fontSize: 12,
  borderRadius: '50%',
  backgroundColor: (theme.vars ?? theme).palette.background.paper,
  '& > svg': { fontSize: 'inherit' },
  ...markColor(theme, 'neutral'),
  '&[data-status="online"]': markColor(theme, 'success'),
  '&[data-status="away"]': markColor(theme, 'warning'),
  '@media (forced-colors: active)': { '&, &[data-status]': { color: 'CanvasText' } },
}))

export const PeopleSurplus: Slot<'button'> = styled('button', { name, slot: 'Surplus' })<Owned>(({
  theme,
  ownerState,
}) => {
  const { palette } = theme.vars ?? theme
  return {
    boxSizing: 'content-box',
    // A circle, as long as the number has room in it.
    minWidth: diameter(ownerState) - 8,
    height: diameter(ownerState),
    margin: 0,
    padding: '0 4px',
    border: `2px solid ${palette.background.paper}`,
    borderRadius: diameter(ownerState),
    outline: `1px solid ${palette.text.secondary}`,
    outlineOffset: -3,
    font: 'inherit',
    fontFamily: theme.typography.fontFamily,
    fontSize: theme.typography.pxToRem(ownerState.size === 'small' ? 12 : 14),
    fontVariantNumeric: 'tabular-nums',
    color: palette.text.primary,
    backgroundColor: palette.background.paper,
    cursor: 'pointer',
    '&:hover': { boxShadow: `inset 0 0 0 100px ${palette.action.hover}` },
    '&:focus-visible': { outline: '2px solid currentColor', outlineOffset: 0 },
  }
})

export const PeoplePopover: Slot<typeof Popover> = styled(Popover, { name, slot: 'Popover' })<Owned>({})

/** All of them, by name. */
export const PeopleNames: StyledSlot<'ul', PresenceAvatarsOwnerState> = styled('ul')<Owned>(({ theme }) => ({
  margin: 0,
  padding: theme.spacing(1, 2),
  maxWidth: 320,
  listStyle: 'none',
  ...theme.typography.body2,
}))

export const PeopleName: Slot<'li'> = styled('li', { name, slot: 'PopoverItem' })<Owned>({
  display: 'flex',
  alignItems: 'center',
  gap: 8,
  paddingBlock: 4,
  overflowWrap: 'anywhere',
})
