'use client'

import type Button from '@mui/material/Button'
import { type SxProps, type Theme, useThemeProps } from '@mui/material/styles'
import type { CreateSlotsAndSlotProps, SlotProps } from '@mui/material/utils'
import useForkRef from '@mui/utils/useForkRef'
import type { ConnectionStatus } from '@telltale/react'
import {
  type ElementType,
  forwardRef,
  type ForwardRefExoticComponent,
  type HTMLAttributes,
  type RefAttributes,
  useId,
  useRef,
} from 'react'
import { marks } from '../internal/marks.tsx'
import { partsOf } from '../internal/partsOf.ts'
import { useFocusHandoff } from '../internal/useFocusHandoff.ts'
import { useNow } from '../internal/useNow.ts'
import { useWidgetText } from '../internal/useWidgetText.ts'
import { type BannerLook, bannerLook } from './bannerLook.ts'
import { offlineBannerClass, type OfflineBannerClassKey } from './offlineBannerClasses.ts'
import { englishOfflineBannerText, messageOf, type OfflineBannerLocaleText } from './offlineBannerLocaleText.ts'
import {
  BannerCountdown,
  BannerIndicator,
  BannerMessage,
  BannerRetryButton,
  BannerRoot,
  BannerTitle,
  BannerWords,
} from './offlineBannerStyles.ts'

/** What styles, classes and `slotProps` functions may depend on. */
export type OfflineBannerOwnerState = Readonly<
  Pick<BannerLook, 'look' | 'color' | 'shape'> & { position: 'static' | 'overlay' }
>

/** The parts of the banner that can be replaced; a replaced part keeps class and styles. */
export type OfflineBannerSlots = {
  /** @defaultValue `section` */
  root: ElementType
  /** Holds the mark. @defaultValue `span` */
  indicator: ElementType
  /** @defaultValue `span` */
  title: ElementType
  /** What is the matter, and what waits. @defaultValue `span` */
  message: ElementType
  /** Seconds to the next attempt; never spoken. @defaultValue `span` */
  countdown: ElementType
  /** @defaultValue MUI's Button */
  retryButton: ElementType
}

type PropsOf<TElement extends ElementType> = SlotProps<TElement, object, OfflineBannerOwnerState>

/** `slots` and `slotProps` of the banner. */
export type OfflineBannerSlotsAndSlotProps = CreateSlotsAndSlotProps<
  OfflineBannerSlots,
  {
    root: PropsOf<'section'>
    indicator: PropsOf<'span'>
    title: PropsOf<'span'>
    message: PropsOf<'span'>
    countdown: PropsOf<'span'>
    retryButton: PropsOf<typeof Button>
  }
>

export type OfflineBannerViewProps = OfflineBannerSlotsAndSlotProps &
  Omit<HTMLAttributes<HTMLElement>, 'children' | 'color'> & {
    /** Where the line stands, whole. A line that is up, or closed by the user, shows nothing. */
    status: ConnectionStatus
    /** Epoch milliseconds. @defaultValue the time, followed while a countdown is shown */
    now?: number | undefined
    /**
     * `static` stands where it is written, and moves what follows it; `overlay` lies over the top of the page, and moves
     * nothing.
     *
     * @defaultValue 'static'
     */
    position?: 'static' | 'overlay' | undefined
    /** Called by the button "Retry now", which is there only with it. */
    onRetry?: (() => void) | undefined
    /** Words over those of the theme and the built-in English ones. */
    localeText?: Partial<OfflineBannerLocaleText> | undefined
    classes?: Partial<Record<OfflineBannerClassKey, string>> | undefined
    sx?: SxProps<Theme> | undefined
  }

/**
 * Tells of a line that is down: whether the network or the server is missing, what waits to be sent, and how old what is
 * on the screen is. Pure: everything it shows comes by props. It announces nothing; `OfflineBanner` does.
 *
 * @example
 * <OfflineBannerView status={{ ...initialStatus, state: 'reconnecting', phase: 'offline', offline: true }} />
 */
export const OfflineBannerView: ForwardRefExoticComponent<OfflineBannerViewProps & RefAttributes<HTMLElement>> =
  forwardRef<HTMLElement, OfflineBannerViewProps>(function OfflineBannerView(inProps, ref) {
    const {
      status,
      now: givenNow,
      position = 'static',
      onRetry,
      localeText,
      classes,
      className,
      slots = {},
      slotProps = {},
      ...rest
    } = useThemeProps({ props: inProps, name: 'TtOfflineBanner' })
    const text = useWidgetText('TtOfflineBanner', englishOfflineBannerText, localeText)
    const titleId = useId()
    const root = useRef<HTMLElement>(null)
    const rootRef = useForkRef(root, ref)
    const { onFocusCapture, onBlurCapture } = useFocusHandoff(root)
    const ownNow = useNow((now) => (givenNow === undefined ? (bannerLook(status, now)?.changesAt ?? null) : null))
    const shown = bannerLook(status, givenNow ?? ownNow)
    if (shown === null) return null

    const { look, color, shape, retryInSeconds } = shown
    const ownerState: OfflineBannerOwnerState = { look, color, shape, position }
    const part = partsOf({ slots, slotProps, classOf: offlineBannerClass, classes, className, ownerState })
    const Mark = marks[shape]

    return (
      <BannerRoot
        {...part('root', { 'aria-labelledby': titleId, onFocusCapture, onBlurCapture, ...rest, ref: rootRef })}
      >
        <BannerIndicator {...part('indicator')}>
          <Mark />
        </BannerIndicator>
        <BannerWords ownerState={ownerState}>
          <BannerTitle {...part('title', { id: titleId })}>{text[look]}</BannerTitle>
          <BannerMessage {...part('message')}>{messageOf(look, status, text)}</BannerMessage>
          {retryInSeconds !== null && (
            <BannerCountdown {...part('countdown', { 'aria-hidden': true })}>
              {text.nextTry(retryInSeconds)}
            </BannerCountdown>
          )}
        </BannerWords>
        {onRetry && (
          <BannerRetryButton
            {...part('retryButton', {
              size: 'small',
              color: 'inherit',
              variant: 'outlined',
              onClick: onRetry,
            } as const)}
          >
            {text.retryNow}
          </BannerRetryButton>
        )}
      </BannerRoot>
    )
  })
