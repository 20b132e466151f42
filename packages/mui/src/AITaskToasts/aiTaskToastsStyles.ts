import Button from '@mui/material/Button'
import Drawer, { drawerClasses } from '@mui/material/Drawer'
import IconButton from '@mui/material/IconButton'
import { type CSSObject, keyframes, styled, type Theme } from '@mui/material/styles'
import type { ElementType } from 'react'
import { markColor, markStyles, motion } from '../internal/paint.ts'
import type { StyledSlot } from '../internal/StyledSlot.ts'
import type { AITaskToastsOwnerState, TaskOwnerState } from './AITaskToastsView.tsx'

type Owned = { ownerState: AITaskToastsOwnerState }
type TaskOwned = { ownerState: TaskOwnerState }
type StackSlot<TElement extends ElementType> = StyledSlot<TElement, AITaskToastsOwnerState>
type TaskSlot<TElement extends ElementType> = StyledSlot<TElement, TaskOwnerState>

const name = 'TtAITaskToasts'

const rise = keyframes({ from: { opacity: 0, transform: 'translateY(8px)' } })
const sweep = keyframes({ from: { transform: 'translateX(-100%)' }, to: { transform: 'translateX(250%)' } })

const sides = {
  start: { insetInlineStart: 8 },
  center: { insetInline: 0, marginInline: 'auto' },
  end: { insetInlineEnd: 8 },
}

export const ToastsRoot: StackSlot<'section'> = styled('section', { name, slot: 'Root' })<Owned>(
  ({
    theme,
    ownerState: {
      position: { vertical, horizontal },
    },
  }) => ({
    position: 'fixed',
    zIndex: (theme.vars ?? theme).zIndex.snackbar,
    // Its padding is room for the shadows, which `overflow` would cut; and none of it takes clicks from the page.
    padding: 16,
    [vertical]: `max(8px, env(safe-area-inset-${vertical}) - 16px)`,
    ...sides[horizontal],
    boxSizing: 'border-box',
    width: 432,
    maxWidth: '100%',
    maxHeight: 'calc(100% - 16px)',
    overflowY: 'auto',
    pointerEvents: 'none',
    '& > *': { pointerEvents: 'auto' },
    [theme.breakpoints.down('sm')]: {
      padding: 8,
      [vertical]: `env(safe-area-inset-${vertical})`,
      insetInline: 0,
      width: '100%',
    },
    // A page zoomed to 400 % keeps room to read.
    '@media (max-height: 400px)': { maxHeight: '60%' },
  }),
)

export const ToastsList: StackSlot<'ol'> = styled('ol', { name, slot: 'List' })<Owned>({
  display: 'flex',
  flexDirection: 'column',
  gap: 8,
  margin: 0,
  padding: 0,
  listStyle: 'none',
})

export const TaskItemRoot: TaskSlot<'li'> = styled('li', { name, slot: 'Item' })<TaskOwned>(({
  theme,
  ownerState: { place },
}) => {
  const { palette, shadows } = theme.vars ?? theme
  return {
    position: 'relative',
    boxSizing: 'border-box',
    flex: 'none',
    display: 'grid',
    gridTemplateColumns: '20px minmax(0, 1fr) auto 32px',
    columnGap: 8,
    alignItems: 'start',
    paddingBlock: '12px 14px',
    paddingInline: '16px 8px',
    overflow: 'hidden',
    fontFamily: theme.typography.fontFamily,
    fontSize: theme.typography.pxToRem(14),
    lineHeight: 1.43,
    color: palette.text.primary,
    ...(place === 'stack'
      ? {
          borderRadius: `calc(${theme.shape.borderRadius}px * 2)`,
          ...raised(theme),
          boxShadow: shadows[6],
          ...motion(theme, { animation: `${rise} 200ms ease-out` }),
        }
      : { borderBlockEnd: `1px solid ${palette.divider}` }),
    '@media (forced-colors: active)': { border: '1px solid CanvasText' },
  }
})

/** Paper at MUI's elevation 6, which is lighter where it is dark. */
const raised = (theme: Theme): CSSObject => ({
  backgroundColor: (theme.vars ?? theme).palette.background.paper,
  ...theme.applyStyles('dark', {
    backgroundImage: 'linear-gradient(rgba(255, 255, 255, 0.112), rgba(255, 255, 255, 0.112))',
  }),
})

export const TaskIcon: TaskSlot<'span'> = styled('span', { name, slot: 'Icon' })<TaskOwned>(
  ({ theme, ownerState: { color, shape, isAnimated } }) => ({
    ...markStyles(theme, color, 16, shape === 'arc' && isAnimated),
    height: 20,
    // As wide as the mark, which turns about its own middle.
    justifySelf: 'start',
  }),
)

export const TaskTitle: TaskSlot<'h3'> = styled('h3', { name, slot: 'Title' })<TaskOwned>(({ theme }) => ({
  margin: 0,
  font: 'inherit',
  fontWeight: theme.typography.fontWeightMedium,
  overflowWrap: 'anywhere',
}))

export const TaskMeta: TaskSlot<'span'> = styled('span', { name, slot: 'Meta' })<TaskOwned>(({ theme }) => ({
  gridColumn: 3,
  gridRow: 1,
  color: (theme.vars ?? theme).palette.text.secondary,
  fontSize: theme.typography.pxToRem(12),
  lineHeight: '20px',
  fontVariantNumeric: 'tabular-nums',
  whiteSpace: 'nowrap',
}))

export const TaskMessage: TaskSlot<'p'> = styled('p', { name, slot: 'Message' })<TaskOwned>(({ theme }) => ({
  gridColumn: '2 / 4',
  margin: 0,
  color: (theme.vars ?? theme).palette.text.secondary,
  fontVariantNumeric: 'tabular-nums',
  overflowWrap: 'anywhere',
}))

export const TaskProgress: TaskSlot<'div'> = styled('div', { name, slot: 'Progress' })<TaskOwned>(({ theme }) => ({
  position: 'absolute',
  insetInline: 0,
  insetBlockEnd: 0,
  height: 4,
  overflow: 'hidden',
  backgroundColor: (theme.vars ?? theme).palette.action.hover,
}))

export const TaskBar: TaskSlot<'div'> = styled('div', { name, slot: 'Bar' })<TaskOwned>(
  ({ theme, ownerState: { color, isAnimated, hasProgress } }) => ({
    height: '100%',
    ...markColor(theme, color),
    backgroundColor: 'currentColor',
    transformOrigin: '0 50%',
    transform: 'scaleX(var(--p))',
    '&:dir(rtl)': { transformOrigin: '100% 50%' },
    // One that does not know how far it is: dashes along the whole of it, or a sweep.
    ...(!hasProgress && {
      transform: 'none',
      backgroundColor: 'transparent',
      backgroundImage: 'repeating-linear-gradient(90deg, currentColor 0 8px, transparent 8px 16px)',
    }),
    ...(!hasProgress &&
      isAnimated &&
      motion(theme, {
        width: '40%',
        backgroundColor: 'currentColor',
        backgroundImage: 'none',
        animation: `${sweep} 1.6s linear infinite`,
        '&:dir(rtl)': { animationDirection: 'reverse' },
      })),
    ...(hasProgress && motion(theme, { transition: 'transform 200ms linear' })),
    '@media (forced-colors: active)': hasProgress ? { backgroundColor: 'CanvasText' } : { color: 'CanvasText' },
  }),
)

export const TaskActions: TaskSlot<'div'> = styled('div', { name, slot: 'Actions' })<TaskOwned>({
  gridColumn: '2 / 5',
  display: 'flex',
  flexWrap: 'wrap',
  gap: 8,
  marginBlockStart: 4,
  // Flush with the words above.
  marginInlineStart: -5,
})

export const TaskAction: TaskSlot<typeof Button> = styled(Button, { name, slot: 'Action' })<TaskOwned>({ minWidth: 0 })

export const TaskHideButton: TaskSlot<typeof IconButton> = styled(IconButton, { name, slot: 'HideButton' })<TaskOwned>({
  gridColumn: 4,
  gridRow: 1,
  width: 32,
  height: 32,
  marginBlock: -6,
  '& > svg': { fontSize: 18 },
})

export const ToastsOverflow: StackSlot<typeof Button> = styled(Button, { name, slot: 'Overflow' })<Owned>(({
  theme,
}) => {
  const { palette, shadows } = theme.vars ?? theme
  return {
    position: 'relative',
    width: '100%',
    overflow: 'hidden',
    justifyContent: 'flex-start',
    marginBlockStart: 8,
    padding: '8px 16px 10px',
    textTransform: 'none',
    textAlign: 'start',
    fontVariantNumeric: 'tabular-nums',
    color: palette.text.primary,
    ...raised(theme),
    borderRadius: `calc(${theme.shape.borderRadius}px * 2)`,
    boxShadow: shadows[6],
    '&:hover': { ...raised(theme), textDecoration: 'underline' },
    '&:focus-visible': { outline: '2px solid currentColor', outlineOffset: -4 },
    '@media (forced-colors: active)': { border: '1px solid ButtonText' },
  }
})

export const ToastsCenter: StackSlot<typeof Drawer> = styled(Drawer, { name, slot: 'Center' })<Owned>(({ theme }) => ({
  // Above an open dialog: it is the way to the tasks from there.
  zIndex: (theme.vars ?? theme).zIndex.snackbar,
  // MUI's own anchor is a side, which only a plugin mirrors.
  [`& > .${drawerClasses.paper}`]: { width: 400, maxWidth: '100%', insetInlineStart: 'auto', insetInlineEnd: 0 },
}))

export const CenterHeader: StackSlot<'div'> = styled('div', { name, slot: 'CenterHeader' })<Owned>(({ theme }) => ({
  position: 'sticky',
  insetBlockStart: 0,
  zIndex: 1,
  display: 'flex',
  flexWrap: 'wrap',
  alignItems: 'center',
  gap: 8,
  paddingBlock: 12,
  paddingInline: '16px 8px',
  backgroundColor: 'inherit',
  backgroundImage: 'inherit',
  borderBlockEnd: `1px solid ${(theme.vars ?? theme).palette.divider}`,
  '& > h2': { flexGrow: 1, margin: 0, ...theme.typography.h6 },
}))

export const CenterClearButton: StackSlot<typeof Button> = styled(Button, { name, slot: 'ClearButton' })<Owned>({})
export const CenterCloseButton: StackSlot<typeof IconButton> = styled(IconButton, { name, slot: 'CloseButton' })<Owned>(
  {},
)

export const CenterEmptyState: StackSlot<'p'> = styled('p', { name, slot: 'EmptyState' })<Owned>(({ theme }) => ({
  ...theme.typography.body2,
  margin: 0,
  padding: theme.spacing(4, 2),
  textAlign: 'center',
  color: (theme.vars ?? theme).palette.text.secondary,
}))
