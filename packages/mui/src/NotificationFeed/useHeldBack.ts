'use client'

import { type UIEvent, useMemo, useState } from 'react'
import type { ShownNotification } from './notificationLook.ts'

/** Within so many pixels of its start a feed counts as being there. */
const atStartPx = 8

type HeldBack = {
  shown: readonly ShownNotification[]
  /** How many have come that are not shown yet. */
  heldCount: number
  onScroll: (event: UIEvent<HTMLElement>) => void
  release: () => void
}

/** While one reads further down nothing is put on top: what comes waits until one goes there. */
export function useHeldBack(notifications: readonly ShownNotification[]): HeldBack {
  const [topId, setTopId] = useState<string | null>(null)
  const place = notifications.findIndex(({ id }) => id === topId)
  const heldCount = Math.max(0, place)
  const shown = useMemo(() => notifications.slice(heldCount), [notifications, heldCount])
  return {
    shown,
    heldCount,
    onScroll: ({ currentTarget }) => {
      const isAway = currentTarget.scrollTop > atStartPx
      if (!isAway) setTopId(null)
      // It may have been cleared, or be of another list.
      else if (place < 0) setTopId(shown[0]?.id ?? null)
    },
    release: () => setTopId(null),
  }
}
