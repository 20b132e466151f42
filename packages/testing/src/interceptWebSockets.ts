import { type WebSocketClientConnection, WebSocketInterceptor } from '../generated/webSocketInterceptor.js'

/** Takes a WebSocket that the page opens. It opens in the page when the promise resolves, unless it was closed. */
export type Connect = (client: WebSocketClientConnection) => Promise<void>

const routes = new Map<string, Connect>()
let uninstall: (() => void) | undefined
let intercepted: typeof WebSocket | undefined

/**
 * Sends the page's WebSockets to `host` here instead of to the network, by MSW's interception; no service worker is
 * needed. `globalThis.WebSocket` is patched while there is at least one host. Sockets to elsewhere are constructed as if
 * nothing was there: a passed-through socket of the interception would open before its server answered, by which a dev
 * server's reload socket takes a dead server for a living one.
 *
 * @returns how to stop that
 */
export function interceptWebSockets(host: string, connect: Connect): () => void {
  if (routes.size === 0) uninstall = install()
  routes.set(host, connect)
  return () => {
    if (routes.delete(host) && routes.size === 0) uninstall?.()
  }
}

function install(): () => void {
  const ours = interceptedWebSocket()
  const before = Object.getOwnPropertyDescriptor(globalThis, 'WebSocket')
  const routed = new Proxy(globalThis.WebSocket, {
    // Reflect.construct takes any list of arguments and gives an object; both are those of `new WebSocket(…)`.
    construct: (target, args: ConstructorParameters<typeof WebSocket>, newTarget): WebSocket =>
      routes.has(hostOf(args[0])) ? new ours(...args) : (Reflect.construct(target, args, newTarget) as WebSocket),
  })
  Object.defineProperty(globalThis, 'WebSocket', { value: routed, configurable: true, writable: true })
  return () => {
    // Whoever has patched it since keeps their patch; without routes ours lets everything through.
    if (globalThis.WebSocket !== routed) return
    if (before) Object.defineProperty(globalThis, 'WebSocket', before)
    else Reflect.deleteProperty(globalThis, 'WebSocket')
  }
}

/** The class that MSW would put in the place of `WebSocket`. */
function interceptedWebSocket(): typeof WebSocket {
  if (intercepted) return intercepted
  const interceptor = new WebSocketInterceptor()
  interceptor.apply()
  intercepted = globalThis.WebSocket
  // Takes its patch back at once, because ours decides which sockets it gets; the class goes on telling its listeners.
  interceptor.dispose()
  interceptor.on('connection', ({ client }) => {
    const connect = routes.get(client.url.host)
    // Gone between the attempt and now.
    if (!connect) return client.close(1006)
    return connect(client)
  })
  return intercepted
}

function hostOf(url: string | URL): string {
  return URL.parse(url, globalThis.location?.href)?.host ?? ''
}
