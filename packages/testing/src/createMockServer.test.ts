import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { WebSocketInterceptor } from '@mswjs/interceptors/WebSocket'
import { TelltaleError } from '@telltale/protocol'
import { Server } from 'socket.io'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { connect, next } from '../test/support/connect.ts'
import { createMockServer, type MockServer, type MockServerOptions } from './index.ts'

const nativeWebSocket = globalThis.WebSocket
const servers: MockServer[] = []

function mockServer(options?: MockServerOptions): MockServer {
  const server = createMockServer(options)
  servers.push(server)
  return server
}

afterEach(async () => {
  vi.useRealTimers()
  await Promise.all(servers.splice(0).map((server) => server.close()))
  expectNoTrace()
})

function expectNoTrace(): void {
  expect(globalThis.WebSocket, 'WebSocket is as before').toBe(nativeWebSocket)
}

describe('the server in the page', () => {
  test('greets a client by its token and lets it join anything', async () => {
    const server = mockServer()
    const ada = connect(server.url, { auth: { token: 'ada' } })
    const [greeting] = await next(ada, 'connected')
    expect(greeting).toMatchObject({ protocol: 1, topics: { 'user:ada': { seq: 0 } } })
    expect(await ada.emitWithAck('project:join', { projectId: '42' })).toMatchObject({
      ok: true,
      data: { topics: { 'project:42': { state: { people: [{ userId: 'ada', name: 'Ada' }] } } } },
    })
    expect([server.attempts, server.connections]).toEqual([1, 1])
  })

  test('takes a client without a token as a guest', async () => {
    const [greeting] = await next(connect(mockServer().url), 'connected')
    expect(greeting).toMatchObject({ topics: { 'user:guest': {} } })
  })

  test('S10 refuses what its own auth refuses, with the code as data', async () => {
    const server = mockServer({
      auth: () => {
        throw new TelltaleError('auth_expired', 'the token is of yesterday.', { retryAfterMs: 10 })
      },
    })
    const [error] = await next(connect(server.url), 'connect_error')
    expect(error).toMatchObject({ data: { code: 'auth_expired', retryAfterMs: 10 } })
    expect([server.attempts, server.connections]).toEqual([1, 0])
  })

  test('S10 refuses a room that its own authorize refuses', async () => {
    const server = mockServer({ authorize: ({ topic }) => topic === 'project:mine' })
    const socket = connect(server.url)
    const answer: unknown = await socket.emitWithAck('project:join', { projectId: 'theirs' })
    expect(JSON.stringify(answer)).toContain('forbidden')
  })

  test('S10 limits messages as its own limits say', async () => {
    const socket = connect(mockServer({ limits: { messagesPerSecond: 1 } }).url)
    await next(socket, 'connected')
    const answers = await Promise.all([1, 2].map(() => socket.emitWithAck('project:leave', { projectId: '1' })))
    expect(answers).toMatchObject([{ ok: true }, { ok: false, error: { code: 'rate_limited' } }])
  })

  test('runs the program on the realtime server', async () => {
    const server = mockServer({
      program: (rt) => rt.io.on('connection', () => rt.notifyUser('ada', { title: 'Hello' })),
    })
    const [payload, meta] = await next(connect(server.url, { auth: { token: 'ada' } }), 'notification')
    expect([payload, meta]).toMatchObject([{ title: 'Hello' }, { topic: 'user:ada', seq: 1 }])
  })

  test('gives each server an origin, and its clients to it alone', async () => {
    const [first, second] = [mockServer(), mockServer()]
    const one = connect(first.url, { auth: { token: 'ada' } })
    const two = connect(second.url, { auth: { token: 'ada' } })
    await Promise.all([next(one, 'connect'), next(two, 'connect')])
    await first.close()
    expect([first.connections, second.connections]).toEqual([0, 1])
    expect(await two.emitWithAck('project:join', { projectId: '1' })).toMatchObject({ ok: true })
  })

  test('counts a WebSocket that is closed before it opens', async () => {
    const server = mockServer()
    const socket = new WebSocket(`${server.url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`)
    socket.close()
    await new Promise((resolve) => socket.addEventListener('close', resolve))
    expect([server.attempts, server.io.engine.clientsCount]).toEqual([1, 0])
  })

  test('closes the line of a message that is too large', async () => {
    const server = mockServer()
    const socket = connect(server.url)
    await next(socket, 'connect')
    socket.emit('project:join', 'x'.repeat(1_000_001))
    expect(await next(socket, 'disconnect')).toMatchObject(['transport close', { context: { code: 1009 } }])
  })

  test('refuses another path than that of Socket.IO', async () => {
    vi.useFakeTimers()
    const socket = connect(mockServer().url, { path: '/elsewhere/' })
    const refused = next(socket, 'connect_error')
    await vi.advanceTimersByTimeAsync(1000)
    expect(await refused).toMatchObject([{ message: 'websocket error' }])
  })
})

describe('what is no mock server', () => {
  test('stays on the network, open or refused, while mock servers live', async () => {
    const http = createServer()
    const real = new Server(http)
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
    // A server that listens on a port has an address of that form.
    const { port } = http.address() as AddressInfo
    mockServer()
    const socket = connect(`http://127.0.0.1:${port}`)
    await next(socket, 'connect')
    expect(real.engine.clientsCount).toBe(1)
    socket.disconnect()
    await real.close()

    const events: string[] = []
    const dead = new WebSocket(`ws://127.0.0.1:${port}`)
    for (const type of ['open', 'error', 'close']) dead.addEventListener(type, () => events.push(type))
    await new Promise((resolve) => dead.addEventListener('close', resolve))
    expect(events).toEqual(['error', 'close'])
  })

  test('keeps the WebSocket that somebody else has put in since', async () => {
    const server = createMockServer()
    const patched = globalThis.WebSocket
    class Theirs extends patched {}
    globalThis.WebSocket = Theirs
    await server.close()
    expect(globalThis.WebSocket).toBe(Theirs)
    Object.defineProperty(globalThis, 'WebSocket', { value: nativeWebSocket })
  })
})

describe('beside MSW', () => {
  /** Patches `WebSocket` as a worker or a server of MSW does, and lets everything through. */
  function msw(): WebSocketInterceptor {
    const interceptor = new WebSocketInterceptor()
    interceptor.apply()
    interceptor.on('connection', ({ server }) => server.connect())
    return interceptor
  }

  test.each(['before', 'after'])('serves its clients when MSW started %s it', async (order) => {
    const started = order === 'before' ? msw() : undefined
    const server = createMockServer()
    const interceptor = started ?? msw()
    const ada = connect(server.url, { auth: { token: 'ada' } })
    await next(ada, 'connected')
    expect(await ada.emitWithAck('project:join', { projectId: '1' })).toMatchObject({ ok: true })
    const left = next(ada, 'disconnect')
    server.network.drop()
    await left
    if (order === 'after') interceptor.dispose()
    await server.close()
    interceptor.dispose()
  })
})

describe('close', () => {
  test('leaves no timer, no listener and no patched WebSocket', async () => {
    vi.useFakeTimers()
    const server = createMockServer({ latencyMs: 5 })
    const heard = vi.fn<() => void>()
    server.connectivity.subscribe(heard)
    const ada = connect(server.url, { auth: { token: 'ada' } })
    await vi.advanceTimersByTimeAsync(100)
    expect(ada.connected).toBe(true)
    ada.emit('project:join', { projectId: '1' })
    await vi.advanceTimersByTimeAsync(10)
    server.network.restart(60_000)
    await server.close()
    await server.close()
    await vi.advanceTimersByTimeAsync(0)
    server.network.offline()
    server.network.restart(1000)
    server.network.start()
    expect(vi.getTimerCount()).toBe(0)
    expect(heard).not.toHaveBeenCalled()
    expectNoTrace()
  })
})
