import { EventEmitter } from '../generated/socketIo.js'
import type { Line } from './Line.ts'

/** The request that opens a line, with as much of Node's as the engine and handlers read. */
class UpgradeRequest extends EventEmitter {
  readonly method = 'GET'
  readonly url: string
  readonly headers: Record<string, string>
  readonly connection: { remoteAddress: string } = { remoteAddress: '127.0.0.1' }
  readonly line: Line

  constructor(line: Line) {
    super()
    this.line = line
    this.url = line.url.pathname + line.url.search
    this.headers = { host: line.url.host, upgrade: 'websocket', connection: 'upgrade' }
  }
}

/** The raw connection below an upgrade, by which the engine refuses. */
class RawSocket extends EventEmitter {
  readonly writable = true
  readonly bytesWritten = 0
  readonly write = (): void => undefined
  readonly end: () => void
  readonly destroy: () => void

  constructor(line: Line) {
    super()
    this.end = this.destroy = () => line.cut()
  }
}

/** Stands in for `node:http`: a server that hears of lines only by `upgrade`. */
export class InProcessHttpServer extends EventEmitter {
  listen(): this {
    return this
  }

  close(closed: () => void): this {
    closed()
    return this
  }

  upgrade(line: Line): void {
    this.emit('upgrade', new UpgradeRequest(line), new RawSocket(line), new Uint8Array())
  }
}

/**
 * Stands in for `ws`, by the engine's option `wsEngine`.
 *
 * @see https://socket.io/docs/v4/server-options/#wsengine
 */
export class InProcessWsEngine extends EventEmitter {
  readonly #maxPayload: number

  constructor(options: { maxPayload: number }) {
    super()
    this.#maxPayload = options.maxPayload
  }

  handleUpgrade(request: UpgradeRequest, _socket: RawSocket, _head: unknown, done: (end: EventEmitter) => void): void {
    done(request.line.accept(this.#maxPayload))
  }

  close(): void {
    // Nothing listens: lines come by `upgrade` of the http server.
  }
}
