import type { TelltaleContract } from '@telltale/protocol'
import type { MockServerOptions } from '@telltale/testing'
import { describe, expect, it } from 'vitest'
import { ownPresence, type OwnPresence } from '../../src/stores/ownPresence.ts'
import { presenceStore } from '../../src/stores/presenceStore.ts'
import { type FakeActivity, fakeActivity } from '../support/activity.ts'
import { inVirtualTime, pass, plainWorld, settle, type Visitor, type World, world } from '../support/world.ts'

inVirtualTime()

const minutes = (count: number): number => count * 60_000

type Scene = World & {
  ada: Visitor
  own: OwnPresence
  page: FakeActivity
  told: string[]
  people: () => string[]
  leave: () => void
}

/** Ada, who shows presence in project 1, and what Bob is told of her there. */
async function scene(options?: MockServerOptions<TelltaleContract>): Promise<Scene> {
  const { server, visit } = world(options)
  const bob = visit({ getToken: () => 'bob' })
  bob.connect()
  const seen = presenceStore(bob, '1')
  seen.hold()
  await pass(100)
  const told: string[] = []
  bob.on('project:user:joined', ({ user }) => told.push(`${user.userId} came`))
  bob.on('project:user:left', ({ user }) => told.push(`${user.userId} left`))
  bob.on('presence:changed', ({ userId, status }) => told.push(`${userId} ${status}`))
  const page = fakeActivity()
  const ada = visit({ getToken: () => 'ada', env: { activity: page.activity, connectivity: server.connectivity } })
  ada.connect()
  presenceStore(ada, '1').hold()
  const own = ada.part(ownPresence)
  const leave = own.attend({ projectId: '1' })
  await pass(100)
  const people = (): string[] => seen.state.users.map(({ userId, status }) => `${userId} ${status}`)
  return { server, visit, ada, own, page, told, people, leave }
}

describe('the own presence', () => {
  it('is away after five minutes without input, and online again with the next (R7)', async () => {
    const { page, told } = await scene()
    await pass(minutes(4))
    page.input()
    await pass(minutes(5) - 1_000)
    expect(told).toEqual(['ada came'])
    await pass(1_000)
    expect(told).toEqual(['ada came', 'ada away'])
    await pass(minutes(60))
    page.input()
    page.input()
    await settle()
    expect(told).toEqual(['ada came', 'ada away', 'ada online'])
    await pass(minutes(5))
    expect(told.at(-1)).toBe('ada away')
  })

  it('is away while the page is hidden, whatever else is heard of it, and online once it is shown (R7)', async () => {
    const { page, told } = await scene()
    page.hide()
    await settle()
    page.input()
    await settle()
    expect(told).toEqual(['ada came', 'ada away'])
    page.show()
    await settle()
    expect(told).toEqual(['ada came', 'ada away', 'ada online'])
  })

  it('holds what was chosen by hand until another is, or it is left to the page (R7)', async () => {
    const { own, page, told } = await scene()
    own.choose('away')
    await settle()
    page.input()
    await pass(minutes(10))
    own.choose('offline')
    await settle()
    page.input()
    own.choose('online')
    await pass(minutes(10))
    own.choose('auto')
    await settle()
    page.input()
    await settle()
    expect(told).toEqual(['ada came', 'ada away', 'ada offline', 'ada online', 'ada away', 'ada online'])
  })

  it('is told anew on each line before others see her come back, and to a server that knows nothing', async () => {
    const { server, own, told, people } = await scene()
    own.choose('away')
    await settle()
    told.length = 0
    for (let i = 0; i < 3; i++) {
      server.network.drop()
      await pass(20_000)
    }
    expect(told).toEqual([])
    server.network.restart(0)
    await pass(20_000)
    expect(people()).toContain('ada away')
  })

  it('says nothing where all is as the server believes', async () => {
    const { server, ada, own } = await scene()
    const before = ada.getStats().eventsOut
    own.choose('online')
    own.choose('auto')
    own.attend({ projectId: '1' })
    await settle()
    expect(ada.getStats().eventsOut).toBe(before)
    expect(server.connections).toBe(2)
  })

  it('is one for all who show it: a hundred add one ear and one message, and leave none (C2)', async () => {
    const { own, ada, page, leave } = await scene()
    const before = ada.getStats().eventsOut
    const leaves = Array.from({ length: 100 }, () => own.attend({ projectId: '1' }))
    expect(page.listeners()).toBe(1)
    page.hide()
    await settle()
    expect(ada.getStats().eventsOut - before).toBe(1)
    for (const stop of leaves) stop()
    expect(page.listeners()).toBe(1)
    leave()
    leave()
    expect(page.listeners()).toBe(0)
    page.show()
    await settle()
    expect(ada.getStats().eventsOut - before).toBe(1)
  })

  it('waits as long as the most impatient wants, and the others do not count who say nothing', async () => {
    const { own, told, page } = await scene()
    const leave = own.attend({ projectId: '1', awayAfterMs: minutes(20) })
    const soon = own.attend({ projectId: '1', awayAfterMs: minutes(10) })
    await pass(minutes(9))
    expect(told).toEqual(['ada came'])
    await pass(minutes(1))
    expect(told).toEqual(['ada came', 'ada away'])
    soon()
    await pass(minutes(9))
    expect(told).toEqual(['ada came', 'ada away', 'ada online'])
    await pass(minutes(1))
    expect(told).toEqual(['ada came', 'ada away', 'ada online', 'ada away'])
    leave()
    own.attend({ projectId: '1', awayAfterMs: Infinity })
    page.input()
    await pass(minutes(100))
    expect(told.slice(4)).toEqual(['ada online'])
  })

  it('is told again when the server was too busy to hear it', async () => {
    const { ada, own, told } = await scene({ limits: { messagesPerSecond: 20 } })
    for (let i = 0; i < 40; i++) void ada.emit('probe', {})
    own.choose('away')
    await settle()
    expect(told).toEqual(['ada came'])
    await pass(3_000)
    expect(told).toEqual(['ada came', 'ada away'])
  })

  it('is what the server believes of a line that says nothing, where nobody shows it any more', async () => {
    const { server, page, people, leave } = await scene()
    page.hide()
    await settle()
    expect(people()).toContain('ada away')
    leave()
    server.network.drop()
    await pass(20_000)
    expect(people()).toContain('ada online')
  })

  it('says nothing to a line that is down, and ends with its client', async () => {
    const { server, ada, own, page, told } = await scene()
    server.network.offline()
    await pass(2_000)
    own.choose('away')
    own.choose('offline')
    await pass(1_000)
    server.network.online()
    await pass(5_000)
    expect(told).toContain('ada offline')
    expect(told).not.toContain('ada away')
    ada.destroy()
    expect(page.listeners()).toBe(0)
  })

  it('is of one person: what they chose is not the next one’s', async () => {
    const tokenOf = (sub: string): string => `x.${btoa(JSON.stringify({ sub }))}.x`
    let who = 'eve'
    const { visit, told } = await scene()
    const client = visit({ getToken: () => tokenOf(who) })
    client.connect()
    client.join('project:1')
    client.part(ownPresence).choose('away')
    await pass(100)
    client.disconnect()
    who = 'joe'
    client.connect()
    await pass(1_000)
    const statuses = told.map((line) => line.replace(tokenOf('eve'), 'eve').replace(tokenOf('joe'), 'joe'))
    expect(statuses).toContain('eve away')
    expect(statuses).not.toContain('joe away')
  })
})

it('is told again once a second at most to a server that refuses it without a wait', async () => {
  const refusals: number[] = []
  const greeting = {
    protocol: 1,
    topics: {},
    commandEpoch: 'e',
    reconnectSpreadMs: 0,
    dedupeWindowMs: 0,
    maxPayload: 1e6,
  }
  const refusal = { ok: false, error: { code: 'server_busy', message: 'later', retryAfterMs: 0 } }
  const { visit } = plainWorld((io) =>
    io.on('connection', (socket) => {
      socket.emit('connected', greeting)
      socket.on('presence:update', (_payload, answer: (refusal: unknown) => void) => {
        refusals.push(Date.now())
        answer(refusal)
      })
    }),
  )
  const client = visit()
  client.connect()
  await settle()
  client.part(ownPresence).choose('away')
  await pass(4_500)
  expect(refusals).toHaveLength(5)
})

it('tells a plain server for each project that is shown, without an answer (R7)', async () => {
  const heard: unknown[] = []
  const { visit } = plainWorld((io) =>
    io.on('connection', (socket) => {
      socket.onAny((...args: unknown[]) => heard.push(args))
    }),
  )
  const page = fakeActivity()
  const client = visit({ server: 'plain', env: { activity: page.activity } })
  client.connect()
  await pass(100)
  const leaves = ['1', '2', '1'].map((projectId) => {
    presenceStore(client, projectId).hold()
    return client.part(ownPresence).attend({ projectId })
  })
  client.part(ownPresence).choose('away')
  await settle()
  expect(heard).toEqual([
    ['project:join', { projectId: '1' }],
    ['project:join', { projectId: '2' }],
    ['presence:update', { status: 'away', projectId: '1' }],
    ['presence:update', { status: 'away', projectId: '2' }],
  ])
  for (const leave of leaves) leave()
})
