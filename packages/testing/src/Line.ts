import type { WebSocketClientConnection } from '../generated/webSocketInterceptor.js'
import { macrotask } from './macrotask.ts'
import { createPipe, type Pipe, type PipePort } from './pipe.ts'
import { type Frame, ServerEnd } from './ServerEnd.ts'

/** What a line asks of the network that it runs through. */
export type LinePort = PipePort & {
  /** Called once, when the line is no more. */
  ended: () => void
}

/** One WebSocket of the page, from the attempt to open it until both of its ends know that it is closed. */
export class Line {
  /** Resolves when it is decided: the page's WebSocket then opens, unless it was closed. */
  readonly settled: Promise<void>
  readonly url: URL
  readonly #client: WebSocketClientConnection
  readonly #port: LinePort
  readonly #up: Pipe
  readonly #down: Pipe
  #settle: () => void = () => undefined
  #server: ServerEnd | undefined
  #over = false

  constructor(client: WebSocketClientConnection, port: LinePort) {
    this.settled = new Promise((resolve) => (this.#settle = resolve))
    this.url = client.url
    this.#client = client
    this.#port = port
    this.#up = createPipe(port)
    this.#down = createPipe(port)
    client.addEventListener('message', ({ data }) => this.#receive(data))
    client.addEventListener('close', ({ code, reason }) => {
      if (this.#server) this.#up.push(() => this.#end(code, reason))
      else this.#end(code, reason)
    })
  }

  /** Sends the request to open over to the server, which answers with `accept` or `cut`. */
  request(arrive: () => void): void {
    this.#up.push(arrive)
  }

  accept(maxPayload: number): ServerEnd {
    this.#down.push(this.#settle)
    this.#server = new ServerEnd({
      maxPayload,
      send: (data) => this.#down.push(() => this.#client.send(this.#asWanted(data))),
      // The interception forgets what was sent when it is closed in the same task, and so does the client of Socket.IO.
      close: (code, reason) => this.#down.push(() => macrotask(() => this.#client.close(code, reason))),
    })
    return this.#server
  }

  /** Lets through what the network held back. */
  thaw(): void {
    this.#up.thaw()
    this.#down.thaw()
  }

  /** Ends the line without a word, as a broken cable does; what was on its way is lost. */
  cut(): void {
    if (this.#over) return
    const { socket } = this.#client
    if (socket.readyState === socket.CONNECTING) socket.dispatchEvent(new Event('error'))
    this.#client.close(1006)
    this.#end(1006, '')
  }

  #receive(data: Frame | Blob): void {
    if (!(data instanceof Blob)) return this.#up.push(() => this.#server?.receive(data))
    let bytes = new ArrayBuffer()
    const read = data.arrayBuffer().then((all) => void (bytes = all))
    this.#up.push(() => this.#server?.receive(bytes), read)
  }

  /** The interception hands on what it is given; a WebSocket gives what its `binaryType` says. */
  #asWanted(data: Frame): string | ArrayBuffer | Blob {
    if (typeof data === 'string') return data
    if (this.#client.socket.binaryType === 'blob') return new Blob([data])
    if (data instanceof ArrayBuffer) return data.slice()
    return data.buffer.slice(data.byteOffset, data.byteOffset + data.byteLength)
  }

  #end(code: number, reason: string): void {
    if (this.#over) return
    this.#over = true
    this.#up.close()
    this.#down.close()
    this.#settle()
    this.#port.ended()
    this.#server?.closed(code, reason)
  }
}
