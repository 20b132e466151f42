import { TelltaleError } from '@telltale/protocol'
import { defineContract, telltaleContract } from '@telltale/protocol/schemas'
import type { MockServer } from '@telltale/testing'
import * as v from 'valibot'
import { describe, expect, it, vi } from 'vitest'
import { topicLingerMs } from '../src/index.ts'
import { pass, settle, inVirtualTime, world } from './support/world.ts'

inVirtualTime()

describe('events', () => {
  it('reach each listener once, with the meta of our server', async () => {
    const { server, visit } = world()
    const client = visit({ getToken: () => 'ada' })
    const first = vi.fn()
    const second = vi.fn()
    client.on('notification', first)
    client.on('notification', second)
    client.connect()
    await settle()
    const sent = server.rt.notifyUser('ada', { title: 'Hello' })
    await settle()
    for (const listener of [first, second]) {
      expect(listener.mock.calls).toEqual([
        [sent, expect.objectContaining({ topic: 'user:ada', epoch: expect.any(String), seq: 1 })],
      ])
    }
  })

  it('reach only the listeners of their key', async () => {
    const { server, visit } = world()
    const client = visit()
    const one = vi.fn()
    const all = vi.fn()
    client.on('analysis:complete', one, { key: '1' })
    client.on('analysis:complete', all)
    client.join('project:1')
    client.join('project:2')
    client.connect()
    await settle()
    for (const projectId of ['1', '2']) {
      server.rt
        .to(`project:${projectId}`)
        .emit('analysis:complete', { analysisId: 'a', projectId, issuesFound: 0, durationMs: 1 })
    }
    await settle()
    expect([one.mock.calls.length, all.mock.calls.length]).toEqual([1, 2])
  })

  it('reach the others when one listener throws, which is reported', async () => {
    const reported = vi.spyOn(console, 'error').mockImplementation(() => {})
    const { server, visit } = world()
    const client = visit({ getToken: () => 'ada' })
    const listener = vi.fn()
    const mistake = new Error('a listener’s own mistake')
    client.on('notification', () => {
      throw mistake
    })
    client.on('notification', listener)
    client.connect()
    await settle()
    server.rt.notifyUser('ada', { title: 'Hello' })
    await settle()
    expect(listener).toHaveBeenCalledTimes(1)
    expect(reported).toHaveBeenCalledWith(mistake)
  })

  it('stop reaching a listener that was taken away, even from within another (C2)', async () => {
    const { server, visit } = world()
    const client = visit({ getToken: () => 'ada' })
    const listener = vi.fn()
    const remove = client.on('notification', listener)
    client.connect()
    await settle()
    remove()
    remove()
    server.rt.notifyUser('ada', { title: 'Hello' })
    await settle()
    const removers: (() => void)[] = []
    client.on('notification', () => removers.forEach((stop) => stop()), { key: 'ada' })
    for (const key of ['ada', undefined]) removers.push(client.on('notification', listener, { key }))
    server.rt.notifyUser('ada', { title: 'Hello again' })
    await settle()
    expect(listener).not.toHaveBeenCalled()
  })

  it('that do not fit the contract are dropped and counted; those it does not name go unchecked', async () => {
    const { server, visit } = world()
    const client = visit({ contract: telltaleContract })
    const known = vi.fn()
    const unknown = vi.fn()
    client.on('notification', known)
    client.on('legacy:thing', unknown)
    client.connect()
    await settle()
    for (const payload of [null, 7, 'text', [], {}, { id: 1 }]) {
      server.io.emit('notification', payload)
      server.io.emit('legacy:thing', payload)
    }
    await settle()
    expect(known).not.toHaveBeenCalled()
    expect(unknown).toHaveBeenCalledTimes(6)
    expect(client.getStats()).toMatchObject({ invalid: 6, eventsIn: 13 })
    expect(client.getConnectionState()).toBe('connected')
  })

  it('of any shape do no harm without a contract', async () => {
    const { server, visit } = world()
    const client = visit()
    client.connect()
    await settle()
    const names = [
      'connected',
      'auth:expiring',
      'server:spread',
      'server:draining',
      'room:revoked',
      '__proto__',
      'constructor',
    ]
    for (const name of names) {
      for (const payload of [undefined, null, 7, 'text', [], { protocol: 1 }, { reconnectSpreadMs: 'soon' }]) {
        server.io.emit(name, payload, payload)
      }
    }
    await settle()
    expect(client.getConnectionState()).toBe('connected')
  })

  it('of a workflow run come by subscribe, which joins it and leaves it (C2, C5)', async () => {
    const { server, visit } = world()
    const client = visit()
    const listener = vi.fn()
    const unsubscribe = client.subscribe('7', listener)
    client.connect()
    await settle()
    const event = { runId: '7', kind: 'run_started', timestamp: new Date().toISOString() } as const
    server.rt.to('run:7').emit('workflow:event', event)
    server.rt.to('run:8').emit('workflow:event', { ...event, runId: '8' })
    await settle()
    expect(listener.mock.calls.map(([payload]: unknown[]) => payload)).toEqual([event])
    unsubscribe()
    await pass(topicLingerMs + 1)
    expect(server.io.sockets.adapter.rooms.has('run:7')).toBe(false)
  })
})

describe('topics', () => {
  const members = (server: MockServer, topic: string): number => server.io.sockets.adapter.rooms.get(topic)?.size ?? 0

  it('are joined when the line opens, and again on each new line', async () => {
    const { server, visit } = world()
    const client = visit()
    client.join('project:1')
    client.join('team:2')
    client.join('run:3')
    expect(client.topics.getSnapshot().get('project:1')?.state).toBe('catching-up')
    client.connect()
    await settle()
    expect(['project:1', 'team:2', 'run:3'].map((topic) => members(server, topic))).toEqual([1, 1, 1])
    server.network.restart(3_000)
    await pass(0)
    expect(client.topics.getSnapshot().get('project:1')?.state).toBe('catching-up')
    await pass(20_000)
    expect(['project:1', 'team:2', 'run:3'].map((topic) => members(server, topic))).toEqual([1, 1, 1])
    expect(client.topics.getSnapshot().get('project:1')?.state).toBe('live')
  })

  it('are joined once for all who hold them, and left a second after the last', async () => {
    const { server, visit } = world()
    const client = visit()
    client.connect()
    await settle()
    const before = client.getStats().eventsOut
    const releases = Array.from({ length: 50 }, () => client.join('project:1'))
    await settle()
    expect(client.getStats().eventsOut - before).toBe(1)
    for (const release of releases) release()
    await pass(topicLingerMs / 2)
    const again = client.join('project:1')
    await pass(topicLingerMs * 2)
    expect(members(server, 'project:1')).toBe(1)
    again()
    await pass(topicLingerMs)
    await settle()
    expect([members(server, 'project:1'), client.getStats().eventsOut - before]).toEqual([0, 2])
    expect([...client.topics.getSnapshot().keys()]).toEqual(['user:guest'])
  })

  it('of others are refused for the one who asked, and for nobody else (S10)', async () => {
    const { server, visit } = world({ authorize: ({ user, topic }) => topic === `project:of-${user.userId}` })
    const ada = visit({ getToken: () => 'ada' })
    const bob = visit({ getToken: () => 'bob' })
    const overheard = vi.fn()
    ada.socket.onAny(overheard)
    for (const client of [ada, bob]) {
      client.join('project:of-ada')
      client.connect()
    }
    await settle()
    expect(ada.topics.getSnapshot().get('project:of-ada')?.state).toBe('live')
    expect(bob.topics.getSnapshot().get('project:of-ada')?.state).toBe('refused')
    expect(members(server, 'project:of-ada')).toBe(1)
    expect(overheard.mock.calls.filter(([name]: unknown[]) => name !== 'connected')).toEqual([])
  })

  it('of one moment are joined in one request, 200 at a time', async () => {
    const { server, visit } = world({ limits: { messagesPerSecond: 10 } })
    const client = visit()
    for (let i = 0; i < 450; i++) client.join(`run:${i}`)
    client.connect()
    await settle()
    expect(Array.from({ length: 450 }, (_, i) => members(server, `run:${i}`))).toEqual(Array(450).fill(1))
    expect(client.getStats().eventsOut).toBe(3)
    expect(client.status.getSnapshot()).toMatchObject({ phase: 'ready', synced: true })
  })

  it.each(['project', ':1', 'project:', 'user:ada', 'planet:1', '__proto__:1'])(
    'named %s are refused at the call, with what to write instead',
    (name) => {
      const { visit } = world()
      // The type says so too; this is for those who come without one.
      expect(() => visit().join(name as 'project:1')).toThrow(
        expect.objectContaining({ code: 'not_found', message: expect.stringContaining('"project:42"') }),
      )
    },
  )
})

describe('emit', () => {
  const contract = defineContract({
    requests: { 'deal:close': { schema: v.object({ dealId: v.string() }), data: v.object({ closed: v.boolean() }) } },
  })

  it('resolves with the server’s answer', async () => {
    const { visit } = world({
      contract,
      program: (rt) => rt.handle('deal:close', ({ payload }) => ({ closed: payload.dealId === '1' })),
    })
    const client = visit({ contract })
    client.connect()
    await settle()
    expect(await client.emit('deal:close', { dealId: '1' })).toEqual({ ok: true, data: { closed: true } })
  })

  it('resolves with the server’s refusal, its code and its issues', async () => {
    const { visit } = world({
      contract,
      program: (rt) =>
        rt.handle('deal:close', () => {
          throw new TelltaleError('server_busy', 'later', { retryAfterMs: 300 })
        }),
    })
    const client = visit({ contract })
    client.connect()
    await settle()
    expect(await client.emit('deal:close', { dealId: '1' })).toMatchObject({
      ok: false,
      error: { code: 'server_busy', retryAfterMs: 300, retryable: true, message: '[telltale] later' },
    })
  })

  it('is refused with not_connected while the line is down: nothing is kept for later', async () => {
    const { server, visit } = world()
    const client = visit()
    expect(await client.emit('team:join', { teamId: '1' })).toMatchObject({
      ok: false,
      error: { code: 'not_connected' },
    })
    client.connect()
    await settle()
    expect(server.io.sockets.adapter.rooms.has('team:1')).toBe(false)
  })

  it('drops what an app emitted on the raw socket while the line was down, instead of sending it before the joins', async () => {
    const heard = vi.fn()
    const { visit } = world({ program: (rt) => rt.io.on('connection', (socket) => socket.onAny(heard)) })
    const client = visit()
    client.socket.emit('offline-edit', { text: 'x' })
    client.connect()
    await settle()
    expect(heard).not.toHaveBeenCalledWith('offline-edit', expect.anything())
    expect(heard).toHaveBeenCalledTimes(1)
  })

  it('settles with connection_lost when the line drops before the answer', async () => {
    const { server, visit } = world({ contract, program: (rt) => rt.handle('deal:close', () => new Promise(() => {})) })
    const client = visit({ contract })
    client.connect()
    await settle()
    const outcome = client.emit('deal:close', { dealId: '1' })
    await settle()
    server.network.drop()
    expect(await outcome).toMatchObject({ ok: false, error: { code: 'connection_lost' } })
  })

  it('settles with timeout after 10 s, or when asked, and with cancelled by its signal', async () => {
    const { visit } = world({ contract, program: (rt) => rt.handle('deal:close', () => new Promise(() => {})) })
    const client = visit({ contract })
    client.connect()
    await settle()
    const settled = vi.fn()
    const controller = new AbortController()
    void client.emit('deal:close', { dealId: '1' }).then(settled)
    void client.emit('deal:close', { dealId: '1' }, { timeoutMs: 50 }).then(settled)
    void client.emit('deal:close', { dealId: '1' }, { signal: controller.signal }).then(settled)
    controller.abort()
    await pass(50)
    await pass(9_949)
    expect(settled).toHaveBeenCalledTimes(2)
    await pass(1)
    const codes = settled.mock.calls.map(([outcome]) => (outcome as { error: TelltaleError }).error.code)
    expect(codes).toEqual(['cancelled', 'timeout', 'timeout'])
  })

  it('refuses before sending what the contract, the server’s size or JSON does not allow', async () => {
    const { visit } = world({ contract, limits: { maxPayload: 1_000 } })
    const client = visit({ contract })
    client.connect()
    await settle()
    const cycle: { dealId: string; self?: unknown } = { dealId: '1' }
    cycle.self = cycle
    const before = client.getStats().eventsOut
    const outcomes = await Promise.all([
      client.emit('deal:close', { dealId: 7 as unknown as string }), // past the types, as untyped callers come
      client.emit('deal:close', { dealId: 'é'.repeat(600) }),
      client.emit('deal:close', cycle),
    ])
    expect(outcomes.map((outcome) => !outcome.ok && outcome.error.code)).toEqual([
      'invalid_payload',
      'payload_too_large',
      'invalid_payload',
    ])
    expect(client.getStats().eventsOut).toBe(before)
  })

  it('counts bytes as bytes, as the server does, and not as the JSON that they are not sent as', async () => {
    const { visit } = world({
      limits: { maxPayload: 1_000 },
      program: (rt) =>
        rt.io.on('connection', (socket) =>
          socket.on('app:size', ({ file }: { file: { byteLength: number } }, answer: (size: number) => void) =>
            answer(file.byteLength),
          ),
        ),
    })
    const client = visit()
    client.connect()
    await settle()
    expect(await client.emit('app:size', { file: new Uint8Array(900) })).toEqual({ ok: true, data: 900 })
    expect(await client.emit('app:size', { file: new Uint8Array(1_100) })).toMatchObject({
      error: { code: 'payload_too_large' },
    })
  })

  it('of an event that our server does not know resolves with unknown_event, and the line lives on', async () => {
    const { server, visit } = world()
    const client = visit()
    client.connect()
    await settle()
    expect(await client.emit('no:such', {})).toMatchObject({ ok: false, error: { code: 'unknown_event' } })
    expect([client.getConnectionState(), server.attempts]).toEqual(['connected', 1])
  })
})
