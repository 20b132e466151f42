import { createMockUsage, type MockUsage, type MockUsageOptions } from '@telltale/testing'
import { expect, onTestFinished, vi } from 'vitest'
import {
  createUsageSession,
  type UsageEnd,
  type UsageSession,
  type UsageSessionOptions,
  type UsageSessionStore,
} from '../../../src/index.ts'
import { pass } from './usageWorld.ts'

/** A tab: its store, all that it has shown, and what it was told. */
export type Tab = {
  store: UsageSessionStore
  readonly now: UsageSession
  /** Each with the time at which it came, in ms of the world. */
  shown: (UsageSession & { at: number })[]
  ends: UsageEnd[]
  /** People leave the page. */
  leave: () => void
  /** Loads the page anew: with what the tab keeps, and nothing else. */
  reload: () => Promise<Tab>
  /** Nobody looks any more; what the store does by itself goes on. */
  close: () => void
}

export type SessionWorld = {
  usage: MockUsage
  open: (options?: UsageSessionOptions) => Promise<Tab>
  /** Ends everything, and sees that nothing is left. The test's end does the same. */
  end: () => Promise<void>
}

/** The real usage handlers and the real store in virtual time, with nothing made up between them but the network. */
export function sessionWorld(options?: MockUsageOptions): SessionWorld {
  vi.useFakeTimers({ now: 0 })
  sessionStorage.clear()
  const usage = createMockUsage(options)
  const tabs: Tab[] = []
  let hasEnded = false
  const end = async (): Promise<void> => {
    if (hasEnded) return
    hasEnded = true
    usage.network.online()
    usage.network.thaw()
    for (const { store } of tabs) store.destroy()
    // What was posted is answered or given up.
    await pass(11_000)
    expect(usage.leftovers(), 'left at the server after every tab has ended').toEqual({ lines: 0, listeners: 0 })
    usage.close()
    const timersLeft = vi.getTimerCount()
    vi.useRealTimers()
    expect(timersLeft, 'timers left').toBe(0)
  }
  onTestFinished(end)

  const open = async (more: UsageSessionOptions = {}): Promise<Tab> => {
    let leave = (): void => undefined
    // Each tab has a storage of its own, which is told apart by the key.
    const settings = { identity: `tab ${tabs.length}`, ...more }
    const store = createUsageSession({
      fetch: usage.fetch,
      ...settings,
      env: {
        random: () => 0.5,
        connectivity: usage.connectivity,
        onLeave: (run) => {
          leave = run
          return () => (leave = () => undefined)
        },
        ...more.env,
      },
    })
    const shown: Tab['shown'] = []
    const ends: UsageEnd[] = []
    const stops = [store.onEnd((ended) => ends.push(ended)), store.holdSeconds()]
    stops.push(store.subscribe(() => shown.push({ ...store.getSnapshot(), at: Date.now() })))
    const tab: Tab = {
      store,
      get now() {
        return store.getSnapshot()
      },
      shown,
      ends,
      leave: () => leave(),
      close: () => {
        for (const stop of stops.splice(0)) stop()
      },
      reload: async () => {
        leave()
        store.destroy()
        return open(settings)
      },
    }
    tabs.push(tab)
    await pass(0)
    return tab
  }
  return { usage, open, end }
}
