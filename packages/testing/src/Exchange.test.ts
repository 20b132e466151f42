import type { IncomingMessage, ServerResponse } from 'node:http'
import { Fetch } from 'socket.io-client'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { connect, next } from '../test/support/connect.ts'
import { LateBoundWebSocket } from '../test/support/LateBoundWebSocket.ts'
import { polling, pollingSession } from '../test/support/polling.ts'
import { inPage } from '../test/support/stages.ts'
import { createMockServer, type MockServer, type MockServerOptions } from './index.ts'

afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

/** A server that the page's `fetch` leads to, as an interception would. */
async function world(options: MockServerOptions = {}): Promise<MockServer> {
  const server = await inPage(options)
  vi.stubGlobal('fetch', (url: string, init?: RequestInit) => server.fetch(new Request(url, init)))
  return server
}

const ada = { auth: { token: 'ada' } }

describe('a genuine client on long-polling', () => {
  test('K3 connects, asks and is told, by text and bytes of any size', async () => {
    const server = await world({
      program: ({ io }) =>
        io
          .of('/echo')
          .on('connection', (socket) =>
            socket.on('ask', (what: unknown, answer: (what: unknown) => void) => answer(what)),
          ),
    })
    const socket = connect(`${server.url}/echo`, { transports: [Fetch] })
    await next(socket, 'connect')
    const what = { text: 'ü'.repeat(5000), bytes: Uint8Array.of(1, 2, 255) }
    const answer = (await socket.emitWithAck('ask', what)) as { text: string; bytes: ArrayBuffer }
    expect([answer.text, Array.from(new Uint8Array(answer.bytes))]).toEqual([what.text, [1, 2, 255]])
    expect(socket.io.engine.transport.name).toBe('polling')
  })

  test('K3 goes on over a WebSocket, and misses nothing on the way', async () => {
    const server = await world()
    const socket = connect(server.url, { ...ada, transports: [Fetch, LateBoundWebSocket] })
    const heard: unknown[] = []
    socket.on('notification', ({ title }: { title: string }) => heard.push(title))
    await new Promise<void>((resolve) => void socket.io.once('open', () => resolve()))
    const { engine } = socket.io
    const upgraded = new Promise((resolve) => void engine.once('upgrade', resolve))
    await next(socket, 'connected')
    for (let index = 0; index < 20; index += 1) server.rt.notifyUser('ada', { title: String(index) })
    await upgraded
    server.rt.notifyUser('ada', { title: '20' })
    await socket.emitWithAck('project:leave', { projectId: '1' })
    expect(heard).toEqual(Array.from({ length: 21 }, (_, index) => String(index)))
    expect([engine.transport.name, server.connections, server.leftovers().lines]).toEqual(['websocket', 1, 1])
  })

  test('S10 is refused with the code as data', async () => {
    const server = await world()
    server.network.refuse({ code: 'server_busy', retryAfterMs: 50 })
    const [error] = await next(connect(server.url, { transports: [Fetch] }), 'connect_error')
    expect(error).toMatchObject({ data: { code: 'server_busy', retryAfterMs: 50 } })
  })

  test('C1 loses its line by a cut, and the server notices', async () => {
    const server = await world()
    const socket = connect(server.url, { ...ada, transports: [Fetch] })
    await next(socket, 'connected')
    // Its next poll is on the way when this is answered.
    await socket.emitWithAck('project:leave', { projectId: '1' })
    const lost = next(socket, 'disconnect')
    const left = Promise.all(Array.from(server.io.sockets.sockets.values(), (served) => next(served, 'disconnect')))
    server.network.drop()
    expect([(await lost)[0], (await left).map(([reason]) => reason)]).toEqual(['transport error', ['transport error']])
    // Behind the close packet that the client sends all the same.
    await polling(server).get('EIO=4')
    expect(server.leftovers()).toEqual({ sockets: 0, lines: 0, listeners: 0 })
  })
})

describe('a request', () => {
  const failed = { name: 'TypeError', message: 'Failed to fetch' }

  test.each([
    ['while the page is offline', ({ network }: MockServer) => network.offline()],
    ['while no server runs', ({ network }: MockServer) => network.stop()],
    ['while attempts are refused', ({ network }: MockServer) => network.refuse()],
  ])('K3 fails as fetch does %s, and counts as an attempt', async (_when, act) => {
    const server = await inPage({})
    act(server)
    await expect(polling(server).get()).rejects.toMatchObject(failed)
    expect([server.attempts, server.leftovers().lines]).toEqual([1, 0])
  })

  test('K3 fails once the server has closed for good', async () => {
    const server = createMockServer()
    await server.close()
    await expect(polling(server).get()).rejects.toMatchObject(failed)
  })

  test('K3 that was given up before it was sent reaches nobody', async () => {
    const server = await inPage({})
    await expect(polling(server).get(undefined, { signal: AbortSignal.abort() })).rejects.toThrow('aborted')
    expect(server.attempts).toBe(0)
  })

  test('K3 whose body has been read already fails as fetch does', async () => {
    const server = await inPage({})
    const request = new Request(server.url, { method: 'POST', body: '40' })
    await request.text()
    await expect(server.fetch(request)).rejects.toThrow(TypeError)
    expect(server.leftovers().lines).toBe(0)
  })

  test('K3 of a session from before a restart is answered with 400', async () => {
    const server = await inPage({})
    const { get } = await pollingSession(server)
    server.network.restart()
    expect((await get()).status).toBe(400)
  })

  test('K3 travels there and back for the latency, to the millisecond', async () => {
    vi.useFakeTimers()
    const server = await inPage({ latencyMs: 20 })
    const from = Date.now()
    const answered = polling(server)
      .get()
      .then(({ status }) => [status, Date.now() - from])
    await vi.advanceTimersByTimeAsync(100)
    expect(await answered).toEqual([200, 40])
  })

  test('K3 waits while the network is frozen, and arrives when it thaws', async () => {
    vi.useFakeTimers()
    const server = await inPage({})
    server.network.freeze()
    let status = 0
    const answered = polling(server)
      .get()
      .then((answer) => void (status = answer.status))
    await vi.advanceTimersByTimeAsync(1000)
    expect([status, server.io.engine.clientsCount, server.leftovers().lines]).toEqual([0, 0, 1])
    server.network.thaw()
    await answered
    expect([status, server.io.engine.clientsCount, server.leftovers().lines]).toEqual([200, 1, 0])
  })

  test('K3 to another path is answered with 404', async () => {
    const server = await inPage({})
    const answer = await server.fetch(new Request(`${server.url}/elsewhere`))
    expect(answer.status).toBe(404)
  })

  test('K3 may name any origin, and middlewares of the engine see and answer it as in Node', async () => {
    const seen: unknown[] = []
    const server = await inPage({
      program: ({ io }) =>
        io.engine.use((request: IncomingMessage, response: ServerResponse, go: () => void) => {
          const { method, url, headers } = request
          seen.push(method, url, headers.host, headers['x-mine'])
          response.setHeader('x-ours', ['one', 'two'])
          response.setHeader('cache-control', 'public')
          go()
        }),
    })
    const request = new Request('https://app.example/socket.io/?EIO=4&transport=polling', {
      headers: { 'x-mine': 'here' },
    })
    const answer = await server.fetch(request)
    expect(seen).toEqual(['GET', '/socket.io/?EIO=4&transport=polling', 'app.example', 'here'])
    expect(answer.status).toBe(200)
    expect(answer.headers.get('x-ours')).toBe('one, two')
    expect(answer.headers.get('cache-control')).toBe('no-store')
  })
})

test('close leaves no timer of a session that nobody polls', async () => {
  vi.useFakeTimers()
  const server = createMockServer()
  const { post } = await pollingSession(server)
  await post('40')
  expect(server.io.engine.clientsCount).toBe(1)
  await server.close()
  await vi.advanceTimersByTimeAsync(0)
  expect([vi.getTimerCount(), server.io.engine.clientsCount]).toEqual([0, 0])
})
