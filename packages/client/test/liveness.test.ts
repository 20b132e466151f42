import { createPlainServer } from '@telltale/testing'
import { describe, expect, it, vi } from 'vitest'
import { createRealtimeClient, type Page, type PageSign, type RealtimeClientOptions } from '../src/index.ts'
import { inVirtualTime, pass, settle, type Visitor, type World, world } from './support/world.ts'

inVirtualTime()

/** A page whose life is told by hand. */
function fakePage(): { page: Page; tell: (sign: PageSign) => void; listeners: () => number } {
  const listeners = new Set<(sign: PageSign) => void>()
  return {
    page: {
      subscribe: (listener) => {
        listeners.add(listener)
        return () => void listeners.delete(listener)
      },
    },
    tell: (sign) => {
      for (const listener of listeners) listener(sign)
    },
    listeners: () => listeners.size,
  }
}

type Scene = World & { client: Visitor; tell: (sign: PageSign) => void; heard: string[] }

/** A client on a stable line, in project 1. */
async function scene(options: RealtimeClientOptions = {}): Promise<Scene> {
  const { server, visit } = world()
  const { page, tell } = fakePage()
  const client = visit({ getToken: () => 'ada', ...options, env: { page } })
  const heard: string[] = []
  client.on('notification', ({ title }) => heard.push(title))
  client.onGap(({ reason }) => heard.push(`gap: ${reason}`))
  client.join('project:1')
  client.connect()
  await pass(11_000)
  heard.length = 0
  return { server, visit, client, tell, heard }
}

describe('a half-open line', () => {
  it('is noticed within 6 s of a sign, and nothing is lost by it', async () => {
    const { server, client, tell, heard } = await scene()
    server.network.freeze()
    server.rt.notifyUser('ada', { title: 'into the void' })
    await pass(2_000)
    expect(client.getConnectionState()).toBe('connected')
    tell('attended')
    expect(client.status.getSnapshot()).toMatchObject({ state: 'connected', phase: 'probing' })
    await pass(5_001)
    expect(client.history.at(-1)).toBe('reconnecting')
    server.network.thaw()
    await pass(15_000)
    expect(client.status.getSnapshot()).toMatchObject({ state: 'connected', synced: true })
    expect(heard).toEqual(['into the void'])
    expect(server.connections).toBe(1)
  })

  it('is noticed within 15.5 s of silence, by the server’s own ping', async () => {
    const { server, client } = await scene()
    server.network.freeze()
    await pass(15_500)
    expect(client.history).toContain('reconnecting')
    server.network.thaw()
    await pass(30_000)
    expect(client.getConnectionState()).toBe('connected')
  })
})

describe('a sign', () => {
  it('costs a healthy line one probe, which also measures it', async () => {
    const { server, client, tell } = await scene()
    server.network.latency(40)
    tell('attended')
    await pass(81)
    expect(client.status.getSnapshot()).toMatchObject({ phase: 'ready', latencyMs: 80, reason: null })
    await pass(60_000)
    expect([client.getConnectionState(), server.attempts]).toEqual(['connected', 1])
    server.network.latency(0)
    await pass(100)
  })

  it('tries a line that waits at once', async () => {
    const { server, client, tell } = await scene({ maxAttempts: 1_000 })
    server.network.stop()
    await pass(60_000)
    server.network.start()
    tell('attended')
    await settle()
    expect(client.getConnectionState()).toBe('connected')
  })

  it('drops a line without a probe whose token expired while the page slept, and asks for another', async () => {
    const jwt = (exp: number) => `e30.${btoa(JSON.stringify({ sub: 'ada', exp }))}.x`
    const reasons: string[] = []
    const { server, client, tell } = await scene({
      getToken: ({ reason }) => {
        reasons.push(reason)
        return jwt(Date.now() / 1_000 + 60)
      },
    })
    await pass(60_000)
    tell('attended')
    await settle()
    expect(reasons).toEqual(['initial', 'rejected'])
    expect([client.getConnectionState(), server.attempts]).toEqual(['connected', 2])
  })

  it('sends nothing to a plain server', async () => {
    const heard = vi.fn<(event: string) => void>()
    const server = createPlainServer({ program: (io) => io.on('connection', (socket) => socket.onAny(heard)) })
    const { page, tell } = fakePage()
    const client = createRealtimeClient({ url: server.url, env: { page } })
    client.connect()
    await pass(2_000)
    tell('attended')
    await settle()
    expect(client.status.getSnapshot().phase).toBe('ready')
    expect(heard).not.toHaveBeenCalled()
    client.destroy()
    await server.close()
  })
})

describe('a page that is frozen, or kept for a later visit', () => {
  it('holds no line and no timer meanwhile, and is back with all that it missed', async () => {
    const { server, client, tell, heard } = await scene()
    tell('pageSuspended')
    await settle()
    expect(client.status.getSnapshot()).toMatchObject({ state: 'reconnecting', phase: 'suspended', lost: false })
    expect(server.connections).toBe(0)
    server.rt.notifyUser('ada', { title: 'while nobody ran' })
    await pass(3_600_000)
    expect(server.attempts).toBe(1)
    tell('pageResumed')
    await settle()
    expect(client.status.getSnapshot()).toMatchObject({ state: 'connected', synced: true })
    expect(heard).toEqual(['while nobody ran'])
  })

  it('is listened to only while a line is wanted', async () => {
    const { visit } = world()
    const { page, listeners } = fakePage()
    const client = visit({ env: { page } })
    expect(listeners()).toBe(0)
    client.connect()
    await settle()
    expect(listeners()).toBe(1)
    client.disconnect()
    await settle()
    expect(listeners()).toBe(0)
  })
})
