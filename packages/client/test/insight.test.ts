import { defineContract } from '@telltale/protocol/schemas'
import * as v from 'valibot'
import { describe, expect, it, vi } from 'vitest'
import { debugLines } from '../src/index.ts'
import { inVirtualTime, pass, settle, world } from './support/world.ts'

inVirtualTime()

describe('getStats', () => {
  it('tells the round trips of the last 64 answers, events known already, and messages given up (C5)', async () => {
    const { server, visit } = world({ latencyMs: 20 })
    const client = visit()
    expect(client.getStats()).toMatchObject({ rtt: null, dropped: 0, outboxDepth: 0 })
    client.join('project:1')
    client.connect()
    await pass(200)
    server.network.latency(50)
    for (let i = 0; i < 3; i++) void client.emit('presence:update', { status: 'online' })
    await pass(200)
    expect(client.getStats().rtt).toEqual({ p50: 100, p95: 100 })
    server.network.weather({ duplicate: 1 })
    server.rt
      .to('project:1')
      .emit('project:updated', { projectId: '1', changes: {}, updatedBy: 'a', updatedAt: '2026-11-20T00:00:00Z' })
    await pass(200)
    expect(client.getStats().duplicates).toBe(1)
    client.disconnect()
    client.send('presence:update', { status: 'online' }, { ttlMs: 1_000 })
    expect(client.getStats().outboxDepth).toBe(1)
    await pass(1_000)
    expect(client.getStats()).toMatchObject({ dropped: 1, outboxDepth: 0 })
    server.network.latency(0)
  })
})

describe('debug', () => {
  it('prints phases, and what goes out and comes in, without a token', async () => {
    const printed: string[] = []
    const { server, visit } = world({ latencyMs: 5, auth: (token) => ({ userId: token ?? 'guest' }) })
    const client = visit({ getToken: () => 'secret-of-ada' })
    const stop = debugLines(client, { print: (text) => printed.push(text) })
    client.join('project:1')
    client.connect()
    await pass(50)
    client.socket.emit('auth:refresh', { token: 'secret-of-ada' })
    server.rt.notifyUser('secret-of-ada', { title: 'x'.repeat(300) })
    await pass(50)
    server.network.drop()
    await pass(0)
    const text = printed.join('\n')
    expect(text).toMatch(/00:00:00\.000 connecting: authenticating/)
    expect(text).toMatch(/00:00:00\.\d+ connected: ready/)
    expect(text).toMatch(/→ sync \{"topics":\{.*"project:1":null/)
    expect(text).toMatch(/← connected \{"protocol":1/)
    expect(text).toMatch(/→ auth:refresh \{"token":"\[redacted\]"\}/)
    expect(text).toMatch(/← notification .*x…/)
    expect(text).toMatch(/reconnecting: waiting \(connection_lost: .*\), tries again in \d+(\.\d+)? ms/)
    const count = printed.length
    stop()
    server.network.latency(0)
    await pass(5_000)
    expect(printed).toHaveLength(count)
  })

  it('as an option prints to console.debug, until the client is destroyed', async () => {
    const print = vi.spyOn(console, 'debug').mockImplementation(() => {})
    const { visit } = world()
    const client = visit({ debug: true })
    client.connect()
    await settle()
    expect(print).toHaveBeenCalledWith(expect.stringContaining('connected: ready'))
    client.destroy()
    expect(print).toHaveBeenLastCalledWith(expect.stringContaining('disconnected: disposed'))
    print.mockRestore()
  })

  it('tells developers of the first invalid event of each name, and counts them all', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
    const contract = defineContract({
      events: {
        a: { schema: v.object({ n: v.number() }) },
        b: {
          schema: v.object({}),
          key: (): string => {
            throw new Error('a mistake of the contract’s own')
          },
        },
      },
    })
    const { server, visit } = world()
    const client = visit({ contract } as object)
    client.connect()
    await settle()
    for (let i = 0; i < 3; i++) {
      server.io.emit('a', { n: 'one' })
      server.io.emit('b', {})
    }
    await settle()
    expect(client.getStats().invalid).toBe(6)
    expect(warn.mock.calls).toEqual([
      [expect.stringMatching(/^\[telltale\] "a" was not handed on.*\(n: .*\)/)],
      [expect.stringContaining('a mistake of the contract’s own')],
    ])
    warn.mockRestore()
  })
})
