'use client'

import type Avatar from '@mui/material/Avatar'
import type Popover from '@mui/material/Popover'
import { type SxProps, type Theme, useThemeProps } from '@mui/material/styles'
import type { CreateSlotsAndSlotProps, SlotProps } from '@mui/material/utils'
import useForkRef from '@mui/utils/useForkRef'
import {
  type CSSProperties,
  type ElementType,
  forwardRef,
  type ForwardRefExoticComponent,
  type HTMLAttributes,
  type RefAttributes,
  useId,
  useRef,
  useState,
} from 'react'
import { dialogBelow } from '../internal/dialogBelow.ts'
import { marks, type MarkShape } from '../internal/marks.tsx'
import { partsOf } from '../internal/partsOf.ts'
import { useFocusHandoff } from '../internal/useFocusHandoff.ts'
import { type Isolate, useIsolate } from '../internal/useIsolate.ts'
import { useWidgetText } from '../internal/useWidgetText.ts'
import { hueOf, initials } from './initials.ts'
import { presenceAvatarsClass, type PresenceAvatarsClassKey } from './presenceAvatarsClasses.ts'
import { englishPresenceAvatarsText, type PresenceAvatarsLocaleText } from './presenceAvatarsLocaleText.ts'
import {
  PeopleAvatar,
  PeopleItem,
  PeopleName,
  PeopleNames,
  PeoplePopover,
  PeopleRoot,
  PeopleStatus,
  PeopleSurplus,
} from './presenceAvatarsStyles.ts'

/** A person who is shown. Those whom `usePresence` returns are such. */
export type PresencePerson = Readonly<{
  userId: string
  name: string
  avatarUrl?: string | undefined
  status: 'online' | 'away' | 'offline'
}>

/** What styles, classes and `slotProps` functions may depend on. */
export type PresenceAvatarsOwnerState = Readonly<{ size: 'small' | 'medium'; isStale: boolean }>

/** The parts that can be replaced; a replaced part keeps class and styles. */
export type PresenceAvatarsSlots = {
  /** The list. @defaultValue `ul` */
  root: ElementType
  /** @defaultValue `li` */
  item: ElementType
  /** @defaultValue MUI's Avatar */
  avatar: ElementType
  /** Holds the mark of the status. @defaultValue `span` */
  status: ElementType
  /** Opens the list of names. @defaultValue `button` */
  surplus: ElementType
  /** @defaultValue MUI's Popover */
  popover: ElementType
  /** @defaultValue `li` */
  popoverItem: ElementType
}

type PropsOf<TElement extends ElementType> = SlotProps<TElement, object, PresenceAvatarsOwnerState>

/** `slots` and `slotProps` of the avatars. */
export type PresenceAvatarsSlotsAndSlotProps = CreateSlotsAndSlotProps<
  PresenceAvatarsSlots,
  {
    root: PropsOf<'ul'>
    item: PropsOf<'li'>
    avatar: PropsOf<typeof Avatar>
    status: PropsOf<'span'>
    surplus: PropsOf<'button'>
    popover: PropsOf<typeof Popover>
    popoverItem: PropsOf<'li'>
  }
>

export type PresenceAvatarsViewProps = PresenceAvatarsSlotsAndSlotProps &
  Omit<HTMLAttributes<HTMLUListElement>, 'children' | 'color'> & {
    /** In the order in which they came: it is kept, whatever they do. A person who is listed twice is shown once. */
    users: readonly PresencePerson[]
    /** Who is at this page, for the word "you". */
    selfId?: string | null | undefined
    /** The own line is down: this is who was there last, so all are dimmed. @defaultValue false */
    isStale?: boolean | undefined
    /** So many places; the last one is for "+N" where there are more people. At least 2. @defaultValue 5 */
    max?: number | undefined
    /** 36 or 28 pixels. @defaultValue 'medium' */
    size?: 'small' | 'medium' | undefined
    /** Words over those of the theme and the built-in English ones. */
    localeText?: Partial<PresenceAvatarsLocaleText> | undefined
    classes?: Partial<Record<PresenceAvatarsClassKey, string>> | undefined
    sx?: SxProps<Theme> | undefined
  }

const shapes: Readonly<Record<PresencePerson['status'], MarkShape>> = { online: 'dot', away: 'half', offline: 'ring' }

/**
 * Shows who is here, as avatars in a stable order: one for each person, with a colour of their own, and their status by
 * mark and word. "+N" opens the list of all names. Pure: everything it shows comes by props. It announces nothing.
 *
 * @example
 * <PresenceAvatarsView users={[{ userId: 'ada', name: 'Ada Lovelace', status: 'online' }]} />
 */
export const PresenceAvatarsView: ForwardRefExoticComponent<
  PresenceAvatarsViewProps & RefAttributes<HTMLUListElement>
> = forwardRef<HTMLUListElement, PresenceAvatarsViewProps>(function PresenceAvatarsView(inProps, ref) {
  const {
    users,
    selfId = null,
    isStale = false,
    max = 5,
    size = 'medium',
    localeText,
    classes,
    className,
    slots = {},
    slotProps = {},
    ...rest
  } = useThemeProps({ props: inProps, name: 'TtPresenceAvatars' })
  const text = useWidgetText('TtPresenceAvatars', englishPresenceAvatarsText, localeText)
  const isolate = useIsolate()
  const [isOpen, setOpen] = useState(false)
  const root = useRef<HTMLUListElement>(null)
  const rootRef = useForkRef(root, ref)
  const { onFocusCapture, onBlurCapture } = useFocusHandoff(root)
  const anchor = useRef<HTMLButtonElement>(null)
  const dialogId = useId()

  const people = [...new Map(users.map((user) => [user.userId, user])).values()]
  const places = Math.max(2, max)
  const shown = people.length > places ? people.slice(0, places - 1) : people
  const hidden = people.length - shown.length
  // What has gone by itself does not come back by itself.
  if (isOpen && hidden === 0) setOpen(false)
  const label = text.label(people.length, isStale)
  const dialog = dialogBelow(anchor, { id: dialogId, label, open: isOpen, onClose: () => setOpen(false) })
  const ownerState: PresenceAvatarsOwnerState = { size, isStale }
  const part = partsOf({ slots, slotProps, classOf: presenceAvatarsClass, classes, className, ownerState })

  const nameOf = ({ userId, name, status }: PresencePerson, isolated: Isolate = (brought) => brought) =>
    text.person(isolated(name), text[status], userId === selfId)
  const statusOf = ({ status }: PresencePerson) => {
    const Mark = marks[shapes[status]]
    return (
      <PeopleStatus {...part('status', { 'data-status': status, 'aria-hidden': true })}>
        <Mark />
      </PeopleStatus>
    )
  }

  return (
    <>
      <PeopleRoot {...part('root', { 'aria-label': label, onFocusCapture, onBlurCapture, ...rest, ref: rootRef })}>
        {shown.map((person) => (
          <PeopleItem key={person.userId} {...part('item', { title: isolate(person.name) })}>
            <PeopleAvatar
              {...part('avatar', {
                role: 'img',
                'aria-label': nameOf(person),
                // The name is the avatar's; the picture that fails gives way to initials.
                alt: '',
                src: person.avatarUrl,
                'data-dim': isStale || person.status === 'offline' ? '' : undefined,
                style: { '--hue': hueOf(person.userId) } as CSSProperties, // React's types know no custom properties
              })}
            >
              {initials(person.name)}
            </PeopleAvatar>
            {!isStale && statusOf(person)}
          </PeopleItem>
        ))}
        {hidden > 0 && (
          <PeopleItem {...part('item')}>
            <PeopleSurplus
              {...part('surplus', {
                type: 'button' as const,
                'aria-label': text.joined([text.surplus(hidden), text.showAll(people.length)]),
                ...dialog.button,
                onClick: () => setOpen(true),
                ref: anchor,
              })}
            >
              {text.surplus(hidden)}
            </PeopleSurplus>
          </PeopleItem>
        )}
      </PeopleRoot>
      {hidden > 0 && (
        <PeoplePopover {...part('popover', { ...dialog.popover, onFocusCapture, onBlurCapture })}>
          <PeopleNames ownerState={ownerState}>
            {people.map((person) => (
              <PeopleName key={person.userId} {...part('popoverItem')}>
                {nameOf(person, isolate)}
              </PeopleName>
            ))}
          </PeopleNames>
        </PeoplePopover>
      )}
    </>
  )
})
