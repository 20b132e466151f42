import type { Cursor, LoggedEvent, TopicAnswer, WorkflowEvent } from '@telltale/protocol'
import { defineContract } from '@telltale/protocol/schemas'
import { expect, onTestFinished, test, vi } from 'vitest'
import { createArrivals } from '../test/support/createArrivals.ts'
import { type Line, startServer, type World } from '../test/support/startServer.ts'
import { memory } from './memory.ts'

const update = (changes: Record<string, unknown> = {}) => ({
  projectId: '1',
  changes,
  updatedBy: 'ada',
  updatedAt: '2026-11-20T09:30:00.000Z',
})
const emitUpdates = ({ rt }: World, topic: `${string}:${string}`, count: number): void => {
  for (let sent = 0; sent < count; sent++) rt.to(topic).emit('project:updated', update())
}

type Answered = Exclude<TopicAnswer, { error: unknown }>

/** Syncs and gives the topics' answers. */
async function sync(line: Line, topics: Record<string, Cursor | null>): Promise<Record<string, TopicAnswer>> {
  const answer = await line.ask('sync', { topics })
  if (!answer.ok) throw new Error(answer.error.code)
  // By the contract.
  return (answer.data as { topics: Record<string, TopicAnswer> }).topics
}

/** Syncs one topic, which is not refused. */
async function syncOne(line: Line, topic: string, cursor: Cursor | null): Promise<Answered> {
  const answer = (await sync(line, { [topic]: cursor }))[topic]
  if (answer === undefined || 'error' in answer) throw new Error(`${topic} was refused`)
  return answer
}

const seqs = (events: readonly LoggedEvent[] = []): unknown[] => events.map(({ meta }) => meta.seq)
const cursorOf = ({ epoch, seq }: Cursor): Cursor => ({ epoch, seq })

test('S8 sync with a cursor joins and gives what was missed, with its meta and the people', async () => {
  const world = await startServer()
  const ada = await world.open('ada')
  const first = await syncOne(ada, 'project:1', null)
  expect(first).toEqual({
    epoch: expect.any(String),
    seq: 0,
    snapshot: { analysis: null },
    state: { rev: 1, people: [expect.objectContaining({ userId: 'ada', status: 'online' })], analysis: [] },
  })
  ada.socket.disconnect()
  emitUpdates(world, 'project:1', 2)

  const back = await world.open('ada')
  const { events, ...rest } = await syncOne(back, 'project:1', cursorOf(first))
  expect(rest).toMatchObject({ epoch: first.epoch, seq: 2, state: { people: [{ userId: 'ada' }] } })
  expect(rest).not.toHaveProperty('more')
  expect(events).toEqual([
    { event: 'project:updated', payload: update(), meta: expect.objectContaining({ topic: 'project:1', seq: 1 }) },
    { event: 'project:updated', payload: update(), meta: expect.objectContaining({ epoch: first.epoch, seq: 2 }) },
  ])
  emitUpdates(world, 'project:1', 1)
  expect((await back.next('project:updated')).meta?.seq).toBe(3)
})

test("a client's own topic and teams are synced without being asked of `authorize`", async () => {
  const world = await startServer({ authorize: () => false })
  const ada = await world.open('ada/red')
  world.rt.notifyUser('ada', { title: 'Hello' })
  const { epoch } = await syncOne(ada, 'user:ada', null)

  const answers = await sync(ada, { 'user:ada': { epoch, seq: 0 }, 'team:red': null })
  expect(answers).toMatchObject({
    'user:ada': { seq: 1, events: [{ event: 'notification' }] },
    'team:red': { seq: 0, snapshot: null, state: { rev: 0 } },
  })
})

test('S10 a refused topic harms no other: foreign, unknown, misnamed, and such whose check fails', async () => {
  const failure = new Error('database down')
  const world = await startServer({
    authorize: ({ topic }) => {
      if (topic === 'project:broken') throw failure
      return topic !== 'project:closed'
    },
  })
  const ada = await world.open('ada')
  const refused = { error: { code: 'forbidden' } }

  const answers = await sync(ada, {
    'project:closed': null,
    'project:open': null,
    'user:bob': null,
    'planet:mars': null,
    project: null,
    'project:': null,
    'project:broken': null,
  })
  expect(answers).toEqual({
    'project:closed': refused,
    'project:open': expect.objectContaining({ seq: 0 }),
    'user:bob': refused,
    'planet:mars': refused,
    project: refused,
    'project:': refused,
    'project:broken': { error: { code: 'internal' } },
  })
  expect(world.reported).toEqual([failure])
  expect([...world.peer(ada).rooms].slice(1)).toEqual(['user:ada', 'project:open'])
})

test('S10 a topic that is refused now is left, though it was allowed before', async () => {
  let isAllowed = true
  const world = await startServer({ authorize: () => isAllowed })
  const ada = await world.open('ada')
  const { epoch } = await syncOne(ada, 'project:1', null)
  isAllowed = false
  expect(await sync(ada, { 'project:1': { epoch, seq: 0 } })).toEqual({ 'project:1': { error: { code: 'forbidden' } } })
  expect([...world.peer(ada).rooms].slice(1)).toEqual(['user:ada'])
})

test('kinds of topics that the contract adds are joined by sync, and left by leave', async () => {
  const world = await startServer({ contract: defineContract({ topics: ['planet'] }) })
  const ada = await world.open('ada')
  expect(await sync(ada, { 'planet:mars': null })).toMatchObject({ 'planet:mars': { seq: 0, snapshot: null } })
  expect([...world.peer(ada).rooms].slice(1)).toEqual(['user:ada', 'planet:mars'])
  expect(await ada.ask('leave', { topics: ['planet:mars', 'planet:none'] })).toEqual({ ok: true, data: null })
  expect([...world.peer(ada).rooms].slice(1)).toEqual(['user:ada'])
})

test("S10 another user's own topic is nobody's to join, also where the contract names its kind", async () => {
  const world = await startServer({ contract: defineContract({ topics: ['user'] }) })
  const ada = await world.open('ada')
  expect(await sync(ada, { 'user:bob': null })).toEqual({ 'user:bob': { error: { code: 'forbidden' } } })
  expect([...world.peer(ada).rooms].slice(1)).toEqual(['user:ada'])
})

test('R7 sync and leave move people as joins do', async () => {
  const world = await startServer()
  const bob = await world.open('bob')
  await sync(bob, { 'project:1': null })
  const ada = await world.open('ada')
  await sync(ada, { 'project:1': null })
  await sync(ada, { 'project:1': null })
  await ada.ask('leave', { topics: ['project:1'] })
  await bob.settled()
  expect(bob.seen.slice(1).map(({ event }) => event)).toEqual(['project:user:joined', 'project:user:left'])
})

test('another epoch and a log that is too short are answered with a snapshot', async () => {
  const world = await startServer({ store: memory({ maxBytes: 1000 }) })
  const ada = await world.open('ada')
  const { epoch } = await syncOne(ada, 'team:1', null)
  emitUpdates(world, 'team:1', 10)

  const answers = [
    await syncOne(ada, 'team:1', { epoch: 'of another server', seq: 3 }),
    await syncOne(ada, 'team:1', { epoch, seq: 0 }),
    await syncOne(ada, 'team:1', { epoch, seq: 11 }),
  ]
  for (const answer of answers) expect(answer).toEqual({ epoch, seq: 10, snapshot: null, state: { rev: 0 } })
  expect(await syncOne(ada, 'team:1', { epoch, seq: 9 })).toMatchObject({ seq: 10, events: [{ meta: { seq: 10 } }] })
})

test('C6 the snapshot of a run is its history, as far as the log goes', async () => {
  const world = await startServer()
  const step = (node: string): WorkflowEvent => ({
    runId: '1',
    kind: 'node_started',
    node,
    timestamp: '2026-11-20T09:30:00.000Z',
  })
  const run = world.rt.to('run:1')
  run.emit('workflow:event', step('a'))
  run.emit('project:updated', update())
  run.emit('workflow:progress', { runId: '1', node: 'a', progress: 1, timestamp: '2026-11-20T09:30:00.000Z' })
  run.emit('workflow:event', step('b'))
  const ada = await world.open('ada')

  const history = { seq: 3, snapshot: { history: [step('a'), step('b')] }, state: { rev: 1 } }
  expect(await syncOne(ada, 'run:1', null)).toMatchObject(history)
  expect(await ada.ask('workflow:subscribe', { runId: '1' })).toMatchObject({ data: { topics: { 'run:1': history } } })
})

test('500 events are given at a time, and `more` says that there are others', async () => {
  const world = await startServer()
  const ada = await world.open('ada')
  const { epoch } = await syncOne(ada, 'team:1', null)
  emitUpdates(world, 'team:1', 750)

  const first = await syncOne(ada, 'team:1', { epoch, seq: 0 })
  expect([first.seq, first.more, seqs(first.events).length]).toEqual([500, true, 500])
  const second = await syncOne(ada, 'team:1', cursorOf(first))
  expect([second.seq, second.more, seqs(second.events)]).toEqual([
    750,
    undefined,
    Array.from({ length: 250 }, (_, index) => 501 + index),
  ])
})

test('all answers together keep to 1 MB: histories share what there is, events are asked for again', async () => {
  const world = await startServer()
  const ada = await world.open('ada')
  const big = 'ö'.repeat(30_000)
  const names = ['project:1', 'project:2'] as const
  let cursors = await sync(ada, { 'project:1': null, 'project:2': null })
  for (let sent = 0; sent < 15; sent++) {
    for (const topic of names) world.rt.to(topic).emit('project:updated', update({ name: big, sent }))
    for (const runId of ['1', '2']) {
      world.rt.to(`run:${runId}`).emit('workflow:event', {
        runId,
        kind: 'node_failed',
        error: big,
        node: String(sent),
        timestamp: '2026-11-20T09:30:00.000Z',
      })
    }
  }

  const got: Record<string, unknown[]> = { 'project:1': [], 'project:2': [] }
  const withRuns = await sync(ada, { ...asCursors(cursors), 'run:1': null, 'run:2': null })
  expect(Buffer.byteLength(JSON.stringify({ ok: true, data: { topics: withRuns } }))).toBeLessThanOrEqual(1_000_000)
  const nodes = [withRuns['run:1'], withRuns['run:2']].map(
    (answer) => answer !== undefined && 'snapshot' in answer && nodesOf(answer.snapshot),
  )
  // Half of 1 MB each, and their newest.
  expect(nodes).toEqual(Array.from({ length: 2 }, () => ['7', '8', '9', '10', '11', '12', '13', '14']))

  cursors = withRuns
  let asked = 0
  while (names.some((name) => got[name]?.length !== 15)) {
    expect(++asked).toBeLessThan(6)
    cursors = await sync(ada, asCursors({ 'project:1': cursors['project:1'], 'project:2': cursors['project:2'] }))
    expect(Buffer.byteLength(JSON.stringify({ ok: true, data: { topics: cursors } }))).toBeLessThanOrEqual(1_000_000)
    for (const name of names) {
      const answer = cursors[name]
      if (answer !== undefined && !('error' in answer)) got[name]?.push(...seqs(answer.events))
    }
  }
  for (const name of names) expect(got[name]).toEqual(Array.from({ length: 15 }, (_, index) => index + 1))
})

function asCursors(answers: Record<string, TopicAnswer | undefined>): Record<string, Cursor | null> {
  return Object.fromEntries(
    Object.entries(answers).map(([topic, answer]) => [
      topic,
      answer === undefined || 'error' in answer ? null : cursorOf(answer),
    ]),
  )
}

function nodesOf(snapshot: unknown): unknown {
  // A run's, as sent above.
  return (snapshot as { history: WorkflowEvent[] }).history.map(({ node }) => node)
}

test('an event that is larger than an answer may be comes alone', async () => {
  const world = await startServer()
  const ada = await world.open('ada')
  const { epoch } = await syncOne(ada, 'team:1', null)
  for (let sent = 0; sent < 2; sent++) {
    world.rt.to('team:1').emit('project:updated', update({ name: 'x'.repeat(1_200_000) }))
  }
  expect(await syncOne(ada, 'team:1', { epoch, seq: 0 })).toMatchObject({ seq: 1, more: true })
  expect(await syncOne(ada, 'team:1', { epoch, seq: 1 })).toMatchObject({ seq: 2, events: [{ meta: { seq: 2 } }] })
})

test('200 topics are taken at a time, one more is invalid_payload', async () => {
  const world = await startServer()
  const ada = await world.open('ada')
  const topics = (count: number): Record<string, null> =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`run:${index}`, null]))
  expect(Object.keys(await sync(ada, topics(200)))).toHaveLength(200)
  expect(await ada.ask('sync', { topics: topics(201) })).toMatchObject({ error: { code: 'invalid_payload' } })
})

test('names that objects have by nature are refused like any other', async () => {
  const world = await startServer()
  const ada = await world.open('ada')
  ada.socket.io.engine.write('20["sync",{"topics":{"__proto__":null,"constructor":null,"run:1":null}}]')
  const raw = await new Promise<string>((resolve) => ada.socket.io.engine.once('data', resolve))
  expect(raw).toContain('"run:1":{"epoch"')
  expect(Object.keys({})).toEqual([])
  expect(world.peer(ada).rooms).not.toContain('__proto__')
})

test('sync, joins and leaves of one line are handled in order of arrival; a probe waits for none of them', async () => {
  const asked = createArrivals<{ topic: string; allow: () => void }>()
  const world = await startServer({
    authorize: ({ topic }) => new Promise((resolve) => asked.push({ topic, allow: () => resolve(true) })),
  })
  const ada = await world.open('ada')
  const answers = Promise.all([
    ada.ask('sync', { topics: { 'project:1': null } }),
    ada.ask('leave', { topics: ['project:1'] }),
    ada.ask('sync', { topics: { 'project:2': null } }),
  ])
  const first = await asked.next()
  expect(await ada.ask('probe', {})).toMatchObject({ ok: true })
  first.allow()
  const second = await asked.next()
  second.allow()
  await answers

  expect([first.topic, second.topic]).toEqual(['project:1', 'project:2'])
  expect([...world.peer(ada).rooms].slice(1)).toEqual(['user:ada', 'project:2'])
})

test('R1 revoke takes every line of the user out of the topic, and people see them leave', async () => {
  const world = await startServer({ presence: { leaveGraceMs: 60_000 } })
  const bob = await world.open('bob')
  await sync(bob, { 'project:1': null })
  const [laptop, phone, gone] = [await world.open('ada'), await world.open('ada'), await world.open('ada')]
  for (const tab of [laptop, phone, gone]) await sync(tab, { 'project:1': null, 'project:2': null })
  const lost = new Promise((resolve) => world.peer(gone).once('disconnect', resolve))
  gone.socket.disconnect()
  await lost

  world.rt.revoke('ada', 'project:1')

  for (const tab of [laptop, phone]) {
    expect((await tab.next('room:revoked')).payload).toEqual({ topic: 'project:1' })
    await tab.settled()
    expect(tab.of('room:revoked')).toHaveLength(1)
    expect([...world.peer(tab).rooms].slice(1)).toEqual(['user:ada', 'project:2'])
  }
  await bob.settled()
  expect(bob.seen.slice(1).map(({ event, payload }) => [event, payload])).toEqual([
    ['project:user:joined', { projectId: '1', user: { userId: 'ada', name: 'ADA' } }],
    ['project:user:left', { projectId: '1', user: { userId: 'ada', name: 'ADA' } }],
  ])
})

test('revoke takes back a join that was allowed before it and is still to be done', async () => {
  const asked = createArrivals<() => void>()
  const world = await startServer({ authorize: () => new Promise((resolve) => asked.push(() => resolve(true))) })
  const ada = await world.open('ada')
  const joining = sync(ada, { 'project:1': null })
  const allow = await asked.next()
  world.rt.revoke('ada', 'project:1')
  allow()
  await joining

  expect((await ada.next('room:revoked')).payload).toEqual({ topic: 'project:1' })
  expect([...world.peer(ada).rooms].slice(1)).toEqual(['user:ada'])
})

test('a topic that somebody is in keeps its epoch for ever, one that nobody is in for 24 hours', async () => {
  vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout'] })
  onTestFinished(() => void vi.useRealTimers())
  const world = await startServer({ socketOptions: { pingInterval: 1_000_000_000 } })
  const ada = await world.open('ada')
  emitUpdates(world, 'project:1', 1)
  emitUpdates(world, 'project:2', 1)
  const [held, left] = [await syncOne(ada, 'project:1', null), await syncOne(ada, 'project:2', null)]
  await ada.ask('leave', { topics: ['project:2'] })

  vi.advanceTimersByTime(86_340_000)
  expect(await syncOne(ada, 'project:2', cursorOf(left))).toMatchObject({ epoch: left.epoch, events: [] })
  await ada.ask('leave', { topics: ['project:2'] })
  vi.advanceTimersByTime(86_460_000)
  expect(await syncOne(ada, 'project:1', cursorOf(held))).toMatchObject({ epoch: held.epoch, seq: 1, events: [] })
  const again = await syncOne(ada, 'project:2', cursorOf(left))
  expect(again).toMatchObject({ seq: 0, snapshot: { analysis: null } })
  expect(again.epoch).not.toBe(left.epoch)
})
