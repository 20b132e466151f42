'use client'

import useEnhancedEffect from '@mui/utils/useEnhancedEffect'
import { type RefObject, useEffect, useState } from 'react'
import { createCountdowns, type PauseReason } from './createCountdowns.ts'

type AutoHide = { pause: (reason: PauseReason) => void; resume: (reason: PauseReason) => void }

/**
 * Calls `onDue` with each key when its time is up. All of them stand still while the window has lost the focus, the page
 * is hidden, the focus is within `root`, or `pause` says so; then each goes on with what remained.
 */
export function useAutoHide(
  root: RefObject<HTMLElement | null>,
  durations: ReadonlyMap<string, number>,
  onDue: (keys: readonly string[]) => void,
): AutoHide {
  const [countdowns] = useState(() => createCountdowns(onDue))

  useEffect(() => countdowns.set(durations), [countdowns, durations])

  useEffect(() => {
    const set = (reason: PauseReason, isSo: boolean) => (isSo ? countdowns.pause(reason) : countdowns.resume(reason))
    const onBlur = () => set('blur', true)
    const onFocus = () => set('blur', false)
    const onVisibility = () => set('hidden', document.hidden)
    onVisibility()
    window.addEventListener('blur', onBlur)
    window.addEventListener('focus', onFocus)
    document.addEventListener('visibilitychange', onVisibility)
    return () => {
      window.removeEventListener('blur', onBlur)
      window.removeEventListener('focus', onFocus)
      document.removeEventListener('visibilitychange', onVisibility)
      countdowns.end()
    }
  }, [countdowns])

  // What is removed under the pointer or with the focus in it says no goodbye.
  useEnhancedEffect(() => {
    // Within a shadow tree the document knows only its host.
    if (root.current?.matches(':focus-within') !== true) countdowns.resume('focus')
    if (root.current === null) countdowns.resume('hover')
  })

  return countdowns
}
