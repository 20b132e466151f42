'use client'

import { useMemo, useState } from 'react'
import { isUnread, type ShownNotification } from './notificationLook.ts'

type OnlyUnread = { listed: readonly ShownNotification[]; isOn: boolean; toggle: () => void }

/** Leaves, when it is on, those that nobody has read; one that is read meanwhile stays where it is until it is off. */
export function useOnlyUnread(notifications: readonly ShownNotification[]): OnlyUnread {
  const [isOn, setOn] = useState(false)
  const [kept] = useState(() => new Set<string>())
  const listed = useMemo(() => {
    if (!isOn) {
      kept.clear()
      return notifications
    }
    for (const notification of notifications) if (isUnread(notification)) kept.add(notification.id)
    return notifications.filter(({ id }) => kept.has(id))
  }, [notifications, isOn, kept])
  return { listed, isOn, toggle: () => setOn(!isOn) }
}
