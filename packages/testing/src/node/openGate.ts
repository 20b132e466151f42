import { createServer, type AddressInfo, type Server } from 'node:net'
import type { Connect } from '../createNetwork.ts'
import { TcpLine } from './TcpLine.ts'

/** A port of this machine at which lines are taken. */
export type Gate = { url: string; listen: (connect: Connect<TcpLine>) => () => Promise<void> }

/** Opens a free port. Who connects before `listen` waits in the system's queue. */
export async function openGate(): Promise<Gate> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${portOf(server)}`,
    listen: (connect) => {
      server.on('connection', (socket) => void connect((port) => new TcpLine(socket, port)))
      return () => new Promise((resolve) => void server.close(() => resolve()))
    },
  }
}

/** The port of a server that listens on one. */
export function portOf(server: Pick<Server, 'address'>): number {
  // Such a server has an address of that form.
  return (server.address() as AddressInfo).port
}
