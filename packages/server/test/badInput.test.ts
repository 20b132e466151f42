import { isAnswer, isErrorCode } from '@telltale/protocol'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { memory, type Store } from '../src/index.ts'
import { dealContract } from './support/dealContract.ts'
import { type Line, startServer, type World } from './support/startServer.ts'

// What nobody catches fails the whole run; what the server reports is looked at here.

const births = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty'] as const
const fields = ['topics', 'projectId', 'runId', 'ids', 'all', 'token', 'status', 'id', 'dealId'] as const
const leaf = fc.oneof(
  fc.constantFrom(null, true, false, '', 0, -1, 0.5, 1e308, Number.MAX_SAFE_INTEGER, ...births),
  fc.string({ maxLength: 12 }),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
)
const key = fc.oneof(fc.constantFrom(...births), fc.constantFrom(...fields), fc.string({ maxLength: 6 }))
const junk = fc.oneof(
  leaf,
  fc.array(leaf, { maxLength: 3 }),
  fc.object({ key, values: [leaf], maxDepth: 3, maxKeys: 5 }),
)

/** Which topics a store was asked for or given. */
function watched(store: Store): { store: Store; topics: Set<string> } {
  const topics = new Set<string>()
  const seen = (topic: string): string => {
    topics.add(topic)
    return topic
  }
  return {
    topics,
    store: {
      append: (topic, ...rest) => store.append(seen(topic), ...rest),
      head: (topic) => store.head(seen(topic)),
      rev: (topic) => store.rev(seen(topic)),
      read: (topic, ...rest) => store.read(seen(topic), ...rest),
      tail: (topic, ...rest) => store.tail(seen(topic), ...rest),
      sweep: store.sweep,
    },
  }
}

/** Asserts that bob has heard nothing, and that nothing was reported or polluted. */
async function expectNoTrace({ reported }: World<typeof dealContract>, bob: Line): Promise<void> {
  await bob.settled()
  expect(bob.seen.map(({ event }) => event)).toEqual(['connected'])
  expect(bob.socket.connected).toBe(true)
  expect(reported).toEqual([])
  expect(Object.keys(Object.prototype)).toEqual([])
}

/** A line whose frames are its own, open and through its handshake. */
async function rawLine(
  url: string,
  ...frames: string[]
): Promise<{ socket: WebSocket; heard: string[]; closed: Promise<unknown> }> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`)
  const heard: string[] = []
  socket.addEventListener('message', ({ data }) => heard.push(String(data)))
  const closed = new Promise((resolve) => socket.addEventListener('close', resolve))
  await new Promise((resolve) => socket.addEventListener('open', resolve))
  for (const frame of frames) socket.send(frame)
  return { socket, heard, closed }
}

describe('10 000 malformed requests', () => {
  const own = Object.keys(dealContract.requests)
  const name = fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...own) },
    fc.constantFrom(...births, 'app:thing', ''),
    // Names that Socket.IO's client keeps to itself are short of a packet.
    fc.string({ maxLength: 10 }).map((text) => `x${text}`),
  )
  const request = fc.tuple(name, fc.array(junk, { maxLength: 3 }))

  test.each([1, 2])(
    'are each answered with a code, and no topic is made or joined (seed %i)',
    async (seed) => {
      const { store, topics } = watched(memory())
      const applied: unknown[] = []
      const world = await startServer(
        { contract: dealContract, store, limits: { messagesPerSecond: 100_000 } },
        { authorize: () => false },
      )
      world.rt.handle('deal:close', ({ payload }) => {
        applied.push(payload)
        return { closed: true }
      })
      const [eve, bob] = [await world.open('eve'), await world.open('bob')]
      const rooms = [...world.io.sockets.adapter.rooms.keys()]
      const requests = fc.sample(request, { numRuns: 10_000, seed })
      const answers = await Promise.all(requests.map(([event, args]) => eve.ask(event, ...args)))

      let refused = 0
      for (const [index, answer] of answers.entries()) {
        const [event, [payload]] = requests[index] ?? ['', []]
        const schema = own.includes(event) ? dealContract.requests[event]?.schema : undefined
        const isFit = schema !== undefined && !('issues' in dealContract.validate(schema, payload))
        if (!isFit) refused += 1
        expect(isAnswer(answer)).toBe(true)
        expect([event, answer.ok ? isFit : isErrorCode(answer.error.code)]).toEqual([event, true])
      }
      expect(refused).toBeGreaterThan(8_000)
      expect(answers.filter((answer) => !answer.ok && answer.error.code === 'internal')).toEqual([])
      expect(applied.every((payload) => typeof (payload as { dealId: unknown }).dealId === 'string')).toBe(true)
      expect([...world.io.sockets.adapter.rooms.keys()]).toEqual(rooms)
      expect([...topics].toSorted()).toEqual(['user:bob', 'user:eve'])
      expect(await eve.ask('deal:close', { dealId: '1' })).toEqual({ ok: true, data: { closed: true } })
      await expectNoTrace(world, bob)
    },
    30_000,
  )

  test('whose refusals could carry them back are answered in few words', async () => {
    const world = await startServer({ contract: dealContract, authorize: () => false })
    const [eve, bob] = [await world.open('eve'), await world.open('bob')]
    const long = 'x'.repeat(50_000)
    for (const [event, payload] of [
      ['presence:update', { status: long }],
      ['presence:update', { status: 'away', projectId: long }],
      ['project:join', { projectId: long }],
      ['sync', { topics: { [long]: 7 } }],
      ['sync', { topics: { [`project:${long}`]: { epoch: 1, seq: long } } }],
      [long, { status: 'away' }],
    ] as const) {
      const answer = await eve.ask(event, payload)
      expect(answer.ok).toBe(false)
      expect(JSON.stringify(answer).length).toBeLessThan(2_000)
    }
    await expectNoTrace(world, bob)
  })
})

test('garbage frames end the line of their sender at most, and nobody else notices', async () => {
  const world = await startServer({ contract: dealContract })
  const bob = await world.open('bob')
  const ofEngine = ['', '9', 'zzz', '0', '0{}', '1', '2', '2probe', '3', '3x', '5', '6', 'b', 'bAQ==']
  const ofSocket = [
    '',
    '9',
    '0',
    '0[]',
    '0"x"',
    '0null',
    '1',
    '2',
    '2[',
    '2[]',
    '2{}',
    '2[null]',
    '2["connect"]',
    '2[{}]',
    '2[7]',
    '21[]',
  ]
  const others = [
    '3',
    '3[]',
    '3999[1]',
    '3-1[]',
    '4',
    '4{}',
    '51-["x",{"_placeholder":true,"num":9}]',
    '5999999999-["x"]',
    '6',
    '/no,2["x"]',
    '/__proto__,0',
  ]
  const deep = `2["project:join",${'['.repeat(20_000)}${']'.repeat(20_000)}]`
  const frames = [...ofEngine, ...[...ofSocket, ...others, deep].map((packet) => `4${packet}`)]
  for (const handshake of [[], ['40{"token":"eve"}']]) {
    const lines = await Promise.all(frames.map((frame) => rawLine(world.url, ...handshake, frame, frame)))
    await bob.settled()
    for (const { socket, closed } of lines) {
      // A binary packet that waits for its parts gets another one.
      socket.send(new Uint8Array([7]))
      socket.close()
      await closed
    }
  }
  await expectNoTrace(world, bob)
  expect(await (await world.open('eve')).ask('project:join', { projectId: '1' })).toMatchObject({ ok: true })
})

test('handshakes of any shape are let in or refused', async () => {
  const world = await startServer({ contract: dealContract })
  const bob = await world.open('bob')
  const shapes = fc.sample(fc.oneof(junk, fc.record({ token: junk, clientId: junk }, { requiredKeys: [] })), {
    numRuns: 300,
    seed: 1,
  })
  const lines = await Promise.all(shapes.map((auth) => rawLine(world.url, `40${JSON.stringify(auth)}`)))
  for (const [index, { socket, heard, closed }] of lines.entries()) {
    while (heard.length < 2 && socket.readyState === WebSocket.OPEN) await bob.settled()
    const answer = heard[1] ?? 'closed'
    expect([shapes[index], /^(40|44\{.*"code":"auth_invalid"|closed)/.test(answer)]).toEqual([shapes[index], true])
    socket.close()
    await closed
  }
  await expectNoTrace(world, bob)
})

test('a frame larger than the transport takes ends its line; 1 MB within a payload that is allowed is answered', async () => {
  const world = await startServer({ contract: dealContract, limits: { maxPayload: 2_000_000 } })
  const [eve, bob] = [await world.open('eve'), await world.open('bob')]
  world.rt.handle('deal:close', ({ payload }) => ({ closed: payload.dealId.length > 900_000 }))
  expect(await eve.ask('deal:close', { dealId: 'x'.repeat(999_000) })).toEqual({ ok: true, data: { closed: true } })
  eve.socket.emit('deal:close', { dealId: 'x'.repeat(1_000_000) })
  expect(await eve.ended).toMatch(/^transport (close|error)$/)
  await expectNoTrace(world, bob)
})
