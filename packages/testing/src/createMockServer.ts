import type { Contract, TelltaleContract } from '@telltale/protocol'
import { type MockServer, type MockServerOptions, runRealtimeWorld } from './runRealtimeWorld.ts'
import { stageInPage } from './stageInPage.ts'

/**
 * Runs a real Socket.IO server with `@telltale/server` on it, inside the page or the test. Clients reach it by its `url`
 * and the transport `websocket`, which must read `globalThis.WebSocket` when it connects, as the kit's client does;
 * long-polling reaches it by `server.fetch`.
 *
 * A token is a user's id unless `auth` says otherwise, and everybody may join everything unless `authorize` does.
 * Timers are those of `globalThis` at the time of the call: under a fake clock, install it before the client connects.
 *
 * @example
 * const server = createMockServer({ program: (rt) => rt.io.on('connection', () => rt.notifyUser('ada', { title: 'Hi' })) })
 * const client = createRealtimeClient({ url: server.url, getToken: () => 'ada' })
 * server.network.restart(3000)
 */
export function createMockServer<TContract extends Contract = TelltaleContract>(
  options: MockServerOptions<TContract> = {},
): MockServer<TContract> {
  return runRealtimeWorld(stageInPage(), options)
}
