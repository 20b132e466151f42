'use client'

import Skeleton from '@mui/material/Skeleton'
import { useThemeProps, type SxProps, type Theme } from '@mui/material/styles'
import type { CreateSlotsAndSlotProps, SlotProps } from '@mui/material/utils'
import useEventCallback from '@mui/utils/useEventCallback'
import useForkRef from '@mui/utils/useForkRef'
import {
  type ElementType,
  type FocusEvent,
  forwardRef,
  type ForwardRefExoticComponent,
  type HTMLAttributes,
  type KeyboardEvent,
  type MouseEvent,
  type RefAttributes,
  useId,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
} from 'react'
import { type Parts, partsOf } from '../internal/partsOf.ts'
import { useFocusHandoff } from '../internal/useFocusHandoff.ts'
import { useNow } from '../internal/useNow.ts'
import { useWidgetText } from '../internal/useWidgetText.ts'
import { chunkSize, FeedChunk } from './FeedChunk.tsx'
import { notificationFeedClass, type NotificationFeedClassKey } from './notificationFeedClasses.ts'
import { englishNotificationFeedText, type NotificationFeedLocaleText } from './notificationFeedLocaleText.ts'
import {
  FeedNote,
  FeedBody,
  FeedClear,
  FeedEmpty,
  FeedHeader,
  FeedList,
  FeedNewPill,
  FeedOnlyUnread,
  FeedReadAll,
  FeedRoot,
  FeedSkeleton,
  FeedTitle,
  ItemRead,
} from './notificationFeedStyles.ts'
import { isUnread, type NotificationLook, type ShownNotification } from './notificationLook.ts'
import { useHeldBack } from './useHeldBack.ts'
import { useNear } from './useNear.ts'
import { useOnlyUnread } from './useOnlyUnread.ts'

/** What styles and `slotProps` functions of the parts of one notification may depend on. */
export type NotificationOwnerState = Readonly<
  NotificationLook & { isUnread: boolean; isLink: boolean; href: string | undefined }
>

/** What styles and `slotProps` functions of all other parts may depend on. */
export type NotificationFeedOwnerState = Readonly<{ isEmpty: boolean; isLoading: boolean; isStale: boolean }>

/** The parts of the feed that can be replaced; a replaced part keeps class and styles. */
export type NotificationFeedSlots = Record<NotificationFeedClassKey, ElementType>

type FeedProps<TElement extends ElementType> = SlotProps<TElement, object, NotificationFeedOwnerState>
type ItemProps<TElement extends ElementType> = SlotProps<TElement, object, NotificationOwnerState>

/** `slots` and `slotProps` of the feed. */
export type NotificationFeedSlotsAndSlotProps = CreateSlotsAndSlotProps<
  NotificationFeedSlots,
  {
    root: FeedProps<'section'>
    header: FeedProps<'div'>
    title: FeedProps<'h2'>
    readAll: FeedProps<typeof FeedReadAll>
    clear: FeedProps<typeof FeedReadAll>
    onlyUnread: FeedProps<typeof FeedReadAll>
    note: FeedProps<'p'>
    newPill: FeedProps<typeof FeedReadAll>
    list: FeedProps<'div'>
    empty: FeedProps<'p'>
    skeleton: FeedProps<'div'>
    item: ItemProps<'article'>
    itemDay: ItemProps<'span'>
    unreadMark: ItemProps<'span'>
    itemMark: ItemProps<'span'>
    /** `a` where a notification has an `href`, `button` with `onOpen`, else `span`. */
    itemTitle: ItemProps<'a'>
    itemBody: ItemProps<'p'>
    itemTime: ItemProps<'time'>
    itemRead: ItemProps<typeof ItemRead>
  }
>

export type NotificationFeedViewProps = NotificationFeedSlotsAndSlotProps &
  Omit<HTMLAttributes<HTMLElement>, 'children'> & {
    /** The newest first. An object that is the same as before is taken to say the same. */
    notifications: readonly ShownNotification[]
    /** @defaultValue those of `notifications` */
    unreadCount?: number | undefined
    /** Nothing is known yet. @defaultValue false */
    isLoading?: boolean | undefined
    /** The line is down, so there may be newer ones. @defaultValue false */
    stale?: boolean | undefined
    /** Why the last change was taken back. @defaultValue nothing went wrong */
    error?: Readonly<{ code: string }> | null | undefined
    /** Has a button that leaves only the unread. @defaultValue false */
    filterable?: boolean | undefined
    /** Writes its day above the first of each day. @defaultValue null */
    groupBy?: 'day' | null | undefined
    /** Epoch milliseconds. @defaultValue the time, followed by the minute; on a server none, so no times are shown */
    now?: number | undefined
    /** Called when a title is pressed; an app with routes prevents the default and goes there. */
    onOpen?: ((notification: ShownNotification, event: MouseEvent<HTMLElement>) => void) | undefined
    /** Called for one that is marked as read, or opened. */
    onRead?: ((id: string) => void) | undefined
    onReadAll?: (() => void) | undefined
    onClear?: (() => void) | undefined
    /** Words over those of the theme and the built-in English ones. */
    localeText?: Partial<NotificationFeedLocaleText> | undefined
    classes?: Partial<Record<NotificationFeedClassKey, string>> | undefined
    sx?: SxProps<Theme> | undefined
  }

/** What all items share. It is the same as long as nothing but notifications has changed. */
export type NotificationFeedKit = {
  text: NotificationFeedLocaleText
  act: {
    open: (notification: ShownNotification, event: MouseEvent<HTMLElement>) => void
    read: (id: string) => void
  }
  can: { open: boolean; read: boolean }
  hasDays: boolean
  titleElement: ElementType | undefined
  partsFor: <TOwner extends NotificationOwnerState | NotificationFeedOwnerState>(
    ownerState: TOwner,
  ) => Parts<NotificationFeedClassKey, TOwner>
}

const noSlots: Partial<NotificationFeedSlots> = {}
const noSlotProps: NonNullable<NotificationFeedViewProps['slotProps']> = {}
const minuteMs = 60_000
const never = () => () => {}

/**
 * Notifications, newest first. Pure: everything it shows comes by props; only which item has the tab stop, and what waits
 * while one reads further down, is its own. Give it a height: it scrolls inside.
 *
 * Tab gets to one notification and to what can be done with it; Page Down and Page Up, or the arrows, go from one to the
 * next, Home and End to the first and the last. Of a long list only what is near is in the page. What comes while one
 * reads further down is told by a pill, and does not move what is read.
 *
 * @example
 * <NotificationFeedView notifications={notifications} onRead={markAsRead} onReadAll={markAllAsRead} sx={{ height: 400 }} />
 */
export const NotificationFeedView: ForwardRefExoticComponent<NotificationFeedViewProps & RefAttributes<HTMLElement>> =
  forwardRef<HTMLElement, NotificationFeedViewProps>(function NotificationFeedView(inProps, ref) {
    const {
      notifications,
      unreadCount = notifications.filter(isUnread).length,
      isLoading = false,
      stale = false,
      error = null,
      filterable = false,
      groupBy = null,
      now: givenNow,
      onOpen,
      onRead,
      onReadAll,
      onClear,
      localeText,
      classes,
      className,
      slots = noSlots,
      slotProps = noSlotProps,
      ...rest
    } = useThemeProps({ props: inProps, name: 'TtNotificationFeed' })

    const text = useWidgetText('TtNotificationFeed', englishNotificationFeedText, localeText)
    const ownNow = useNow((at) => (givenNow === undefined ? at + minuteMs : null))
    // A server has neither the time nor the time zone of the page that will take over what it renders.
    const isTakenOver = useSyncExternalStore(
      never,
      () => true,
      () => false,
    )
    const now = givenNow ?? (isTakenOver ? ownNow : null)
    const minute = now === null ? null : Math.floor(now / minuteMs) * minuteMs
    const list = useRef<HTMLDivElement>(null)
    const root = useRef<HTMLElement>(null)
    const rootRef = useForkRef(root, ref)
    const { onFocusCapture, onBlurCapture } = useFocusHandoff(root, '[data-notification]')
    const watch = useNear(list)
    const { listed, isOn: isFiltered, toggle } = useOnlyUnread(notifications)
    const { shown, heldCount, onScroll, release } = useHeldBack(listed)
    const [chosenId, setCurrentId] = useState<string | null>(null)
    const titleId = useId()

    const open = useEventCallback((notification: ShownNotification, event: MouseEvent<HTMLElement>) => {
      if (isUnread(notification)) onRead?.(notification.id)
      onOpen?.(notification, event)
    })
    const read = useEventCallback((id: string) => onRead?.(id))
    const canOpen = onOpen !== undefined
    const canRead = onRead !== undefined
    const hasDays = groupBy === 'day'
    const kit = useMemo(
      (): NotificationFeedKit => ({
        text,
        act: { open, read },
        can: { open: canOpen, read: canRead },
        hasDays,
        titleElement: slots.itemTitle,
        partsFor: (ownerState) =>
          // Each slot has its own owner state, which its type above says; the values cannot.
          partsOf({
            slots,
            slotProps: slotProps as object,
            classOf: notificationFeedClass,
            classes,
            className,
            ownerState,
          }),
      }),
      [text, open, read, canOpen, canRead, hasDays, slots, slotProps, classes, className],
    )
    const chunks = useMemo(() => chunksOf(shown), [shown])
    const currentId = shown.some(({ id }) => id === chosenId) ? chosenId : (shown[0]?.id ?? null)

    const focusItem = (index: number): void => {
      const id = shown[Math.min(Math.max(index, 0), shown.length - 1)]?.id
      if (id === undefined) return
      setCurrentId(id)
      // Its chunk may have to come into the page first.
      requestAnimationFrame(() => itemOf(list.current, id)?.focus())
    }
    const showNew = (): void => {
      release()
      list.current?.scrollTo({ top: 0 })
      const id = listed[0]?.id
      if (id === undefined) return
      setCurrentId(id)
      requestAnimationFrame(() => itemOf(list.current, id)?.focus())
    }
    const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
      if (event.defaultPrevented || event.altKey || event.metaKey || event.ctrlKey) return
      const at = shown.findIndex(({ id }) => id === currentId)
      const next = nextOf(event.key, at, shown.length)
      if (next === null) return
      event.preventDefault()
      focusItem(next)
    }
    const onFocus = ({ target }: FocusEvent<HTMLElement>): void => {
      const id = target.closest<HTMLElement>('[data-notification]')?.dataset['notification']
      if (id !== undefined) setCurrentId(id)
    }

    const owner: NotificationFeedOwnerState = { isEmpty: shown.length === 0, isLoading, isStale: stale }
    const part = kit.partsFor(owner)
    const button = { size: 'small', color: 'inherit' } as const

    return (
      <FeedRoot {...part('root', { 'aria-labelledby': titleId, onFocusCapture, onBlurCapture, ...rest, ref: rootRef })}>
        <FeedHeader {...part('header')}>
          <FeedTitle {...part('title', { id: titleId, tabIndex: -1 })}>{text.notifications}</FeedTitle>
          {filterable && (isFiltered || notifications.length > 0) && (
            <FeedOnlyUnread
              {...part('onlyUnread', {
                ...button,
                variant: isFiltered ? 'contained' : 'text',
                disableElevation: true,
                'aria-pressed': isFiltered,
                onClick: toggle,
              } as const)}
            >
              {text.onlyUnread}
            </FeedOnlyUnread>
          )}
          {onReadAll && unreadCount > 0 && (
            <FeedReadAll {...part('readAll', { ...button, onClick: () => onReadAll() })}>{text.readAll}</FeedReadAll>
          )}
          {onClear && notifications.length > 0 && (
            <FeedClear {...part('clear', { ...button, onClick: () => onClear() })}>{text.clear}</FeedClear>
          )}
        </FeedHeader>
        {stale && <FeedNote {...part('note')}>{text.stale}</FeedNote>}
        {error && <FeedNote {...part('note')}>{text.error(error.code)}</FeedNote>}
        <FeedBody ownerState={owner}>
          {heldCount > 0 && (
            <FeedNewPill
              {...part('newPill', { size: 'small' as const, variant: 'contained' as const, onClick: showNew })}
            >
              {text.newItems(heldCount)}
            </FeedNewPill>
          )}
          {isLoading && shown.length === 0 ? (
            <FeedSkeleton {...part('skeleton')}>
              <span>{text.loading}</span>
              {['a', 'b', 'c'].map((key) => (
                <Skeleton key={key} variant="rounded" height={48} width="100%" animation={false} />
              ))}
            </FeedSkeleton>
          ) : shown.length === 0 ? (
            <FeedEmpty {...part('empty')}>{isFiltered ? text.noneUnread : text.empty}</FeedEmpty>
          ) : (
            <FeedList
              {...part('list', {
                ref: list,
                role: 'feed',
                'aria-labelledby': titleId,
                'aria-busy': isLoading,
                onScroll,
                onKeyDown,
                onFocus,
              })}
            >
              {chunks.map(({ key, from, items }) => (
                <FeedChunk
                  key={key}
                  items={items}
                  from={from}
                  before={shown[from - 1]}
                  total={shown.length}
                  now={minute}
                  currentId={items.some(({ id }) => id === currentId) ? currentId : null}
                  watch={watch}
                  kit={kit}
                />
              ))}
            </FeedList>
          )}
        </FeedBody>
      </FeedRoot>
    )
  })

const itemOf = (list: HTMLElement | null, id: string): HTMLElement | null =>
  list?.querySelector<HTMLElement>(`[data-notification="${CSS.escape(id)}"]`) ?? null

type Chunk = { key: number; from: number; items: readonly ShownNotification[] }

/** Counted from the oldest, so that one more on top changes the first chunk alone. */
function chunksOf(shown: readonly ShownNotification[]): readonly Chunk[] {
  const chunks: Chunk[] = []
  for (let end = shown.length, key = 0; end > 0; end -= chunkSize, key += 1) {
    const from = Math.max(0, end - chunkSize)
    chunks.unshift({ key, from, items: shown.slice(from, end) })
  }
  return chunks
}

function nextOf(key: string, at: number, count: number): number | null {
  switch (key) {
    case 'PageDown':
    case 'ArrowDown':
      return at + 1
    case 'PageUp':
    case 'ArrowUp':
      return at - 1
    case 'Home':
      return 0
    case 'End':
      return count - 1
    default:
      return null
  }
}
