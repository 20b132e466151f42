import { EventEmitter } from '../generated/socketIo.js'
import { Exchange } from './Exchange.ts'
import type { Line } from './Line.ts'

/** A request, with as much of Node's as the engine and handlers read. */
class ServerRequest extends EventEmitter {
  readonly method: string
  readonly url: string
  readonly headers: Record<string, string>
  readonly connection: { remoteAddress: string } = { remoteAddress: '127.0.0.1' }

  constructor(method: string, { pathname, search, host }: URL, headers: Record<string, string>) {
    super()
    this.method = method
    this.url = pathname + search
    this.headers = { host, ...headers }
  }
}

/** The request that opens a line. */
class UpgradeRequest extends ServerRequest {
  readonly line: Line

  constructor(line: Line) {
    super('GET', line.url, { upgrade: 'websocket', connection: 'upgrade' })
    this.line = line
  }
}

/** The request that wants an answer. */
class ExchangeRequest extends ServerRequest {
  constructor(exchange: Exchange) {
    const { method, url, headers } = exchange.message
    super(method, new URL(url), Object.fromEntries(headers))
    exchange.abandoned = () => void this.emit('close')
    // The body flows once somebody listens, whom a middleware may have delayed.
    this.on('newListener', (event) => {
      if (event !== 'end') return
      queueMicrotask(() => {
        if (exchange.body !== '') this.emit('data', exchange.body)
        this.emit('end')
      })
    })
  }

  /** Bodies are text as it is. */
  setEncoding(): this {
    return this
  }

  /** Cuts nothing, as Node's does when the body is there: the answer still goes out. */
  destroy(): this {
    return this
  }
}

/** The answer to a request, with as much of Node's as the engine and its middlewares write. */
class ExchangeResponse {
  readonly #exchange: Exchange
  readonly #headers = new Headers()
  #status = 200

  constructor(exchange: Exchange) {
    this.#exchange = exchange
  }

  setHeader(name: string, value: string | number | readonly string[]): this {
    this.#headers.delete(name)
    for (const each of [value].flat()) this.#headers.append(name, String(each))
    return this
  }

  writeHead(status: number, headers: Record<string, string | number | readonly string[]> = {}): this {
    this.#status = status
    for (const [name, value] of Object.entries(headers)) this.setHeader(name, value)
    return this
  }

  end(body?: string): void {
    this.#exchange.respond(new Response(body, { status: this.#status, headers: this.#headers }))
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

/** Stands in for `node:http`: a server that hears of lines by `upgrade`, and of all else by `request`. */
export class InProcessHttpServer extends EventEmitter {
  constructor() {
    super()
    // The engine passes on to who was there before it what is not of its path.
    this.on('request', (_request: ExchangeRequest, response: ExchangeResponse) => response.writeHead(404).end())
  }

  listen(): this {
    return this
  }

  close(closed: () => void): this {
    closed()
    return this
  }

  take(cable: Line | Exchange): void {
    if (cable instanceof Exchange) this.emit('request', new ExchangeRequest(cable), new ExchangeResponse(cable))
    else this.emit('upgrade', new UpgradeRequest(cable), new RawSocket(cable), new Uint8Array())
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
