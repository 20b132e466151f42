import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { connect } from '../test/support/connect.ts'
import { createMockServer, type MockServer, type Weather } from './index.ts'

let server: MockServer

beforeEach(() => {
  vi.useFakeTimers()
})

afterEach(async () => {
  await server.close()
  vi.useRealTimers()
})

/** Sends numbered notifications under a weather; what was decided of each, and what came. */
async function send(
  seed: number,
  weather: Weather,
  count: number,
): Promise<{ decided: (readonly number[])[]; heard: string[] }> {
  server = createMockServer({ seed })
  const ada = connect(server.url, { auth: { token: 'ada' } })
  const heard: string[] = []
  ada.on('notification', ({ title }: { title: string }) => heard.push(title))
  await vi.advanceTimersByTimeAsync(0)
  server.network.weather(weather)
  for (let index = 0; index < count; index += 1) server.rt.notifyUser('ada', { title: String(index) })
  const decisions = server.transcript.entries.filter((entry) => entry.kind === 'weather')
  expect(
    decisions.map(({ payload }) => (payload as { title: string }).title),
    'decisions come in the order that the server meant',
  ).toEqual(Array.from({ length: count }, (_, index) => String(index)))
  await vi.advanceTimersByTimeAsync(weather.reorder?.withinMs ?? 0)
  ada.disconnect()
  await server.close()
  return { decided: decisions.map(({ delaysMs }) => delaysMs), heard }
}

const share = fc.double({ min: 0, max: 1, noNaN: true })
const weathers: fc.Arbitrary<Weather> = fc.record(
  {
    duplicate: share,
    lose: share,
    reorder: fc.record({ p: share, withinMs: fc.integer({ min: 1, max: 5000 }) }),
  },
  { requiredKeys: ['lose'] },
)

describe('weather', () => {
  test('sends each copy that it decided upon, once and after its delay, the same by the same seed', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer(), weathers, fc.integer({ min: 1, max: 30 }), async (seed, weather, count) => {
        const { decided, heard } = await send(seed, weather, count)
        const copies = decided.flatMap((delaysMs, index) => delaysMs.map((ms) => ({ title: String(index), ms })))
        expect(heard).toEqual(copies.toSorted((one, other) => one.ms - other.ms).map(({ title }) => title))
        expect(await send(seed, weather, count)).toEqual({ decided, heard })
      }),
      { numRuns: 60 },
    )
  })

  test('does what it says about as often as it says', async () => {
    const { decided } = await send(7, { lose: 0.2, duplicate: 0.1, reorder: { p: 0.3, withinMs: 50 } }, 1000)
    const some = (holds: (delaysMs: readonly number[]) => boolean) => decided.filter(holds).length / decided.length
    expect(some((delaysMs) => delaysMs.length === 0)).toBeCloseTo(0.2, 1)
    expect(some((delaysMs) => delaysMs.length === 2)).toBeCloseTo(0.08, 1)
    expect(some((delaysMs) => (delaysMs[0] ?? 0) > 0)).toBeCloseTo(0.24, 1)
  })

  test('decides for each client on its own', async () => {
    server = createMockServer()
    const heard = [0, 0]
    for (const index of heard.keys()) {
      connect(server.url, { auth: { token: 'ada' } }).on('notification', () => (heard[index] = (heard[index] ?? 0) + 1))
    }
    await vi.advanceTimersByTimeAsync(0)
    server.network.weather({ lose: 0.5 })
    for (let index = 0; index < 50; index += 1) server.rt.notifyUser('ada', { title: 'Hello' })
    await vi.advanceTimersByTimeAsync(0)
    expect(heard[0]).not.toBe(heard[1])
    expect(server.transcript.entries.filter(({ kind }) => kind === 'weather')).toHaveLength(100)
  })

  test('spares the greeting, answers and what is told to one socket, and passes', async () => {
    server = createMockServer({
      program: ({ io }) => io.on('connection', (socket) => socket.emit('hello', { plain: true })),
    })
    server.network.weather({ lose: 1 })
    const ada = connect(server.url, { auth: { token: 'ada' } })
    const heard: string[] = []
    ada.onAny((event: string) => heard.push(event))
    ada.emit('project:join', { projectId: '1' }, () => heard.push('answer'))
    await vi.advanceTimersByTimeAsync(0)
    server.rt.notifyUser('ada', { title: 'Lost' })
    await vi.advanceTimersByTimeAsync(1000)
    expect(heard.toSorted()).toEqual(['answer', 'connected', 'hello'])
    server.network.weather()
    server.rt.notifyUser('ada', { title: 'Heard' })
    await vi.advanceTimersByTimeAsync(0)
    expect(heard.at(-1)).toBe('notification')
  })

  test('goes on after a restart, and nothing that it holds back outlives its server', async () => {
    server = createMockServer()
    server.network.weather({ reorder: { p: 1, withinMs: 60_000 } })
    const ada = connect(server.url, { auth: { token: 'ada' } })
    await vi.advanceTimersByTimeAsync(0)
    server.network.restart()
    await vi.advanceTimersByTimeAsync(0)
    ada.connect()
    await vi.advanceTimersByTimeAsync(0)
    const heard = vi.fn<(...args: unknown[]) => void>()
    ada.on('notification', heard)
    server.rt.notifyUser('ada', { title: 'Held' })
    expect(server.transcript.entries.at(-1)).toMatchObject({ kind: 'weather', line: 2 })
    ada.disconnect()
    await server.close()
    await vi.advanceTimersByTimeAsync(0)
    expect([vi.getTimerCount(), heard.mock.calls]).toEqual([0, []])
  })
})
