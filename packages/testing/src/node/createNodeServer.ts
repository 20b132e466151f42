import { createServer } from 'node:http'
import type { Contract, TelltaleContract } from '@telltale/protocol'
import { Server } from 'socket.io'
import { type MockServer, type MockServerOptions, runRealtimeWorld } from '../runRealtimeWorld.ts'
import { openGate, portOf } from './openGate.ts'
import type { TcpLine } from './TcpLine.ts'

/**
 * Runs what `createMockServer` runs, on a port of this machine: the same options, programs, faults and scenarios, on real
 * sockets and in real time. Its clients may be any, in other processes too. The faults are those of a proxy in front of
 * it, so `server.attempts` counts connections, those of long-polling as well.
 *
 * @example
 * const server = await createNodeServer({ program })
 * await run(shaky, server).done
 * await server.close()
 */
export async function createNodeServer<TContract extends Contract = TelltaleContract>(
  options: MockServerOptions<TContract> = {},
): Promise<MockServer<TContract>> {
  const gate = await openGate()
  return runRealtimeWorld<TContract, TcpLine>(
    {
      ...gate,
      fetch: (request) => {
        const { pathname, search } = new URL(request.url)
        return fetch(new Request(new URL(pathname + search, gate.url), request))
      },
      open: (serverOptions) => {
        const http = createServer()
        const io = new Server(http, serverOptions)
        http.listen(0, '127.0.0.1')
        const carry = (line: TcpLine) => line.carryTo(portOf(http))
        return {
          io,
          take: (line) => (http.listening ? carry(line) : void http.once('listening', () => carry(line))),
        }
      },
    },
    options,
  )
}
