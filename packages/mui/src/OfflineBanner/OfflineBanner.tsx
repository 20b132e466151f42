'use client'

import { useLine, type UseLineOptions } from '@telltale/react'
import { forwardRef, type ForwardRefExoticComponent, type RefAttributes, useEffect, useRef } from 'react'
import { announce, holdAnnouncer } from '../Announcer/announce.ts'
import { outage } from '../internal/outage.ts'
import { useFollowedLine } from '../internal/useFollowedLine.ts'
import { useWidgetText } from '../internal/useWidgetText.ts'
import { bannerLook, type BannerLookName } from './bannerLook.ts'
import { englishOfflineBannerText, type OfflineBannerLocaleText } from './offlineBannerLocaleText.ts'
import { OfflineBannerView, type OfflineBannerViewProps } from './OfflineBannerView.tsx'

export type OfflineBannerProps = Omit<OfflineBannerViewProps, 'status' | 'now' | 'onRetry'> & {
  /** This client instead of the provider's. */
  client?: UseLineOptions['client']
  /** An outage that ends within this time is not shown, in milliseconds. Its end always is, at once. @defaultValue 5000 */
  graceMs?: number | undefined
}

/**
 * Tells of an outage of the provider's line that lasts: which of the two it is, no network or no server, what waits to be
 * sent, and "Retry now". It only watches: a provider or a hook opens the line.
 *
 * It comes after `graceMs` without a line and goes at once; a failed line is shown at once. What it shows is announced
 * once, with the words of `ConnectionChip`: both together say a thing once. The countdown is never spoken.
 *
 * @example
 * <OfflineBanner />
 */
export const OfflineBanner: ForwardRefExoticComponent<OfflineBannerProps & RefAttributes<HTMLElement>> = forwardRef<
  HTMLElement,
  OfflineBannerProps
>(function OfflineBanner({ client, graceMs = 5_000, ...props }, ref) {
  const line = useLine({ client })
  const { shown } = useFollowedLine(line, outage, graceMs)
  const text = useWidgetText('TtOfflineBanner', englishOfflineBannerText, props.localeText)
  const look = shown && (bannerLook(shown, 0)?.look ?? null)
  useSpokenOutage(look, () => line.status.getSnapshot().state === 'connected', line, text)
  return shown && <OfflineBannerView {...props} ref={ref} status={shown} onRetry={line.retryNow} />
})

/** Announces an outage when it is shown, and its end; how the line was found is not news. `key` is what it is known by. */
function useSpokenOutage(
  look: BannerLookName | null,
  isUp: () => boolean,
  key: object,
  text: OfflineBannerLocaleText,
): void {
  const before = useRef({ key, look })
  useEffect(holdAnnouncer, [])
  useEffect(() => {
    const { key: line, look: was } = before.current
    before.current = { key, look }
    if (line !== key || look === was) return
    // The network is back, and the line is on its way.
    if (was === 'waitingForNetwork' && look === 'reconnecting') return
    if (look === 'failed' || look === 'signInAgain') announce(text[look], { key, politeness: 'assertive' })
    else if (look !== null) announce(text[look], { key })
    else if (isUp()) announce(text.recovered, { key })
  })
}
