'use client'

import { useEffect, useRef } from 'react'
import { announce, holdAnnouncer } from '../Announcer/announce.ts'
import type { ChipLook, ChipLookName } from './chipLook.ts'
import { type ConnectionChipLocaleText, labelOf } from './connectionChipLocaleText.ts'

type Speech = 'down' | 'up' | 'failed' | 'unstable' | 'silent'

/** What a change to a look is worth saying. The user's own doings, and the first connect, need no words. */
const speeches: Readonly<Record<ChipLookName, Speech>> = {
  idle: 'silent',
  connecting: 'silent',
  connected: 'up',
  recovered: 'up',
  degraded: 'up',
  unstable: 'unstable',
  reconnecting: 'down',
  waitingForNetwork: 'down',
  syncing: 'up',
  signInAgain: 'failed',
  failed: 'failed',
  paused: 'silent',
  disconnected: 'silent',
}

/** Announces the looks that matter as they come; how the line was found is not news. `key` is what the line is known by. */
export function useSpokenLook(look: ChipLook, key: object, text: ConnectionChipLocaleText): void {
  const before = useRef({ key, name: look.look, wasDown: false })
  useEffect(holdAnnouncer, [])
  useEffect(() => {
    const { key: line, name, wasDown } = before.current
    if (line !== key) before.current = { key, name: look.look, wasDown: false }
    if (line !== key || name === look.look) return
    // Whoever asks a failed line to try again is told that it does, and so hears it also when it fails by the same words.
    const speech = speeches[name] === 'failed' && look.look === 'connecting' ? 'down' : speeches[look.look]
    const isDown = speech === 'down' || speech === 'failed'
    before.current = { key, name: look.look, wasDown: isDown || (wasDown && speech === 'silent') }
    if (speech === 'failed') announce(labelOf(look, text), { key, politeness: 'assertive' })
    else if (isDown || speech === 'unstable') announce(labelOf(look, text), { key })
    else if (speech === 'up' && wasDown) announce(text.recovered, { key })
  })
}
