import { TelltaleError } from '@telltale/protocol'
import { expect, test } from 'vitest'
import { startServer, tokenIsName } from '../test/support/startServer.ts'
import type { User } from './index.ts'

test('S10 who comes without a token is refused, with the code that auth threw', async () => {
  const world = await startServer()
  const refusal = await world.refused({})
  expect(refusal.data).toEqual({ code: 'auth_invalid' })
  expect(refusal.message).toBe('[telltale] no token')
  expect(world.reported).toEqual([])
})

test('a code and its retryAfterMs reach the client', async () => {
  const world = await startServer({
    auth: () => {
      throw new TelltaleError('server_busy', 'too many at once', { retryAfterMs: 250 })
    },
  })
  expect((await world.refused({ token: 'ada' })).data).toEqual({ code: 'server_busy', retryAfterMs: 250 })
})

test('anything else that auth throws is auth_invalid to the client, and reported here', async () => {
  const failure = new Error('select * from secrets')
  const world = await startServer({ auth: () => Promise.reject(failure) })
  const refusal = await world.refused({ token: 'ada' })
  expect(refusal.data).toEqual({ code: 'auth_invalid' })
  expect(refusal.message).not.toContain('secrets')
  expect(world.reported).toEqual([failure])
})

test.each([7, {}, [], true])('a token that is no string (%j) is auth_invalid, without asking auth', async (token) => {
  const world = await startServer({ auth: () => ({ userId: 'anybody' }) })
  expect((await world.refused({ token })).data).toEqual({ code: 'auth_invalid' })
})

test('auth may let guests in: it is asked with null', async () => {
  const world = await startServer({ auth: (token) => ({ userId: token ?? 'guest' }) })
  const guest = await world.open(null)
  expect(guest.seen[0]?.payload).toMatchObject({ topics: { 'user:guest': {} } })
})

test('an expiresAt that is no time lets nobody in', async () => {
  const world = await startServer({ auth: (token) => ({ ...tokenIsName(token), expiresAt: Number.NaN }) })
  expect((await world.refused({ token: 'ada' })).data).toEqual({ code: 'auth_invalid' })
  expect(world.reported).toEqual([expect.any(RangeError)])
})

// What an `auth` takes out of a token or a row, no compiler has seen.
test.each<[string, object | null]>([
  ['nobody', null],
  ['no userId', {}],
  ['an empty userId', { userId: '' }],
  ['a number as userId', { userId: 7 }],
  ['teams that are one text', { userId: 'ada', teams: 'red' }],
  ['null as expiresAt', { userId: 'ada', expiresAt: null }],
  ['a text as expiresAt', { userId: 'ada', expiresAt: '2030-01-01' }],
])('an auth that gives %s lets nobody in, and is reported', async (_, user) => {
  const world = await startServer({ auth: (token) => (token === 'eve' ? (user as User) : tokenIsName(token)) })
  const bob = await world.open('bob')
  expect((await world.refused({ token: 'eve' })).data).toEqual({ code: 'auth_invalid' })
  expect(world.reported).toEqual([expect.any(Error)])
  await bob.settled()
  expect(bob.socket.connected).toBe(true)
})

test('R7 who has null for a name or a picture is shown by their id, without one', async () => {
  const row = { userId: 'ada', name: null, avatarUrl: null }
  const world = await startServer({
    auth: (token) => (token === 'ada' ? (row as unknown as User) : tokenIsName(token)),
  })
  const [ada, bob] = [await world.open('ada'), await world.open('bob')]
  await bob.ask('project:join', { projectId: '1' })
  await ada.ask('project:join', { projectId: '1' })
  const user = { userId: 'ada', name: 'ada' }
  expect((await bob.next('project:user:joined')).payload).toEqual({ projectId: '1', user })
})

test('S10 pages of a foreign origin are refused with a code; origins are compared exactly', async () => {
  const world = await startServer({ origins: ['https://app.example'] })
  const from = (origin: string): { extraHeaders: Record<string, string> } => ({ extraHeaders: { origin } })

  const foreign = ['https://evil.example', 'https://app.example.evil', 'http://app.example', 'null']
  const refusals = await Promise.all(foreign.map((origin) => world.refused({ token: 'ada' }, from(origin))))
  expect(refusals.map(({ data }) => data)).toEqual(foreign.map(() => ({ code: 'forbidden' })))

  const page = await world.open('ada', from('https://app.example'))
  const script = await world.open('bob')
  expect([page.socket.connected, script.socket.connected]).toEqual([true, true])
})

test("Socket.IO's own recovery may not go past auth", async () => {
  await expect(startServer({ socketOptions: { connectionStateRecovery: {} } })).rejects.toMatchObject({
    code: 'contract_mismatch',
  })
})

test("a line that Socket.IO's own recovery brings back is checked anew, and asks for its projects anew", async () => {
  let signedOut = false
  const world = await startServer({
    auth: (token) => tokenIsName(signedOut ? null : token),
    socketOptions: { connectionStateRecovery: { skipMiddlewares: false } },
  })
  const ada = await world.open('ada/red')
  await ada.ask('project:join', { projectId: '1' })
  world.rt.notifyUser('ada', { title: 'Recoverable from here' })
  await ada.next('notification')
  const drop = async (): Promise<void> => {
    const lost = new Promise((resolve) => world.peer(ada).once('disconnect', resolve))
    ada.socket.io.engine.close()
    await lost
  }

  await drop()
  ada.socket.connect()
  await ada.next('connected')
  expect(ada.socket.recovered).toBe(true)
  expect([...world.peer(ada).rooms].slice(1)).toEqual(['user:ada', 'team:red'])

  await drop()
  signedOut = true
  const refused = new Promise((resolve) => ada.socket.once('connect_error', resolve))
  ada.socket.connect()
  expect(await refused).toMatchObject({ data: { code: 'auth_invalid' } })
})
