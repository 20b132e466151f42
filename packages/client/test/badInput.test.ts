import { telltaleContract } from '@telltale/protocol/schemas'
import { createPlainServer, type World as Server } from '@telltale/testing'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it, type MockInstance, vi } from 'vitest'
import { createRealtimeClient, type RealtimeClient } from '../src/index.ts'
import { deepJson, junk, sample } from './support/junk.ts'
import { inVirtualTime, pass, settle, type Visitor, type World, world } from './support/world.ts'

inVirtualTime()

// What nobody catches fails the whole run; what the client reports instead is looked at here.
let reported: MockInstance<typeof console.error>
beforeEach(() => {
  reported = vi.spyOn(console, 'error').mockImplementation(() => {})
})
afterEach(() => {
  expectNoTrace()
  vi.restoreAllMocks()
})

function expectNoTrace(): void {
  expect(reported, 'reported as uncaught').not.toHaveBeenCalled()
  expect(Object.keys(Object.prototype), 'pollution').toEqual([])
}

/** Sends every client frames that no server of Socket.IO would send. */
function sendFrames({ io }: Pick<Server, 'io'>, ...frames: (string | ArrayBuffer)[]): void {
  for (const { conn } of io.sockets.sockets.values()) {
    // Engine.IO keeps the server's end of its WebSocket there, and its types to itself.
    const { socket } = conn.transport as unknown as { socket: { send: (frame: string | ArrayBuffer) => void } }
    for (const frame of frames) socket.send(frame)
  }
}

/** A client with our contract that is in project 1 on a stable line, and the titles that it hears. */
async function visitor(): Promise<World & { client: Visitor; titles: string[] }> {
  const { server, visit } = world({ limits: { messagesPerSecond: 100_000 } })
  const client = visit({ getToken: () => 'ada', contract: telltaleContract })
  const titles: string[] = []
  client.on('notification', ({ title }) => titles.push(title))
  client.join('project:1')
  client.connect()
  await pass(11_000)
  return { server, visit, client, titles }
}

const update = (text: string) => ({
  projectId: '1',
  changes: { text },
  updatedBy: 'ada',
  updatedAt: new Date().toISOString(),
})

describe('frames that are no frames', () => {
  const bytes = (...values: number[]) => new Uint8Array(values).buffer
  // A second open packet without sense, an event without a name and a refusal without a word are not among them: they
  // throw inside Socket.IO's own client.
  const ofEngine = ['', '9', 'zzz', '1', '2', '2x', '3', '3probe', '5', '6', 'b', bytes(), bytes(1, 2)]
  const ofSocket = ['', '9', '0', '0[]', '0"x"', '1', '1x', '2[', '2{}', '2[null]', '2["connect"]', '2[{}]', '2[1]']
  const ofAnswers = ['3', '3[]', '3999[1]', '3-1[]', '3x[]', '4null', '4"x"', '4{}', '4{"data":1}', '/other,2["x"]']
  const ofBinary = [
    '51-["x",{"_placeholder":true,"num":0}]',
    '51-["x",{"_placeholder":true,"num":9}]',
    '5999999999-["x"]',
    '5-["x"]',
    '6',
    '61-[]',
  ]
  const frames = [...ofEngine, ...[...ofSocket, ...ofAnswers, ...ofBinary].map((packet) => `4${packet}`)]

  it('cost the line at most: it comes back, and nothing is lost by it', async () => {
    const { server, client, titles } = await visitor()
    for (const [index, frame] of frames.entries()) {
      sendFrames(server, frame)
      await pass(500)
      // A binary packet that waits for its parts gets another one.
      sendFrames(server, bytes(7))
      server.rt.notifyUser('ada', { title: `${index}` })
      await pass(20_000)
      const { state, synced } = client.status.getSnapshot()
      expect([frame, state, synced]).toEqual([frame, 'connected', true])
    }
    expect(titles).toEqual(frames.map((_, index) => `${index}`))
    expect(server.connections).toBe(1)
  })

  it('are no reason to stop for a client of a plain server either', async () => {
    const server = createPlainServer()
    const client = createRealtimeClient({ url: server.url })
    const heard = vi.fn()
    client.on('hello', heard)
    client.connect()
    await pass(11_000)
    for (const frame of frames) {
      sendFrames(server, frame)
      await pass(500)
      sendFrames(server, bytes(7))
      await pass(20_000)
      expect([frame, client.getConnectionState()]).toEqual([frame, 'connected'])
    }
    server.io.emit('hello')
    await settle()
    expect(heard).toHaveBeenCalledTimes(1)
    client.destroy()
    await server.close()
  })
})

describe('10 000 malformed events', { timeout: 30_000 }, () => {
  const own = Object.keys(telltaleContract.events)
  const name = fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...own) },
    fc.constantFrom('__proto__', 'constructor', 'prototype', 'toString', 'valueOf', 'app:thing', ''),
    fc.string({ maxLength: 10 }),
  )
  // The two whose garbage could only be told from the truth by their time.
  const isQuiet = (event: string) => event !== 'auth:expired' && event !== 'auth:expiring'
  const malformed = fc.tuple(name.filter(isQuiet), fc.array(junk, { maxLength: 3 }))

  it.each([1, 2])('are counted and forgotten, and the line hears what comes next (seed %i)', async (seed) => {
    const { server, visit, client, titles } = await visitor()
    const trusting = visit({ getToken: () => 'ada' })
    trusting.connect()
    await settle()
    const seen = vi.fn()
    for (const each of [client, trusting]) for (const event of own) each.on(event as 'notification', seen)
    const before = [client.getStats(), trusting.getStats()]
    const known = [...client.topics.getSnapshot().keys()]
    const events = sample(malformed, 10_000, seed)
    for (const [event, args] of events) sendFrames(server, `42${JSON.stringify([event, ...args])}`)
    await pass(5_000)

    const unfit = events.filter(([event, [payload]]) => {
      const definition = Object.hasOwn(telltaleContract.events, event) ? telltaleContract.events[event] : undefined
      // A `connected` that is no greeting of ours is an app's own.
      return definition && event !== 'connected' && 'issues' in telltaleContract.validate(definition.schema, payload)
    })
    expect(unfit.length).toBeGreaterThan(2_000)
    expect(client.getStats().invalid - (before[0]?.invalid ?? 0)).toBe(unfit.length)
    expect(trusting.getStats().invalid).toBe(0)
    for (const [index, each] of [client, trusting].entries()) {
      expect(each.getStats().eventsIn - (before[index]?.eventsIn ?? 0)).toBeGreaterThanOrEqual(10_000)
      expect(each.status.getSnapshot()).toMatchObject({ state: 'connected', synced: true, pendingWrites: 0 })
    }
    expect([...client.topics.getSnapshot().keys()]).toEqual(known)
    expect(server.attempts, 'no line was lost').toBe(2)
    server.rt.notifyUser('ada', { title: 'after all' })
    await settle()
    expect(titles).toEqual(['after all'])
  })

  it('of which each has the form of a logged one poison no topic: what comes next is heard, or a gap is told', async () => {
    const { server, visit, client } = await visitor()
    // One without a contract, which lets everything through.
    const trusting = visit({ getToken: () => 'ada' })
    trusting.join('project:1')
    trusting.connect()
    await settle()
    const heard: string[] = []
    client.on('project:updated', ({ changes }) => heard.push(String(changes['text'])))
    client.onGap(({ topic, reason }) => heard.push(`gap: ${topic} ${reason}`))
    server.rt.to('project:1').emit('project:updated', update('first'))
    await settle()
    const last = server.transcript.entries.find((entry) => entry.kind === 'out' && entry.event === 'project:updated')
    const epoch = last?.kind === 'out' ? (last.meta as { epoch: string }).epoch : ''
    const meta = fc.record({
      id: fc.string(),
      topic: fc.constantFrom('project:1', 'user:ada', '__proto__', 'team:9'),
      at: fc.string(),
      epoch: fc.constantFrom('another', '__proto__', epoch),
      seq: fc.oneof(fc.constantFrom(-1, 0, 0.5, 1.5, 1e308, 2 ** 53 - 1), fc.integer({ max: 1 }), fc.maxSafeInteger()),
    })
    for (const each of sample(fc.tuple(meta, junk), 10_000)) {
      sendFrames(server, `42${JSON.stringify(['project:updated', each[1], each[0]])}`)
    }
    // JSON may say more than it can be asked for.
    sendFrames(server, `42["project:updated",{},{"id":"x","topic":"project:1","at":"","epoch":"${epoch}","seq":1e999}]`)
    await pass(20_000)
    sendFrames(
      server,
      `42["server:heads",{"topics":{"project:1":{"epoch":"${epoch}","seq":{"valueOf":1,"toString":1}}}}]`,
    )
    await settle()
    heard.length = 0
    for (const text of ['second', 'third']) server.rt.to('project:1').emit('project:updated', update(text))
    await pass(5_000)
    expect(heard.filter((text) => !text.startsWith('gap'))).toEqual(['second', 'third'])
    for (const each of [client, trusting]) expect(each.topics.getSnapshot().get('project:1')?.state).toBe('live')
  })
})

describe('payloads', () => {
  it('nested 20 000 deep are taken or dropped, and break nothing', async () => {
    const { server, visit, client, titles } = await visitor()
    visit({ getToken: () => 'ada' }).connect()
    await settle()
    const meta = (rest: object) => JSON.stringify({ id: 'x', topic: 'project:1', at: '', epoch: 'e', ...rest })
    sendFrames(
      server,
      `42["notification",${deepJson}]`,
      `42["app:thing",${deepJson},${deepJson}]`,
      `42["presence:changed",{"userId":${deepJson}},${meta({ rev: 1 })}]`,
      `42["project:updated",{"changes":${deepJson}},${meta({ seq: 1 })}]`,
      `42["server:heads",{"topics":${deepJson}}]`,
    )
    await pass(3_000)
    server.rt.notifyUser('ada', { title: 'after all' })
    await settle()
    expect([titles, client.getConnectionState(), server.attempts]).toEqual([['after all'], 'connected', 2])
  })

  it('give no object a field that it did not have: not by __proto__, constructor or prototype', async () => {
    const { server, client } = await visitor()
    const heard = vi.fn<(payload: object) => void>()
    client.on('project:updated', heard)
    const evil = '{"isAdmin":true}'
    const payload = `{"projectId":"1","changes":{"__proto__":${evil}},"updatedBy":"eve","updatedAt":"2026-01-01T00:00:00Z","__proto__":${evil},"constructor":{"prototype":${evil}}}`
    sendFrames(server, `42["project:updated",${payload}]`)
    await settle()
    const given = heard.mock.calls[0]?.[0] ?? {}
    expect(Object.getPrototypeOf(given)).toBe(Object.prototype)
    expect('isAdmin' in given).toBe(false)
    expect('isAdmin' in {}).toBe(false)
  })

  it('of 1 MB arrive, and go out where the server takes them; a larger one costs the line that was warned', async () => {
    const { server, visit } = world({
      limits: { maxPayload: 2_000_000 },
      socketOptions: { maxHttpBufferSize: 1_500_000 },
      program: (rt) =>
        rt.io.on('connection', (socket) =>
          socket.on('app:echo', (text: string, answer: (text: string) => void) => answer(text)),
        ),
    })
    const client = visit()
    const heard = vi.fn<(text: string) => void>()
    client.on('app:large', (text) => heard(String(text)))
    client.connect()
    await pass(11_000)
    const text = 'x'.repeat(1_000_000)
    server.io.emit('app:large', text)
    await settle()
    expect(heard).toHaveBeenCalledWith(text)
    expect(await client.emit('app:echo', text)).toEqual({ ok: true, data: text })
    expect(await client.emit('app:echo', text + text)).toMatchObject({
      ok: false,
      error: { code: 'payload_too_large' },
    })
    expect(server.attempts).toBe(1)
    client.socket.emit('app:echo', text + text, () => {})
    // The close of the fake server takes tasks of its own, which no clock counts.
    for (let i = 0; i < 5; i++) await pass(1_000)
    expect([client.history, server.attempts]).toEqual([['connecting', 'connected', 'reconnecting', 'connected'], 2])
  })
})

describe('a server that greets as ours', { timeout: 30_000 }, () => {
  const greeting = {
    protocol: 1,
    serverTime: '',
    topics: {},
    commandEpoch: 'e',
    reconnectSpreadMs: 0,
    dedupeWindowMs: 600_000,
    maxPayload: 64_000,
  }

  /** Answers each request as `answer` says, and greets as `greet` says. */
  function impostor(
    answer: (event: string) => unknown,
    greet: unknown = greeting,
  ): { server: Server; client: RealtimeClient } {
    const server = createPlainServer({
      program: (io) =>
        io.on('connection', (socket) => {
          socket.emit('connected', greet)
          socket.onAny((event: string, ...args: unknown[]) => {
            const acknowledge = args.at(-1)
            if (typeof acknowledge === 'function') acknowledge(answer(event))
          })
        }),
    })
    return { server, client: createRealtimeClient({ url: server.url, contract: telltaleContract }) }
  }

  const unmarked = [undefined, null, {}, 'text'].map((meta) => ({ epoch: 'e', seq: 1, events: [{ event: 'x', meta }] }))
  const topicAnswer = fc.oneof(
    junk,
    fc.constantFrom(...unmarked),
    fc.record({ epoch: junk, seq: junk, events: junk, snapshot: junk }, { requiredKeys: [] }),
    fc.record({
      epoch: fc.constant('e'),
      seq: fc.nat(),
      events: fc.array(fc.oneof(junk, fc.record({ event: junk, payload: junk, meta: junk }, { requiredKeys: [] })), {
        maxLength: 3,
      }),
    }),
    fc.record({ error: junk }),
  )
  const answer = fc.oneof(
    junk,
    fc.record({ ok: fc.constant(true), data: junk }),
    fc.record({ ok: fc.constant(true), data: fc.record({ topics: fc.record({ 'project:1': topicAnswer }) }) }),
    fc.record({ ok: fc.constant(false), error: junk }),
  )

  it('and answers nonsense is asked in vain: each request settles, and no nonsense is thrown or kept', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(answer, { minLength: 1, maxLength: 8 }), async (answers) => {
        let turn = 0
        const { server, client } = impostor(() => answers[turn++ % answers.length])
        const delivery = client.send('notification:read', { ids: ['1'] })
        client.join('project:1')
        client.connect()
        await pass(100)
        const emitted = client.emit('ai:task:cancel', { taskId: '1' })
        await pass(330_000)
        expect([await emitted, await delivery.settled]).toEqual([
          expect.objectContaining({ ok: expect.any(Boolean) }),
          expect.objectContaining({ ok: expect.any(Boolean) }),
        ])
        expect(['catching-up', 'live', 'refused']).toContain(client.topics.getSnapshot().get('project:1')?.state)
        client.destroy()
        await server.close()
      }),
      { numRuns: 150 },
    )
  })

  it('but not rightly is a plain one, and spreads of no number or no end are no spreads', async () => {
    const numbers = ['-1', '"soon"', 'null', '1e999', '{}', '[]', 'true']
    for (const field of ['reconnectSpreadMs', 'dedupeWindowMs', 'maxPayload']) {
      for (const number of numbers) {
        const { server, client } = impostor(() => undefined, null)
        client.join('project:1')
        client.connect()
        await settle()
        sendFrames(
          server,
          `42["connected",${JSON.stringify(greeting).replace(new RegExp(`"${field}":\\d+`), `"${field}":${number}`)}]`,
        )
        await pass(11_000)
        expect(client.topics.getSnapshot().get('project:1'), `${field}: ${number}`).toMatchObject({ state: 'live' })
        expect(server.transcript.entries.filter((entry) => entry.kind === 'in').map(({ event }) => event)).toEqual([
          'project:join',
        ])
        client.destroy()
        await server.close()
      }
    }
    const { server, client } = impostor((event) => (event === 'sync' ? { ok: true, data: { topics: {} } } : undefined))
    client.connect()
    await pass(11_000)
    for (const number of numbers) {
      for (const event of ['server:spread', 'server:draining'])
        sendFrames(server, `42["${event}",{"reconnectSpreadMs":${number}}]`)
    }
    await settle()
    server.network.drop()
    await pass(1_001)
    expect(client.getConnectionState()).toBe('connected')
    client.destroy()
    await server.close()
  })
})

it('refusals of unknown codes are tried again, and none of them is an end', async () => {
  const codes = ['no_such_code', '__proto__', 'constructor', 'toString', '', 'AUTH_INVALID']
  const refusal = fc.oneof(
    junk.filter((data) => !(typeof data === 'object' && data !== null && 'code' in data)),
    fc.record({
      code: fc.oneof(fc.constantFrom(...codes), fc.double(), fc.constant(null)),
      retryAfterMs: fc.constantFrom(-1, 'soon', null, {}),
    }),
  )
  await fc.assert(
    fc.asyncProperty(refusal, async (data) => {
      let isRefusing = true
      const server = createPlainServer({
        program: (io) =>
          io.use((_socket, next) => next(isRefusing ? Object.assign(new Error('no'), { data }) : undefined)),
      })
      const client = createRealtimeClient({ url: server.url })
      client.connect()
      await settle()
      expect(client.status.getSnapshot()).toMatchObject({
        state: 'connecting',
        reason: { code: 'internal', retryable: true },
      })
      isRefusing = false
      await pass(2_001)
      expect(client.getConnectionState()).toBe('connected')
      client.destroy()
      await server.close()
    }),
    { numRuns: 100 },
  )
})
