import { createServer, type Server as HttpServer } from 'node:http'
import { Server } from 'socket.io'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { connect, next } from '../../test/support/connect.ts'
import { createTcpProxy, type TcpProxy } from './index.ts'
import { portOf } from './openGate.ts'

let io: Server
let http: HttpServer
const proxies: TcpProxy[] = []

beforeEach(async () => {
  http = createServer()
  io = new Server(http)
  io.on('connection', (socket) => socket.on('echo', (text: string, answer: (text: string) => void) => answer(text)))
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
})

afterEach(async () => {
  await Promise.all(proxies.splice(0).map((proxy) => proxy.close()))
  await io.close()
})

async function proxyWith(options: { latencyMs?: number } = {}): Promise<TcpProxy> {
  const proxy = await createTcpProxy({ port: portOf(http), ...options })
  proxies.push(proxy)
  return proxy
}

async function visit({ url }: TcpProxy): Promise<ReturnType<typeof connect>> {
  const socket = connect(url)
  await next(socket, 'connect')
  return socket
}

describe('a TCP proxy', () => {
  test('carries a line both ways, and closes it with either end', async () => {
    const proxy = await proxyWith()
    const socket = await visit(proxy)
    expect(await socket.emitWithAck('echo', 'x'.repeat(300_000))).toHaveLength(300_000)
    const [left] = await io.fetchSockets()
    const gone = next(socket, 'disconnect')
    left?.disconnect(true)
    expect((await gone)[0]).toBe('io server disconnect')

    const other = connect(proxy.url)
    const [[onServer]] = await Promise.all([next(io, 'connection'), next(other, 'connect')])
    // Socket.IO hands over its sockets.
    const seen = next(onServer as Parameters<typeof next>[0], 'disconnect')
    other.io.engine.close()
    expect((await seen)[0]).toBe('transport close')
    expect(proxy.attempts).toBe(2)
  })

  test('drop cuts both ends', async () => {
    const proxy = await proxyWith()
    const arrived = next(io, 'connection')
    const socket = await visit(proxy)
    const [onServer] = await arrived
    const both = Promise.all([
      next(socket, 'disconnect'),
      // Socket.IO hands over its sockets.
      next(onServer as Parameters<typeof next>[0], 'disconnect'),
    ])
    proxy.network.drop()
    for (const [reason] of await both) expect(reason).toMatch(/^transport (close|error)$/)
  })

  test('freeze swallows all and closes nothing, until the ping of the server notices', async () => {
    Object.assign(io.engine.opts, { pingInterval: 50, pingTimeout: 50 })
    const proxy = await proxyWith()
    const arrived = next(io, 'connection')
    await visit(proxy)
    const [onServer] = await arrived
    const seen = next(onServer as Parameters<typeof next>[0], 'disconnect')
    proxy.network.freeze()
    expect((await seen)[0]).toBe('ping timeout')
  })

  test('thaw delivers what was held back, in order', async () => {
    const [proxy, other] = [await proxyWith(), await proxyWith()]
    const [frozen, flowing] = [await visit(proxy), await visit(other)]
    const heard: unknown[] = []
    for (const event of ['first', 'second']) frozen.on(event, () => heard.push(event))
    proxy.network.freeze()
    io.emit('first')
    io.emit('second')
    await flowing.emitWithAck('echo', 'all is well here')
    expect(heard).toEqual([])
    proxy.network.thaw()
    // No ping is due that would push them on.
    await next(frozen, 'second')
    expect(heard).toEqual(['first', 'second'])
    proxy.network.freeze()
    const answer = frozen.emitWithAck('echo', 'at last')
    await flowing.emitWithAck('echo', 'still well')
    proxy.network.thaw()
    expect(await answer).toBe('at last')
  })

  test('stop makes the server unreachable and leaves it as it is; start brings it back', async () => {
    const proxy = await proxyWith()
    proxy.network.stop()
    const refused = connect(proxy.url)
    expect(await next(refused, 'connect_error')).toMatchObject([{ message: 'websocket error' }])
    proxy.network.start()
    await visit(proxy)
    expect(io.engine.clientsCount).toBe(1)
  })

  test('offline says so, and lets nobody through', async () => {
    const { url, network, connectivity } = await proxyWith()
    network.offline()
    expect(connectivity.isOnline()).toBe(false)
    expect(await next(connect(url), 'connect_error')).toMatchObject([{ message: 'websocket error' }])
    network.online()
    await next(connect(url), 'connect')
  })

  test('latency takes its time in both directions', async () => {
    const socket = await visit(await proxyWith({ latencyMs: 25 }))
    const from = performance.now()
    await socket.emitWithAck('echo', 'hello')
    expect(performance.now() - from).toBeGreaterThan(48)
  })

  test('close cuts all, and nobody answers at its port', async () => {
    const proxy = await proxyWith()
    const gone = next(await visit(proxy), 'disconnect')
    await proxy.close()
    await gone
    expect(await next(connect(proxy.url), 'connect_error')).toMatchObject([{ message: 'websocket error' }])
  })
})
