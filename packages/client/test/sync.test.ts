import type { Meta } from '@telltale/protocol'
import { telltaleContract } from '@telltale/protocol/schemas'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { clientOf, createLine, presenceStore } from '../src/index.ts'
import { pass, plainWorld, settle, inVirtualTime, type Visitor, type World, world } from './support/world.ts'

inVirtualTime()

const change = (text: string, projectId = '1') => ({
  projectId,
  changes: { text },
  updatedBy: 'ada',
  updatedAt: new Date().toISOString(),
})

const update = (server: World['server'], text: string, projectId = '1'): void =>
  server.rt.to(`project:${projectId}`).emit('project:updated', change(text, projectId))

/** What a client hears of a project, in order: the texts of its updates, and its gaps. */
function listen(client: Visitor): string[] {
  const heard: string[] = []
  client.on('project:updated', ({ changes }) => heard.push(String(changes['text'])))
  client.onGap(({ topic, reason }) => {
    if (topic === 'project:1') heard.push(`gap: ${reason}`)
  })
  return heard
}

/** A client that is in project 1 and has heard nothing yet but its first gap. */
async function visitor(): Promise<World & { client: Visitor; heard: string[] }> {
  const { server, visit } = world()
  const client = visit({ getToken: () => 'ada' })
  const heard = listen(client)
  client.join('project:1')
  client.connect()
  await settle()
  heard.length = 0
  return { server, visit, client, heard }
}

describe('a topic', () => {
  it('tells a first gap, which shows nowhere, and is live', async () => {
    const { server, visit } = world()
    const client = visit()
    const heard = listen(client)
    update(server, 'before anybody came')
    client.join('project:1')
    client.connect()
    await settle()
    update(server, 'one')
    await settle()
    expect(heard).toEqual(['gap: first', 'one'])
    expect(client.topics.getSnapshot().get('project:1')).toEqual({ state: 'live', lastGapAt: null })
  })

  it('is heard on after an event with an absurd sequence, with a gap', async () => {
    const { server, client, heard } = await visitor()
    update(server, 'one')
    await settle()
    const last = server.transcript.entries.findLast(
      (entry) => entry.kind === 'out' && entry.event === 'project:updated',
    )
    // As our server has marked it.
    const meta = (last?.kind === 'out' ? last.meta : null) as Meta
    server.io.to('project:1').emit('project:updated', change('absurd'), { ...meta, id: 'absurd', seq: 2 ** 53 - 1 })
    await settle()
    for (const text of ['two', 'three']) update(server, text)
    await settle()
    expect(heard).toEqual(['one', 'gap: hole', 'absurd', 'gap: hole', 'two', 'three'])
    expect(client.topics.getSnapshot().get('project:1')?.state).toBe('live')
  })

  it('brings what was missed while the line was down, once and in order (C1, S8)', async () => {
    const { server, client, heard } = await visitor()
    update(server, 'one')
    await pass(11_000)
    server.network.offline()
    for (const text of ['two', 'three', 'four']) update(server, text)
    await pass(60_000)
    server.network.online()
    await settle()
    update(server, 'five')
    await settle()
    expect(heard).toEqual(['one', 'two', 'three', 'four', 'five'])
    expect(client.topics.getSnapshot().get('project:1')).toEqual({ state: 'live', lastGapAt: null })
  })

  it.each([0, 1, 2, 3])('is heard once where an event arrives with the end of its line (%i)', async (moments) => {
    const { server, heard } = await visitor()
    update(server, 'one')
    // oxlint-disable-next-line no-await-in-loop -- socket.io keeps what it decodes in between, and hands it out on the next line
    for (let i = 0; i < moments; i++) await Promise.resolve()
    server.network.offline()
    server.network.online()
    await pass(5_000)
    expect(heard).toEqual(['one'])
  })

  it('of the user comes by itself, and catches up as well', async () => {
    const { server, visit } = world()
    const client = visit({ getToken: () => 'ada' })
    const titles: string[] = []
    client.on('notification', ({ title }) => titles.push(title))
    client.connect()
    await pass(11_000)
    server.rt.notifyUser('ada', { title: 'one' })
    server.network.drop()
    server.rt.notifyUser('ada', { title: 'two' })
    await settle()
    expect(titles).toEqual(['one', 'two'])
    expect(client.topics.getSnapshot().get('user:ada')?.state).toBe('live')
  })

  it('tells a gap where the server began anew, and goes on from there', async () => {
    const { server, client, heard } = await visitor()
    update(server, 'one')
    await pass(11_000)
    server.network.restart()
    update(server, 'lost with the next server’s birth')
    await pass(5_000)
    update(server, 'two')
    await settle()
    expect(heard).toEqual(['one', 'gap: epoch', 'two'])
    expect(client.topics.getSnapshot().get('project:1')).toMatchObject({ state: 'live', lastGapAt: expect.any(Number) })
  })

  it('brings more than one answer can hold', async () => {
    const { server, heard } = await visitor()
    await pass(11_000)
    server.network.offline()
    const texts = Array.from({ length: 900 }, (_, i) => `${i}`)
    for (const text of texts) update(server, text)
    await pass(5_000)
    server.network.online()
    await settle()
    expect(heard).toEqual(texts)
  })

  it('shows that it is catching up, and the line that it is not synced, until the answer is there', async () => {
    const { server, client, heard } = await visitor()
    await pass(11_000)
    server.network.latency(100)
    server.network.drop()
    update(server, 'one')
    while (client.status.getSnapshot().phase !== 'syncing') await pass(10)
    expect(client.status.getSnapshot()).toMatchObject({ state: 'connected', phase: 'syncing', synced: false })
    expect(client.topics.getSnapshot().get('project:1')?.state).toBe('catching-up')
    await pass(100)
    update(server, 'two')
    await pass(90)
    expect(heard).toEqual([])
    await pass(200)
    expect(heard).toEqual(['one', 'two'])
    expect(client.status.getSnapshot()).toMatchObject({ phase: 'ready', synced: true })
    server.network.latency(0)
    await pass(200)
  })

  it('is asked for again when it is held again after it was left, and its cursor is forgotten', async () => {
    const { server, visit } = world()
    const client = visit()
    const heard = listen(client)
    const leave = client.join('project:1')
    client.connect()
    await settle()
    leave()
    await pass(1_100)
    update(server, 'while nobody held it')
    client.join('project:1')
    await settle()
    expect(heard).toEqual(['gap: first', 'gap: first'])
  })

  it('is known to a client that is made on a line which is open already', async () => {
    const { server } = world()
    const line = createLine({ url: server.url, getToken: () => 'ada', env: { connectivity: server.connectivity } })
    line.connect()
    await settle()
    const client = clientOf(line)
    client.join('project:1')
    await settle()
    expect([...client.topics.getSnapshot()].map(([topic, { state }]) => [topic, state])).toEqual([
      ['user:ada', 'live'],
      ['project:1', 'live'],
    ])
    line.destroy()
  })

  it('shares an event with another topic, and it is heard once while both go on', async () => {
    const { server, visit } = world()
    const client = visit()
    const heard: unknown[] = []
    client.on('project:updated', ({ changes }) => heard.push(changes['text']))
    for (const id of ['1', '2']) client.join(`project:${id}`)
    client.connect()
    await settle()
    server.rt.to('project:1', 'project:2').emit('project:updated', change('one'))
    await settle()
    server.network.offline()
    await settle()
    server.rt.to('project:2', 'project:1').emit('project:updated', change('two'))
    server.network.online()
    await pass(2_000)
    server.rt.to('project:2').emit('project:updated', change('three'))
    await settle()
    expect(heard).toEqual(['one', 'two', 'three'])
    expect(client.getStats()).toMatchObject({ duplicates: 2, gaps: 3 })
  })

  it('that is taken away is refused, and nothing more of it is heard (S10)', async () => {
    const { server, client, heard } = await visitor()
    server.rt.revoke('ada', 'project:1')
    await settle()
    update(server, 'secret')
    await settle()
    expect(client.topics.getSnapshot().get('project:1')?.state).toBe('refused')
    expect(heard).toEqual([])
    // Allowed again on the next line: what was said meanwhile stays unheard.
    await pass(11_000)
    server.network.drop()
    await settle()
    expect(heard).toEqual(['gap: first'])
    expect(client.topics.getSnapshot().get('project:1')?.state).toBe('live')
  })

  it('that was refused is asked for again once the token is refreshed, and on the next line (S10)', async () => {
    let isAllowed = false
    const { server, visit } = world({
      auth: (token) => ({ userId: 'ada', expiresAt: Number(token?.split(':')[1]) }),
      authorize: () => isAllowed,
    })
    const client = visit({ identity: 'ada', getToken: () => `ada:${Date.now() + 90_000}` })
    const presence = presenceStore(client, '1')
    onTestFinished(presence.hold())
    client.connect()
    await settle()
    const state = () => client.topics.getSnapshot().get('project:1')?.state
    expect([state(), presence.state.error?.code]).toEqual(['refused', 'forbidden'])
    // Refused once more.
    await pass(45_000)
    expect([state(), presence.state.error?.code]).toEqual(['refused', 'forbidden'])
    isAllowed = true
    await pass(45_000)
    expect([state(), presence.state]).toMatchObject(['live', { error: null, onlineCount: 1 }])
    expect(server.attempts).toBe(1)
    server.rt.revoke('ada', 'project:1')
    await settle()
    expect([state(), presence.state]).toMatchObject(['refused', { error: { code: 'forbidden' }, onlineCount: 0 }])
    server.network.drop()
    await pass(2_000)
    expect([state(), presence.state]).toMatchObject(['live', { error: null, onlineCount: 1 }])
  })

  it('is heard after two seconds even where the answer for another hangs', async () => {
    const { server, visit } = world({
      authorize: ({ topic }) => topic !== 'project:slow' || new Promise((resolve) => setTimeout(resolve, 8_000, true)),
    })
    const client = visit({ getToken: () => 'ada' })
    const titles: string[] = []
    client.on('notification', ({ title }) => titles.push(title))
    client.join('project:slow')
    client.connect()
    await settle()
    server.rt.notifyUser('ada', { title: 'one' })
    await pass(1_990)
    expect(titles).toEqual([])
    await pass(20)
    expect(titles).toEqual(['one'])
    await pass(8_000)
    expect(titles).toEqual(['one'])
    expect(client.status.getSnapshot().synced).toBe(true)
  })

  it('with an event that does not fit the contract goes on, and tells the gap', async () => {
    const { server, visit } = world()
    const client = visit({ contract: telltaleContract })
    const heard = listen(client)
    client.join('project:1')
    client.connect()
    await settle()
    let last: Meta | undefined
    client.on('project:updated', (_payload, meta) => (last = meta))
    update(server, 'one')
    await settle()
    server.io.to('project:1').emit('project:updated', { projectId: 1 }, { ...last, id: 'x', seq: 2 })
    await settle()
    expect(heard).toEqual(['gap: first', 'one', 'gap: invalid'])
    expect(client.topics.getSnapshot().get('project:1')?.state).toBe('live')
  })

  it('whose last event was lost is noticed by the heads of the server', async () => {
    const { server, client, heard } = await visitor()
    let last: Meta | undefined
    client.on('project:updated', (_payload, meta) => (last = meta))
    update(server, 'one')
    await settle()
    // As a broker may lose it: in the log, but not on the way to this client.
    const [socket] = server.io.sockets.sockets.values()
    await socket?.leave('project:1')
    update(server, 'two')
    server.io.emit('server:heads', { topics: { 'project:1': { epoch: last?.epoch, seq: 2 } } })
    await settle()
    expect(heard).toEqual(['one', 'two'])
  })
})

it('an event that comes late does not bring a revoked topic back', async () => {
  const { server, client, heard } = await visitor()
  server.network.weather({ reorder: { p: 1, withinMs: 40 } })
  update(server, 'late')
  server.rt.revoke('ada', 'project:1')
  await pass(3_000)
  expect(client.topics.getSnapshot().get('project:1')?.state).toBe('refused')
  expect(heard).toEqual([])
})

describe('another person on the same client', () => {
  const jwt = (sub: string) => `e30.${btoa(JSON.stringify({ sub }))}.x`
  const subOf = (token: string | null): string => {
    const claims: unknown = JSON.parse(atob(token?.split('.')[1] ?? ''))
    return typeof claims === 'object' && claims !== null && 'sub' in claims ? String(claims.sub) : ''
  }

  it('begins anew in every topic, and hears nothing that was said before', async () => {
    const people = ['ada', 'bob']
    const { server, visit } = world({ auth: (token) => ({ userId: subOf(token) }) })
    const client = visit({ getToken: () => jwt(people[0] ?? '') })
    const heard = listen(client)
    client.join('project:1')
    client.connect()
    await pass(11_000)
    people.shift()
    server.network.drop()
    update(server, 'to ada alone')
    await settle()
    expect(heard).toEqual(['gap: first', 'gap: first'])
    expect([...client.topics.getSnapshot().keys()].toSorted()).toEqual(['project:1', 'user:bob'])
  })

  it('gets a line of their own, also where the change shows in a refresh', async () => {
    const people = ['ada', 'bob']
    const { server, visit } = world({
      auth: (token) => ({ userId: subOf(token), ...(subOf(token) === 'ada' && { expiresAt: 90_000 }) }),
    })
    const client = visit({ getToken: () => jwt(people.shift() ?? 'bob') })
    client.connect()
    await pass(48_000)
    expect(server.io.sockets.adapter.rooms.has('user:bob')).toBe(true)
    expect([client.getConnectionState(), server.connections]).toEqual(['connected', 1])
  })
})

describe('a state event', () => {
  it('that is older than what is known of the same object changes nothing', async () => {
    const { server, client } = await visitor()
    const heard = vi.fn()
    client.on('presence:changed', heard)
    const person = { userId: 'bob', status: 'away', lastSeenAt: new Date().toISOString(), projectId: '1' } as const
    const meta = (rev: number) => ({ id: `${rev}`, topic: 'project:1', at: '', epoch: 'e', rev })
    for (const rev of [5, 4, 5, 6]) server.io.to('project:1').emit('presence:changed', { ...person, rev }, meta(rev))
    server.io.to('project:1').emit('presence:changed', { ...person, userId: 'eve', rev: 3 }, meta(3))
    await settle()
    expect(heard.mock.calls.map(([payload]: { rev: number }[]) => payload?.rev)).toEqual([5, 6, 3])
    expect(client.getStats().duplicates).toBe(2)
  })
})

it('of more topics than one request takes, three failures of all requests are three, and the line is kept', async () => {
  const refusedAt: number[] = []
  const { visit } = plainWorld((io) =>
    io.on('connection', (socket) => {
      socket.emit('connected', {
        protocol: 1,
        serverTime: new Date().toISOString(),
        topics: {},
        commandEpoch: 'a',
        reconnectSpreadMs: 0,
        dedupeWindowMs: 600_000,
        maxPayload: 64_000,
      })
      socket.on('sync', ({ topics }: { topics: object }, answer: (data: unknown) => void) => {
        const seconds = Math.floor(Date.now() / 1_000)
        const isDown = seconds < 6
        if (isDown) refusedAt.push(seconds)
        if (isDown) return answer({ ok: false, error: { code: 'internal', message: 'not now' } })
        const caughtUp = Object.keys(topics).map((topic) => [topic, { epoch: 'e', seq: 0, events: [] }])
        answer({ ok: true, data: { topics: Object.fromEntries(caughtUp) } })
      })
    }),
  )
  const client = visit()
  for (let project = 0; project < 300; project += 1) client.join(`project:${project}`)
  client.connect()
  await pass(10_000)
  expect(refusedAt).toEqual([0, 0, 1, 1, 3, 3])
  expect(client.history).toEqual(['connecting', 'connected'])
  expect(client.status.getSnapshot().synced).toBe(true)
})
