import { afterEach, expect, test } from 'vitest'
import { connect, next } from '../test/support/connect.ts'
import { createMockServer, type MockServer } from './index.ts'

const nativeWebSocket = globalThis.WebSocket
let server: MockServer

afterEach(async () => {
  await server.close()
  expectNoTrace()
})

function expectNoTrace(): void {
  expect(globalThis.WebSocket, 'WebSocket is as before').toBe(nativeWebSocket)
}

test('a page follows a server in itself through a drop, a restart and a refusal', async () => {
  server = createMockServer({ latencyMs: 1 })
  const ada = connect(server.url, { auth: { token: 'ada' } })
  const [greeting] = await next(ada, 'connected')
  expect(greeting).toMatchObject({ topics: { 'user:ada': { seq: 0 } } })
  expect(await ada.emitWithAck('project:join', { projectId: '1' })).toMatchObject({ ok: true })

  const dropped = next(ada, 'disconnect')
  server.network.drop()
  expect(await dropped).toMatchObject(['transport close', { context: { code: 1006 } }])

  ada.connect()
  await next(ada, 'connect')
  server.network.restart()
  await next(ada, 'disconnect')
  server.network.refuse({ code: 'server_busy', retryAfterMs: 50, times: 1 })
  ada.connect()
  expect(await next(ada, 'connect_error')).toMatchObject([{ data: { code: 'server_busy', retryAfterMs: 50 } }])

  server.network.stop()
  ada.connect()
  expect(await next(ada, 'connect_error')).toMatchObject([{ message: 'websocket error' }])
  server.network.start()
  ada.connect()
  await next(ada, 'connect')
  expect([server.attempts, server.connections]).toEqual([5, 1])
})

test('bytes go both ways, from a Blob too, in the order in which they were sent', async () => {
  server = createMockServer({
    program: ({ io }) =>
      io.of('/echo').on('connection', (socket) => {
        socket.on('bytes', (bytes: Uint8Array<ArrayBuffer>) => socket.emit('bytes', bytes.slice().reverse()))
      }),
  })
  const socket = connect(`${server.url}/echo`)
  const heard: number[][] = []
  const all = new Promise<void>((resolve) => {
    socket.on('bytes', (bytes: ArrayBuffer) => {
      if (heard.push([...new Uint8Array(bytes)]) === 3) resolve()
    })
  })
  for (const bytes of [new Blob([Uint8Array.of(1, 2)]), Uint8Array.of(3, 4), Uint8Array.of(5, 6).buffer]) {
    socket.emit('bytes', bytes)
  }
  await all
  expect(heard).toEqual([
    [2, 1],
    [4, 3],
    [6, 5],
  ])
})

test('a WebSocket that wants blobs gets blobs', async () => {
  server = createMockServer({
    program: ({ io }) =>
      io.engine.on('connection', (line: { send: (data: Uint8Array) => void }) => line.send(Uint8Array.of(7))),
  })
  const socket = new WebSocket(`${server.url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`)
  const data = await new Promise((resolve) => {
    socket.addEventListener('message', (event) => typeof event.data !== 'string' && resolve(event.data))
  })
  expect(data).toBeInstanceOf(Blob)
})
