import { describe, expect, it } from 'vitest'
import { presenceStore, type ProjectPresence } from '../../src/stores/presenceStore.ts'
import { inVirtualTime, pass, plainWorld, type Visitor, type World, world } from '../support/world.ts'

inVirtualTime()

const shown = ({ users }: ProjectPresence): string =>
  users.map(({ userId, status }) => `${userId} ${status}`).join(', ')

/** Ada looks at project 1, in which Bob is already. */
async function scene(): Promise<World & { ada: Visitor; bob: Visitor; store: ReturnType<typeof presenceStore> }> {
  const { server, visit } = world()
  const [ada, bob] = [visit({ getToken: () => 'ada' }), visit({ getToken: () => 'bob' })]
  bob.connect()
  bob.join('project:1')
  await pass(100)
  ada.connect()
  const store = presenceStore(ada, '1')
  store.hold()
  await pass(100)
  return { server, visit, ada, bob, store }
}

describe('the store of who is in a project', () => {
  it('begins with who is there, and tells who comes, changes and goes (R7)', async () => {
    const { bob, visit, store } = await scene()
    expect(store.getSnapshot()).toMatchObject({
      isLoading: false,
      users: [
        { userId: 'bob', status: 'online' },
        { userId: 'ada', status: 'online' },
      ],
      onlineCount: 2,
      self: { userId: 'ada' },
    })
    const eve = visit({ getToken: () => 'eve' })
    eve.connect()
    const leave = eve.join('project:1')
    await pass(100)
    void bob.emit('presence:update', { status: 'away' })
    await pass(100)
    expect(shown(store.getSnapshot())).toBe('bob away, ada online, eve online')
    expect(store.getSnapshot().onlineUsers.map(({ userId }) => userId)).toEqual(['ada', 'eve'])
    leave()
    await pass(2_000)
    expect(shown(store.getSnapshot())).toBe('bob away, ada online')
  })

  it('shows a new name or picture at once, and takes away a picture that is no more (R7)', async () => {
    const { server, store } = await scene()
    const tell = (person: { name: string; avatarUrl?: string }) =>
      server.rt.to('project:1').emit('presence:changed', {
        userId: 'bob',
        ...person,
        status: 'online',
        lastSeenAt: new Date().toISOString(),
        projectId: '1',
      })
    tell({ name: 'Bob B.', avatarUrl: '/bob.png' })
    await pass(100)
    expect(store.getSnapshot().users[0]).toMatchObject({ name: 'Bob B.', avatarUrl: '/bob.png' })
    tell({ name: 'Bob B.' })
    await pass(100)
    expect(store.getSnapshot().users[0]).not.toHaveProperty('avatarUrl')
  })

  it('has one entry of a person with many tabs, and keeps it while one of them is there', async () => {
    const { visit, store } = await scene()
    const tabs = Array.from({ length: 3 }, () => {
      const tab = visit({ getToken: () => 'eve' })
      tab.connect()
      tab.join('project:1')
      return tab
    })
    await pass(100)
    expect(store.getSnapshot().onlineCount).toBe(3)
    for (const tab of tabs.slice(1)) tab.destroy()
    await pass(10_000)
    expect(store.getSnapshot().onlineCount).toBe(3)
    tabs[0]?.destroy()
    await pass(4_000)
    expect(store.getSnapshot().onlineCount).toBe(3)
    await pass(2_000)
    expect(store.getSnapshot().onlineCount).toBe(2)
  })

  it('keeps each person’s object, and their place, while nothing of them changes', async () => {
    const { server, bob, store } = await scene()
    const [before] = [store.getSnapshot()]
    server.network.drop()
    await pass(4_000)
    expect(store.getSnapshot().users).toBe(before.users)
    void bob.emit('presence:update', { status: 'away' })
    await pass(100)
    const [, ada] = store.getSnapshot().users
    expect(ada).toBe(before.users[1])
    expect(store.getSnapshot().self).toBe(before.self)
    expect(shown(store.getSnapshot())).toBe('bob away, ada online')
  })

  it('shows who was there last while the line is down, and what has become of them afterwards', async () => {
    const { server, bob, store } = await scene()
    server.network.offline()
    bob.destroy()
    await pass(20_000)
    expect(shown(store.getSnapshot())).toBe('bob online, ada online')
    server.network.online()
    await pass(5_000)
    expect(shown(store.getSnapshot())).toBe('ada online')
  })

  it('puts whoever left and came back at the end, also when that was told by an answer', async () => {
    const { server, visit, store } = await scene()
    const eve = visit({ getToken: () => 'eve' })
    eve.connect()
    const leave = eve.join('project:1')
    visit({ getToken: () => 'joe' }).connect()
    await pass(100)
    leave()
    await pass(2_000)
    expect(shown(store.getSnapshot())).toBe('bob online, ada online')
    server.network.offline()
    eve.join('project:1')
    server.network.online()
    await pass(10_000)
    expect(shown(store.getSnapshot())).toBe('bob online, ada online, eve online')
  })

  it('believes a server that has begun anew, whose revisions are lower', async () => {
    const { server, visit, bob, store } = await scene()
    const eve = visit({ getToken: () => 'eve' })
    eve.connect()
    eve.join('project:1')
    await pass(100)
    for (const status of ['away', 'online', 'away'] as const) {
      for (const client of [bob, eve]) void client.emit('presence:update', { status })
      await pass(100)
    }
    expect(shown(store.getSnapshot())).toBe('bob away, ada online, eve away')
    eve.destroy()
    server.network.restart(0)
    await pass(20_000)
    // Who comes back first is left to chance.
    expect(shown(store.getSnapshot()).split(', ').toSorted()).toEqual(['ada online', 'bob online'])
  })

  it('hears nothing of other projects', async () => {
    const { bob, ada, store } = await scene()
    bob.join('project:2')
    ada.join('project:2')
    await pass(100)
    void bob.emit('presence:update', { status: 'away', projectId: '2' })
    await pass(200)
    expect(shown(store.getSnapshot())).toBe('bob online, ada online')
    expect(shown(presenceStore(ada, '2').getSnapshot())).toBe('')
  })

  it('says forbidden where the project is not for this person, and forgets who was there', async () => {
    const { server, visit } = world({ authorize: ({ user }) => user.userId === 'ada' })
    const stores = ['ada', 'bob'].map((name) => {
      const client = visit({ getToken: () => name })
      client.connect()
      const store = presenceStore(client, '1')
      store.hold()
      return store
    })
    await pass(200)
    expect(stores.map((store) => store.getSnapshot().error?.code)).toEqual([undefined, 'forbidden'])
    server.rt.revoke('ada', 'project:1')
    await pass(200)
    expect(stores[0]?.getSnapshot()).toMatchObject({ error: { code: 'forbidden' }, users: [], self: null })
  })

  it('bears what is not as the protocol says', async () => {
    const { server, store } = await scene()
    for (const payload of [null, {}, { projectId: '1' }, { projectId: '1', user: 7 }, { userId: 'bob', status: 3 }]) {
      for (const event of ['project:user:joined', 'project:user:left', 'presence:changed']) {
        server.io.emit(event, payload)
      }
    }
    await pass(200)
    expect(store.getSnapshot().users.map(({ userId }) => userId)).toContain('ada')
  })
})

describe('the store of who is in a project, on a plain server,', () => {
  it('knows who comes, changes and goes by the events alone (R7)', async () => {
    const { server, visit } = plainWorld(() => {})
    const client = visit({ server: 'plain' })
    const store = presenceStore(client, '1')
    store.hold()
    client.connect()
    await pass(200)
    expect(store.getSnapshot()).toMatchObject({ isLoading: false, users: [] })
    const user = { userId: 'bob', name: 'Bob', avatarUrl: '/bob.png' }
    const lastSeenAt = '2026-11-20T09:30:00.000Z'
    const changed = { userId: 'bob', status: 'away', lastSeenAt }
    server.io.emit('presence:changed', changed)
    server.io.emit('project:user:joined', { projectId: '1', user })
    server.io.emit('project:user:joined', { projectId: '2', user: { userId: 'eve', name: 'Eve' } })
    await pass(200)
    expect(store.getSnapshot()).toMatchObject({ users: [{ ...user, status: 'online' }], self: null })
    server.io.emit('presence:changed', changed)
    server.io.emit('presence:changed', { ...changed, userId: 'joe', projectId: '1' })
    await pass(200)
    expect(store.getSnapshot().users).toEqual([
      { ...user, status: 'away', lastSeenAt },
      { userId: 'joe', name: 'joe', status: 'away', lastSeenAt },
    ])
    server.io.emit('project:user:left', { projectId: '1', user })
    server.io.emit('project:user:left', { projectId: '1', user })
    server.io.emit('project:user:joined', { projectId: '1', user })
    await pass(200)
    expect(shown(store.getSnapshot())).toBe('joe away, bob online')
  })
})
