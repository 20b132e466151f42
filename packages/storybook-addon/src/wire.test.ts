import { scenario } from '@telltale/testing'
import { afterEach, expect, test, vi } from 'vitest'
import { prepareWire, type WireContext, wireOf, type WireParameters } from './wire.ts'

const ends: (() => Promise<void>)[] = []

afterEach(async () => {
  await Promise.all(ends.splice(0).map((end) => end()))
})

/** Prepares a story on a canvas, as Storybook does before each render. */
function prepare(
  wire?: WireParameters,
  canvasElement: object = {},
): { context: WireContext; end: (() => Promise<void>) | undefined } {
  const context: WireContext = { parameters: wire ? { wire } : {}, loaded: {}, canvasElement }
  const end = prepareWire(context)
  if (end) ends.push(end)
  return { context, end }
}

test('a story with a wire has a server of its own and a client that reaches it', async () => {
  const { context } = prepare({ client: { getToken: () => 'ada' } })
  const { server, client } = wireOf(context)
  client.connect()
  await vi.waitFor(() => expect(client.getConnectionState()).toBe('connected'))
  expect(server.io.sockets.adapter.rooms.has('user:ada')).toBe(true)
  expect(wireOf(prepare({}).context).server.url).not.toBe(server.url)
})

test('a story says who is signed in, and its client may say otherwise', async () => {
  const rooms = async (wire: WireParameters) => {
    const { server, client } = wireOf(prepare(wire).context)
    client.connect()
    await vi.waitFor(() => expect(client.getConnectionState()).toBe('connected'))
    return Array.from(server.io.sockets.adapter.rooms.keys()).filter((room) => room.startsWith('user:'))
  }
  expect(await rooms({ user: 'ada' })).toEqual(['user:ada'])
  expect(await rooms({ user: 'ada', client: { getToken: () => 'grace' } })).toEqual(['user:grace'])
})

test("a story's scenario begins with the story and ends with it", async () => {
  const { context, end } = prepare({ scenario: scenario('outage').at(10).offline().at(60_000).online() })
  const { server, player } = wireOf(context)
  await vi.waitFor(() => expect(server.connectivity.isOnline()).toBe(false))
  expect(player.state.performed).toBe(1)
  await end?.()
  expect(player.state.scenario).toBeNull()
})

test('the client follows the network of its world', async () => {
  const { server, client } = wireOf(prepare({}).context)
  client.connect()
  await vi.waitFor(() => expect(client.getConnectionState()).toBe('connected'))
  server.network.offline()
  await vi.waitFor(() => expect(client.status.getSnapshot()).toMatchObject({ state: 'reconnecting', offline: true }))
})

test('a change of args keeps the world, a remount begins anew', async () => {
  const canvas = {}
  const first = prepare({}, canvas)
  const second = prepare({}, canvas)
  expect(wireOf(second.context)).toBe(wireOf(first.context))
  expect(second.end).toBeUndefined()
  await first.end?.()
  expect(wireOf(prepare({}, canvas).context)).not.toBe(wireOf(first.context))
})

test('the end of a story closes its line', async () => {
  const { context, end } = prepare({})
  const { server, client } = wireOf(context)
  client.connect()
  await vi.waitFor(() => expect(server.connections).toBe(1))
  await end?.()
  expect([client.getConnectionState(), server.connections]).toEqual(['disconnected', 0])
})

test('a story without a wire is left alone, and says so to who asks for one', () => {
  const { context, end } = prepare()
  expect(end).toBeUndefined()
  expect(() => wireOf(context)).toThrow('parameters: { wire: {} }')
})
