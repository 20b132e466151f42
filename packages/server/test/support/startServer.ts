import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Answer, type Contract, type Meta, TelltaleError, type TelltaleContract } from '@telltale/protocol'
import type { Server, Socket as ServerSocket } from 'socket.io'
import { io, type ManagerOptions, type Socket, type SocketOptions } from 'socket.io-client'
import { onTestFinished } from 'vitest'
import type { RealtimeServer, User } from '../../src/index.ts'
import { createRealtimeServer, type RealtimeServerOptions } from '../../src/node.ts'

/** One event as a client saw it. */
type Seen = { event: string; payload: unknown; meta: Meta | undefined }

/** A real socket.io-client together with all that it was sent. */
export type Line = {
  socket: Socket
  seen: readonly Seen[]
  /** The events of these names, in order. */
  of: (...events: string[]) => Seen[]
  /** Resolves with the next event of that name, one that came already included, each once. */
  next: (event: string) => Promise<Seen>
  ask: (event: string, ...args: unknown[]) => Promise<Answer>
  /** Resolves with the reason once the line has ended for the first time. */
  ended: Promise<string>
  /** Waits for what the server sent before now, by a question that it answers. */
  settled: () => Promise<void>
}

export type World<TContract extends Contract = TelltaleContract> = {
  rt: RealtimeServer<TContract>
  io: Server
  url: string
  reported: unknown[]
  /** Opens a line for the user whose id is the token, and waits for `connected`. */
  open: (token: string | null, options?: Partial<ManagerOptions & SocketOptions>) => Promise<Line>
  /** Tries to open a line that is refused, and gives the refusal. */
  refused: (auth: object, options?: Partial<ManagerOptions & SocketOptions>) => Promise<Error & { data?: unknown }>
  /** The server's end of a line. */
  peer: (line: Line) => ServerSocket
}

/** The token is the user's id, with its teams after a slash: `ada/red,blue`. */
export function tokenIsName(token: string | null): User {
  if (token === null || token === '') throw new TelltaleError('auth_invalid', 'no token')
  const [userId = '', teams] = token.split('/')
  return { userId, name: userId.toUpperCase(), ...(teams === undefined ? {} : { teams: teams.split(',') }) }
}

const everythingAllowed: Pick<RealtimeServerOptions, 'authorize'> = { authorize: () => true }

/** A real server on a free port, closed with the test. Everybody may join everything, unless `defaults` are taken away. */
export async function startServer<TContract extends Contract = TelltaleContract>(
  options: Partial<RealtimeServerOptions<TContract>> = {},
  defaults: typeof everythingAllowed = everythingAllowed,
): Promise<World<TContract>> {
  const httpServer = createServer()
  const reported: unknown[] = []
  const rt = createRealtimeServer<TContract>(httpServer, {
    auth: tokenIsName,
    onError: (error) => reported.push(error),
    ...defaults,
    ...options,
  })
  await new Promise<void>((resolve) => httpServer.listen(0, '127.0.0.1', resolve))
  // A TCP server's address is an object.
  const { port } = httpServer.address() as AddressInfo
  const url = `http://127.0.0.1:${port}`
  const sockets: Socket[] = []
  const ended = new Promise<void>((resolve) => httpServer.once('close', resolve))

  onTestFinished(async () => {
    for (const socket of sockets) socket.disconnect()
    rt.close()
    await ended
  })

  const dial = (auth: object, more: Partial<ManagerOptions & SocketOptions> = {}): Socket => {
    const socket = io(url, { auth, transports: ['websocket'], forceNew: true, reconnection: false, ...more })
    sockets.push(socket)
    return socket
  }
  return {
    rt,
    io: rt.io,
    url,
    reported,
    open: async (token, more) => {
      const line = listen(dial({ token }, more))
      await line.next('connected')
      return line
    },
    refused: (auth, more) => {
      const socket = dial(auth, more)
      return new Promise((resolve, reject) => {
        socket.once('connect_error', resolve)
        socket.once('connect', () => reject(new Error('was let in')))
      })
    },
    peer: ({ socket }) => {
      const peer = rt.io.sockets.sockets.get(socket.id ?? '')
      if (peer === undefined) throw new Error('the line is not open')
      return peer
    },
  }
}

function listen(socket: Socket): Line {
  const seen: Seen[] = []
  const unread: Seen[] = []
  const waiting = new Map<string, ((seen: Seen) => void)[]>()
  socket.onAny((event: string, payload: unknown, meta?: Meta) => {
    const one = { event, payload, meta }
    seen.push(one)
    const waiter = waiting.get(event)?.shift()
    if (waiter === undefined) unread.push(one)
    else waiter(one)
  })
  const line: Line = {
    socket,
    seen,
    ended: new Promise((resolve) => socket.once('disconnect', resolve)),
    of: (...events) => seen.filter(({ event }) => events.includes(event)),
    next: (event) => {
      const index = unread.findIndex((one) => one.event === event)
      const [found] = index < 0 ? [] : unread.splice(index, 1)
      if (found !== undefined) return Promise.resolve(found)
      return new Promise((resolve) => {
        waiting.set(event, [...(waiting.get(event) ?? []), resolve])
      })
    },
    ask: (event, ...args) => new Promise((resolve) => socket.emit(event, ...args, resolve)),
    settled: async () => {
      await line.ask('workflow:unsubscribe', { runId: 'none' })
    },
  }
  return line
}
