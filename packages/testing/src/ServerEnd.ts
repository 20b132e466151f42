import { EventEmitter } from '../generated/socketIo.js'

/** What a line carries. */
export type Frame = string | ArrayBuffer | ArrayBufferView<ArrayBuffer>

/** How the server's end of a line acts on the line. */
export type ServerEndPort = {
  send: (data: Frame) => void
  close: (code: number, reason: string) => void
  /** The largest message that is taken, in bytes. */
  maxPayload: number
}

/**
 * The server's end of a line, as the engine knows it from the package `ws`.
 *
 * @see https://github.com/websockets/ws/blob/master/doc/ws.md#class-websocket
 */
export class ServerEnd extends EventEmitter {
  readonly #port: ServerEndPort

  constructor(port: ServerEndPort) {
    super()
    this.#port = port
  }

  send(data: Frame, sent?: () => void): void {
    this.#port.send(data)
    if (sent) queueMicrotask(sent)
  }

  /** Closes as `ws` does: 1005 stands for a close frame without a code. */
  close(code = 1005, reason = ''): void {
    this.#port.close(code, reason)
  }

  /** The line is no more. */
  closed(code: number, reason: string): void {
    const tell = () => void this.emit('close', code, reason)
    if (this.listenerCount('close') > 0) return tell()
    // Accepted, but not taken over yet: the engine first awaits an id for it.
    this.on('newListener', (event) => {
      if (event === 'close') queueMicrotask(tell)
    })
  }

  receive(data: Frame): void {
    const bytes = typeof data === 'string' ? new TextEncoder().encode(data) : data
    if (bytes.byteLength > this.#port.maxPayload) {
      this.close(1009)
      this.emit('error', new RangeError('Max payload size exceeded'))
    } else {
      this.emit('message', data, typeof data !== 'string')
    }
  }
}
