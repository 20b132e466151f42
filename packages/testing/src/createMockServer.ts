import type { Contract, TelltaleContract } from '@telltale/protocol'
import { attachRealtime, type Auth, type RealtimeOptions, type RealtimeServer } from '@telltale/server'
import type { Server as HttpServer } from 'node:http'
import { Server } from '../generated/socketIo.js'
import { InProcessHttpServer, InProcessWsEngine } from './inProcessHttp.ts'
import { createNetwork } from './createNetwork.ts'
import { interceptWebSockets } from './interceptWebSockets.ts'
import { mulberry32 } from './mulberry32.ts'
import type { Connectivity, Network } from './network.ts'

/** What a mock server is told when it is made. */
export type MockServerOptions<TContract extends Contract = TelltaleContract> = Partial<
  Pick<RealtimeOptions<TContract>, 'auth' | 'authorize' | 'contract' | 'limits' | 'presence' | 'onError'>
> & {
  /** Of the random behind the jitter. @defaultValue 1 */
  seed?: number
  /** How long everything travels, in ms; see `network.latency`. @defaultValue 0 */
  latencyMs?: number
  /** The app's part of the server. Runs for every fresh server, so again after a restart. */
  program?: (rt: RealtimeServer<TContract>) => void
}

/** A Socket.IO server in the page, or in the test, with a network that breaks on demand. */
export type MockServer<TContract extends Contract = TelltaleContract> = {
  /** What clients connect to; each mock server has an origin of its own. */
  readonly url: string
  /** The genuine Socket.IO server that runs now, or that ran last. */
  readonly io: Server
  /** The realtime server on `io`. */
  readonly rt: RealtimeServer<TContract>
  readonly network: Network
  /** Whether the page has a network, by `network.offline()`; fits the client's `env.connectivity`. */
  readonly connectivity: Connectivity
  /** WebSockets opened towards the server, aborted and refused ones too. */
  readonly attempts: number
  /** Sockets connected now. */
  readonly connections: number
  /** Cuts all lines and leaves nothing behind: no timer, no listener, and with the last one no patched `WebSocket`. */
  close: () => Promise<void>
}

/** One life of the server; its memory ends with it. */
type Incarnation<TContract extends Contract> = { http: InProcessHttpServer; io: Server; rt: RealtimeServer<TContract> }

let count = 0

/**
 * Runs a real Socket.IO server with `@telltale/server` on it, inside the page or the test. Clients reach it by its `url`
 * and the transport `websocket`, which must read `globalThis.WebSocket` when it connects, as the kit's client does.
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
  const { seed = 1, latencyMs = 0, program, auth = tokenIsUserId, authorize = () => true, ...rest } = options
  const host = `mock-${++count}.test`
  let running = false

  const incarnate = (): Incarnation<TContract> => {
    const http = new InProcessHttpServer()
    // Socket.IO calls nothing but `listen`, `close` and the emitter's methods of the server that it is given.
    const io = new Server(http as unknown as HttpServer, {
      wsEngine: InProcessWsEngine,
      transports: ['websocket'],
      serveClient: false,
      pingInterval: 10_000,
      pingTimeout: 5_000,
    })
    io.use((_socket, next) => {
      const data = link.refuseHandshake()
      next(data ? Object.assign(new Error(`[telltale] refused with ${data.code}, as told`), { data }) : undefined)
    })
    const rt = attachRealtime<TContract>(io, { ...rest, auth, authorize })
    program?.(rt)
    running = true
    return { http, io, rt }
  }
  const end = async (): Promise<void> => {
    if (!running) return
    running = false
    life.rt.close()
    await life.io.close()
  }

  const link = createNetwork(
    {
      start: () => {
        if (!running) life = incarnate()
      },
      stop: () => void end(),
      upgrade: (line) => {
        if (running) life.http.upgrade(line)
        return running
      },
    },
    mulberry32(seed),
    latencyMs,
  )
  let life = incarnate()
  const release = interceptWebSockets(host, link.connect)

  return {
    url: `http://${host}`,
    network: link.network,
    connectivity: link.connectivity,
    get io() {
      return life.io
    },
    get rt() {
      return life.rt
    },
    get attempts() {
      return link.attempts()
    },
    get connections() {
      return life.io.sockets.sockets.size
    },
    close: async () => {
      release()
      link.close()
      await end()
    },
  }
}

const tokenIsUserId: Auth = (token) => {
  const userId = token ?? 'guest'
  return { userId, name: userId.charAt(0).toUpperCase() + userId.slice(1) }
}
