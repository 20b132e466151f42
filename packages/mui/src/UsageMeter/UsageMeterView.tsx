'use client'

import { type SxProps, type Theme, useThemeProps } from '@mui/material/styles'
import type { CreateSlotsAndSlotProps, SlotProps } from '@mui/material/utils'
import visuallyHidden from '@mui/utils/visuallyHidden'
import {
  type CSSProperties,
  type ElementType,
  forwardRef,
  type ForwardRefExoticComponent,
  type HTMLAttributes,
  type ReactNode,
  type RefAttributes,
  useId,
} from 'react'
import { lineOf } from '../internal/lineOf.ts'
import { marks } from '../internal/marks.tsx'
import { partsOf } from '../internal/partsOf.ts'
import { useWidgetText } from '../internal/useWidgetText.ts'
import { type UsageLook, usageLook, type UsageMeterSession } from './usageLook.ts'
import { usageMeterClass, type UsageMeterClassKey } from './usageMeterClasses.ts'
import { englishUsageMeterText, leftOf, usedOf, type UsageMeterLocaleText } from './usageMeterLocaleText.ts'
import {
  MeterAction,
  MeterBar,
  MeterIndicator,
  MeterLabel,
  MeterLine,
  MeterNote,
  MeterRemaining,
  MeterRoot,
  MeterState,
  MeterTrack,
  MeterUsed,
} from './usageMeterStyles.ts'

/** What styles, classes and `slotProps` functions may depend on. */
export type UsageMeterOwnerState = Readonly<
  Pick<UsageLook, 'look' | 'color' | 'shape'> & { isStale: boolean; variant: 'linear' | 'ring' }
>

/** The parts of the meter that can be replaced; a replaced part keeps class and styles. */
export type UsageMeterSlots = {
  /** @defaultValue `div` */
  root: ElementType
  /** The heading, which names the meter. @defaultValue `span` */
  label: ElementType
  /** Mark and word of the state. @defaultValue `span` */
  state: ElementType
  /** Holds the mark. @defaultValue `span` */
  indicator: ElementType
  /** Numerator and denominator. @defaultValue `span` */
  used: ElementType
  /** What is left, or how much too much it was. @defaultValue `span` */
  remaining: ElementType
  /** The `meter`; not there without a limit. @defaultValue `div` */
  track: ElementType
  /** @defaultValue `div` */
  bar: ElementType
  /** "As of", and what went wrong. @defaultValue `span` */
  note: ElementType
  /** Holds the action. @defaultValue `div` */
  action: ElementType
}

type PropsOf<TElement extends ElementType> = SlotProps<TElement, object, UsageMeterOwnerState>

/** `slots` and `slotProps` of the meter. */
export type UsageMeterSlotsAndSlotProps = CreateSlotsAndSlotProps<
  UsageMeterSlots,
  {
    root: PropsOf<'div'>
    label: PropsOf<'span'>
    state: PropsOf<'span'>
    indicator: PropsOf<'span'>
    used: PropsOf<'span'>
    remaining: PropsOf<'span'>
    track: PropsOf<'div'>
    bar: PropsOf<'div'>
    note: PropsOf<'span'>
    action: PropsOf<'div'>
  }
>

export type UsageMeterViewProps = UsageMeterSlotsAndSlotProps &
  Omit<HTMLAttributes<HTMLDivElement>, 'children' | 'color'> & {
    /** Metered usage as the server says it: what `useUsageSession` returns. */
    session: UsageMeterSession
    /** The limit in seconds; `null` without one. @defaultValue what was used and what remains, together */
    limitSeconds?: number | null | undefined
    /**
     * `linear` tells all; `ring` is one line for an app bar: a ring, what is left, and the mark of the state. What it does
     * not show (numerator and denominator, "as of", errors) is told to those who hear it, and by its tooltip.
     *
     * @defaultValue 'linear'
     */
    variant?: 'linear' | 'ring' | undefined
    /** What people can do about it, such as a button to buy more. */
    action?: ReactNode
    /** Words over those of the theme and the built-in English ones. */
    localeText?: Partial<UsageMeterLocaleText> | undefined
    classes?: Partial<Record<UsageMeterClassKey, string>> | undefined
    sx?: SxProps<Theme> | undefined
  }

/**
 * Shows metered usage against its limit: what was used, of how much, what is left and where the session stands. The text
 * is always the truth, also beyond the limit, where the bar is full. Pure: everything it shows comes by props, and it has
 * no clock. It announces nothing; `UsageMeter` does.
 *
 * @example
 * <UsageMeterView session={useUsageSession()} />
 */
export const UsageMeterView: ForwardRefExoticComponent<UsageMeterViewProps & RefAttributes<HTMLDivElement>> =
  forwardRef<HTMLDivElement, UsageMeterViewProps>(function UsageMeterView(inProps, ref) {
    const {
      session,
      limitSeconds,
      variant = 'linear',
      action,
      localeText,
      classes,
      className,
      slots = {},
      slotProps = {},
      ...rest
    } = useThemeProps({ props: inProps, name: 'TtUsageMeter' })
    const text = useWidgetText('TtUsageMeter', englishUsageMeterText, localeText)
    const labelId = useId()

    const look = usageLook(session, limitSeconds)
    const isStale = look.staleSince !== null
    const ownerState: UsageMeterOwnerState = { look: look.look, color: look.color, shape: look.shape, isStale, variant }
    const part = partsOf({ slots, slotProps, classOf: usageMeterClass, classes, className, ownerState })

    const Mark = marks[look.shape]
    const used = usedOf(look, text)
    const left = leftOf(look, text)
    const note = lineOf([
      look.staleSince !== null && text.asOf(look.staleSince),
      session.error && text.error(session.error.code),
    ])

    const isRing = variant === 'ring'
    const facts = [used ?? '', left ?? '', ...(isRing ? [text[look.look], note] : [])].filter((fact) => fact !== '')

    const state = (
      <MeterState {...part('state')}>
        <MeterIndicator {...part('indicator')}>
          <Mark />
        </MeterIndicator>
        {isRing ? <span style={visuallyHidden}>{text[look.look]}</span> : text[look.look]}
      </MeterState>
    )
    const track = look.limit !== null && look.used !== null && (
      <MeterTrack
        {...part('track', {
          role: 'meter',
          ...(isRing ? { 'aria-label': text.label } : { 'aria-labelledby': labelId }),
          'aria-valuemin': 0,
          'aria-valuemax': look.limit,
          // Beyond its maximum a value is no value; the text says how much it is.
          'aria-valuenow': Math.min(look.used, look.limit),
          'aria-valuetext': text.joined(facts),
          style: { '--p': look.filled } as CSSProperties, // React's types know no custom properties
        })}
      >
        {!isRing && <MeterBar {...part('bar')} />}
      </MeterTrack>
    )
    if (isRing) {
      return (
        <MeterRoot {...part('root', { title: text.joined(facts), ...rest, ref })}>
          {track}
          <MeterRemaining {...part('remaining')}>{left ?? used ?? text.label}</MeterRemaining>
          {state}
          {action !== undefined && <MeterAction {...part('action')}>{action}</MeterAction>}
        </MeterRoot>
      )
    }
    return (
      <MeterRoot {...part('root', { ...rest, ref })}>
        <MeterLine ownerState={ownerState}>
          <MeterLabel {...part('label', { id: labelId })}>{text.label}</MeterLabel>
          {state}
        </MeterLine>
        {used !== null && (
          <MeterLine ownerState={ownerState}>
            <MeterUsed {...part('used')}>{used}</MeterUsed>
            {left !== null && <MeterRemaining {...part('remaining')}>{left}</MeterRemaining>}
          </MeterLine>
        )}
        {track}
        {note && <MeterNote {...part('note')}>{note}</MeterNote>}
        {action !== undefined && <MeterAction {...part('action')}>{action}</MeterAction>}
      </MeterRoot>
    )
  })
