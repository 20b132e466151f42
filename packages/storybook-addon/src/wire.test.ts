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
