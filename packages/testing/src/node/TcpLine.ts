import { connect, type Socket } from 'node:net'
import type { Cable } from '../createNetwork.ts'
import type { LinePort } from '../Line.ts'
import { createPipe, type Pipe } from '../pipe.ts'

/** One connection that a client opened to a port of ours, and the one to the server that carries it on. */
export class TcpLine implements Cable {
  readonly #client: Socket
  readonly #port: LinePort
  readonly #up: Pipe
  readonly #down: Pipe
  #server: Socket | undefined
  #over = false

  constructor(client: Socket, port: LinePort) {
    this.#client = client
    this.#port = port
    this.#up = createPipe(port)
    this.#down = createPipe(port)
    // Nagle's algorithm would hold small frames back for up to 40 ms, a latency that nobody asked for.
    client.setNoDelay()
    client.on('data', (bytes) => this.#up.push(() => this.#server?.write(bytes)))
    client.on('close', () => this.#up.push(() => this.#end()))
    // `close` follows.
    client.on('error', () => undefined)
  }

  request(arrive: () => void): void {
    this.#up.push(arrive)
  }

  /** Carries the line on to a server on a port of this machine. */
  carryTo(port: number): void {
    if (this.#over) return
    const server = connect({ port, host: '127.0.0.1', noDelay: true })
    this.#server = server
    server.on('data', (bytes) => this.#down.push(() => this.#client.write(bytes)))
    server.on('close', () => this.#down.push(() => this.#client.end()))
    server.on('error', () => undefined)
  }

  cut(): void {
    if (this.#over) return
    this.#client.destroy()
    this.#server?.destroy()
    this.#end()
  }

  thaw(): void {
    this.#up.thaw()
    this.#down.thaw()
  }

  #end(): void {
    if (this.#over) return
    this.#over = true
    this.#up.close()
    this.#down.close()
    this.#server?.end()
    this.#port.ended()
  }
}
