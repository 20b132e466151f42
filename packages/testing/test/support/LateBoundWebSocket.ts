import { WebSocket as EngineWebSocket } from 'socket.io-client'

/** Socket.IO's WebSocket transport, but with the `WebSocket` of the moment in which it connects. */
export class LateBoundWebSocket extends EngineWebSocket {
  override createSocket(uri: string, protocols: string | string[] | undefined): WebSocket {
    return new globalThis.WebSocket(uri, protocols)
  }

  override doOpen(): this {
    super.doOpen()
    const transport: { ws?: WebSocket } = this as object
    if (transport.ws) transport.ws.binaryType = 'arraybuffer'
    return this
  }
}
