import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Server } from 'socket.io'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { createRealtimeClient, type RealtimeClient } from '../src/index.ts'

// A server that has never heard of the kit, on a real port, in real time.
const endings: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const end of endings.splice(0).toReversed()) await end()
})

async function plainServer(program: (io: Server) => void): Promise<string> {
  const http = createServer()
  const io = new Server(http)
  program(io)
  http.listen(0, '127.0.0.1')
  await once(http, 'listening')
  endings.push(() => io.close())
  // A server that listens on a port has an address with one.
  return `http://127.0.0.1:${(http.address() as AddressInfo).port}`
}

function visit(url: string, getToken?: () => string): RealtimeClient {
  const client = createRealtimeClient({ url, getToken })
  endings.push(client.destroy)
  client.connect()
  return client
}

const becomes = (client: RealtimeClient, state: string): Promise<void> =>
  vi.waitFor(() => expect(client.getConnectionState()).toBe(state), { timeout: 5_000, interval: 10 })

describe('against a plain Socket.IO server, the client', () => {
  it('connects with its token in the handshake, gets events and acks, and joins topics again after a loss', async () => {
    const tokens: unknown[] = []
    const joins: unknown[][] = []
    const url = await plainServer((io) =>
      io.on('connection', (socket) => {
        tokens.push(socket.handshake.auth['token'])
        socket.on('project:join', (...args: unknown[]) => joins.push(args.filter((arg) => typeof arg !== 'function')))
        socket.on('add', (numbers: number[], reply: (sum: number) => void) => reply(numbers.reduce((a, b) => a + b, 0)))
        socket.on('greet', (name: string) =>
          socket.emit('greeting', { text: `Hello ${name}` }, { id: '1', topic: 'user:ada', at: 'looks like meta' }),
        )
        socket.on('drop me', () => socket.disconnect(true))
      }),
    )
    const client = visit(url, () => 'secret')
    client.join('project:1')
    await becomes(client, 'connected')
    expect(await client.emit('add', [1, 2, 3])).toEqual({ ok: true, data: 6 })
    const greeted = new Promise((resolve) => client.on('greeting', (...args) => resolve(args)))
    void client.emit('greet', 'Ada')
    expect(await greeted).toEqual([{ text: 'Hello Ada' }, undefined])
    // No `connected` comes, so after a second the server is taken for a plain one.
    await vi.waitFor(() => expect(joins).toEqual([[{ projectId: '1' }]]), { timeout: 5_000 })
    expect(client.topics.getSnapshot().get('project:1')).toEqual({ state: 'live', lastGapAt: null })
    const gaps: unknown[] = []
    client.onGap((gap) => gaps.push(gap))
    void client.emit('drop me', {})
    await vi.waitFor(() => expect(joins).toEqual([[{ projectId: '1' }], [{ projectId: '1' }]]), { timeout: 5_000 })
    await becomes(client, 'connected')
    expect(gaps).toEqual([{ topic: 'project:1', reason: 'plain' }])
    expect(tokens).toEqual(['secret', 'secret'])
  })

  it('takes a connected event of another protocol for an app’s own', async () => {
    const url = await plainServer((io) => io.on('connection', (socket) => socket.emit('connected', { hello: 'you' })))
    const client = createRealtimeClient({ url })
    endings.push(client.destroy)
    const heard = new Promise((resolve) => client.on('connected', resolve))
    client.connect()
    expect(await heard).toEqual({ hello: 'you' })
  })

  it('goes on trying after a refusal without a code, where socket.io-client would stop for ever', async () => {
    let handshakes = 0
    const url = await plainServer((io) =>
      io.use((_socket, next) => {
        handshakes += 1
        next(handshakes === 1 ? new Error('jwt expired') : undefined)
      }),
    )
    const client = visit(url)
    await vi.waitFor(() =>
      expect(client.status.getSnapshot().reason).toMatchObject({
        code: 'internal',
        message: expect.stringContaining('jwt expired'),
      }),
    )
    await becomes(client, 'connected')
    expect(handshakes).toBe(2)
  })

  it('says that it cannot reach a port where nobody listens', async () => {
    const client = visit('http://127.0.0.1:1')
    await vi.waitFor(() => expect(client.status.getSnapshot().reason?.code).toBe('connection_lost'), { timeout: 5_000 })
    expect(client.getConnectionState()).toBe('connecting')
  })
})
