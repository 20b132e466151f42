'use client'

import {
  bringUsageCredentials,
  sharedUsageSession,
  type UsageEnd,
  UsageReader,
  type UsageSession,
  type UsageSessionOptions,
} from '@telltale/client'
import { useEffect, useMemo } from 'react'
import { useFirstLook } from './useFirstLook.ts'
import { useKept } from './useKept.ts'
import { useLatest } from './useLatest.ts'
import { useStore } from './useStore.ts'

/** `getToken` is used as it was given last; `fetch`, `env` and `maxAttempts` are read once. */
export type UseUsageSessionOptions = UsageSessionOptions & {
  /** Called once with each session that was seen running and is over: a recording stops itself here. */
  onEnd?: ((end: UsageEnd) => void) | undefined
  /** Seconds remaining of which `onThreshold` tells. */
  thresholds?: readonly number[] | undefined
  /** Called when a session that runs has come down to one of `thresholds`. */
  onThreshold?: ((secondsRemaining: number) => void) | undefined
  /**
   * Stops the session when people leave the page, a reload included, if this page has begun it and no other keeps it
   * alive. Without it the server ends a session that nobody renews for two minutes. An unmount never stops anything.
   * @defaultValue `false`
   */
  stopOnLeave?: boolean | undefined
}

export type UseUsageSessionResult = UsageSession

/**
 * The metered usage of the person at the screen (U4): where the session stands, what was used and what remains, in whole
 * seconds and minutes, and how to start, stop and pause it. The figures are the server's; they are `null` until it has
 * told them, and 0 remains only where it says so. All components share one stream, which closes a second after the last.
 *
 * Renders again when the server tells something new, and once a second while a session counts. With `select` it renders
 * when what that gives has changed; one that reads no seconds or minutes never ticks. On a server it is `idle`.
 *
 * The functions are stable, and their promises never reject: what went wrong is in `error`, and says what to do. A session
 * that this tab has started or joined is kept alive until it ends, over unmounts and reloads; `onEnd` tells why it ended:
 * `cap` at the limit, `ttl` where nobody kept it alive, `user`, `admin`, or `null` where the server does not know.
 *
 * @example
 * const { isActive, timeRemainingMinutes, startSession, stopSession, isValidForRecording } = useUsageSession()
 * const isNearLimit = useUsageSession({ select: (session) => session.isNearLimit })
 */
export function useUsageSession(options?: UseUsageSessionOptions & { select?: undefined }): UseUsageSessionResult
export function useUsageSession<TSelected>(
  options: UseUsageSessionOptions & { select: (session: UsageSession) => TSelected },
): TSelected
export function useUsageSession({
  select = whole,
  onEnd,
  thresholds = [],
  onThreshold,
  stopOnLeave = false,
  ...options
}: UseUsageSessionOptions & { select?: ((session: UsageSession) => unknown) | undefined } = {}): unknown {
  const session = useKept(JSON.stringify([options.endpoint, options.identity]), () => sharedUsageSession(options))
  const handlers = useLatest({ onEnd, onThreshold })
  const takeEndsAt = useFirstLook(session, session.endsAt)
  const takeSeconds = useFirstLook(session, () => session.getSnapshot().timeRemainingSeconds)
  useEffect(() => bringUsageCredentials(options))
  useEffect(() => session.onEnd((end) => handlers.current.onEnd?.(end), takeEndsAt()), [session, takeEndsAt, handlers])
  useEffect(() => (stopOnLeave ? session.stopOnLeave() : undefined), [session, stopOnLeave])

  const marks = thresholds.join()
  useEffect(() => {
    const since = takeSeconds()
    const stops = marks
      .split(',')
      .filter(Boolean)
      .map((mark) => session.onThreshold(Number(mark), (seconds) => handlers.current.onThreshold?.(seconds), since))
    return () => {
      for (const stop of stops) stop()
    }
  }, [session, marks, takeSeconds, handlers])

  return useStore(
    useMemo(() => new UsageReader(session), [session]),
    select,
  )
}

/** Looks at everything, so at the seconds too. */
const whole = (session: UsageSession): UsageSession => ({ ...session })
