import { createPlainServer, type PlainServerOptions, type World } from '@telltale/testing'
import { io, type Socket } from 'socket.io-client'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { clientOf, LateBoundWebSocket, lineOf } from '../src/index.ts'
import { inVirtualTime, pass, settle, world } from './support/world.ts'

inVirtualTime()

const endings: (() => unknown)[] = []
afterEach(async () => {
  for (const end of endings.splice(0).toReversed()) await end()
})

/** A socket as an app has it today, with Socket.IO's own reconnection, and the server at its other end. */
function app(program: PlainServerOptions['program'] & {} = () => {}): { server: World; socket: Socket } {
  const server = createPlainServer({ program })
  const socket = io(server.url, { forceNew: true, transports: [LateBoundWebSocket] })
  endings.push(
    () => server.close(),
    () => socket.disconnect(),
  )
  return { server, socket }
}

describe('lineOf', () => {
  it('gives a client’s own socket its line, and another socket one line for its whole life', async () => {
    const client = world().visit()
    expect(lineOf(client.socket).status).toBe(client.status)
    const { socket } = app()
    expect(lineOf(socket)).toBe(lineOf(socket))
  })

  it('tells where a socket stands that Socket.IO opens and opens again', async () => {
    const { server, socket } = app()
    const { status, retryNow } = lineOf(socket)
    const words: string[] = []
    status.subscribe(() => {
      const { state, phase } = status.getSnapshot()
      if (words.at(-1) !== `${state} ${phase}`) words.push(`${state} ${phase}`)
    })
    expect(status.getSnapshot().state).toBe('connecting')
    await settle()
    server.network.stop()
    await settle()
    expect(status.getSnapshot()).toMatchObject({
      state: 'reconnecting',
      lost: false,
      reason: { code: 'connection_lost' },
    })
    await pass(6_000)
    expect(status.getSnapshot().lost).toBe(true)
    await pass(30_000)
    expect(status.getSnapshot()).toMatchObject({ state: 'reconnecting', lost: true })
    server.network.start()
    retryNow()
    await settle()
    expect(status.getSnapshot()).toMatchObject({ state: 'connected', lost: false, reason: null })
    expect([...new Set(words)]).toEqual(['connected ready', 'reconnecting waiting', 'reconnecting opening'])
  })

  it('leaves a socket closed that was closed, while another on its line is opened again', async () => {
    const { server, socket } = app((io_) => void io_.of('/admin'))
    const admin = socket.io.socket('/admin').connect()
    const [open, closed] = [lineOf(socket).status, lineOf(admin).status]
    await settle()
    expect(closed.getSnapshot().state).toBe('connected')
    admin.disconnect()
    server.network.stop()
    await pass(10_000)
    expect([open.getSnapshot().state, closed.getSnapshot().state]).toEqual(['reconnecting', 'disconnected'])
  })

  it('tells a refusal, after which Socket.IO tries no more, with its code', async () => {
    const { socket } = app((server) =>
      server.use((_socket, next) => next(Object.assign(new Error('no'), { data: { code: 'forbidden' } }))),
    )
    const { status } = lineOf(socket)
    await settle()
    expect(status.getSnapshot()).toMatchObject({ state: 'failed', reason: { code: 'forbidden' } })
  })

  it('brings events, topics and answers as a client of a plain server has them (R4)', async () => {
    const joined: unknown[] = []
    const { server, socket } = app((io_) =>
      io_.on('connection', (one) => {
        one.on('project:join', (payload) => joined.push(payload))
        one.on('add', ([a, b]: [number, number], reply: (sum: number) => void) => reply(a + b))
      }),
    )
    const client = clientOf(lineOf(socket))
    endings.push(client.destroy)
    const heard = vi.fn()
    client.on('notification', heard)
    client.join('project:1')
    const sum = client.emit('add', [1, 2])
    expect(await sum).toMatchObject({ ok: false, error: { code: 'not_connected' } })
    const queued = client.send('add', [2, 3])
    await settle()
    const notification = { id: '1', userId: 'ada', type: 'info', title: 'Hello', createdAt: '2026-11-20T00:00:00Z' }
    server.io.emit('notification', notification)
    server.io.emit('notification', notification)
    await settle()
    expect(joined).toEqual([{ projectId: '1' }])
    expect(heard.mock.calls).toEqual([[notification, undefined]])
    expect(await queued.settled).toEqual({ ok: true, data: 5 })
  })

  it('leaves the app’s socket open, and no listener on it, after destroy', async () => {
    const { socket } = app()
    const before = ['connect', 'disconnect', 'connect_error'].map((event) => socket.listeners(event).length)
    const line = lineOf(socket)
    await settle()
    line.destroy()
    expect(['connect', 'disconnect', 'connect_error'].map((event) => socket.listeners(event).length)).toEqual(before)
    expect([socket.connected, socket.listenersAny()]).toEqual([true, []])
  })
})
