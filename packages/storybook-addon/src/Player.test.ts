import { createMockServer, type MockServer, scenario, type Scenario } from '@telltale/testing'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Player } from './Player.ts'

let server: MockServer
/** What was done to the network, and when. */
let seen: [at: number, ms: number][]

beforeEach(() => {
  vi.useFakeTimers({ now: 0 })
  server = createMockServer()
  seen = []
  server.network.latency = (ms) => void seen.push([Date.now(), ms])
})

afterEach(async () => {
  await server.close()
  vi.useRealTimers()
})

/** Marks each of its times by a latency of as many ms. */
const marks = (...times: number[]): Scenario => ({
  name: 'marks',
  steps: times.map((at) => ({ at, do: 'latency', args: [at] })),
})

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms)

test('plays by the clock, exact to the millisecond', async () => {
  const player = new Player(server)
  player.play(marks(300, 100, 110))
  await pass(1000)
  expect(seen).toEqual([
    [100, 100],
    [110, 110],
    [300, 300],
  ])
  expect(player.state).toMatchObject({ performed: 3, error: null })
})

test('a new speed holds from where it stands', async () => {
  const player = new Player(server)
  player.play(marks(1000, 5000))
  await pass(500)
  player.setSpeed(0)
  await pass(60_000)
  expect(seen).toEqual([])
  player.setSpeed(10)
  await pass(1000)
  expect(seen).toEqual([
    [60_550, 1000],
    [60_950, 5000],
  ])
})

test('each step is performed once and in order, however its speed is turned', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 0, max: 3000 }), { maxLength: 20, size: 'max' }),
      fc.array(fc.tuple(fc.integer({ min: 0, max: 700 }), fc.constantFrom(0, 0.25, 1, 3, 7, 10, -1)), {
        maxLength: 10,
      }),
      async (times, turns) => {
        seen = []
        const player = new Player(server)
        player.play(marks(...times))
        for (const [ms, speed] of turns) {
          await pass(ms)
          if (speed < 0) player.step()
          else player.setSpeed(speed)
        }
        player.setSpeed(1)
        await pass(3001)
        expect(seen.map(([, mark]) => mark)).toEqual(times.toSorted((one, other) => one - other))
        player.stop()
      },
    ),
    { numRuns: 60 },
  )
})

test('stepped by hand, time goes on from the step', async () => {
  const player = new Player(server)
  player.play(marks(1000, 1400), 1)
  player.step()
  await pass(399)
  expect(seen).toEqual([[0, 1000]])
  await pass(1)
  expect(seen).toHaveLength(2)
  player.step()
  expect(seen).toHaveLength(2)
})

test('another scenario ends the one before, and stop ends it for good', async () => {
  const before = vi.getTimerCount()
  const player = new Player(server)
  player.play(marks(100))
  player.play(marks(200))
  player.stop()
  expect(vi.getTimerCount()).toBe(before)
  await pass(1000)
  expect(seen).toEqual([])
  expect(player.state.scenario).toBeNull()
})

test('a step that is further off than a timer can wait is waited for', async () => {
  const month = 30 * 86_400_000
  const player = new Player(server)
  player.play(marks(month))
  await pass(month - 1)
  expect(seen).toEqual([])
  await pass(1)
  expect(seen).toEqual([[month, month]])
  player.play(marks(1000), 1e-7)
  await pass(60_000)
  expect(seen).toHaveLength(1)
})

test('a step that fits no schema ends it, and says why', async () => {
  const player = new Player(server)
  const wrong = { at: 5, do: 'emit', topic: 'user:ada', event: 'notification', payload: { id: 1 } } as const
  player.play({ name: 'wrong', steps: [wrong, ...scenario('').at(9).stop().steps] })
  await pass(20)
  expect(player.state.error).toContain('notification')
  expect(player.state.performed).toBe(1)
})
