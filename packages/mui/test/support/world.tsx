import { createRealtimeClient, type RealtimeClient } from '@telltale/react'
import { createMockServer, hearSpeech, type MockServer } from '@telltale/testing'
import { act, cleanup } from '@testing-library/react'
import { afterEach, beforeEach, expect, vi } from 'vitest'

const servers: MockServer[] = []

/** Runs each test of a file in virtual time, and sees that no timer, region or socket is left after it. */
export function inVirtualTime(): void {
  beforeEach(() => {
    // All that a wait is measured by; frames are the browser's, as what is drawn is.
    vi.useFakeTimers({
      toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date', 'performance'],
    })
  })
  afterEach(async () => {
    cleanup()
    await pass(10_000)
    for (const server of servers.splice(0)) await server.close()
    await pass(0)
    const timersLeft = vi.getTimerCount()
    vi.useRealTimers()
    expect(timersLeft, 'timers left after all is unmounted').toBe(0)
    expect(document.querySelectorAll('[data-telltale-announcer]'), 'live regions left').toHaveLength(0)
  })
}

/** A server that ends with the test. */
export function world(): MockServer {
  const server = createMockServer()
  servers.push(server)
  return server
}

/** The clients of two servers, the second of which will accept no sign-in. */
export function twoLines(): { up: RealtimeClient; refused: RealtimeClient } {
  const client = ({ url, connectivity }: MockServer) => createRealtimeClient({ url, env: { connectivity } })
  const [good, strict] = [world(), world()]
  strict.network.refuse({ code: 'auth_invalid' })
  return { up: client(good), refused: client(strict) }
}

/** Lets virtual time pass, with all that React does in it. */
export const pass = (ms: number): Promise<void> => act(async () => void (await vi.advanceTimersByTimeAsync(ms)))

/** What a screen reader hears from now on, one sentence each. */
export function listen(): string[] {
  const heard: string[] = []
  const { stop } = hearSpeech(document.body, ({ politeness, text }) => {
    heard.push(`${politeness === 'polite' ? 'status' : 'alert'}: ${text}`)
  })
  onEnd.push(stop)
  return heard
}

const onEnd: (() => void)[] = []
afterEach(() => onEnd.splice(0).forEach((end) => end()))
