import { TelltaleError } from '@telltale/protocol'
import { expect, onTestFinished, test, vi } from 'vitest'
import { createArrivals } from '../test/support/createArrivals.ts'
import { dealContract } from '../test/support/dealContract.ts'
import { type Line, startServer, type World } from '../test/support/startServer.ts'
import type { RealtimeServerOptions } from './node.ts'

/** Ada, who misbehaves, and bob, who is in the same project, team and room and must notice nothing. */
async function adaAndBob(
  options: Partial<RealtimeServerOptions> = {},
): Promise<{ world: World; ada: Line; bob: Line }> {
  const world = await startServer(options)
  const ada = await world.open('ada/red')
  const bob = await world.open('bob/red')
  await ada.ask('project:join', { projectId: '1' })
  await bob.ask('project:join', { projectId: '1' })
  await ada.settled()
  return { world, ada, bob }
}

/** Asserts that bob has seen nothing but his own `connected`, and that both are on the line as before. */
async function expectNothingElse(world: World, ada: Line, bob: Line): Promise<void> {
  await bob.settled()
  expect(bob.seen.map(({ event }) => event)).toEqual(['connected'])
  expect([ada.socket.connected, bob.socket.connected]).toEqual([true, true])
  expect(world.reported).toEqual([])
}

const badPayloads: [string, readonly unknown[]][] = [
  ['null', [null]],
  ['an array', [['1', '2']]],
  ['a string', ['1']],
  ['a number', [7]],
  ['no payload', []],
  ['an empty object', [{}]],
  ['a field of another type', [{ projectId: { $ne: null } }]],
  ['an empty id', [{ projectId: '' }]],
  ['binary', [Buffer.from([1, 2, 3])]],
  ['binary in the place of an id', [{ projectId: new Uint8Array([1, 2, 3]) }]],
]

test.each(badPayloads)('answers %s with invalid_payload, to the sender alone', async (_, args) => {
  const { world, ada, bob } = await adaAndBob()
  expect(await ada.ask('project:join', ...args)).toMatchObject({ ok: false, error: { code: 'invalid_payload' } })
  await expectNothingElse(world, ada, bob)
})

const nobodyAnswers = ['__proto__', 'constructor', 'toString', 'error', 'no:such', '']

test.each<[string, string]>([
  ...nobodyAnswers.map((name): [string, string] => [name, name]),
  ['5000 letters', 'x'.repeat(5000)],
])('answers the event "%s", which nobody answers, with unknown_event', async (_, event) => {
  const { world, ada, bob } = await adaAndBob()
  const answer = await ada.ask(event, { topics: {} })
  expect(answer).toMatchObject({ ok: false, error: { code: 'unknown_event' } })
  expect(JSON.stringify(answer).length).toBeLessThan(300)
  await expectNothingElse(world, ada, bob)
})

test('answers a payload nested 10 000 deep with invalid_payload, to the sender alone', async () => {
  const { world, ada, bob } = await adaAndBob()
  // As bytes, because a client of socket.io cannot send it.
  ada.socket.io.engine.write(`2["project:join",{"projectId":"1","deep":${'['.repeat(10_000)}${']'.repeat(10_000)}}]`)
  expect((await ada.next('server:error')).payload).toMatchObject({ code: 'invalid_payload', event: 'project:join' })
  await expectNothingElse(world, ada, bob)
})

test('an event whose name is a number is unknown too', async () => {
  const { world, ada, bob } = await adaAndBob()
  ada.socket.io.engine.write('2[42,{}]')
  expect((await ada.next('server:error')).payload).toMatchObject({ code: 'unknown_event', event: '42' })
  await expectNothingElse(world, ada, bob)
})

test('a frame that is no Socket.IO packet ends the line of its sender alone', async () => {
  const { world, bob } = await adaAndBob()
  const eve = await world.open('eve')
  eve.socket.io.engine.write('2["connect",{}]')
  expect(await eve.ended).toBe('transport close')
  await bob.settled()
  expect(bob.seen.map(({ event }) => event)).toEqual(['connected'])
})

test('without an acknowledgement an error comes as server:error, to the sender alone', async () => {
  const { world, ada, bob } = await adaAndBob()
  ada.socket.emit('project:join', null)
  expect((await ada.next('server:error')).payload).toEqual({
    code: 'invalid_payload',
    message: expect.any(String),
    event: 'project:join',
  })
  ada.socket.emit('no:such')
  expect((await ada.next('server:error')).payload).toMatchObject({ code: 'unknown_event', event: 'no:such' })
  await expectNothingElse(world, ada, bob)
})

test('a payload of maxPayload bytes is taken, one byte more is payload_too_large', async () => {
  const { world, ada, bob } = await adaAndBob({ limits: { maxPayload: 1000 } })
  const payload = (bytes: number): object => ({
    runId: '1',
    pad: 'x'.repeat(bytes - JSON.stringify({ runId: '1', pad: '' }).length),
  })

  expect(await ada.ask('workflow:subscribe', payload(1000), { id: 'command-1' })).toMatchObject({ ok: true })
  expect(await ada.ask('workflow:subscribe', payload(1001))).toMatchObject({
    ok: false,
    error: { code: 'payload_too_large' },
  })
  expect(await ada.ask('workflow:subscribe', { runId: '1', file: Buffer.alloc(1001) })).toMatchObject({
    ok: false,
    error: { code: 'payload_too_large' },
  })
  await expectNothingElse(world, ada, bob)
})

test('900 KB, which the transport lets through, gets its coded answer too', async () => {
  const { world, ada, bob } = await adaAndBob()
  expect(await ada.ask('project:join', { projectId: 'x'.repeat(900_000) })).toMatchObject({
    error: { code: 'payload_too_large' },
  })
  await expectNothingElse(world, ada, bob)
})

test('S10 messages above the limit are answered rate_limited; the limit is of one line', async () => {
  vi.useFakeTimers({ toFake: ['Date'] })
  onTestFinished(() => void vi.useRealTimers())
  const { world, ada, bob } = await adaAndBob({ limits: { messagesPerSecond: 100 } })
  vi.advanceTimersByTime(1000)
  const leave = { runId: '1' }

  const answers = await Promise.all(Array.from({ length: 150 }, () => ada.ask('workflow:unsubscribe', leave)))

  expect(answers.slice(0, 100).every(({ ok }) => ok)).toBe(true)
  expect(answers.slice(100).map((answer) => !answer.ok && answer.error)).toEqual(
    Array.from({ length: 50 }, () => ({ code: 'rate_limited', message: expect.any(String), retryAfterMs: 10 })),
  )
  expect(await bob.ask('workflow:unsubscribe', leave)).toMatchObject({ ok: true })
  vi.advanceTimersByTime(10)
  expect(await ada.ask('workflow:unsubscribe', leave)).toMatchObject({ ok: true })
  await expectNothingElse(world, ada, bob)
})

test('S10 unanswered messages above the limit are told of once a second', async () => {
  vi.useFakeTimers({ toFake: ['Date'] })
  onTestFinished(() => void vi.useRealTimers())
  const { ada } = await adaAndBob({ limits: { messagesPerSecond: 5 } })
  const flood = async (): Promise<void> => {
    vi.advanceTimersByTime(1000)
    for (let sent = 0; sent < 20; sent++) ada.socket.emit('workflow:unsubscribe', { runId: '1' })
    await ada.ask('workflow:unsubscribe', { runId: '1' })
  }

  await flood()
  expect(ada.of('server:error').map(({ payload }) => payload)).toEqual([
    { code: 'rate_limited', message: expect.any(String), event: 'workflow:unsubscribe', retryAfterMs: 200 },
  ])
  await flood()
  expect(ada.of('server:error')).toHaveLength(2)
})

test('of a payload with thousands of mistakes, ten are told', async () => {
  const { ada } = await adaAndBob()
  const answer = await ada.ask('leave', { topics: Array.from({ length: 5000 }, () => 0) })
  expect(answer.ok ? [] : answer.error.issues).toHaveLength(10)
})

test('what a handler throws is reported, and told without its inside; a TelltaleError is told as it is', async () => {
  const world = await startServer({ contract: dealContract })
  const failure = new Error('password of the database: 1234')
  const outcomes = [
    () => Promise.reject(failure),
    () => {
      throw new TelltaleError('not_found', 'no such deal')
    },
    // JSON has no big integers.
    () => ({ closed: true, size: 1n }),
    () => ({ closed: true }),
  ]
  world.rt.handle('deal:close', () => outcomes.shift()?.() ?? { closed: false })
  const ada = await world.open('ada')

  expect(await ada.ask('deal:close', { dealId: '1' })).toEqual({
    ok: false,
    error: { code: 'internal', message: '[telltale] deal:close failed on the server. Try again.' },
  })
  expect(world.reported).toEqual([failure])
  expect(await ada.ask('deal:close', { dealId: '1' })).toMatchObject({ error: { code: 'not_found' } })
  // The third answer cannot be written, so none comes; the server goes on.
  ada.socket.emit('deal:close', { dealId: '1' }, () => undefined)
  expect(await ada.ask('deal:close', { dealId: '1' })).toEqual({ ok: true, data: { closed: true } })
  expect(world.reported).toHaveLength(2)
})

test('C3 a command that is sent again with its id, by whatever line of the user, is applied once and answered alike', async () => {
  const world = await startServer({ contract: dealContract })
  const closing = createArrivals<(isClosed: boolean) => void>()
  world.rt.handle('deal:close', () => new Promise((resolve) => closing.push((closed) => resolve({ closed }))))
  const [laptop, phone, bob] = [await world.open('ada'), await world.open('ada'), await world.open('bob')]
  const command = [{ dealId: '1' }, { id: 'command-1' }] as const

  const first = laptop.ask('deal:close', ...command)
  const close = await closing.next()
  const meanwhile = phone.ask('deal:close', ...command)
  await phone.settled()
  close(true)
  const afterwards = await laptop.ask('deal:close', ...command)
  expect([await first, await meanwhile, afterwards]).toEqual(
    Array.from({ length: 3 }, () => ({ ok: true, data: { closed: true } })),
  )

  const others = [
    bob.ask('deal:close', ...command),
    laptop.ask('deal:close', { dealId: '1' }, { id: 'command-2' }),
    laptop.ask('deal:close', { dealId: '1' }),
    laptop.ask('deal:close', { dealId: '1' }, { id: 7 }),
  ]
  for (const _ of others) (await closing.next())(false)
  expect(await Promise.all(others)).toEqual(Array.from({ length: 4 }, () => ({ ok: true, data: { closed: false } })))
})

test('limits count before a repeat is recognised', async () => {
  vi.useFakeTimers({ toFake: ['Date'] })
  onTestFinished(() => void vi.useRealTimers())
  const world = await startServer({ contract: dealContract, limits: { messagesPerSecond: 2 } })
  world.rt.handle('deal:close', () => ({ closed: true }))
  const ada = await world.open('ada')
  const send = (): ReturnType<Line['ask']> => ada.ask('deal:close', { dealId: '1' }, { id: 'command-1' })
  const answers = [await send(), await send(), await send()]
  expect(answers.map(({ ok }) => ok)).toEqual([true, true, false])
  expect(answers[2]).toMatchObject({ error: { code: 'rate_limited' } })
})

test('what acts on the line itself is done anew, whatever its id', async () => {
  const world = await startServer()
  const ada = await world.open('ada')
  for (const name of ['project:join', 'project:leave']) {
    expect(await ada.ask(name, { projectId: '1' }, { id: 'command-1' })).toMatchObject({ ok: true })
  }
  expect([...world.peer(ada).rooms].slice(1)).toEqual(['user:ada'])
})
