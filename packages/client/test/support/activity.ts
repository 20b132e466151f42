import type { Activity } from '../../src/index.ts'

/** A page at which somebody is, or not, as the test says. */
export type FakeActivity = {
  activity: Activity
  input: () => void
  hide: () => void
  show: () => void
  listeners: () => number
}

export function fakeActivity(): FakeActivity {
  const listeners = new Set<() => void>()
  let isHidden = false
  const tell = (): void => {
    for (const listener of listeners) listener()
  }
  const turn = (hidden: boolean) => (): void => {
    isHidden = hidden
    tell()
  }
  return {
    activity: {
      isHidden: () => isHidden,
      subscribe: (listener) => {
        listeners.add(listener)
        return () => void listeners.delete(listener)
      },
    },
    input: tell,
    hide: turn(true),
    show: turn(false),
    listeners: () => listeners.size,
  }
}
