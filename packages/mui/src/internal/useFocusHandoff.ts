'use client'

import useEnhancedEffect from '@mui/utils/useEnhancedEffect'
import { type FocusEvent, type RefObject, useRef } from 'react'

/** Goes to the widget's root, `onFocusCapture` and `onBlurCapture` as its props. */
export type FocusHandoff = {
  onFocusCapture: (event: FocusEvent<HTMLElement>) => void
  onBlurCapture: () => void
  /** Takes the focus back to where it came from. */
  goBack: () => void
}

/** Where the focus is, and what is around it while it is there. */
type Place = { element: HTMLElement; item: HTMLElement | null; around: readonly HTMLElement[] }

const focusable = 'a[href], button:enabled, [tabindex]'

/**
 * Keeps the keyboard's place when what has the focus leaves the page, which would give it to nobody. It stays in the item
 * that it was in; where that is gone as well, it goes to the one that takes its place, then to the one before. Outside of
 * items it goes to what stands before. With the whole widget gone it goes back to where it came from.
 *
 * @param item a selector of the items among which the focus moves, where there are such
 */
export function useFocusHandoff(root: RefObject<HTMLElement | null>, item?: string): FocusHandoff {
  const cameFrom = useRef<HTMLElement | null>(null)
  const place = useRef<Place | null>(null)

  const goBack = (): void => {
    place.current = null
    if (cameFrom.current?.isConnected) cameFrom.current.focus()
  }

  useEnhancedEffect(() => {
    const { current } = place
    if (current === null) return
    if (current.element.isConnected) {
      // Others may have come around it.
      place.current = placeOf(current.element, root.current, item)
      return
    }
    place.current = null
    // Nothing is focused after an element that was is gone. It may have been in a frame.
    const { activeElement, body } = current.element.ownerDocument
    if (activeElement !== null && activeElement !== body) return
    const next = firstIn(neighbourOf(current)) ?? firstIn(root.current)
    if (next) next.focus()
    else goBack()
  })
  // While this runs the widget is in the page still.
  useEnhancedEffect(
    () => () => {
      if (place.current !== null) goBack()
    },
    [],
  )

  return {
    onFocusCapture: ({ target, relatedTarget }) => {
      // What had the focus can have it again. Elements of a frame are instances of its own classes.
      if (relatedTarget !== null && !root.current?.contains(relatedTarget))
        cameFrom.current = relatedTarget as HTMLElement
      // A mouse has no place to lose, and must not find one held for it.
      if (target.matches(':focus-visible')) place.current = placeOf(target, root.current, item)
    },
    // React tells of none that a removal causes, only of those that somebody wants.
    onBlurCapture: () => {
      place.current = null
    },
    goBack,
  }
}

function placeOf(element: HTMLElement, root: HTMLElement | null, selector: string | undefined): Place {
  const item = selector === undefined ? null : element.closest<HTMLElement>(selector)
  const around = root?.querySelectorAll<HTMLElement>(item === null ? focusable : (selector ?? ''))
  return { element, item, around: [...(around ?? [])] }
}

/** The nearest that is still there. Outside of items not what follows: a key that is pressed again would press that. */
function neighbourOf({ element, item, around }: Place): HTMLElement | null {
  const at = around.indexOf(item ?? element)
  const before = around.slice(0, Math.max(at, 0)).toReversed()
  const near = item === null ? before : [item, ...around.slice(at + 1), ...before]
  return near.find((other) => other.isConnected) ?? null
}

const firstIn = (element: HTMLElement | null): HTMLElement | null =>
  element?.matches(focusable) ? element : (element?.querySelector<HTMLElement>(focusable) ?? null)
