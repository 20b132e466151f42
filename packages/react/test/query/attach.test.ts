import { createRealtimeClient } from '@telltale/client'
import { createMockServer, createPlainServer, type World } from '@telltale/testing'
import { beforeEach, expect, it } from 'vitest'
import { deal, inVirtualTime, pass, startApp } from './support/app.ts'
import type { EntitySyncOptions } from '../../src/query/index.ts'

// A sync on a line: the real client, and the real server classes in virtual time.

const endings = inVirtualTime()

const emit = (server: World, room: string, title: string, version: number): unknown =>
  server.io.to(room).emit('deal:updated', { dealId: 'a', changes: { title }, version })

async function attached(server: World, options?: EntitySyncOptions) {
  const client = createRealtimeClient({
    url: server.url,
    getToken: () => 'ada',
    env: { connectivity: server.connectivity },
  })
  const app = startApp({}, options)
  app.look('deals')
  const detach = app.sync.attach(client)
  client.connect()
  endings.push(
    () => server.close(),
    () => client.destroy(),
    () => app.sync.destroy(),
  )
  await pass(3_000)
  app.server.fetches = 0
  return { ...app, line: client, detach }
}

const teamServer = () =>
  createMockServer({ auth: (token) => ({ userId: String(token), teams: token === 'ada' ? [...teams] : [] }) })
let teams: readonly string[] = []
beforeEach(() => void (teams = ['red']))

it('access that is taken away makes the server say what may still be seen, and is told (S10)', async () => {
  const revoked: string[] = []
  const server = teamServer()
  const app = await attached(server, { onRevoked: (topic) => revoked.push(topic) })
  const stop = app.look('open')
  await pass(10)
  stop()
  app.server.fetches = 0
  app.server.rows = [deal('b')]
  server.rt.revoke('ada', 'team:red')
  await pass(1_500)
  expect(revoked).toEqual(['team:red'])
  expect(app.titles()).toEqual(['b'])
  expect(app.server.fetches).toBe(1)
  // Nobody looks at the other: it is fetched before anybody sees it again.
  expect(app.state('open')?.isInvalidated).toBe(true)
  // Granted again, it is as new.
  server.network.drop()
  await pass(15_000)
  server.rt.revoke('ada', 'team:red')
  await pass(100)
  expect(revoked).toEqual(['team:red', 'team:red'])
})

it('access that was taken away while the line was down does as well', async () => {
  const revoked: string[] = []
  const server = teamServer()
  const app = await attached(server, { onRevoked: (topic) => revoked.push(topic) })
  server.network.drop()
  teams = []
  app.server.rows = [deal('b')]
  await pass(15_000)
  expect(revoked).toEqual(['team:red'])
  expect(app.titles()).toEqual(['b'])
})

it('an app may take off the screen at once what hangs on a topic that was taken away', async () => {
  const server = teamServer()
  const app = await attached(server, {
    onRevoked: () => void app.client.resetQueries({ queryKey: ['deals'] }),
  })
  app.server.latencyMs = 500
  app.server.rows = []
  server.rt.revoke('ada', 'team:red')
  await pass(100)
  expect(app.client.getQueryData(['deals'])).toBeUndefined()
  await pass(3_000)
  expect(app.titles()).toEqual([])
})

it('what is refused though it never was live, and topics of others, change nothing', async () => {
  const revoked: string[] = []
  const server = createMockServer({
    auth: (token) => ({ userId: String(token) }),
    authorize: ({ topic }) => topic !== 'team:blue',
  })
  const app = await attached(server, { onRevoked: (topic) => revoked.push(topic) })
  endings.push(app.line.join('team:blue'), app.line.join('project:1'))
  await pass(1_000)
  server.rt.revoke('ada', 'project:1')
  await pass(3_000)
  expect([app.line.topics.getSnapshot().get('team:blue')?.state, revoked, app.server.fetches]).toEqual([
    'refused',
    [],
    0,
  ])
})

it('a plain server has told nobody what it told while the line was down, so all is fetched (S2)', async () => {
  const server = createPlainServer({ program: (io) => io.on('connection', (socket) => void socket.join('all')) })
  const app = await attached(server)
  emit(server, 'all', 'A', 2)
  await pass(200)
  expect(app.titles()).toEqual(['A', 'b', 'c'])
  expect(app.server.fetches).toBe(0)
  server.network.offline()
  await pass(100)
  app.server.rows = [deal('a', { title: 'AA', version: 3 })]
  emit(server, 'all', 'AA', 3)
  server.network.online()
  await pass(15_000)
  expect(app.titles()).toEqual(['AA'])
  expect(app.server.fetches).toBe(1)
})

it.each(['destroy', 'detach'] as const)('after %s nothing of the line is heard any more', async (how) => {
  const server = teamServer()
  const app = await attached(server)
  if (how === 'destroy') app.sync.destroy()
  else app.detach()
  emit(server, 'team:red', 'A', 2)
  server.rt.revoke('ada', 'team:red')
  await pass(200)
  server.network.restart(100)
  await pass(15_000)
  expect(app.line.getConnectionState()).toBe('connected')
  expect(app.titles()).toEqual(['a', 'b', 'c'])
  expect(app.server.fetches).toBe(0)
})
