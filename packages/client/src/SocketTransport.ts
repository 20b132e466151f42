import type { HandshakeAuth, TelltaleError } from '@telltale/protocol'
import { io, type ManagerOptions, type Socket } from 'socket.io-client'
import { LateBoundWebSocket } from './LateBoundWebSocket.ts'
import { lostLine, refusedLine, unreachableServer } from './socketErrors.ts'

/** What a transport tells. Only of the line that `open` asked for: after `close` it is silent. */
export type TransportListener = {
  onOpened: () => void
  /** The server said no to the handshake. */
  onRefused: (error: TelltaleError) => void
  /** The server was never reached. */
  onUnreachable: (error: TelltaleError) => void
  onClosed: (error: TelltaleError) => void
  /** The app itself called `socket.disconnect()`. */
  onDisconnectedByApp: () => void
  onEvent: (event: string, args: readonly unknown[]) => void
  /** Anything came over the line, a ping as well. */
  onHeard: () => void
}

export type SocketTransportOptions = {
  url: string | undefined
  namespace: string | undefined
  transports: ManagerOptions['transports'] | undefined
  clientId: string
}

/**
 * One genuine socket.io-client socket for the client's whole life, opened and closed by order. Its own reconnection is
 * off: that resets its delay on each open, ends for ever after a refusal, and cannot be hurried.
 */
export class SocketTransport {
  readonly socket: Socket
  #auth: HandshakeAuth
  /** Whether an open line, or one that opens, is wanted: all else that the socket says is an echo. */
  #wanted = false
  #isOpen = false

  constructor(options: SocketTransportOptions, listener: TransportListener) {
    this.#auth = { clientId: options.clientId }
    this.socket = io(`${options.url ?? ''}${options.namespace ?? ''}` || (undefined as unknown as string), {
      forceNew: true,
      autoConnect: false,
      reconnection: false,
      transports: options.transports ?? [LateBoundWebSocket],
      auth: (send) => send(this.#auth),
    })
    this.#listen(listener)
  }

  open(token: string | null): void {
    this.#wanted = true
    this.#isOpen = false
    this.#auth = { ...this.#auth, token }
    // What an app emitted by itself while the line was down would reach the server before it knows this client's rooms.
    this.socket.sendBuffer = []
    this.socket.connect()
  }

  close(): void {
    this.#wanted = false
    this.socket.disconnect()
  }

  /** Bytes that the platform has still to send. */
  get bufferedBytes(): number {
    // Not in its types: the WebSocket of Engine.IO's transport, where it is one.
    const transport: { ws?: { bufferedAmount?: number } } = (this.socket.io.engine?.transport ?? {}) as object
    return transport.ws?.bufferedAmount ?? 0
  }

  #listen(listener: TransportListener): void {
    const { socket } = this
    socket.on('connect', () => {
      if (!this.#wanted) return
      this.#isOpen = true
      // Each line has an engine of its own, which goes with it.
      socket.io.engine.on('packet', () => {
        if (this.#wanted) listener.onHeard()
      })
      listener.onOpened()
    })
    socket.on('connect_error', (error: Error & { data?: unknown }) => {
      if (!this.#wanted) return
      // Socket.IO keeps a socket active after a failure of the transport, never after a refusal.
      const refused = !socket.active
      // A second handshake on an open line: Socket.IO lets go of the line and believes to be connected.
      const wasOpen = socket.connected
      this.close()
      if (wasOpen) listener.onClosed(lostLine(error.message))
      else if (refused) listener.onRefused(refusedLine(error))
      else listener.onUnreachable(unreachableServer(error))
    })
    socket.on('disconnect', (reason) => {
      if (!this.#wanted) return
      this.#wanted = false
      if (reason === 'io client disconnect') listener.onDisconnectedByApp()
      else listener.onClosed(lostLine(reason))
    })
    socket.onAny((event: unknown, ...args: unknown[]) => {
      // What came with the end of the last line is handed out with this one, before it is open; so is what Socket.IO has
      // recovered. Parsers let numbers through, and packets without a name.
      if (this.#wanted && (this.#isOpen || socket.recovered)) listener.onEvent(String(event), args)
    })
  }
}
