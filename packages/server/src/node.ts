import type { Server as HttpServer } from 'node:http'
import type { Contract, Spread, TelltaleContract } from '@telltale/protocol'
import { Server, type ServerOptions } from 'socket.io'
import { attachRealtime, type RealtimeOptions, type RealtimeServer } from './attachRealtime.ts'
import { reconnectSpreadMs } from './reconnectSpread.ts'

/** What a server on `node:http` is told when it is made. */
export type RealtimeServerOptions<TContract extends Contract = TelltaleContract> = RealtimeOptions<TContract> & {
  /** For socket.io's own `Server`; wins over what is set here. */
  socketOptions?: Partial<ServerOptions>
}

/**
 * Makes a Socket.IO server on an HTTP server, and attaches the realtime promises to it. It pings every 10 s and gives a
 * line up 5 s later, so that a dead one does not look alive. Pages of `origins` may call it from elsewhere.
 *
 * `close` also closes the Socket.IO server, and with it the HTTP server. Clients are told first over how long to spread
 * when they come back (`server:draining`).
 *
 * @example
 * const httpServer = createServer()
 * createRealtimeServer(httpServer, { auth: jwtAuth({ secret }), origins: ['https://app.example'] })
 * httpServer.listen(3000)
 */
export function createRealtimeServer<TContract extends Contract = TelltaleContract>(
  httpServer: HttpServer,
  { socketOptions, ...options }: RealtimeServerOptions<TContract>,
): RealtimeServer<TContract> {
  const io = new Server(httpServer, {
    pingInterval: 10_000,
    pingTimeout: 5_000,
    serveClient: false,
    ...(options.origins === undefined ? {} : { cors: { origin: [...options.origins], credentials: true } }),
    ...socketOptions,
  })
  const realtime = attachRealtime(io, options)
  return {
    ...realtime,
    close: () => {
      const draining: Spread = { reconnectSpreadMs: reconnectSpreadMs(io.sockets.sockets.size) }
      io.emit('server:draining', draining)
      realtime.close()
      // A line takes one message after the other, and Socket.IO would throw away those that still wait.
      setImmediate(() => void io.close())
    },
  }
}
