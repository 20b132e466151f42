'use client'

import { useThemeProps } from '@mui/material/styles'
import { useUsageSession, type UsageSessionOptions } from '@telltale/react'
import { forwardRef, type ForwardRefExoticComponent, type RefAttributes, useEffect, useRef } from 'react'
import { announce, holdAnnouncer } from '../Announcer/announce.ts'
import { useWidgetText } from '../internal/useWidgetText.ts'
import { type UsageLook, usageLook, type UsageLookName } from './usageLook.ts'
import { englishUsageMeterText, type UsageMeterLocaleText } from './usageMeterLocaleText.ts'
import { UsageMeterView, type UsageMeterViewProps } from './UsageMeterView.tsx'

export type UsageMeterProps = Omit<UsageMeterViewProps, 'session'> & {
  /** Where usage is served and whose it is, as for `useUsageSession`. @defaultValue `/api/usage`, by cookies */
  usage?: UsageSessionOptions | undefined
}

/**
 * The metered usage of the person at the screen against its limit. It only watches: a session is started and stopped by
 * `useUsageSession`, and all that name the same endpoint and identity share one stream.
 *
 * It renders again on news of the server, and once a second while a session counts. Three things are announced, each once
 * as it comes: that the limit is near, at once that it is reached, and at once that a session has expired.
 *
 * @example
 * <UsageMeter usage={{ endpoint: '/api/usage' }} />
 */
export const UsageMeter: ForwardRefExoticComponent<UsageMeterProps & RefAttributes<HTMLDivElement>> = forwardRef<
  HTMLDivElement,
  UsageMeterProps
>(function UsageMeter({ usage, ...props }, ref) {
  const session = useUsageSession(usage)
  const text = useWidgetText('TtUsageMeter', englishUsageMeterText, props.localeText)
  // What is heard is what is shown: a theme may say what the limit is.
  const { limitSeconds } = useThemeProps({ props, name: 'TtUsageMeter' })
  useSpokenUsage(
    usageLook(session, limitSeconds),
    `TtUsageMeter ${usage?.endpoint ?? ''} ${usage?.identity ?? ''}`,
    text,
  )
  return <UsageMeterView {...props} ref={ref} session={session} />
})

/** How far towards the limit a look says one is; `null` where it says nothing of that. */
const levels: Readonly<Record<UsageLookName, 0 | 1 | 2 | null>> = {
  unknown: null,
  idle: 0,
  starting: null,
  active: 0,
  near: 1,
  paused: null,
  stopping: null,
  closed: 0,
  reached: 2,
  capped: 2,
  expired: null,
}

/** Announces the limit as it comes near and is reached; how usage was found is not news. */
function useSpokenUsage(look: UsageLook, key: string, text: UsageMeterLocaleText): void {
  const before = useRef<{ key: string; look: UsageLookName; level: 0 | 1 | 2 } | null>(null)
  useEffect(holdAnnouncer, [])
  useEffect(() => {
    // Nothing is known of somebody else's either, at first.
    if (look.look === 'unknown' || before.current?.key !== key) before.current = null
    if (look.look === 'unknown') return
    const was = before.current
    const level = levels[look.look] ?? was?.level ?? 0
    before.current = { key, look: look.look, level }
    if (was === null) return
    if (level === 2 && was.level < 2) announce(text[look.look], { key, politeness: 'assertive' })
    if (level === 1 && was.level < 1) {
      const left = text.remaining(text.duration(Math.ceil(look.remaining / 60) * 60, 'minutes'))
      announce(text.joined([text.near, left]), { key })
    }
    if (look.look === 'expired' && was.look !== 'expired') announce(text.expired, { key, politeness: 'assertive' })
  })
}
