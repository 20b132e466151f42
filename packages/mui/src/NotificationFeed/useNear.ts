'use client'

import { type RefObject, useEffect, useState } from 'react'

type Listener = (entry: IntersectionObserverEntry) => void

/** Watches elements of one scroller: told when one comes near what is seen, and when it leaves. */
export type Watch = (element: Element, listener: Listener) => () => void

/** So far from what is seen an element counts as near, in pixels: what one flick of a wheel brings. */
const nearPx = 800

/** One observer for all elements that are watched in a scroller. */
export function useNear(scroller: RefObject<Element | null>): Watch {
  const [near] = useState(() => new Near(scroller))
  useEffect(() => () => near.end(), [near])
  return near.watch
}

class Near {
  readonly #scroller: RefObject<Element | null>
  readonly #listeners = new Map<Element, Listener>()
  #observer: IntersectionObserver | null = null

  constructor(scroller: RefObject<Element | null>) {
    this.#scroller = scroller
  }

  readonly watch: Watch = (element, listener) => {
    this.#observer ??= new IntersectionObserver(
      (entries) => {
        for (const entry of entries) this.#listeners.get(entry.target)?.(entry)
      },
      { root: this.#scroller.current, rootMargin: `${nearPx}px 0px` },
    )
    this.#listeners.set(element, listener)
    this.#observer.observe(element)
    return () => {
      this.#listeners.delete(element)
      this.#observer?.unobserve(element)
    }
  }

  end(): void {
    this.#observer?.disconnect()
    this.#observer = null
  }
}
