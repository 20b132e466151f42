import type { Socket } from 'socket.io-client'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { connect } from '../test/support/connect.ts'
import { createMockServer, type MockServer, type MockServerOptions } from './index.ts'

let server: MockServer
let startedAt: number

beforeEach(() => {
  vi.useFakeTimers()
})

afterEach(async () => {
  await server.close()
  vi.useRealTimers()
})

/** A client that reconnects every 100 ms, and what happened to it, with the ms at which it did. */
async function world(options?: MockServerOptions): Promise<{ ada: Socket; log: string[] }> {
  server = createMockServer(options)
  startedAt = Date.now()
  const log: string[] = []
  const say = (what: string) => void log.push(`${Date.now() - startedAt} ${what}`)
  const ada = connect(server.url, {
    auth: { token: 'ada' },
    reconnection: true,
    reconnectionDelay: 100,
    reconnectionDelayMax: 100,
    randomizationFactor: 0,
  })
  ada.on('connect', () => say('connect'))
  ada.on('disconnect', (reason, details) => {
    // What Engine.IO tells of a closed transport holds the CloseEvent.
    const code = (details as { context: CloseEvent } | undefined)?.context.code
    say(code === undefined ? reason : `${reason} ${code}`)
  })
  ada.on('connect_error', (error) => {
    // Socket.IO puts the data of a refusal on the error.
    const { data } = error as { data?: unknown }
    say(data === undefined ? error.message : JSON.stringify(data))
  })
  await vi.advanceTimersByTimeAsync(0)
  return { ada, log }
}

const advance = (ms: number) => vi.advanceTimersByTimeAsync(ms)

describe('drop', () => {
  test('cuts every line with 1006 and lets the next one in', async () => {
    const { log } = await world()
    server.network.drop()
    expect(server.connections).toBe(0)
    await advance(100)
    expect(log).toEqual(['0 connect', '0 transport close 1006', '100 connect'])
    expect([server.attempts, server.connections]).toEqual([2, 1])
  })

  test('tells the server at once', async () => {
    const { log } = await world({
      program: ({ io }) => io.on('connection', (socket) => socket.on('disconnect', (reason) => log.push(reason))),
    })
    server.network.drop()
    expect(log).toEqual(['0 connect', 'transport close'])
  })

  test('loses what is on its way', async () => {
    const { ada } = await world({ latencyMs: 10 })
    await advance(100)
    const heard = vi.fn<(...args: unknown[]) => void>()
    ada.on('notification', heard)
    server.rt.notifyUser('ada', { title: 'Lost' })
    server.network.drop()
    await advance(1000)
    expect(ada.connected).toBe(true)
    expect(heard).not.toHaveBeenCalled()
  })

  test('cuts a line that the server has only just accepted', async () => {
    await world({ latencyMs: 10 })
    setTimeout(server.network.drop, 10)
    // Not async: nothing runs between the arrival of the request and the cut.
    vi.advanceTimersByTime(10)
    await advance(50)
    expect(server.io.engine.clientsCount).toBe(0)
  })
})

describe('freeze', () => {
  test('swallows all both ways and closes nothing, until the ping of 10 s + 5 s gives the line up', async () => {
    const { ada, log } = await world()
    server.network.freeze()
    const answered = vi.fn<(...args: unknown[]) => void>()
    ada.emit('project:join', { projectId: '1' }, answered)
    server.rt.notifyUser('ada', { title: 'Unheard' })
    await advance(14_999)
    expect([log, server.connections, answered.mock.calls]).toEqual([['0 connect'], 1, []])
    await advance(1)
    expect(server.connections).toBe(0)
    expect(server.transcript.entries.at(-1)).toMatchObject({ at: 15_000, kind: 'disconnect', reason: 'ping timeout' })
  })

  test('is noticed as soon as the ping of its own socketOptions can tell', async () => {
    await world({ socketOptions: { pingInterval: 1000, pingTimeout: 500 } })
    server.network.freeze()
    await advance(1499)
    expect(server.connections).toBe(1)
    await advance(1)
    expect(server.connections).toBe(0)
  })

  test('thaw delivers what was held back, in order', async () => {
    const { ada } = await world({ latencyMs: 5 })
    await advance(100)
    const heard: unknown[] = []
    ada.on('notification', ({ title }: { title: string }) => heard.push(title))
    server.rt.notifyUser('ada', { title: 'under way' })
    server.network.freeze()
    server.rt.notifyUser('ada', { title: 'sent while frozen' })
    ada.emit('project:join', { projectId: '1' }, () => heard.push('answer'))
    await advance(1000)
    expect(heard).toEqual([])
    server.network.thaw()
    await advance(4)
    expect(heard).toEqual(['under way', 'sent while frozen'])
    await advance(1)
    expect(heard).toEqual(['under way', 'sent while frozen', 'answer'])
  })

  test('lets a new line neither open nor fail before thaw', async () => {
    const { log } = await world()
    server.network.drop()
    server.network.freeze()
    await advance(3000)
    expect([log.slice(2), server.attempts]).toEqual([[], 2])
    server.network.thaw()
    await advance(0)
    expect(log.slice(2)).toEqual(['3000 connect'])
  })

  test('hides from the server that a client has left, until thaw', async () => {
    const { ada } = await world()
    server.network.freeze()
    ada.disconnect()
    await advance(1000)
    expect(server.connections).toBe(1)
    server.network.thaw()
    await advance(0)
    expect(server.connections).toBe(0)
  })

  test('hides nothing from a cut: both ends know', async () => {
    const { log } = await world()
    server.network.freeze()
    server.network.drop()
    await advance(0)
    expect([log.at(-1), server.connections]).toEqual(['0 transport close 1006', 0])
  })
})

describe('flap', () => {
  test('cuts as often as told, at moments that the seed decides', async () => {
    const cuts = async (seed: number): Promise<number[]> => {
      const { log } = await world({ seed })
      server.network.flap(4, 2000)
      await advance(20_000)
      const lost = log.filter((line) => line.includes('transport close'))
      await server.close()
      return lost.map((line) => Number.parseInt(line, 10))
    }
    const first = await cuts(7)
    expect(first).toHaveLength(4)
    const gaps = first.slice(1).map((at, index) => at - (first[index] ?? 0))
    for (const gap of gaps) expect(gap).toBeGreaterThanOrEqual(1000)
    for (const gap of gaps) expect(gap).toBeLessThanOrEqual(3000)
    expect(await cuts(7)).toEqual(first)
    expect(await cuts(8)).not.toEqual(first)
  })

  test('a new one replaces the one before, and none outlives the server', async () => {
    const { ada } = await world()
    server.network.flap(100)
    server.network.flap(0)
    await advance(5000)
    expect(server.attempts).toBe(2)
    server.network.flap(100)
    ada.disconnect()
    await server.close()
    await advance(0)
    expect(vi.getTimerCount()).toBe(0)
  })
})

describe('restart', () => {
  test('refuses while it is down, then runs the program in a fresh server', async () => {
    const programs: unknown[] = []
    const { ada, log } = await world({ program: (rt) => programs.push(rt) })
    const greetings: { commandEpoch: string }[] = []
    ada.on('connected', (greeting) => greetings.push(greeting))
    const { io, rt } = server
    server.network.drop()
    await advance(100)
    server.network.restart(250)
    expect(server.connections).toBe(0)
    await advance(400)
    expect(log).toEqual([
      '0 connect',
      '0 transport close 1006',
      '100 connect',
      '100 transport close 1006',
      '200 websocket error',
      '300 websocket error',
      '400 connect',
    ])
    expect(programs).toEqual([rt, server.rt])
    expect(server.io).not.toBe(io)
    expect(new Set(greetings.map(({ commandEpoch }) => commandEpoch)).size).toBe(2)
    expect([server.attempts, server.connections]).toEqual([5, 1])
  })

  test('takes the next line at once when it is not down at all', async () => {
    const { log } = await world()
    server.network.restart()
    await advance(100)
    expect(log).toEqual(['0 connect', '0 transport close 1006', '100 connect'])
  })

  test('forgets topics and people', async () => {
    const { ada } = await world()
    ada.emit('project:join', { projectId: '1' })
    server.rt.to('user:ada').emit('notification', notification)
    await advance(0)
    server.network.restart()
    await advance(100)
    const greeted = vi.fn<(...args: unknown[]) => void>()
    ada.on('connected', greeted)
    server.network.drop()
    await advance(100)
    expect(greeted).toHaveBeenCalledWith(
      expect.objectContaining({ topics: { 'user:ada': expect.objectContaining({ seq: 0 }) } }),
    )
    expect([...server.io.sockets.adapter.rooms.keys()]).not.toContain('project:1')
  })
})

describe('stop and start', () => {
  test('keep the server away for as long as is wanted', async () => {
    const { log } = await world()
    server.network.stop()
    server.network.stop()
    await advance(1050)
    server.network.start()
    server.network.start()
    await advance(50)
    expect(log.slice(0, 3)).toEqual(['0 connect', '0 transport close 1006', '100 websocket error'])
    expect(log.at(-1)).toBe('1100 connect')
    expect(server.attempts).toBe(12)
  })

  test('start calls the end of a restart forward, stop calls it off', async () => {
    const { log } = await world()
    server.network.restart(1000)
    server.network.start()
    await advance(100)
    expect(log.at(-1)).toBe('100 connect')
    server.network.restart(1000)
    server.network.stop()
    await advance(2000)
    expect(server.connections).toBe(0)
  })
})

describe('refuse', () => {
  test('S10 refuses handshakes with code and delay, as often as told', async () => {
    const { ada, log } = await world()
    server.network.refuse({ code: 'rate_limited', retryAfterMs: 700, times: 2 })
    expect(server.connections, 'open lines stay').toBe(1)
    server.network.drop()
    await advance(100)
    ada.connect()
    await advance(0)
    ada.connect()
    await advance(0)
    expect(log.slice(2)).toEqual([
      '100 {"code":"rate_limited","retryAfterMs":700}',
      '100 {"code":"rate_limited","retryAfterMs":700}',
      '100 connect',
    ])
  })

  test('no times refuse nobody', async () => {
    const { log } = await world()
    server.network.refuse({ times: 0 })
    server.network.drop()
    await advance(100)
    server.network.refuse({ code: 'server_busy', times: 0 })
    server.network.drop()
    await advance(100)
    expect(log.filter((line) => !line.includes('transport close'))).toEqual(['0 connect', '100 connect', '200 connect'])
  })

  test('without a code lets no line open, until accept', async () => {
    const { log } = await world()
    server.network.refuse()
    server.network.drop()
    await advance(350)
    server.network.accept()
    await advance(50)
    expect(log.slice(2)).toEqual(['100 websocket error', '200 websocket error', '300 websocket error', '400 connect'])
  })
})

describe('offline', () => {
  test('cuts, refuses and says so; online brings all back', async () => {
    const { log } = await world()
    const { connectivity, network } = server
    const said: boolean[] = []
    const unsubscribe = connectivity.subscribe(() => said.push(connectivity.isOnline()))
    network.offline()
    network.offline()
    await advance(150)
    network.online()
    await advance(50)
    expect(log).toEqual(['0 connect', '0 transport close 1006', '100 websocket error', '200 connect'])
    unsubscribe()
    network.offline()
    expect(said).toEqual([false, true])
  })
})

describe('latency', () => {
  test('opens a line in a way there and back, and answers in another', async () => {
    const { ada, log } = await world({ latencyMs: 30 })
    await advance(120)
    // The line opens after 60 ms, the handshake of Socket.IO takes 60 more.
    expect(log).toEqual(['120 connect'])
    const answered = vi.fn<(...args: unknown[]) => void>()
    ada.emit('project:join', { projectId: '1' }, answered)
    await advance(59)
    expect(answered).not.toHaveBeenCalled()
    await advance(1)
    expect(answered).toHaveBeenCalled()
  })

  test('keeps the order of what it scatters, and scatters the same by the same seed', async () => {
    const scatter = async (seed: number): Promise<string[]> => {
      const { ada } = await world({ seed })
      server.network.latency(10, 100)
      const heard: string[] = []
      const from = Date.now()
      ada.on('notification', ({ title }: { title: string }) => heard.push(`${Date.now() - from} ${title}`))
      for (let index = 0; index < 20; index += 1) server.rt.notifyUser('ada', { title: String(index) })
      await advance(110)
      await server.close()
      return heard
    }
    const first = await scatter(7)
    expect(first.map((entry) => entry.split(' ')[1])).toEqual(Array.from({ length: 20 }, (_, index) => String(index)))
    expect(new Set(first.map((entry) => entry.split(' ')[0])).size).toBeGreaterThan(1)
    expect(await scatter(7)).toEqual(first)
    expect(await scatter(8)).not.toEqual(first)
  })
})

test('an idle line is pinged every 10 s', async () => {
  const { ada, log } = await world()
  const pinged = vi.fn<(...args: unknown[]) => void>()
  ada.io.on('ping', pinged)
  await advance(600_000)
  expect(pinged).toHaveBeenCalledTimes(60)
  expect(log).toEqual(['0 connect'])
})

const notification = {
  id: '1',
  userId: 'ada',
  type: 'info',
  title: 'Hello',
  createdAt: '2026-01-01T00:00:00.000Z',
} as const
