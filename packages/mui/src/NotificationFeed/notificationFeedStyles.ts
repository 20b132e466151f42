import Button from '@mui/material/Button'
import IconButton from '@mui/material/IconButton'
import { skeletonClasses } from '@mui/material/Skeleton'
import { keyframes, styled } from '@mui/material/styles'
import visuallyHidden from '@mui/utils/visuallyHidden'
import type { ElementType } from 'react'
import { markColor, markStyles, motion } from '../internal/paint.ts'
import type { StyledSlot } from '../internal/StyledSlot.ts'
import type { NotificationFeedOwnerState, NotificationOwnerState } from './NotificationFeedView.tsx'

type Owned = { ownerState: NotificationFeedOwnerState }
type ItemOwned = { ownerState: NotificationOwnerState }
type FeedSlot<TElement extends ElementType> = StyledSlot<TElement, NotificationFeedOwnerState>
type ItemSlot<TElement extends ElementType> = StyledSlot<TElement, NotificationOwnerState>

const name = 'TtNotificationFeed'

const slide = keyframes({ from: { opacity: 0, transform: 'translateY(-100%)' } })

export const FeedRoot: FeedSlot<'section'> = styled('section', { name, slot: 'Root' })<Owned>(({ theme }) => ({
  position: 'relative',
  display: 'flex',
  flexDirection: 'column',
  minHeight: 0,
  height: '100%',
  maxHeight: 'inherit',
  fontFamily: theme.typography.fontFamily,
  fontSize: theme.typography.pxToRem(14),
  lineHeight: 1.43,
  color: (theme.vars ?? theme).palette.text.primary,
}))

export const FeedHeader: FeedSlot<'div'> = styled('div', { name, slot: 'Header' })<Owned>(({ theme }) => ({
  display: 'flex',
  flexWrap: 'wrap',
  alignItems: 'center',
  columnGap: 8,
  paddingBlock: 8,
  paddingInline: '16px 8px',
  borderBlockEnd: `1px solid ${(theme.vars ?? theme).palette.divider}`,
}))

export const FeedTitle: FeedSlot<'h2'> = styled('h2', { name, slot: 'Title' })<Owned>(({ theme }) => ({
  ...theme.typography.subtitle1,
  flexGrow: 1,
  margin: 0,
}))

export const FeedReadAll: FeedSlot<typeof Button> = styled(Button, { name, slot: 'ReadAll' })<Owned>({})
export const FeedClear: FeedSlot<typeof Button> = styled(Button, { name, slot: 'Clear' })<Owned>({})
export const FeedOnlyUnread: FeedSlot<typeof Button> = styled(Button, { name, slot: 'OnlyUnread' })<Owned>({})

export const FeedNote: FeedSlot<'p'> = styled('p', { name, slot: 'Note' })<Owned>(({ theme }) => {
  const { palette } = theme.vars ?? theme
  return {
    margin: 0,
    paddingBlock: 6,
    paddingInline: 16,
    fontSize: theme.typography.pxToRem(13),
    borderBlockEnd: `1px solid ${palette.divider}`,
    backgroundColor: theme.alpha(palette.warning.main, 0.08),
  }
})

export const FeedNewPill: FeedSlot<typeof Button> = styled(Button, { name, slot: 'NewPill' })<Owned>(({ theme }) => ({
  position: 'absolute',
  insetBlockStart: 8,
  insetInlineStart: '50%',
  translate: '-50%',
  '&:dir(rtl)': { translate: '50%' },
  zIndex: 1,
  borderRadius: 16,
  textTransform: 'none',
  fontVariantNumeric: 'tabular-nums',
  ...motion(theme, { animation: `${slide} 200ms ease-out` }),
}))

export const FeedBody: FeedSlot<'div'> = styled('div', { name, slot: 'Body' })<Owned>({
  position: 'relative',
  display: 'flex',
  flex: '1 1 auto',
  minHeight: 0,
})

export const FeedList: FeedSlot<'div'> = styled('div', { name, slot: 'List' })<Owned>({
  flex: '1 1 auto',
  minHeight: 0,
  overflowY: 'auto',
  overscrollBehavior: 'contain',
})

export const ItemRoot: ItemSlot<'article'> = styled('article', { name, slot: 'Item' })<ItemOwned>(({ theme }) => ({
  display: 'grid',
  grid: '[day] auto [head] auto [body] auto / 8px 16px minmax(0, 1fr) auto',
  columnGap: 8,
  alignItems: 'start',
  paddingBlock: 10,
  paddingInline: '8px 16px',
  borderBlockEnd: `1px solid ${(theme.vars ?? theme).palette.divider}`,
  '&:focus-visible': { outline: '2px solid currentColor', outlineOffset: -2 },
}))

export const ItemDay: ItemSlot<'span'> = styled('span', { name, slot: 'ItemDay' })<ItemOwned>(({ theme }) => ({
  gridColumn: '1 / -1',
  gridRow: 'day',
  marginBlockEnd: 8,
  paddingInlineStart: 8,
  ...theme.typography.caption,
  fontWeight: 600,
  color: (theme.vars ?? theme).palette.text.secondary,
  '&::first-letter': { textTransform: 'uppercase' },
}))

export const ItemUnreadMark: ItemSlot<'span'> = styled('span', { name, slot: 'UnreadMark' })<ItemOwned>(
  ({ theme }) => ({
    gridColumn: 1,
    gridRow: 'head',
    width: 8,
    height: 8,
    marginBlockStart: 6,
    borderRadius: '50%',
    ...markColor(theme, 'primary', 'backgroundColor'),
    '@media (forced-colors: active)': { backgroundColor: 'CanvasText' },
  }),
)

export const ItemMark: ItemSlot<'span'> = styled('span', { name, slot: 'ItemMark' })<ItemOwned>(
  ({ theme, ownerState: { color } }) => ({
    ...markStyles(theme, color, 14),
    gridColumn: 2,
    gridRow: 'head',
    height: 20,
  }),
)

export const ItemTitle: ItemSlot<'span'> = styled('span', { name, slot: 'ItemTitle' })<ItemOwned>(
  ({ theme, ownerState: { isUnread, isLink } }) => ({
    gridColumn: 3,
    gridRow: 'head',
    justifySelf: 'start',
    margin: 0,
    padding: 0,
    border: 0,
    background: 'none',
    font: 'inherit',
    fontWeight: isUnread ? 600 : theme.typography.fontWeightRegular,
    color: 'inherit',
    textAlign: 'start',
    textDecoration: 'none',
    overflowWrap: 'anywhere',
    ...(isLink && {
      cursor: 'pointer',
      // 24 px high, and on one line with the mark.
      paddingBlock: 2,
      marginBlock: -2,
      '&:hover': { textDecoration: 'underline' },
      '&:focus-visible': { outline: '2px solid currentColor', outlineOffset: 2 },
    }),
  }),
)

export const ItemTime: ItemSlot<'time'> = styled('time', { name, slot: 'ItemTime' })<ItemOwned>(({ theme }) => ({
  gridColumn: 4,
  gridRow: 'head',
  fontSize: theme.typography.pxToRem(12),
  lineHeight: '20px',
  color: (theme.vars ?? theme).palette.text.secondary,
  fontVariantNumeric: 'tabular-nums',
  whiteSpace: 'nowrap',
}))

export const ItemBody: ItemSlot<'p'> = styled('p', { name, slot: 'ItemBody' })<ItemOwned>(({ theme }) => ({
  gridColumn: 3,
  gridRow: 'body',
  margin: 0,
  // On the side of the feed, whatever its own direction.
  textAlign: ['-webkit-match-parent', 'match-parent'],
  color: (theme.vars ?? theme).palette.text.secondary,
  overflowWrap: 'anywhere',
  overflow: 'hidden',
  display: '-webkit-box',
  WebkitBoxOrient: 'vertical',
  WebkitLineClamp: 2,
}))

export const ItemRead: ItemSlot<typeof IconButton> = styled(IconButton, { name, slot: 'ItemRead' })<ItemOwned>({
  gridColumn: 4,
  gridRow: 'body',
  justifySelf: 'end',
  width: 28,
  height: 28,
  marginInlineEnd: -6,
  '& > svg': { fontSize: 16 },
})

export const FeedEmpty: FeedSlot<'p'> = styled('p', { name, slot: 'Empty' })<Owned>(({ theme }) => ({
  flexGrow: 1,
  margin: 0,
  padding: theme.spacing(4, 2),
  textAlign: 'center',
  color: (theme.vars ?? theme).palette.text.secondary,
}))

export const FeedSkeleton: FeedSlot<'div'> = styled('div', { name, slot: 'Skeleton' })<Owned>({
  flexGrow: 1,
  display: 'flex',
  flexDirection: 'column',
  gap: 12,
  padding: 16,
  // The words; the others are what is seen.
  '& > :first-of-type': visuallyHidden,
  // Grey is no colour there.
  '@media (forced-colors: active)': { [`& > .${skeletonClasses.root}`]: { border: '1px solid GrayText' } },
})
