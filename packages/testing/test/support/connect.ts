import { io, type ManagerOptions, type Socket, type SocketOptions } from 'socket.io-client'
import { afterEach } from 'vitest'
import { LateBoundWebSocket } from './LateBoundWebSocket.ts'

const open: Socket[] = []

afterEach(() => {
  for (const socket of open.splice(0)) socket.disconnect()
})

/** A genuine client that connects once; it is closed after the test. */
export function connect(url: string, options: Partial<ManagerOptions & SocketOptions> = {}): Socket {
  const socket = io(url, { transports: [LateBoundWebSocket], forceNew: true, reconnection: false, ...options })
  open.push(socket)
  return socket
}

/** The arguments of the next event of that name. */
export function next(
  emitter: { once: (event: string, listener: (...args: unknown[]) => void) => unknown },
  event: string,
): Promise<unknown[]> {
  return new Promise((resolve) => void emitter.once(event, (...args) => resolve(args)))
}
