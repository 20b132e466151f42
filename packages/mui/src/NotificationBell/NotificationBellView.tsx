'use client'

import { createSvgIcon } from '@mui/material/SvgIcon'
import type SvgIcon from '@mui/material/SvgIcon'
import { useThemeProps, type SxProps, type Theme } from '@mui/material/styles'
import type { CreateSlotsAndSlotProps, SlotProps } from '@mui/material/utils'
import useForkRef from '@mui/utils/useForkRef'
import {
  type ButtonHTMLAttributes,
  type ElementType,
  forwardRef,
  type ForwardRefExoticComponent,
  type MouseEvent,
  type ReactNode,
  type RefAttributes,
  useId,
  useRef,
  useState,
} from 'react'
import { dialogBelow } from '../internal/dialogBelow.ts'
import { partsOf } from '../internal/partsOf.ts'
import { useWidgetText } from '../internal/useWidgetText.ts'
import { notificationBellClass, type NotificationBellClassKey } from './notificationBellClasses.ts'
import { englishNotificationBellText, type NotificationBellLocaleText } from './notificationBellLocaleText.ts'
import { BellBadge, BellPopover, BellRoot } from './notificationBellStyles.ts'

/** What styles and `slotProps` functions may depend on. */
export type NotificationBellOwnerState = Readonly<{ hasUnread: boolean; open: boolean; variant: 'count' | 'dot' }>

/** The parts of the bell that can be replaced; a replaced part keeps class and styles. */
export type NotificationBellSlots = {
  /** @defaultValue MUI's IconButton */
  root: ElementType
  /** @defaultValue `span` */
  badge: ElementType
  /** @defaultValue MUI's Popover */
  popover: ElementType
}

type PropsOf<TElement extends ElementType> = SlotProps<TElement, object, NotificationBellOwnerState>

/** `slots` and `slotProps` of the bell. */
export type NotificationBellSlotsAndSlotProps = CreateSlotsAndSlotProps<
  NotificationBellSlots,
  { root: PropsOf<typeof BellRoot>; badge: PropsOf<'span'>; popover: PropsOf<typeof BellPopover> }
>

export type NotificationBellViewProps = NotificationBellSlotsAndSlotProps &
  Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'color' | 'type'> & {
    unreadCount: number
    /** Of more the badge says only that there are more. @defaultValue 99 */
    maxCount?: number | undefined
    /** What the badge shows: how many there are, or only that there are. The button's name says how many. @defaultValue 'count' */
    variant?: 'count' | 'dot' | undefined
    /** What a press shows, as a `NotificationFeedView`. */
    children?: ReactNode
    /** It is shown; with `onOpenChange`, where the app knows. @defaultValue its own state */
    open?: boolean | undefined
    onOpenChange?: ((open: boolean) => void) | undefined
    /** Words over those of the theme and the built-in English ones. */
    localeText?: Partial<NotificationBellLocaleText> | undefined
    classes?: Partial<Record<NotificationBellClassKey, string>> | undefined
    sx?: SxProps<Theme> | undefined
  }

const BellMark: typeof SvgIcon = createSvgIcon(
  <path d="M12 22a2.2 2.2 0 0 0 2.2-2H9.8a2.2 2.2 0 0 0 2.2 2m7-6.2V11a7 7 0 0 0-5.4-6.8V3.6a1.6 1.6 0 1 0-3.2 0v.6A7 7 0 0 0 5 11v4.8L3 17.8V19h18v-1.2zM17 17H7v-6a5 5 0 0 1 10 0z" />,
  'TtBell',
)

/**
 * A bell with the number of unread notifications, which opens what it is given. Pure: everything it shows comes by props;
 * only whether it is open may be its own. It announces nothing; `NotificationBell` does.
 *
 * @example
 * <NotificationBellView unreadCount={3}><NotificationFeedView notifications={notifications} /></NotificationBellView>
 */
export const NotificationBellView: ForwardRefExoticComponent<
  NotificationBellViewProps & RefAttributes<HTMLButtonElement>
> = forwardRef<HTMLButtonElement, NotificationBellViewProps>(function NotificationBellView(inProps, ref) {
  const {
    unreadCount,
    maxCount = 99,
    variant = 'count',
    children,
    open: givenOpen,
    onOpenChange,
    localeText,
    classes,
    className,
    slots = {},
    slotProps = {},
    onClick,
    ...rest
  } = useThemeProps({ props: inProps, name: 'TtNotificationBell' })

  const text = useWidgetText('TtNotificationBell', englishNotificationBellText, localeText)
  const [ownOpen, setOwnOpen] = useState(false)
  const open = givenOpen ?? ownOpen
  const anchor = useRef<HTMLButtonElement>(null)
  const rootRef = useForkRef(anchor, ref)
  const dialogId = useId()
  const setOpen = (next: boolean): void => {
    setOwnOpen(next)
    onOpenChange?.(next)
  }
  const dialog = dialogBelow(anchor, {
    id: dialogId,
    label: text.notifications(null),
    open,
    onClose: () => setOpen(false),
  })
  const part = partsOf({
    slots,
    slotProps,
    classOf: notificationBellClass,
    classes,
    className,
    ownerState: { hasUnread: unreadCount > 0, open, variant },
  })
  const count = unreadCount > 0 ? text.count(unreadCount, maxCount) : null

  return (
    <>
      <BellRoot
        {...part('root', {
          color: 'inherit' as const,
          'aria-label': text.notifications(count),
          ...dialog.button,
          ...rest,
          ref: rootRef,
          onClick: (event: MouseEvent<HTMLButtonElement>) => {
            onClick?.(event)
            if (!event.defaultPrevented) setOpen(true)
          },
        })}
      >
        <BellMark />
        {count !== null && (
          // The button's name says it.
          <BellBadge {...part('badge', { 'aria-hidden': true })}>{variant === 'count' && count}</BellBadge>
        )}
      </BellRoot>
      <BellPopover {...part('popover', dialog.popover)}>{children}</BellPopover>
    </>
  )
})
