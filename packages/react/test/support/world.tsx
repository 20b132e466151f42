import { createMockServer, type MockServer, type MockServerOptions } from '@telltale/testing'
import { act, cleanup } from '@testing-library/react'
import { afterEach, beforeEach, expect, vi } from 'vitest'

const servers: MockServer[] = []

/** Runs each test of a file in virtual time, and sees that nothing is left once all is unmounted and has lingered. */
export function inVirtualTime(): void {
  let listening: () => number
  beforeEach(() => {
    listening = countWindowListeners()
    vi.useFakeTimers({
      toFake: [
        'setTimeout',
        'clearTimeout',
        'setInterval',
        'clearInterval',
        'requestAnimationFrame',
        'cancelAnimationFrame',
        'Date',
        'performance',
      ],
    })
  })
  afterEach(async () => {
    cleanup()
    await pass(2_000)
    for (const server of servers.splice(0)) {
      expect.soft(server.connections, 'sockets left after the linger').toBe(0)
      await server.close()
    }
    await pass(0)
    const timersLeft = vi.getTimerCount()
    vi.useRealTimers()
    expect(timersLeft, 'timers left after all is unmounted').toBe(0)
    expect(listening(), 'listeners left on the window after all is unmounted').toBe(0)
  })
}

/** Counts, from now on, how many listeners to network and page the window has gained. */
function countWindowListeners(): () => number {
  const isOurs = ([type]: readonly unknown[]) =>
    ['online', 'offline', 'focus', 'pagehide', 'pageshow'].includes(String(type))
  const added = vi.spyOn(window, 'addEventListener')
  const removed = vi.spyOn(window, 'removeEventListener')
  return () => {
    const left = added.mock.calls.filter(isOurs).length - removed.mock.calls.filter(isOurs).length
    added.mockRestore()
    removed.mockRestore()
    return left
  }
}

/** A server that ends with the test. */
export function world(options?: MockServerOptions): MockServer {
  const server = createMockServer(options)
  servers.push(server)
  return server
}

/** Lets virtual time pass, with all that React does in it. */
export const pass = (ms: number): Promise<void> => act(async () => void (await vi.advanceTimersByTimeAsync(ms)))

/** Lets what is under way at this very moment come to its end. */
export const settle = (): Promise<void> => pass(1)
