'use client'

import { type RefObject, useEffect, useRef } from 'react'
import { announce, holdAnnouncer } from '../Announcer/announce.ts'
import { callAt } from '../internal/clock.ts'
import type { NotificationBellLocaleText } from './notificationBellLocaleText.ts'

/** What comes within it is said together, in milliseconds. */
const batchMs = 2_000

type Come = Readonly<{ id: string; title: string }>

/**
 * Gives what is to be called with each notification that comes. They are counted, and said together: growth alone, for
 * what becomes less was done by the user. While the page is hidden nothing is said; then all of it.
 *
 * @param key what they are known by, so that several bells speak once
 */
export function useSpokenNotifications(text: NotificationBellLocaleText, key: string): (one: Come) => void {
  const words = useRef(text)
  const come = useRef<{ count: number; title: string; callOff: () => void } | null>(null)
  useEffect(holdAnnouncer, [])
  useEffect(() => {
    words.current = text
  })
  useEffect(() => () => forget(come), [key])

  return ({ id, title }) => {
    const waiting = come.current
    if (waiting !== null) {
      waiting.count += 1
      waiting.title = title
      return
    }
    const callOff = callAt(Date.now() + batchMs, () => {
      if (come.current === null) return
      // By the first of them: as many that come again are others, though they are told by the same words.
      announce(words.current.saysNew(come.current.count, come.current.title), { key: `${key} ${id}` })
      come.current = null
    })
    come.current = { count: 1, title, callOff }
  }
}

function forget(come: RefObject<{ callOff: () => void } | null>): void {
  come.current?.callOff()
  come.current = null
}
