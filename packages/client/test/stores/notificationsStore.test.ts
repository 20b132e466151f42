import { type Notification, type TelltaleContract, TelltaleError } from '@telltale/protocol'
import { hasReceived, type MockServerOptions } from '@telltale/testing'
import { describe, expect, it, vi } from 'vitest'
import { notificationsStore, type NotificationsStore } from '../../src/stores/notificationsStore.ts'
import { inVirtualTime, pass, plainWorld, settle, type Visitor, type World, world } from '../support/world.ts'

inVirtualTime()

type Scene = World & { client: Visitor; store: NotificationsStore; ids: string[]; latest: string[]; leave: () => void }

/** Ada at the screen, who has been told this much before; `latest` is what she is told from then on. */
async function scene(titles: readonly string[], options?: MockServerOptions<TelltaleContract>): Promise<Scene> {
  const { server, visit } = world(options)
  const ids = titles.map((title) => server.rt.notifyUser('ada', { title }).id)
  const client = visit({ getToken: () => 'ada' })
  const store = notificationsStore(client, 'ada')
  const latest: string[] = []
  store.onChange((now, before) => {
    if (now.latest !== before.latest) latest.push(...now.latest.map(({ title }) => title))
  })
  const leave = store.hold()
  client.connect()
  await pass(100)
  return { server, visit, client, store, ids, latest, leave }
}

/** As it is shown: newest first, a star for unread, and the count. */
function shown(store: NotificationsStore): string {
  const { notifications, unreadCount } = store.getSnapshot()
  return `${notifications.map(({ title, readAt }) => title + (readAt === undefined ? '*' : '')).join(' ')} ${unreadCount}`
}

describe('the store of a user’s notifications', () => {
  it('tells a listener nothing more that another has taken away meanwhile', async () => {
    const { server, store, latest } = await scene([])
    const gone = vi.fn()
    store.onChange(() => stop())
    const stop = store.onChange(gone)
    server.rt.notifyUser('ada', { title: 'A' })
    await pass(200)
    expect([latest, gone.mock.calls]).toEqual([['A'], []])
  })

  it('begins with what was told before anybody looked, and tells what comes after as new, once (R6)', async () => {
    const { server, store, latest } = await scene(['A', 'B'])
    expect([shown(store), store.getSnapshot().isLoading, latest]).toEqual(['B* A* 2', false, []])
    server.rt.notifyUser('ada', { title: 'C' })
    server.rt.notifyUser('bob', { title: 'not hers' })
    await pass(200)
    expect([shown(store), latest]).toEqual(['C* B* A* 3', ['C']])
  })

  it('tells as new what came while the line was away, also where the server’s log is too short for it', async () => {
    const { server, store, latest } = await scene(['A'])
    server.network.offline()
    server.rt.notifyUser('ada', { title: 'B' })
    server.network.online()
    await pass(5_000)
    server.network.offline()
    for (let i = 0; i < 1_200; i++) server.rt.to('user:ada').emit('comment:created', comment)
    for (const title of ['C', 'D']) server.rt.notifyUser('ada', { title })
    server.network.online()
    await pass(5_000)
    expect([shown(store), latest]).toEqual(['D* C* B* A* 4', ['B', 'C', 'D']])
  })

  it('does not tell as new what was read long ago and comes to light when others are cleared', async () => {
    const { server, visit } = world()
    const ids = Array.from({ length: 60 }, (_, i) => server.rt.notifyUser('ada', { title: `${i}` }).id)
    server.rt.to('user:ada').emit('notification:read', { userId: 'ada', ids: 'all' })
    const client = visit({ getToken: () => 'ada' })
    const store = notificationsStore(client, 'ada')
    store.hold()
    client.connect()
    await pass(100)
    expect(store.getSnapshot().notifications).toHaveLength(50)
    server.network.offline()
    server.rt.to('user:ada').emit('notification:cleared', { userId: 'ada', ids: ids.slice(10) })
    for (let i = 0; i < 1_200; i++) server.rt.to('user:ada').emit('comment:created', comment)
    server.network.online()
    await pass(5_000)
    expect(store.getSnapshot()).toMatchObject({ notifications: { length: 10 }, latest: [] })
  })

  it('knows what is told twice once, and of more than 500 the newest', async () => {
    const { server, store, latest } = await scene([])
    for (let i = 0; i < 2; i++) server.rt.to('user:ada').emit('notification', notification('A'))
    await pass(200)
    expect([shown(store), latest]).toEqual(['A* 1', ['A']])
    for (let i = 0; i < 500; i++) server.rt.notifyUser('ada', { title: `${i}` })
    await pass(200)
    expect(store.getSnapshot()).toMatchObject({ notifications: { length: 500, 499: { title: '0' } }, unreadCount: 500 })
  })

  it('counts those for which the server’s answer had no room (R6)', async () => {
    const { server, visit } = world()
    const data = 'x'.repeat(30_000)
    const ids = Array.from({ length: 50 }, (_, i) => server.rt.notifyUser('ada', { title: `${i}`, data }).id)
    const client = visit({ getToken: () => 'ada' })
    const store = notificationsStore(client, 'ada')
    store.hold()
    client.connect()
    await pass(200)
    const { notifications, unreadCount } = store.getSnapshot()
    expect(unreadCount).toBe(50)
    expect(notifications.length).toBeLessThan(40)
    server.rt.to('user:ada').emit('notification:read', { userId: 'ada', ids: [ids[0] ?? '', ids[49] ?? ''] })
    await pass(200)
    expect(store.getSnapshot().unreadCount).toBe(48)
    store.markAllAsRead()
    expect(store.getSnapshot().unreadCount).toBe(0)
    await pass(200)
    expect(hasReceived(server, 'notification:read', { all: true })).toBe(true)
    expect(store.getSnapshot()).toMatchObject({ unreadCount: 0, marks: [] })
  })

  it('shows a mark at once, sends it when there is a line, and leaves unread what came meanwhile (R6)', async () => {
    const { server, store, ids } = await scene(['A', 'B'])
    server.network.offline()
    await pass(100)
    store.markAllAsRead()
    expect(shown(store)).toBe('B A 0')
    server.rt.notifyUser('ada', { title: 'C' })
    // More than the log holds: what is known comes as a snapshot.
    for (let i = 0; i < 1_200; i++) server.rt.to('user:ada').emit('comment:created', comment)
    const seen = new Set<string>()
    store.onChange(({ notifications }) => seen.add(notifications.map(({ readAt }) => (readAt ? '.' : '*')).join('')))
    server.network.online()
    await pass(5_000)
    expect([shown(store), [...seen]]).toEqual(['C* B A 1', ['*..']])
    expect(hasReceived(server, 'notification:read', { ids: ids.toReversed() })).toBe(true)
  })

  it('takes back a mark that is refused, alone, and says why; the next mark takes that back (R6)', async () => {
    const answered: string[][] = []
    const seen = new Set<string>()
    const { server, store, ids } = await scene(['A', 'B', 'C'], {
      latencyMs: 20,
      program: (rt) =>
        rt.handle('notification:read', async ({ payload }) => {
          if (!('ids' in payload)) return null
          // The first takes longest: they are asked for one after the other all the same.
          await new Promise((resolve) => setTimeout(resolve, 50 - 20 * ids.indexOf(payload.ids[0] ?? '')))
          answered.push(payload.ids)
          if (payload.ids.includes(ids[1] ?? '')) throw new TelltaleError('forbidden', 'B is to be read aloud.')
          rt.to('user:ada').emit('notification:read', { userId: 'ada', ids: payload.ids })
          return null
        }),
    })
    await pass(500)
    for (const id of ids) store.markAsRead(id)
    expect(shown(store)).toBe('C B A 0')
    store.subscribe(() => seen.add(shown(store)))
    server.rt.notifyUser('ada', { title: 'D' })
    await pass(500)
    expect([...seen]).toEqual(['D* C B A 1', 'D* C B* A 2'])
    expect(shown(store)).toBe('D* C B* A 2')
    expect(answered).toEqual(ids.map((id) => [id]))
    expect(store.getSnapshot().error).toMatchObject({ code: 'forbidden' })
    store.markAsRead(ids[0] ?? '')
    expect([shown(store), store.getSnapshot().error?.code], 'nothing to do').toEqual(['D* C B* A 2', 'forbidden'])
    store.markAsRead(store.getSnapshot().notifications[0]?.id ?? '')
    expect([shown(store), store.getSnapshot().error]).toEqual(['D C B* A 1', null])
    server.network.latency(0)
    await pass(500)
  })

  it('keeps a mark that was done until its own event is there, however late that is', async () => {
    const { server, store, ids } = await scene(['A', 'B'])
    const seen = new Set<string>()
    server.network.weather({ lose: 1 })
    store.markAsRead(ids[0] ?? '')
    store.clear(ids[1])
    store.subscribe(() => seen.add(shown(store)))
    await pass(1_000)
    expect(store.getSnapshot().marks).toMatchObject([{ isAnswered: true }, { isAnswered: true }])
    server.network.weather()
    await pass(60_000)
    expect(store.getSnapshot().marks).toEqual([])
    expect([...seen]).toEqual(['A 0'])
  })

  it('believes a snapshot more than an answer that was followed by nothing', async () => {
    const { server, store, ids } = await scene(['A'], { program: (rt) => rt.handle('notification:read', () => null) })
    store.markAsRead(ids)
    await pass(60_000)
    expect([shown(store), store.getSnapshot().error]).toEqual(['A 0', null])
    server.network.offline()
    for (let i = 0; i < 1_200; i++) server.rt.to('user:ada').emit('comment:created', comment)
    server.network.online()
    await pass(5_000)
    expect(shown(store)).toBe('A* 1')
  })

  it('marks again on a server that has begun anew, since reading twice is reading once', async () => {
    const { server, store, ids } = await scene(['A'])
    server.network.freeze()
    store.markAsRead(ids)
    await pass(100)
    server.network.restart(0)
    server.network.thaw()
    await pass(20_000)
    expect(store.getSnapshot()).toMatchObject({ notifications: [], unreadCount: 0, error: null, marks: [] })
  })

  it('clears some, or all that the server has', async () => {
    const { server, store, ids, visit } = await scene(['A', 'B', 'C'])
    store.clear(ids[1])
    expect(shown(store)).toBe('C* A* 2')
    store.clear([])
    await pass(200)
    expect(hasReceived(server, 'notification:clear', { ids: [] })).toBe(false)
    store.clear()
    expect(shown(store)).toBe(' 0')
    await pass(200)
    const late = notificationsStore(visit({ getToken: () => 'ada' }), 'ada')
    late.hold()
    await pass(2_000)
    expect([shown(late), store.getSnapshot().marks]).toEqual([' 0', []])
  })

  it('is found as it was left by one who comes back before its marks are answered', async () => {
    const { server, store, ids, leave } = await scene(['A', 'B'])
    server.network.offline()
    await pass(100)
    store.markAsRead(ids[0] ?? '')
    leave()
    await pass(10_000)
    store.hold()
    expect(shown(store)).toBe('B* A 1')
    server.network.online()
    await pass(5_000)
    expect([shown(store), store.state.marks]).toEqual(['B* A 1', []])
  })

  it('takes back what waited too long, and says so', async () => {
    const { server, store } = await scene(['A'])
    server.network.offline()
    await pass(100)
    store.markAllAsRead()
    await pass(301_000)
    expect([shown(store), store.getSnapshot().error?.code]).toEqual(['A* 1', 'expired'])
  })

  it('leaves nothing behind when its client ends with marks under way', async () => {
    const { server, store, client, leave } = await scene(['A'])
    server.network.offline()
    store.markAllAsRead()
    client.destroy()
    await settle()
    const timers = vi.getTimerCount()
    leave()
    expect(vi.getTimerCount()).toBe(timers)
    expect(shown(store)).toBe(' 0')
  })

  it('says forbidden where they are not for this person', async () => {
    const { visit } = world()
    const client = visit({ getToken: () => 'bob' })
    const store = notificationsStore(client, 'ada')
    store.hold()
    client.connect()
    await pass(200)
    expect(store.getSnapshot()).toMatchObject({ isLoading: false, error: { code: 'forbidden' }, notifications: [] })
  })

  it('forgets everything, marks and all, when somebody else signs in', async () => {
    const tokenOf = (sub: string): string => `x.${btoa(JSON.stringify({ sub }))}.x`
    let who = 'ada'
    const { server, visit } = world()
    server.rt.notifyUser(tokenOf('ada'), { title: 'for her alone' })
    const client = visit({ getToken: () => tokenOf(who) })
    const store = notificationsStore(client, tokenOf('ada'))
    store.hold()
    client.connect()
    await pass(200)
    expect(store.getSnapshot().unreadCount).toBe(1)
    client.disconnect()
    store.markAllAsRead()
    who = 'bob'
    client.connect()
    await pass(2_000)
    expect(store.getSnapshot()).toMatchObject({ notifications: [], marks: [], error: { code: 'forbidden' } })
  })

  it('bears what is not as the protocol says', async () => {
    const { server, store, latest } = await scene(['A'])
    server.io.emit('notification:read', { userId: 'ada' })
    server.io.emit('notification:read', { userId: 'ada', ids: 7 })
    server.io.emit('notification:cleared', { userId: 'ada', ids: [null, {}] })
    await pass(200)
    server.rt.notifyUser('ada', { title: 'B' })
    await pass(200)
    expect([shown(store), latest]).toEqual(['B* A* 2', ['B']])
  })
})

const comment = {
  commentId: '1',
  projectId: '1',
  author: { userId: 'bob', name: 'Bob' },
  body: 'Hm.',
  createdAt: '2026-11-20T09:30:00.000Z',
}
const notification = (id: string): Notification => ({
  id,
  userId: 'ada',
  type: 'info',
  title: id,
  createdAt: '2026-11-20T09:30:00.000Z',
})

describe('the store of a user’s notifications, on a plain server,', () => {
  it('knows what comes, once each, and settles marks by itself (R6)', async () => {
    const heard: unknown[] = []
    const { server, visit } = plainWorld((io) =>
      io.on('connection', (socket) => {
        socket.onAny((...args: unknown[]) => heard.push(args))
      }),
    )
    const client = visit()
    const store = notificationsStore(client, 'ada')
    store.hold()
    client.connect()
    expect(store.getSnapshot().isLoading).toBe(true)
    await pass(1_500)
    expect(store.getSnapshot().isLoading).toBe(false)
    const late = notificationsStore(client, 'bob')
    late.hold()
    await pass(200)
    expect(late.getSnapshot().isLoading).toBe(false)
    for (const id of ['A', 'B', 'A', 'C']) server.io.emit('notification', notification(id))
    await pass(200)
    expect(shown(store)).toBe('C* B* A* 3')
    store.markAsRead('B')
    store.clear(['A'])
    store.markAllAsRead()
    expect(shown(store)).toBe('C B 0')
    await settle()
    expect([store.getSnapshot().marks, heard]).toEqual([
      [],
      [
        ['notification:read', { ids: ['B'] }],
        ['notification:clear', { ids: ['A'] }],
        ['notification:read', { all: true }],
      ],
    ])
  })

  it('sends marks that waited, and takes silence for yes', async () => {
    const heard: unknown[] = []
    const { server, visit } = plainWorld((io) =>
      io.on('connection', (socket) => {
        socket.on('notification:read', (payload: unknown) => heard.push(payload))
      }),
    )
    const client = visit({ server: 'plain' })
    const store = notificationsStore(client, 'ada')
    store.hold()
    client.connect()
    await pass(200)
    server.io.emit('notification', notification('A'))
    await pass(200)
    server.network.offline()
    await pass(200)
    store.markAsRead('A')
    server.network.online()
    await pass(60_000)
    expect([shown(store), store.getSnapshot().marks, store.getSnapshot().error]).toEqual(['A 0', [], null])
    expect(heard).toContainEqual({ ids: ['A'] })
  })
})
