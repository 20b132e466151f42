'use client'

import { useLine, type UseLineOptions } from '@telltale/react'
import { forwardRef, type ForwardRefExoticComponent, type RefAttributes } from 'react'
import { useFollowedLine } from '../internal/useFollowedLine.ts'
import { useNow } from '../internal/useNow.ts'
import { useWidgetText } from '../internal/useWidgetText.ts'
import { chipLook } from './chipLook.ts'
import { ConnectionChipView, type ConnectionChipViewProps } from './ConnectionChipView.tsx'
import { englishConnectionChipText } from './connectionChipLocaleText.ts'
import { steadyLine } from './steadyLine.ts'
import { useSpokenLook } from './useSpokenLook.ts'

export type ConnectionChipProps = Omit<ConnectionChipViewProps, 'status' | 'history' | 'now' | 'onRetry'> & {
  /** This client instead of the provider's. */
  client?: UseLineOptions['client']
  /** Trouble that ends within this time is not shown, in milliseconds. Its end always is, at once. @defaultValue 1500 */
  graceMs?: number | undefined
}

/**
 * The connection of the provider's client, as a chip for an app bar. It only watches: a provider or a hook opens the line.
 *
 * Trouble is shown after `graceMs` and goes at once. A failed line, and one that the user has closed, is shown at once.
 * After three drops within a minute it stays "Unstable" until the line has held for a minute, rather than flicker. What
 * it shows is announced once, however many chips there are: politely, and at once only when the line has failed. "Retry
 * now" in its details calls `retryNow`.
 *
 * @example
 * <AppBar><Toolbar><ConnectionChip /></Toolbar></AppBar>
 */
export const ConnectionChip: ForwardRefExoticComponent<ConnectionChipProps & RefAttributes<HTMLElement>> = forwardRef<
  HTMLElement,
  ConnectionChipProps
>(function ConnectionChip({ client, graceMs = 1_500, ...props }, ref) {
  const line = useLine({ client })
  const { shown, history } = useFollowedLine(line, steadyLine, graceMs)
  const now = useNow((at) => chipLook(shown, at, history).changesAt)
  const text = useWidgetText('TtConnectionChip', englishConnectionChipText, props.localeText)
  useSpokenLook(chipLook(shown, now, history), line, text)
  return <ConnectionChipView {...props} ref={ref} status={shown} history={history} now={now} onRetry={line.retryNow} />
})
