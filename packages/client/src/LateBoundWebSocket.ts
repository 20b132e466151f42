import { WebSocket as EngineWebSocket } from 'engine.io-client'

/**
 * Engine.IO's WebSocket transport, except that it looks `globalThis.WebSocket` up when it connects. The original
 * captures it when its module loads, so whatever patches it later (MSW, a test, an instrumentation) never sees the line.
 *
 * @see https://github.com/mswjs/msw/issues/2525
 */
export class LateBoundWebSocket extends EngineWebSocket {
  override createSocket(uri: string, protocols: string | string[] | undefined): WebSocket {
    return new globalThis.WebSocket(uri, protocols)
  }

  override doOpen(): this {
    super.doOpen()
    // In Node, Engine.IO asks for 'nodebuffer', which a standard WebSocket ignores, and then yields blobs.
    const transport: { ws?: WebSocket } = this as object
    if (transport.ws) transport.ws.binaryType = 'arraybuffer'
    return this
  }
}
