import { isEventPayload } from '@telltale/protocol/schemas'
import { expect, onTestFinished, test, vi } from 'vitest'
import { dealContract } from '../test/support/dealContract.ts'
import { type Line, startServer } from '../test/support/startServer.ts'
import { attachRealtime } from './attachRealtime.ts'

const update = { projectId: '1', changes: { name: 'New' }, updatedBy: 'ada', updatedAt: '2026-11-20T09:30:00.000Z' }

test('R1 says `connected` first, with the heads of the topics that the token gives', async () => {
  const world = await startServer()
  const ada = await world.open('ada/red,blue')

  expect(ada.seen[0]?.event).toBe('connected')
  expect(ada.seen[0]?.payload).toEqual({
    protocol: 1,
    serverTime: expect.stringMatching(/^\d{4}-.*Z$/),
    topics: {
      'user:ada': { epoch: expect.any(String), seq: 0 },
      'team:red': { epoch: expect.any(String), seq: 0 },
      'team:blue': { epoch: expect.any(String), seq: 0 },
    },
    commandEpoch: expect.any(String),
    reconnectSpreadMs: 0,
    dedupeWindowMs: 600_000,
    maxPayload: 64_000,
  })
})

test('asks more than 50 clients to spread out when they come back', async () => {
  const world = await startServer()
  const lines = await Promise.all(Array.from({ length: 51 }, (_, index) => world.open(`user-${index}`)))

  const hints = lines.map(({ seen }) => seen[0]?.payload)
  expect(
    hints.filter((payload) => isEventPayload('connected', payload) && payload.reconnectSpreadMs === 0),
  ).toHaveLength(50)
  expect(hints).toContainEqual(expect.objectContaining({ reconnectSpreadMs: 102 }))
})

test('tells a new spread when the clients have doubled or halved', async () => {
  const world = await startServer()
  const openMany = (count: number): Promise<Line[]> =>
    Promise.all(Array.from({ length: count }, (_, index) => world.open(`user-${index}`)))
  const first = await world.open('ada')
  const others = await openMany(98)
  await first.settled()
  expect(first.of('server:spread')).toEqual([])
  const hundredth = await world.open('bob')
  expect((await first.next('server:spread')).payload).toEqual({ reconnectSpreadMs: 200 })
  expect(hundredth.seen[0]?.event).toBe('connected')
  for (const { socket } of others) socket.disconnect()
  expect((await first.next('server:spread')).payload).toEqual({ reconnectSpreadMs: 0 })
})

test('logged events count without a hole in their own topic, state events have a revision, volatile ones neither', async () => {
  const world = await startServer({ contract: dealContract })
  const ada = await world.open('ada/red,blue')
  const deal = { dealId: '1', amount: 1 }

  world.rt.to('team:red').emit('deal:won', deal)
  world.rt.to('team:red').emit('deal:price', deal)
  world.rt.to('team:blue').emit('deal:won', deal)
  world.rt.to('team:red').emit('deal:hover', deal)
  world.rt.to('team:red').emit('deal:won', deal)
  await ada.settled()

  const epoch = expect.any(String)
  const common = { id: expect.any(String), at: expect.any(String) }
  expect(ada.seen.slice(1).map(({ event, meta }) => [event, meta])).toEqual([
    ['deal:won', { ...common, topic: 'team:red', epoch, seq: 1 }],
    ['deal:price', { ...common, topic: 'team:red', epoch, rev: 1 }],
    ['deal:won', { ...common, topic: 'team:blue', epoch, seq: 1 }],
    ['deal:hover', { ...common, topic: 'team:red' }],
    ['deal:won', { ...common, topic: 'team:red', epoch, seq: 2 }],
  ])
  expect(new Set(ada.seen.slice(1).map(({ meta }) => meta?.id)).size).toBe(5)
})

test('who comes later finds the heads where they are', async () => {
  const world = await startServer()
  world.rt.to('user:ada').emit('project:updated', update)
  const ada = await world.open('ada')
  expect(ada.seen[0]?.payload).toMatchObject({ topics: { 'user:ada': { seq: 1 } } })
})

test('a payload that is not as the contract says throws at the call, and leaves no hole', async () => {
  const world = await startServer()
  const ada = await world.open('ada')
  const to = world.rt.to('user:ada')
  const circular: Record<string, unknown> = {}
  circular['self'] = circular

  // @ts-expect-error changes is an object
  expect(() => to.emit('project:updated', { ...update, changes: 'all' })).toThrow(
    expect.objectContaining({ code: 'invalid_payload', issues: [expect.objectContaining({ path: ['changes'] })] }),
  )
  expect(() => to.emit('project:updated', { ...update, changes: circular })).toThrow(Error)
  to.emit('project:updated', update)
  await ada.settled()

  expect(ada.of('project:updated').map(({ meta }) => meta?.seq)).toEqual([1])
})

test.each(['deal:won', '__proto__', 'constructor', 'toString'])(
  'refuses to emit "%s", which the contract does not name, and says how to add it',
  async (event) => {
    const world = await startServer()
    expect(() =>
      // @ts-expect-error no such event
      world.rt.to('user:ada').emit(event, {}),
    ).toThrow(expect.objectContaining({ code: 'unknown_event', message: expect.stringContaining('defineContract') }))
  },
)

test('R6 notifyUser reaches every line of that user, and nobody else', async () => {
  const world = await startServer()
  const [laptop, phone, bob] = [await world.open('ada'), await world.open('ada'), await world.open('bob')]

  const sent = world.rt.notifyUser('ada', { title: 'Done', data: { rows: 3 } })

  expect(sent).toEqual({
    id: expect.any(String),
    userId: 'ada',
    type: 'info',
    title: 'Done',
    data: { rows: 3 },
    createdAt: expect.any(String),
  })
  expect((await laptop.next('notification')).payload).toEqual(sent)
  expect((await phone.next('notification')).meta).toMatchObject({ topic: 'user:ada', seq: 1 })
  await bob.settled()
  expect(bob.of('notification')).toEqual([])
})

test("answers an app's request by its handler", async () => {
  const world = await startServer({ contract: dealContract })
  world.rt.handle('deal:close', ({ payload, user }) => ({ closed: payload.dealId === `of ${user.userId}` }))
  const ada = await world.open('ada')

  expect(await ada.ask('deal:close', { dealId: 'of ada' })).toEqual({ ok: true, data: { closed: true } })
  expect(await ada.ask('deal:close', { deal: 1 })).toMatchObject({
    ok: false,
    error: { code: 'invalid_payload', issues: [{ message: 'Expected a dealId' }] },
  })
  expect(() => world.rt.handle('deal:close', () => ({ closed: true }))).toThrow(
    expect.objectContaining({ code: 'contract_mismatch' }),
  )
  expect(() =>
    // @ts-expect-error no such request
    world.rt.handle('deal:open', () => null),
  ).toThrow(expect.objectContaining({ code: 'unknown_event' }))
})

test('a newer line of one user and clientId closes the older one, and others see nothing of it', async () => {
  const world = await startServer({ presence: { leaveGraceMs: 60_000 } })
  const bob = await world.open('bob')
  const older = await world.open('ada', { auth: { token: 'ada', clientId: 'tab-1' } })
  await older.ask('project:join', { projectId: '1' })
  await bob.ask('project:join', { projectId: '1' })

  const newer = await world.open('ada', { auth: { token: 'ada', clientId: 'tab-1' } })
  await newer.ask('project:join', { projectId: '1' })

  expect(await older.ended).toBe('io server disconnect')
  const newest = await world.open('ada', { auth: { token: 'ada', clientId: 'tab-1' } })
  await newest.ask('project:join', { projectId: '1' })
  await bob.settled()
  expect(bob.seen.map(({ event }) => event)).toEqual(['connected'])
  expect(world.io.sockets.sockets.size).toBe(2)
})

test('a clientId of another user, and another clientId, close nothing', async () => {
  const world = await startServer()
  const ada = await world.open('ada', { auth: { token: 'ada', clientId: 'tab-1' } })
  await world.open('ada', { auth: { token: 'ada', clientId: 'tab-2' } })
  await world.open('bob', { auth: { token: 'bob', clientId: 'tab-1' } })
  await world.open('ada', { auth: { token: 'ada' } })
  await world.open('ada', { auth: { token: 'ada', clientId: 7 } })

  await ada.settled()
  expect(world.io.sockets.sockets.size).toBe(5)
})

test('a plain client that knows nothing of meta and command ids gets what it asks for', async () => {
  const world = await startServer()
  const ada = await world.open('ada')
  const bob = await world.open('bob')

  ada.socket.emit('project:join', { projectId: '1' })
  await ada.settled()
  expect(await bob.ask('project:join', { projectId: '1' }, { id: 'command-1' })).toMatchObject({ ok: true })
  world.rt.to('project:1').emit('project:updated', update)

  expect((await ada.next('project:updated')).payload).toEqual(update)
  expect(ada.of('server:error')).toEqual([])
})

test('a listener of the app itself gets what the contract does not name', async () => {
  const world = await startServer()
  world.io.on('connection', (socket) => {
    socket.on('legacy', (text: string, answer: (text: string) => void) => answer(text.toUpperCase()))
  })
  const ada = await world.open('ada')
  expect(await ada.ask('legacy', 'hello')).toBe('HELLO')
})

test('after close its listeners are gone, and who comes is told to come back later', async () => {
  const world = await startServer()
  const connectionListeners = world.io.listenerCount('connection')
  const second = attachRealtime(world.io, { auth: () => ({ userId: 'ada' }) })
  const peer = world.peer(await world.open('ada'))
  const disconnectListeners = peer.listenerCount('disconnect')

  second.close()

  expect(world.io.listenerCount('connection')).toBe(connectionListeners)
  expect(peer.listenerCount('disconnect')).toBe(disconnectListeners - 1)
  const refusal = await world.refused({ token: 'bob' })
  expect(refusal.data).toEqual({ code: 'draining', retryAfterMs: 1000 })
})

test('no timer outlives the server: no deadline, no grace of a lost line, no sweep', async () => {
  const started = vi.spyOn(globalThis, 'setTimeout')
  const stopped = vi.spyOn(globalThis, 'clearTimeout')
  onTestFinished(() => void vi.restoreAllMocks())
  const world = await startServer({
    auth: (token) => ({ userId: token ?? '', expiresAt: Date.now() + 3_600_000 }),
    presence: { leaveGraceMs: 100_000 },
  })
  const ada = await world.open('ada')
  await world.open('bob')
  const lost = new Promise((resolve) => world.peer(ada).once('disconnect', resolve))
  ada.socket.disconnect()
  await lost

  world.rt.close()

  // Two deadlines a line, one grace and the sweep; what socket.io starts is shorter.
  const ours = started.mock.results.filter((_, index) => (started.mock.calls[index]?.[1] ?? 0) >= 50_000)
  const handles = new Set(stopped.mock.calls.map(([handle]) => handle))
  expect(ours).toHaveLength(6)
  expect(ours.filter(({ value }) => !handles.has(value))).toEqual([])
})

test('no progress waits for its turn once the server is closed', async () => {
  const started = vi.spyOn(globalThis, 'setTimeout')
  const stopped = vi.spyOn(globalThis, 'clearTimeout')
  onTestFinished(() => void vi.restoreAllMocks())
  const { rt } = await startServer()
  rt.defineTask('slow', (task) => {
    task.progress(10)
    return new Promise(() => undefined)
  })
  rt.executeTask('ada', 'slow', null)
  rt.startAnalysis('1', { detectors: [{ id: 'links', name: 'Links' }] }).progress('links', 10)
  rt.workflow('1').progress('parse', 10)
  // The task's handler is called a moment later.
  await Promise.resolve()
  await Promise.resolve()

  rt.close()

  const ours = started.mock.results.filter((_, index) => started.mock.calls[index]?.[1] === 100)
  const handles = new Set(stopped.mock.calls.map(([handle]) => handle))
  expect(ours).toHaveLength(3)
  expect(ours.filter(({ value }) => !handles.has(value))).toEqual([])
})
