import { afterEach, beforeEach, expect, vi } from 'vitest'
import { createUsageStream, type UsageStream, type UsageStreamOptions } from '../../../src/index.ts'
import { UsageServer } from './usageServer.ts'

/** A stream, and the line of its status words so far. */
export type Watched = UsageStream & { history: string[] }

type Network = { isOnline: boolean; set: (isOnline: boolean) => void; listeners: Set<() => void> }

export type UsageWorld = {
  server: UsageServer
  network: Network
  watch: (options?: UsageStreamOptions) => Watched
  /** Ends the streams, and sees that nothing is left of them. */
  end: () => Promise<void>
}

const worlds: UsageWorld[] = []

/** Runs each test of a file in virtual time, and sees that nothing is left of its streams. */
export function inUsageTime(): void {
  beforeEach(() => {
    // Bodies of responses move on real tasks, which are therefore left alone.
    vi.useFakeTimers({ now: 0, toFake: ['setTimeout', 'clearTimeout', 'Date'] })
  })
  afterEach(async () => {
    for (const { end } of worlds.splice(0)) await end()
    const timersLeft = vi.getTimerCount()
    vi.useRealTimers()
    expect(timersLeft, 'timers left').toBe(0)
  })
}

/** A usage server, a network and the streams on them; all end with the test. */
export function usageWorld(): UsageWorld {
  const server = new UsageServer()
  const streams: UsageStream[] = []
  const network: Network = {
    isOnline: true,
    listeners: new Set(),
    set: (isOnline) => {
      network.isOnline = isOnline
      for (const listener of network.listeners) listener()
    },
  }
  const world: UsageWorld = {
    server,
    network,
    watch: (options) => {
      const stream = createUsageStream({
        fetch: server.fetch,
        ...options,
        env: {
          random: () => 0.5,
          connectivity: {
            isOnline: () => network.isOnline,
            subscribe: (listener) => {
              network.listeners.add(listener)
              return () => void network.listeners.delete(listener)
            },
          },
          ...options?.env,
        },
      })
      streams.push(stream)
      const history: string[] = []
      stream.status.subscribe(() => {
        const { state } = stream.status.getSnapshot()
        if (history.at(-1) !== state) history.push(state)
      })
      return { ...stream, history }
    },
    end: async () => {
      for (const stream of streams) stream.destroy()
      await pass(0)
      expect(server.open, 'streams left after every client has ended').toBe(0)
      expect(network.listeners.size, 'listeners left on the network').toBe(0)
      expect(vi.getTimerCount(), 'timers left').toBe(0)
    },
  }
  worlds.push(world)
  return world
}

/** Lets virtual time pass, and all that falls due in it. */
export const pass = async (ms: number): Promise<void> => void (await vi.advanceTimersByTimeAsync(ms))

/** Lets what is under way at this very moment come to its end. */
export const settle = (): Promise<void> => pass(1)
