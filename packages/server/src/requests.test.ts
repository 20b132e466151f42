import { expect, test } from 'vitest'
import { type Arrivals, createArrivals } from '../test/support/createArrivals.ts'
import { startServer, tokenIsName } from '../test/support/startServer.ts'
import type { Authorize } from './index.ts'

test('R1 a join answers with the head and the people, and brings what is sent to the project from then on', async () => {
  const world = await startServer()
  const ada = await world.open('ada')
  const update = { projectId: '1', changes: {}, updatedBy: 'ada', updatedAt: '2026-11-20T09:30:00.000Z' }
  world.rt.to('project:1').emit('project:updated', update)

  const answer = await ada.ask('project:join', { projectId: '1' })

  expect(answer).toEqual({
    ok: true,
    data: {
      topics: {
        'project:1': {
          epoch: expect.any(String),
          seq: 1,
          snapshot: { analysis: null },
          state: {
            rev: 1,
            analysis: [],
            people: [{ userId: 'ada', name: 'ADA', status: 'online', lastSeenAt: expect.any(String), rev: 1 }],
          },
        },
      },
    },
  })
  world.rt.to('project:1').emit('project:updated', update)
  expect((await ada.next('project:updated')).meta).toMatchObject({ topic: 'project:1', seq: 2 })
  expect(await ada.ask('project:leave', { projectId: '1' })).toEqual({ ok: true, data: null })
  world.rt.to('project:1').emit('project:updated', update)
  await ada.settled()
  expect(ada.of('project:updated')).toHaveLength(1)
})

test('teams and runs are joined and left alike, and have no people', async () => {
  const world = await startServer()
  const ada = await world.open('ada')
  const head = { epoch: expect.any(String), seq: 0 }

  expect(await ada.ask('team:join', { teamId: '7' })).toEqual({
    ok: true,
    data: { topics: { 'team:7': { ...head, snapshot: null, state: { rev: 0 } } } },
  })
  expect(await ada.ask('workflow:subscribe', { runId: '7' })).toEqual({
    ok: true,
    data: { topics: { 'run:7': { ...head, snapshot: { history: [] }, state: { rev: 0, nodes: [] } } } },
  })
  expect([...world.peer(ada).rooms].slice(1)).toEqual(['user:ada', 'team:7', 'run:7'])
  expect(await ada.ask('team:leave', { teamId: '7' })).toEqual({ ok: true, data: null })
  expect(await ada.ask('workflow:unsubscribe', { runId: '7' })).toEqual({ ok: true, data: null })
  expect([...world.peer(ada).rooms].slice(1)).toEqual(['user:ada'])
})

test('S10 a foreign team and a foreign project are refused alike, and nobody there sees the attempt', async () => {
  const world = await startServer({ authorize: ({ user, topic }) => user.userId === 'bob' || topic === 'project:open' })
  const bob = await world.open('bob/red')
  await bob.ask('project:join', { projectId: 'closed' })
  const eve = await world.open('eve')

  const refusals = [
    await eve.ask('project:join', { projectId: 'closed' }),
    await eve.ask('project:join', { projectId: 'no-such' }),
    await eve.ask('team:join', { teamId: 'red' }),
    await eve.ask('workflow:subscribe', { runId: '1' }),
  ]

  expect(refusals.map((answer) => !answer.ok && answer.error.code)).toEqual(
    Array.from({ length: 4 }, () => 'forbidden'),
  )
  expect(await eve.ask('project:join', { projectId: 'open' })).toMatchObject({ ok: true })
  await bob.settled()
  expect(bob.seen.map(({ event }) => event)).toEqual(['connected'])
})

test('S10 where nothing else is said, users are let into their own teams alone', async () => {
  const world = await startServer({}, {})
  const ada = await world.open('ada/red')
  expect(await ada.ask('team:join', { teamId: 'red' })).toMatchObject({ ok: true })
  expect(await ada.ask('team:join', { teamId: 'blue' })).toMatchObject({ error: { code: 'forbidden' } })
  expect(await ada.ask('project:join', { projectId: '1' })).toMatchObject({ error: { code: 'forbidden' } })
})

/** An `authorize` that lets bob in, and asks the test about everybody else. */
function askingTest(): { asked: Arrivals<{ topic: string; allow: () => void }>; authorize: Authorize } {
  const asked = createArrivals<{ topic: string; allow: () => void }>()
  return {
    asked,
    authorize: ({ user, topic }) =>
      user.userId === 'bob' || new Promise((resolve) => asked.push({ topic, allow: () => resolve(true) })),
  }
}

test('joins and leaves of one line are handled in order of arrival, however long one takes', async () => {
  const { asked, authorize } = askingTest()
  const world = await startServer({ authorize })
  const ada = await world.open('ada')
  const answers = Promise.all([
    ada.ask('project:join', { projectId: '1' }),
    ada.ask('project:leave', { projectId: '1' }),
    ada.ask('project:join', { projectId: '2' }),
  ])

  const first = await asked.next()
  expect(await ada.ask('no:such')).toMatchObject({ ok: false })
  first.allow()
  const second = await asked.next()
  second.allow()
  await answers

  expect([first.topic, second.topic]).toEqual(['project:1', 'project:2'])
  expect([...world.peer(ada).rooms].slice(1)).toEqual(['user:ada', 'project:2'])
})

test('a line that is lost while it is asked for leaves nobody behind', async () => {
  const { asked, authorize } = askingTest()
  const world = await startServer({ authorize })
  const ada = await world.open('ada')
  const lost = new Promise((resolve) => world.peer(ada).once('disconnect', resolve))
  ada.socket.emit('project:join', { projectId: '1' })
  const { allow } = await asked.next()
  ada.socket.disconnect()
  await lost
  allow()

  const bob = await world.open('bob')
  expect(await bob.ask('project:join', { projectId: '1' })).toMatchObject({
    data: { topics: { 'project:1': { state: { people: [{ userId: 'bob' }] } } } },
  })
  expect(bob.seen.map(({ event }) => event)).toEqual(['connected'])
})

test('R7 two tabs are one person: joined with the first, left with the last', async () => {
  const world = await startServer()
  const bob = await world.open('bob')
  await bob.ask('project:join', { projectId: '1' })
  const [laptop, phone] = [await world.open('ada'), await world.open('ada')]

  await laptop.ask('project:join', { projectId: '1' })
  await phone.ask('project:join', { projectId: '1' })
  await laptop.ask('project:leave', { projectId: '1' })
  await bob.settled()
  expect(bob.seen.slice(1).map(({ event, payload, meta }) => [event, payload, meta?.rev])).toEqual([
    ['project:user:joined', { projectId: '1', user: { userId: 'ada', name: 'ADA' } }, 2],
  ])

  await phone.ask('project:leave', { projectId: '1' })
  await bob.settled()
  expect(bob.seen.slice(2).map(({ event, payload, meta }) => [event, payload, meta?.rev])).toEqual([
    ['project:user:left', { projectId: '1', user: { userId: 'ada', name: 'ADA' } }, 3],
  ])
})

test('R7 the best status of the tabs is told, when it changes', async () => {
  const world = await startServer()
  const bob = await world.open('bob')
  await bob.ask('project:join', { projectId: '1' })
  const [laptop, phone] = [await world.open('ada'), await world.open('ada')]
  await Promise.all([laptop, phone].map((tab) => tab.ask('project:join', { projectId: '1' })))

  expect(await laptop.ask('presence:update', { status: 'away' })).toEqual({ ok: true, data: null })
  await phone.ask('presence:update', { status: 'away', projectId: '1' })
  await laptop.ask('presence:update', { status: 'offline' })
  await laptop.ask('presence:update', { status: 'online' })
  await bob.settled()

  expect(bob.of('presence:changed').map(({ payload }) => payload)).toEqual([
    { userId: 'ada', name: 'ADA', status: 'away', lastSeenAt: expect.any(String), projectId: '1' },
    { userId: 'ada', name: 'ADA', status: 'online', lastSeenAt: expect.any(String), projectId: '1' },
  ])
  expect(await laptop.ask('presence:update', { status: 'away', projectId: '2' })).toMatchObject({
    error: { code: 'forbidden' },
  })
})

test('R7 a lost line that is back within the grace is not noticed; one that stays away has left', async () => {
  const world = await startServer({ presence: { leaveGraceMs: 60_000 } })
  const bob = await world.open('bob')
  await bob.ask('project:join', { projectId: '1' })
  const ada = await world.open('ada')
  await ada.ask('project:join', { projectId: '1' })
  const lost = new Promise((resolve) => world.peer(ada).once('disconnect', resolve))
  ada.socket.io.engine.close()
  await lost
  const back = await world.open('ada')
  await back.ask('project:join', { projectId: '1' })
  await bob.settled()
  expect(bob.seen.map(({ event }) => event)).toEqual(['connected', 'project:user:joined'])

  const hasty = await startServer({ presence: { leaveGraceMs: 20 } })
  const bob2 = await hasty.open('bob')
  await bob2.ask('project:join', { projectId: '1' })
  const ada2 = await hasty.open('ada')
  await ada2.ask('project:join', { projectId: '1' })
  ada2.socket.io.engine.close()
  expect((await bob2.next('project:user:left')).payload).toMatchObject({ user: { userId: 'ada' } })
})

test('S10 a refresh keeps the line, brings new teams, and takes what is no longer allowed', async () => {
  const expiresAt = Date.now() + 3_600_000
  const world = await startServer({
    auth: (token) => ({ ...tokenIsName(token), ...(token?.includes('blue') ? { expiresAt } : {}) }),
    // Projects belong to the team of the same name.
    authorize: ({ user, topic }) => user.teams?.some((team) => topic.endsWith(`:${team}`)) ?? false,
  })
  const ada = await world.open('ada/red,green')
  await ada.ask('project:join', { projectId: 'red' })
  await ada.ask('project:join', { projectId: 'green' })
  const { id } = ada.socket

  const answer = await ada.ask('auth:refresh', { token: 'ada/green,blue' })

  expect(answer).toEqual({ ok: true, data: { expiresAt: new Date(expiresAt).toISOString() } })
  expect([...world.peer(ada).rooms].slice(1).toSorted()).toEqual([
    'project:green',
    'team:blue',
    'team:green',
    'user:ada',
  ])
  expect(ada.of('room:revoked').map(({ payload }) => payload)).toEqual([
    { topic: 'team:red' },
    { topic: 'project:red' },
  ])
  expect([ada.socket.connected, ada.socket.id]).toEqual([true, id])
  expect(await ada.ask('auth:refresh', { token: 'ada/green' })).toEqual({ ok: true, data: { expiresAt: null } })
})

test('S10 what an authorize allows by a value that is only as good as true, a refresh leaves', async () => {
  // As `rows.length` and `find` give it where no compiler looks.
  const world = await startServer({ authorize: () => 1 as unknown as boolean })
  const ada = await world.open('ada')
  await ada.ask('project:join', { projectId: '1' })
  await ada.ask('auth:refresh', { token: 'ada' })
  expect(ada.of('room:revoked')).toEqual([])
  expect(world.peer(ada).rooms).toContain('project:1')
})

test('R7 a refresh with another name or picture is told to those who are in the same projects', async () => {
  const world = await startServer({
    auth: (token) => ({
      ...tokenIsName(token),
      ...(token === 'ada/new' ? { name: 'Ada L.', avatarUrl: '/ada.png' } : {}),
    }),
  })
  const bob = await world.open('bob')
  await bob.ask('project:join', { projectId: '1' })
  const ada = await world.open('ada')
  await ada.ask('project:join', { projectId: '1' })
  await ada.ask('auth:refresh', { token: 'ada/new' })
  expect((await bob.next('presence:changed')).payload).toMatchObject({
    userId: 'ada',
    name: 'Ada L.',
    avatarUrl: '/ada.png',
    status: 'online',
    projectId: '1',
  })
})

test('S10 a refresh with the token of somebody else, or with none that is good, changes nothing', async () => {
  const world = await startServer({
    auth: (token) => {
      if (token === 'broken') throw new Error('no such token')
      return tokenIsName(token)
    },
  })
  const ada = await world.open('ada/red')

  expect(await ada.ask('auth:refresh', { token: 'eve/gold' })).toMatchObject({ error: { code: 'auth_invalid' } })
  expect(await ada.ask('auth:refresh', { token: 'broken' })).toMatchObject({ error: { code: 'auth_invalid' } })
  expect(await ada.ask('auth:refresh', {})).toMatchObject({ error: { code: 'invalid_payload' } })

  expect([...world.peer(ada).rooms].slice(1)).toEqual(['user:ada', 'team:red'])
  expect(ada.socket.connected).toBe(true)
})
