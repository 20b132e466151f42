'use client'

import { type FocusEvent, type KeyboardEvent, type RefObject, useLayoutEffect, useRef } from 'react'

type FocusHandoff = {
  onFocus: (event: FocusEvent<HTMLElement>) => void
  onBlur: () => void
  onKeyDown: (event: KeyboardEvent<HTMLElement>) => void
}

/**
 * Keeps the keyboard's place in a list whose items come and go: when the focused one leaves, the focus goes to the one
 * that takes its place, then to the one before, and from the last one back to where it came from. Escape goes back as well.
 *
 * @param ids of the items in order; each item has its id in `data-task`
 */
export function useFocusHandoff(root: RefObject<HTMLElement | null>, ids: readonly string[]): FocusHandoff {
  const cameFrom = useRef<HTMLElement | null>(null)
  const place = useRef<{ id: string | null; index: number } | null>(null)

  useLayoutEffect(() => {
    const at = place.current
    // Nothing is focused after an element that was is gone.
    if (at === null || (document.activeElement !== document.body && document.activeElement !== null)) {
      if (at?.id != null) place.current = { id: at.id, index: ids.indexOf(at.id) }
      return
    }
    const stays = at.id !== null && ids.includes(at.id) ? at.id : null
    const next = stays ?? ids[Math.min(Math.max(at.index, 0), ids.length - 1)]
    const item = next === undefined ? null : itemOf(root.current, next)
    const target =
      item?.querySelector<HTMLElement>('button') ?? root.current?.querySelector('button') ?? cameFrom.current
    place.current = null
    target?.focus()
  })

  const goBack = (): void => {
    place.current = null
    if (cameFrom.current?.isConnected) cameFrom.current.focus()
  }

  return {
    onFocus: ({ target, relatedTarget }) => {
      const cameFromOutside = relatedTarget instanceof HTMLElement && !root.current?.contains(relatedTarget)
      if (cameFromOutside) cameFrom.current = relatedTarget
      // A mouse has no place to lose, and must not find one held for it.
      if (!target.matches(':focus-visible')) return
      const id = target.closest<HTMLElement>('[data-task]')?.dataset['task'] ?? null
      place.current = { id, index: id === null ? ids.length : ids.indexOf(id) }
    },
    // React tells of none that a removal causes, only of those that somebody wants.
    onBlur: () => {
      place.current = null
    },
    onKeyDown: (event) => {
      if (event.key === 'Escape' && !event.defaultPrevented) goBack()
    },
  }
}

const itemOf = (root: HTMLElement | null, id: string): HTMLElement | null =>
  root?.querySelector<HTMLElement>(`[data-task="${CSS.escape(id)}"]`) ?? null
