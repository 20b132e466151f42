import type { Server as HttpServer } from 'node:http'
import { Server } from '../generated/socketIo.js'
import type { Connect } from './createNetwork.ts'
import { Exchange } from './Exchange.ts'
import { InProcessHttpServer, InProcessWsEngine } from './inProcessHttp.ts'
import { interceptWebSockets } from './interceptWebSockets.ts'
import { Line } from './Line.ts'
import type { Stage } from './runWorld.ts'

let count = 0

/** A stage inside the page or the test, with an origin of its own. */
export function stageInPage(): Stage<Line | Exchange> {
  const host = `mock-${++count}.test`
  let network: Connect<Line | Exchange> | undefined
  return {
    url: `http://${host}`,
    open: (options) => {
      const http = new InProcessHttpServer()
      // Socket.IO calls nothing but `listen`, `close` and the emitter's methods of the server that it is given.
      const io = new Server(http as unknown as HttpServer, {
        ...options,
        wsEngine: InProcessWsEngine,
        // Its means are Node's.
        httpCompression: false,
      })
      return { io, take: (cable) => http.take(cable) }
    },
    fetch: async (request) => {
      request.signal.throwIfAborted()
      const exchange = network?.((port) => new Exchange(request, port))
      if (!exchange) throw new TypeError('Failed to fetch')
      return exchange.answered
    },
    listen: (connect) => {
      network = connect
      return interceptWebSockets(host, async (client) => {
        const { CONNECTING } = client.socket
        // The page may have closed it since.
        await connect((port) => (client.socket.readyState === CONNECTING ? new Line(client, port) : undefined))?.settled
      })
    },
  }
}
