import { createRealtimeClient } from '@telltale/react'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { prepareWire, worldOf, type WireWorld } from '../wire.ts'
import { linkOf, type LinkState, setLink } from './link.ts'
import { toScenario } from './toScenario.ts'
import { presetOf, setWeather, weatherOf, weatherPresets } from './weather.ts'

const states: LinkState[] = ['up', 'dropped', 'frozen', 'offline', 'stopped', 'refused']

beforeEach(() => {
  vi.useFakeTimers()
})

afterEach(() => {
  vi.useRealTimers()
})

async function inWorld(act: (world: WireWorld) => Promise<void>): Promise<void> {
  const canvasElement = {}
  const end = prepareWire({ parameters: { wire: { user: 'ada' } }, loaded: {}, canvasElement })
  const world = worldOf(canvasElement)
  if (!world || !end) throw new Error('no world')
  try {
    await act(world)
  } finally {
    await end()
    await vi.advanceTimersByTimeAsync(0)
  }
}

const faultsOf = ({ log }: WireWorld) => log().flatMap((entry) => (entry.kind === 'fault' ? [entry.fault] : []))

/** Whether somebody who comes now, with a network of their own, gets a line within 2 s. */
async function letsIn({ server }: WireWorld): Promise<boolean> {
  const visitor = createRealtimeClient({ url: server.url, getToken: () => 'bob' })
  visitor.connect()
  await vi.advanceTimersByTimeAsync(2000)
  const isIn = visitor.getConnectionState() === 'connected'
  visitor.destroy()
  return isIn
}

test('a line goes from any state to any other, and only where it is up somebody comes in', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.constantFrom(...states), { minLength: 1, maxLength: 6 }), (path) =>
      inWorld(async (world) => {
        for (const link of path) {
          setLink(world.server.network, world.conditions(), link)
          expect(linkOf(world.conditions())).toBe(link)
        }
        expect(await letsIn(world)).toBe(path.at(-1) === 'up')
        setLink(world.server.network, world.conditions(), 'up')
        expect(await letsIn(world)).toBe(true)
      }),
    ),
    { numRuns: 40 },
  )
})

test('a state that holds already is left as it is', () =>
  inWorld(async (world) => {
    setLink(world.server.network, world.conditions(), 'stopped')
    const { io } = world.server
    setLink(world.server.network, world.conditions(), 'stopped')
    expect(faultsOf(world)).toEqual(['stop'])
    setLink(world.server.network, world.conditions(), 'up')
    expect(world.server.io).not.toBe(io)
  }))

test('what a story or a scenario does to its network is known to the panel', () =>
  inWorld(async ({ server, conditions }) => {
    server.network.offline()
    expect(linkOf(conditions())).toBe('offline')
    server.network.online()
    server.network.refuse({ code: 'server_busy', times: 1 })
    expect(linkOf(conditions())).toBe('up')
    server.network.refuse()
    expect(linkOf(conditions())).toBe('dropped')
    server.network.refuse({ times: 1 })
    expect(linkOf(conditions())).toBe('up')
    server.network.latency(40, 5)
    expect(weatherOf(conditions())).toMatchObject({ latencyMs: 40, jitterMs: 5 })
  }))

test('a fault that a button hands its click, or nothing, is in the log without it', () =>
  inWorld(async ({ server, log, startedAt }) => {
    class Click {
      readonly target = this
    }
    // What React gives to `onClick={server.network.drop}`, which the compiler allows.
    const onClick: (...args: unknown[]) => void = server.network.drop
    onClick(new Click())
    server.network.refuse(undefined)
    const told = JSON.parse(JSON.stringify(log())) as ReturnType<typeof log>
    expect(toScenario('told', told, startedAt).steps).toMatchObject([
      { do: 'drop', args: [] },
      { do: 'refuse', args: [] },
    ])
  }))

test('each weather by name is made, and read back as that name', () =>
  inWorld(async (world) => {
    const { server, conditions } = world
    for (const [name, weather] of Object.entries(weatherPresets)) {
      setWeather(server.network, conditions(), weather)
      expect(presetOf(weatherOf(conditions()))).toBe(name)
      const calls = faultsOf(world)
      setWeather(server.network, conditions(), weather)
      expect(faultsOf(world)).toEqual(calls)
    }
  }))
