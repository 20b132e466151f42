import { useSyncExternalStore } from 'react'

function subscribe(listener: () => void): () => void {
  addEventListener('hashchange', listener)
  return () => removeEventListener('hashchange', listener)
}

/** What stands behind the # of the page's address, so that a reload and a link find the same tab. */
export const useHash = (): string => useSyncExternalStore(subscribe, () => location.hash.slice(1))
