import { useSyncExternalStore } from 'react'

const tick = (listener: () => void): (() => void) => {
  const timer = setInterval(listener, 1000)
  return () => clearInterval(timer)
}
const stand = () => () => undefined

/** The present to the second, in epoch ms; moves on by itself while somebody counts. */
export const useNow = (isCounting: boolean): number =>
  useSyncExternalStore(isCounting ? tick : stand, () => Math.floor(Date.now() / 1000) * 1000)
