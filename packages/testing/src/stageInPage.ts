import type { Server as HttpServer } from 'node:http'
import { Server } from '../generated/socketIo.js'
import { InProcessHttpServer, InProcessWsEngine } from './inProcessHttp.ts'
import { interceptWebSockets } from './interceptWebSockets.ts'
import { Line } from './Line.ts'
import type { Stage } from './runWorld.ts'

let count = 0

/** A stage inside the page or the test, with an origin of its own. */
export function stageInPage(): Stage<Line> {
  const host = `mock-${++count}.test`
  return {
    url: `http://${host}`,
    open: (options) => {
      const http = new InProcessHttpServer()
      // Socket.IO calls nothing but `listen`, `close` and the emitter's methods of the server that it is given.
      const io = new Server(http as unknown as HttpServer, {
        ...options,
        wsEngine: InProcessWsEngine,
        transports: ['websocket'],
      })
      return { io, upgrade: (line) => http.upgrade(line) }
    },
    listen: (connect) =>
      interceptWebSockets(host, async (client) => {
        const { CONNECTING } = client.socket
        // The page may have closed it since.
        await connect((port) => (client.socket.readyState === CONNECTING ? new Line(client, port) : undefined))?.settled
      }),
  }
}
