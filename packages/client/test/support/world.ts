import type { Contract, TelltaleContract } from '@telltale/protocol'
import {
  createMockServer,
  createPlainServer,
  type MockServer,
  type MockServerOptions,
  type PlainServerOptions,
  type World as Server,
} from '@telltale/testing'
import { afterEach, beforeEach, expect, vi } from 'vitest'
import { createRealtimeClient, type RealtimeClient, type RealtimeClientOptions } from '../../src/index.ts'

/** A client of a world's server, and the line of its status words so far. */
export type Visitor<TContract extends Contract = TelltaleContract> = RealtimeClient<TContract> & { history: string[] }

export type World<TContract extends Contract = TelltaleContract> = {
  server: MockServer<TContract>
  visit: (options?: RealtimeClientOptions<TContract>) => Visitor<TContract>
}

const endings: (() => void | Promise<void>)[] = []

/** Runs each test of a file in virtual time, and sees that nothing is left of its worlds. */
export function inVirtualTime(): void {
  beforeEach(() => {
    vi.useFakeTimers({ now: 0 })
  })
  afterEach(async () => {
    for (const end of endings.splice(0).toReversed()) await end()
    // What was closed may still have something to say in this very tick.
    await vi.advanceTimersByTimeAsync(0)
    const timersLeft = vi.getTimerCount()
    vi.useRealTimers()
    expect(timersLeft, 'timers left after every client and server has ended').toBe(0)
  })
}

/** A server and the clients that visit it; all end with the test. */
export function world<TContract extends Contract = TelltaleContract>(
  options?: MockServerOptions<TContract>,
): World<TContract> {
  return worldOf(createMockServer<TContract>(options))
}

/** A server that knows nothing of our promises, and the clients that visit it; all end with the test. */
export function plainWorld(program: PlainServerOptions['program'] & {}): {
  server: Server
  visit: (options?: RealtimeClientOptions) => Visitor
} {
  return worldOf(createPlainServer({ program }))
}

function worldOf<TContract extends Contract, TServer extends Server>(server: TServer) {
  // Runs after the clients have ended, as the first to begin.
  endings.push(async () => {
    await pass(0)
    expect
      .soft(server.leftovers(), 'left at the server and its network after every client has ended')
      .toEqual({ sockets: 0, lines: 0, listeners: 0 })
    await server.close()
  })
  return {
    server,
    visit: (clientOptions?: RealtimeClientOptions<TContract>): Visitor<TContract> => {
      const client = createRealtimeClient<TContract>({
        url: server.url,
        ...clientOptions,
        env: { connectivity: server.connectivity, ...clientOptions?.env },
      })
      const history: string[] = []
      client.status.subscribe(() => {
        const { state } = client.status.getSnapshot()
        if (history.at(-1) !== state) history.push(state)
      })
      endings.push(client.destroy)
      return { ...client, history }
    },
  }
}

/** Lets virtual time pass, and all that falls due in it. */
export const pass = async (ms: number): Promise<void> => void (await vi.advanceTimersByTimeAsync(ms))

/** Lets what is under way at this very moment come to its end. */
export const settle = (): Promise<void> => pass(1)
