'use client'

import { useThemeProps, type SxProps, type Theme } from '@mui/material/styles'
import type { CreateSlotsAndSlotProps, SlotProps } from '@mui/material/utils'
import useForkRef from '@mui/utils/useForkRef'
import type { ConnectionStatus } from '@telltale/react'
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
import { marks } from '../internal/marks.tsx'
import { partsOf } from '../internal/partsOf.ts'
import { useFocusHandoff } from '../internal/useFocusHandoff.ts'
import { useNow } from '../internal/useNow.ts'
import { useWidgetText } from '../internal/useWidgetText.ts'
import { type ChipLook, chipLook, type LineHistory, noHistory } from './chipLook.ts'
import { ConnectionChipDetails } from './ConnectionChipDetails.tsx'
import { connectionChipClass, type ConnectionChipClassKey } from './connectionChipClasses.ts'
import { type ConnectionChipLocaleText, englishConnectionChipText, labelOf } from './connectionChipLocaleText.ts'
import {
  ChipBadge,
  ChipCountdown,
  ChipIndicator,
  ChipLabel,
  ChipLatency,
  ChipPopover,
  ChipRetryButton,
  ChipRoot,
} from './connectionChipStyles.ts'

/** What styles, classes and `slotProps` functions may depend on. */
export type ConnectionChipOwnerState = Readonly<
  Pick<ChipLook, 'look' | 'color' | 'shape'> & {
    variant: 'chip' | 'dot' | 'text'
    size: 'small' | 'medium'
    hasDetails: boolean
    open: boolean
  }
>

/** The parts of the chip that can be replaced; a replaced part keeps class and styles. */
export type ConnectionChipSlots = {
  /** @defaultValue `button`; `span` without details */
  root: ElementType
  /** Holds the mark. @defaultValue `span` */
  indicator: ElementType
  /** @defaultValue `span` */
  label: ElementType
  /** Seconds to the next attempt; never spoken. @defaultValue `span` */
  countdown: ElementType
  /** @defaultValue `span` */
  latency: ElementType
  /** The number of writes that wait while the line is down. @defaultValue `span` */
  badge: ElementType
  /** @defaultValue MUI's Popover */
  popover: ElementType
  /** @defaultValue MUI's Button */
  retryButton: ElementType
}

type PropsOf<TElement extends ElementType> = SlotProps<TElement, object, ConnectionChipOwnerState>

/** `slots` and `slotProps` of the chip. */
export type ConnectionChipSlotsAndSlotProps = CreateSlotsAndSlotProps<
  ConnectionChipSlots,
  {
    root: PropsOf<'button'>
    indicator: PropsOf<'span'>
    label: PropsOf<'span'>
    countdown: PropsOf<'span'>
    latency: PropsOf<'span'>
    badge: PropsOf<'span'>
    popover: PropsOf<typeof ChipPopover>
    retryButton: PropsOf<typeof ChipRetryButton>
  }
>

export type ConnectionChipViewProps = ConnectionChipSlotsAndSlotProps &
  Omit<ButtonHTMLAttributes<HTMLElement>, 'children' | 'color' | 'type'> & {
    /** Where the line stands, whole. */
    status: ConnectionStatus
    /** Epoch milliseconds. @defaultValue the time, followed while a look that depends on it is shown */
    now?: number | undefined
    /** What came before: `recovered` and `unstable` are shown only by it. @defaultValue nothing */
    history?: LineHistory | undefined
    /** A pill, the mark alone (its words are still spoken), or mark and words without the pill. @defaultValue 'chip' */
    variant?: 'chip' | 'dot' | 'text' | undefined
    /** 28 or 24 pixels high. @defaultValue 'medium' */
    size?: 'small' | 'medium' | undefined
    /** Shows nothing while there is nothing to tell (`connected`, `idle`). @defaultValue false */
    hideWhenConnected?: boolean | undefined
    /** Shows the measured latency beside "Connected". @defaultValue false */
    showLatency?: boolean | undefined
    /** Called by the button "Retry now", which is there only with it. */
    onRetry?: (() => void) | undefined
    /** What a press shows; `false` makes the chip plain text. @defaultValue state, times, reason and the retry button */
    details?: ReactNode
    /** Words over those of the theme and the built-in English ones. */
    localeText?: Partial<ConnectionChipLocaleText> | undefined
    classes?: Partial<Record<ConnectionChipClassKey, string>> | undefined
    sx?: SxProps<Theme> | undefined
  }

/**
 * Shows a connection by words, colour and shape. Pure: everything it shows comes by props, so it serves other transports,
 * stories and tests as well. It announces nothing; `ConnectionChip` does.
 *
 * @example
 * <ConnectionChipView status={{ ...initialStatus, state: 'connected', phase: 'ready', synced: true }} />
 */
export const ConnectionChipView: ForwardRefExoticComponent<ConnectionChipViewProps & RefAttributes<HTMLElement>> =
  forwardRef<HTMLElement, ConnectionChipViewProps>(function ConnectionChipView(inProps, ref) {
    const {
      status,
      now: givenNow,
      history = noHistory,
      variant = 'chip',
      size = 'medium',
      hideWhenConnected = false,
      showLatency = false,
      onRetry,
      details,
      localeText,
      classes,
      className,
      slots = {},
      slotProps = {},
      onClick,
      ...rest
    } = useThemeProps({ props: inProps, name: 'TtConnectionChip' })

    const ownNow = useNow((now) => (givenNow === undefined ? chipLook(status, now, history).changesAt : null))
    const look = chipLook(status, givenNow ?? ownNow, history)
    const text = useWidgetText('TtConnectionChip', englishConnectionChipText, localeText)
    const [open, setOpen] = useState(false)
    const anchor = useRef<HTMLElement>(null)
    const rootRef = useForkRef(anchor, ref)
    const { onFocusCapture, onBlurCapture } = useFocusHandoff(anchor)
    const dialogId = useId()

    if (hideWhenConnected && !open && (look.look === 'connected' || look.look === 'idle')) return null

    const hasDetails = details !== false
    const ownerState: ConnectionChipOwnerState = {
      look: look.look,
      color: look.color,
      shape: look.shape,
      variant,
      size,
      hasDetails,
      open,
    }
    const states = [variant, size === 'small' ? 'sizeSmall' : 'sizeMedium'] as const
    const part = partsOf({
      slots,
      slotProps,
      classOf: connectionChipClass,
      classes,
      className: [...states.flatMap((state) => [connectionChipClass(state), classes?.[state]]), className]
        .filter(Boolean)
        .join(' '),
      ownerState,
    })
    const dialog = dialogBelow(anchor, { id: dialogId, label: text.details, open, onClose: () => setOpen(false) })
    const opens = hasDetails && {
      as: slots.root ?? 'button',
      type: 'button' as const,
      ...dialog.button,
      onClick: (event: MouseEvent<HTMLElement>) => {
        onClick?.(event)
        if (!event.defaultPrevented) setOpen(true)
      },
    }
    const Mark = marks[look.shape]
    const label = labelOf(look, text)
    const queued = look.look === 'syncing' ? 0 : look.pendingWrites

    return (
      <>
        <ChipRoot {...part('root', { onClick, onFocusCapture, onBlurCapture, ...rest, ...opens, ref: rootRef })}>
          <ChipIndicator {...part('indicator')}>
            <Mark />
          </ChipIndicator>
          <ChipLabel {...part('label')}>{label}</ChipLabel>
          {variant !== 'dot' && look.retryInSeconds !== null && (
            // Out of the name as well: a button whose name changes each second would be read each second.
            <ChipCountdown {...part('countdown', { 'aria-hidden': true })}>
              {text.retryIn(look.retryInSeconds)}
            </ChipCountdown>
          )}
          {variant !== 'dot' && showLatency && look.look === 'connected' && status.latencyMs !== null && (
            <ChipLatency {...part('latency', { 'aria-hidden': true })}>{text.latency(status.latencyMs)}</ChipLatency>
          )}
          {variant !== 'dot' && queued > 0 && (
            <ChipBadge {...part('badge', { role: 'img', 'aria-label': text.pendingWrites(queued) })}>
              {text.badge(queued)}
            </ChipBadge>
          )}
        </ChipRoot>
        {hasDetails && (
          <ChipPopover {...part('popover', dialog.popover)}>
            {details ?? (
              <ConnectionChipDetails status={status} look={look} label={label} text={text}>
                {onRetry && isDown(status) && (
                  <ChipRetryButton {...part('retryButton', { size: 'small', onClick: onRetry })}>
                    {text.retryNow}
                  </ChipRetryButton>
                )}
              </ConnectionChipDetails>
            )}
          </ChipPopover>
        )}
      </>
    )
  })

/** Where "Retry now" can do something. */
const isDown = ({ state }: ConnectionStatus): boolean => state !== 'connected' && state !== 'disconnected'
