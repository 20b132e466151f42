import type { WorkflowEvent } from '@telltale/protocol'
import { describe, expect, it } from 'vitest'
import { runStore } from '../../src/stores/runStore.ts'
import { inVirtualTime, pass, settle, type World, world } from '../support/world.ts'

inVirtualTime()

const say = (server: World['server'], event: Omit<WorkflowEvent, 'runId' | 'timestamp'>): void =>
  server.rt.to('run:1').emit('workflow:event', { runId: '1', timestamp: new Date().toISOString(), ...event })

describe('the store of a run', () => {
  it('begins with what happened before anybody looked (C6)', async () => {
    const { server, visit } = world()
    say(server, { kind: 'run_started' })
    say(server, { kind: 'node_started', node: 'fetch' })
    const client = visit()
    client.connect()
    await settle()
    const store = runStore(client, '1')
    const seen: unknown[] = []
    const stop = store.subscribe(() => seen.push(store.getSnapshot().status))
    expect(store.getSnapshot()).toMatchObject({ isLoading: true, status: 'idle' })
    await pass(100)
    expect(seen).toEqual(['running'])
    expect(store.getSnapshot()).toMatchObject({ isLoading: false, nodes: [{ node: 'fetch', status: 'running' }] })
    stop()
  })

  it('is one for all who ask, joins once, and is left a second after the last', async () => {
    const { server, visit } = world()
    const client = visit()
    client.connect()
    await settle()
    const before = client.getStats().eventsOut
    const stops = Array.from({ length: 100 }, () => runStore(client, '1').subscribe(() => {}))
    await settle()
    expect(runStore(client, '1')).toBe(runStore(client, '1'))
    const isIn = () => (server.io.sockets.adapter.rooms.get('run:1')?.size ?? 0) > 0
    expect([client.getStats().eventsOut - before, isIn()]).toEqual([1, true])
    for (const stop of stops) stop()
    await pass(900)
    expect(isIn()).toBe(true)
    await pass(2_000)
    expect(isIn()).toBe(false)
  })

  it('shows a burst with one frame, and its last word', async () => {
    const { server, visit } = world()
    const client = visit()
    client.connect()
    const store = runStore(client, '1')
    let shown = 0
    const stop = store.subscribe(() => (shown += 1))
    await pass(200)
    shown = 0
    for (let i = 0; i < 1_000; i++) say(server, { kind: 'node_started', node: `${i % 10}` })
    await pass(1_000)
    expect([shown, store.getSnapshot().history.length]).toEqual([1, 1_000])
    stop()
  })

  it('says forbidden where it is not for this person, and forgets what was known', async () => {
    const { server, visit } = world({ authorize: ({ user }) => user.userId === 'ada' })
    say(server, { kind: 'run_started' })
    const [ada, bob] = ['ada', 'bob'].map((name) => {
      const client = visit({ getToken: () => name })
      client.connect()
      const store = runStore(client, '1')
      store.hold()
      return store
    })
    await pass(200)
    expect([ada?.getSnapshot().status, bob?.getSnapshot().error]).toEqual(['running', 'forbidden'])
    server.rt.revoke('ada', 'run:1')
    await pass(200)
    expect(ada?.getSnapshot()).toMatchObject({ error: 'forbidden', history: [], nodes: [] })
  })

  it('keeps on the screen what a server knew that was lost, and says that the run was lost with it', async () => {
    const { server, visit } = world()
    const client = visit()
    client.connect()
    const store = runStore(client, '1')
    store.hold()
    await pass(200)
    say(server, { kind: 'run_started' })
    await pass(200)
    server.network.restart(0)
    await pass(5_000)
    expect(store.getSnapshot()).toMatchObject({
      status: 'failed',
      error: 'internal',
      history: [{ kind: 'run_started' }],
    })
  })

  it('bears what is not as the protocol says', async () => {
    const { server, visit } = world()
    const client = visit()
    client.connect()
    const store = runStore(client, '1')
    store.hold()
    await pass(200)
    for (const payload of [
      { runId: '1', kind: 'artifact', artifact: 3 },
      { runId: '1', kind: 'party' },
      { runId: '1' },
    ]) {
      server.io.emit('workflow:event', payload)
      server.io.emit('workflow:progress', { ...payload, progress: 'much' })
    }
    await pass(200)
    say(server, { kind: 'run_started' })
    await pass(200)
    expect(store.getSnapshot().status).toBe('running')
  })
})
