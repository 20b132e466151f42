import { defineContract } from '@telltale/protocol/schemas'
import { createPlainServer, type MockServer, type World as Server } from '@telltale/testing'
import * as v from 'valibot'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { createRealtimeClient, type Page, type PageSign, type RealtimeClient } from '../src/index.ts'
import { inVirtualTime, pass, settle, world } from './support/world.ts'

// Stories of what may befall a client, of which the other files hold those that are about one part alone.
inVirtualTime()

const update = ({ rt }: MockServer, projectId: string, ...texts: string[]): void => {
  for (const text of texts) {
    rt.to(`project:${projectId}`).emit('project:updated', {
      projectId,
      changes: { text },
      updatedBy: 'bob',
      updatedAt: new Date().toISOString(),
    })
  }
}

/** What a client hears of its projects, in order: `1: text`, and gaps as `project:1 first`. */
function listen(client: RealtimeClient): string[] {
  const heard: string[] = []
  client.on('project:updated', ({ projectId, changes }) => void heard.push(`${projectId}: ${String(changes['text'])}`))
  client.onGap(({ topic, reason }) => {
    if (topic.startsWith('project:')) heard.push(`${topic} ${reason}`)
  })
  return heard
}

const asked = ({ transcript }: Server, event: string): number =>
  transcript.entries.filter((entry) => entry.kind === 'in' && entry.event === event).length

const numbers = (count: number): string[] => Array.from({ length: count }, (_, i) => `${i}`)

describe('catching up', () => {
  it('first connect with two topics: one request, a first gap each, and nothing between it and what comes live is lost', async () => {
    const { server, visit } = world()
    const client = visit()
    const heard = listen(client)
    update(server, '1', 'before')
    client.join('project:1')
    client.join('project:2')
    client.connect()
    server.network.latency(20)
    while (asked(server, 'sync') === 0) await pass(1)
    for (const projectId of ['1', '2']) update(server, projectId, 'in the very moment')
    await pass(100)
    for (const id of ['1', '2']) {
      expect(heard.filter((text) => text.includes(id))).toEqual([`project:${id} first`, `${id}: in the very moment`])
    }
    expect([...client.topics.getSnapshot().values()].map(({ state }) => state)).toEqual(['live', 'live', 'live'])
    expect(asked(server, 'sync')).toBe(1)
    server.network.latency(0)
    await pass(50)
  })

  it('back after ten minutes with one topic trimmed and one forbidden: a gap, a refusal, and the third whole', async () => {
    const forbidden = new Set<string>()
    const { server, visit } = world({ authorize: ({ topic }) => !forbidden.has(topic) })
    const client = visit({ getToken: () => 'ada' })
    const heard = listen(client)
    for (const projectId of ['busy', 'secret', 'quiet'] as const) client.join(`project:${projectId}`)
    client.connect()
    await pass(11_000)
    heard.length = 0
    server.network.offline()
    forbidden.add('project:secret')
    update(server, 'busy', ...numbers(1_100))
    update(server, 'secret', 'not for you')
    update(server, 'quiet', 'one', 'two')
    await pass(600_000)
    server.network.online()
    await settle()
    for (const projectId of ['busy', 'secret', 'quiet']) update(server, projectId, 'live')
    await settle()
    expect(heard).toEqual(['project:busy trimmed', 'quiet: one', 'quiet: two', 'busy: live', 'quiet: live'])
    const states = ['busy', 'secret', 'quiet'].map((id) => client.topics.getSnapshot().get(`project:${id}`)?.state)
    expect(states).toEqual(['live', 'refused', 'live'])
    expect(client.status.getSnapshot()).toMatchObject({ state: 'connected', synced: true })
  })

  it('a client that never saw an event misses none', async () => {
    const { server, visit } = world()
    const client = visit({ getToken: () => 'ada' })
    const heard = listen(client)
    client.on('notification', ({ title }) => heard.push(title))
    client.join('project:1')
    client.connect()
    await pass(11_000)
    server.network.offline()
    update(server, '1', 'the very first')
    server.rt.notifyUser('ada', { title: 'the first for ada' })
    await pass(60_000)
    server.network.online()
    await settle()
    expect(heard.toSorted()).toEqual(['1: the very first', 'project:1 first', 'the first for ada'])
  })

  it('10 000 missed events come in several rounds, in order, once, and in bounded time', async () => {
    const { server, visit } = world()
    const client = visit()
    const heard = new Map<string, string[]>()
    client.on('project:updated', ({ projectId, changes }) => {
      heard.set(projectId, [...(heard.get(projectId) ?? []), String(changes['text'])])
    })
    const gaps = vi.fn()
    const projects = numbers(10)
    for (const project of projects) client.join(`project:${project}`)
    client.connect()
    await pass(11_000)
    client.onGap(gaps)
    server.network.offline()
    for (const project of projects) update(server, project, ...numbers(1_000))
    await pass(5_000)
    const before = asked(server, 'sync')
    server.network.latency(10)
    server.network.online()
    await pass(1_000)
    expect(client.status.getSnapshot()).toMatchObject({ state: 'connected', synced: true })
    expect([...heard.values()]).toEqual(projects.map(() => numbers(1_000)))
    expect(gaps).not.toHaveBeenCalled()
    const rounds = asked(server, 'sync') - before
    expect(rounds).toBeGreaterThan(3)
    expect(rounds).toBeLessThan(25)
    server.network.latency(0)
    await pass(50)
  }, 20_000)

  it('a topic refused in sync harms no other', async () => {
    const { server, visit } = world({ authorize: ({ topic }) => topic !== 'project:theirs' })
    const client = visit()
    const heard = listen(client)
    client.join('project:theirs')
    client.join('project:mine')
    client.connect()
    await settle()
    for (const projectId of ['theirs', 'mine']) update(server, projectId, 'news')
    await settle()
    expect(heard).toEqual(['project:mine first', 'mine: news'])
    expect(client.status.getSnapshot()).toMatchObject({ phase: 'ready', synced: true })
    expect(asked(server, 'sync')).toBe(1)
  })
})

describe('leave and sync', () => {
  const members = ({ io }: Server, topic: string): number => io.sockets.adapter.rooms.get(topic)?.size ?? 0

  it('a leave overtaken by a sync of the same topic ends in it, a sync overtaken by a leave ends outside', async () => {
    const { server, visit } = world({
      authorize: ({ topic }) => topic !== 'project:slow' || new Promise((resolve) => setTimeout(resolve, 5_000, true)),
    })
    const client = visit()
    const heard = listen(client)
    const leave = client.join('project:1')
    client.connect()
    await settle()
    server.network.latency(50)
    leave()
    // The leave is on its way when the topic is wanted again.
    await pass(1_010)
    client.join('project:1')
    await pass(200)
    expect([asked(server, 'leave'), members(server, 'project:1')]).toEqual([1, 1])
    update(server, '1', 'back again')
    await pass(100)
    expect(heard).toEqual(['project:1 first', 'project:1 first', '1: back again'])

    // The answer is still being made when nobody wants the topic any more.
    client.join('project:slow')()
    await pass(10_000)
    expect([asked(server, 'leave'), members(server, 'project:slow')]).toEqual([2, 0])
    expect(client.topics.getSnapshot().has('project:slow')).toBe(false)
    expect(client.status.getSnapshot().synced).toBe(true)
    server.network.latency(0)
    await pass(100)
  })
})

describe('events that are out of the log', () => {
  const contract = defineContract({
    events: {
      'cursor:moved': { schema: v.object({ x: v.number() }), class: 'volatile' },
      'deal:won': { schema: v.object({ amount: v.number() }) },
    },
  })
  /** The same to the compiler; at run time it lets every amount through, as an older server might. */
  const lax = defineContract({
    events: {
      'cursor:moved': { schema: v.object({ x: v.number() }), class: 'volatile' },
      'deal:won': { schema: v.object({ amount: v.custom<number>(() => true) }) },
    },
  })

  it('coalesced progress and volatile events in a topic raise no gap, and cost no question', async () => {
    const { server, visit } = world<typeof contract>({ contract, seed: 3 })
    const client = visit({ contract })
    const gaps = vi.fn()
    const heard: unknown[] = []
    client.on('analysis:progress', ({ progress }) => heard.push(progress))
    client.on('cursor:moved', ({ x }) => heard.push(`x ${x}`))
    client.on('deal:won', ({ amount }) => heard.push(`won ${amount}`))
    client.join('project:1')
    client.connect()
    await settle()
    client.onGap(gaps)
    const { rt, network } = server
    for (let i = 1; i <= 20; i += 1) {
      network.weather({ lose: 0.6 })
      const progress = { analysisId: 'a', projectId: '1', detector: 'd', progress: i, issuesFound: 0 }
      rt.to('project:1').emit('analysis:progress', progress)
      rt.to('project:1').emit('cursor:moved', { x: i })
      network.weather()
      rt.to('project:1').emit('deal:won', { amount: i })
    }
    await pass(35_000)
    expect(heard.filter((what) => String(what).startsWith('won'))).toEqual(
      numbers(20).map((n) => `won ${Number(n) + 1}`),
    )
    expect(heard.length).toBeGreaterThan(20)
    expect(heard.length).toBeLessThan(60)
    expect(gaps).not.toHaveBeenCalled()
    expect(asked(server, 'sync')).toBe(1)
  })

  it('an invalid logged event raises one gap and no loop, live and in what was missed', async () => {
    const { server, visit } = world<typeof contract>({ contract: lax })
    const client = visit({ contract })
    const heard: unknown[] = []
    client.on('deal:won', ({ amount }) => heard.push(amount))
    client.join('project:1')
    client.connect()
    await pass(11_000)
    client.onGap(({ reason }) => heard.push(reason))
    const win = (...amounts: unknown[]) => {
      // As a server would that has another contract.
      for (const amount of amounts) server.rt.to('project:1').emit('deal:won', { amount: amount as number })
    }
    win(1, 'two', 3)
    await pass(35_000)
    expect(heard).toEqual([1, 'invalid', 3])
    server.network.offline()
    win(4, 'five', 6)
    await pass(1_000)
    server.network.online()
    await pass(35_000)
    server.network.drop()
    await pass(35_000)
    expect(heard).toEqual([1, 'invalid', 3, 4, 'invalid', 6])
    expect(client.getStats()).toMatchObject({ invalid: 2 })
    expect(asked(server, 'sync'), 'one for each line').toBe(3)
  })
})

it('a duplicated tab: two clients of one user, with one sessionStorage between them, leave each other alone', async () => {
  const kept = new Map<string, string>()
  onTestFinished(() => void vi.unstubAllGlobals())
  vi.stubGlobal('sessionStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  })
  const { server, visit } = world()
  const tabs = [visit({ getToken: () => 'ada' }), visit({ getToken: () => 'ada' })]
  const heard = tabs.map((tab) => listen(tab))
  for (const tab of tabs) {
    tab.join('project:1')
    tab.connect()
  }
  await pass(30_000)
  update(server, '1', 'for both')
  await settle()
  expect(heard).toEqual([
    ['project:1 first', '1: for both'],
    ['project:1 first', '1: for both'],
  ])
  expect([server.attempts, server.connections]).toEqual([2, 2])
  // What a browser copies into a duplicate must not tell who the client is.
  expect([...kept.values()].filter((value) => tabs.some(({ socket }) => value.includes(socket.id ?? '')))).toEqual([])
  const ids = Array.from(server.io.sockets.sockets.values(), ({ handshake }) => handshake.auth['clientId'] as unknown)
  expect(new Set(ids).size).toBe(2)
})

it('a plain server whose handlers take (payload, ack) never gets a third argument', async () => {
  const received: unknown[][] = []
  const server = createPlainServer({
    program: (io) =>
      io.on('connection', (socket) =>
        socket.onAny((...args: unknown[]) => {
          received.push(args.map((arg) => (typeof arg === 'function' ? 'ack' : arg)))
          const acknowledge = args.at(-1)
          if (typeof acknowledge === 'function') acknowledge('done')
        }),
      ),
  })
  const client = createRealtimeClient({ url: server.url, getToken: () => 'ada' })
  const leave = client.join('project:1')
  void client.send('queued', { n: 1 })
  client.connect()
  await pass(2_000)
  void client.send('live', { n: 2 }, { mode: 'live' })
  await pass(1)
  void client.send('volatile', { n: 3 }, { mode: 'volatile' })
  void client.emit('emitted', { n: 4 })
  leave()
  await pass(2_000)
  server.network.drop()
  await pass(15_000)
  expect(received).toEqual([
    ['project:join', { projectId: '1' }],
    ['queued', { n: 1 }, 'ack'],
    ['live', { n: 2 }, 'ack'],
    ['volatile', { n: 3 }],
    ['emitted', { n: 4 }, 'ack'],
    ['project:leave', { projectId: '1' }],
  ])
  client.destroy()
  await server.close()
})

describe('a slow upload', () => {
  /** A client in doubt of a line that carries nothing back, with so many bytes to send at a moment after. */
  async function uploading(left: (ms: number) => number): Promise<string[]> {
    const { server, visit } = world({ socketOptions: { pingInterval: 60_000, pingTimeout: 60_000 } })
    let attend: () => void = () => {}
    const page: Page = {
      subscribe: (listener: (sign: PageSign) => void) => {
        attend = () => listener('attended')
        return () => {}
      },
    }
    const client = visit({ env: { page } })
    client.connect()
    await pass(11_000)
    const from = Date.now()
    const { transport } = client.socket.io.engine
    // A fake WebSocket sends all at once; a real one tells here what it has not sent yet.
    const { ws } = transport as unknown as { ws: WebSocket }
    Object.defineProperty(ws, 'bufferedAmount', {
      get: () => left(Date.now() - from),
      set: () => {},
    })
    server.network.freeze()
    attend()
    await pass(20_000)
    server.network.thaw()
    await pass(15_000)
    return client.history
  }

  it('that is healthy is not probed to death', async () => {
    expect(await uploading((ms) => Math.max(0, 1_000_000 - ms * 50))).toEqual(['connecting', 'connected'])
  })

  it('that stands still is given up', async () => {
    expect(await uploading((ms) => Math.max(700_000, 1_000_000 - ms * 50))).toEqual([
      'connecting',
      'connected',
      'reconnecting',
      'connected',
    ])
  })
})
