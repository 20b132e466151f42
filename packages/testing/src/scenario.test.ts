import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { connect } from '../test/support/connect.ts'
import { createMockServer, type MockServer, run, type Scenario, scenario } from './index.ts'

let server: MockServer

beforeEach(() => {
  vi.useFakeTimers({ now: 0 })
  server = createMockServer()
})

afterEach(async () => {
  await server.close()
  vi.useRealTimers()
})

const advance = (ms: number) => vi.advanceTimersByTimeAsync(ms)
const update = (name: string) => ({
  projectId: '1',
  changes: { name },
  updatedBy: 'bob',
  updatedAt: '2026-01-01T00:00:00Z',
})
const story = scenario('a bad morning')
  .at(500)
  .emit('user:ada', 'project:updated', update('first'))
  .at(900)
  .drop()
  .at(2000)
  .refuse({ code: 'server_busy', times: 1 })
  .restart(250)
  .at(4000)
  .emit('user:ada', 'project:updated', update('second'))

/** A client that reconnects every 100 ms, and what it saw when. */
async function watch(): Promise<string[]> {
  const seen: string[] = []
  const say = (what: string) => void seen.push(`${Date.now()} ${what}`)
  const ada = connect(server.url, {
    auth: { token: 'ada' },
    reconnection: true,
    reconnectionDelay: 100,
    reconnectionDelayMax: 100,
    randomizationFactor: 0,
  })
  ada.on('connect', () => say('connect'))
  ada.on('disconnect', (reason) => say(reason))
  ada.on('connect_error', ({ message }) => say(message))
  ada.on('auth:expired', () => say('auth:expired'))
  ada.on('project:updated', ({ changes }: ReturnType<typeof update>) => say(String(changes.name)))
  await advance(0)
  return seen
}

describe('a scenario', () => {
  test('is plain data, and each call leaves what was there', () => {
    const begun = scenario('flaky').at(10)
    expect(begun.flap(3).latency(5, 2).steps).toEqual([
      { at: 10, do: 'flap', args: [3] },
      { at: 10, do: 'latency', args: [5, 2] },
    ])
    expect(begun.steps).toEqual([])
    expect(JSON.parse(JSON.stringify(story))).toEqual({ name: 'a bad morning', steps: story.steps })
  })

  test('waits for a step that is further off than a timer can wait', async () => {
    const month = 30 * 86_400_000
    const { done } = run(scenario('old').at(month).offline(), server)
    await advance(month - 1)
    expect(server.connectivity.isOnline()).toBe(true)
    await advance(1)
    await done
    expect(server.connectivity.isOnline()).toBe(false)
  })

  test('runs by the clock, exact to the ms, from JSON too', async () => {
    const seen = await watch()
    const parsed = JSON.parse(JSON.stringify(story)) as Scenario
    const { done } = run(parsed, server)
    await advance(4000)
    await done
    expect(seen).toEqual([
      '0 connect',
      '500 first',
      '900 transport close',
      '1000 connect',
      '2000 transport close',
      '2100 websocket error',
      '2200 websocket error',
      '2300 [telltale] refused with server_busy, as told',
    ])
  })

  test('runs ten times as fast', async () => {
    await watch()
    run(story, server, { speed: 10 })
    await advance(90)
    expect(server.connections).toBe(0)
    await advance(110)
    expect(server.transcript.entries.filter(({ kind }) => kind === 'disconnect').map(({ at }) => at)).toEqual([90, 200])
  })

  test('runs in the order of its times, whatever the order in which it was written', async () => {
    const seen = await watch()
    run(scenario('backwards').at(20).drop().at(10).emit('user:ada', 'project:updated', update('before')), server)
    await advance(20)
    expect(seen.slice(1)).toEqual(['10 before', '20 transport close'])
  })

  test('goes by hand: a step at a time, or as far as is wanted', async () => {
    const seen = await watch()
    const playing = run(story, server, { speed: 0 })
    await advance(60_000)
    expect(seen).toHaveLength(1)
    expect(playing.step()).toMatchObject({ at: 500, do: 'emit' })
    playing.advance(399)
    expect(server.connections).toBe(1)
    playing.advance(1)
    expect(server.connections).toBe(0)
    playing.advance(10_000)
    await playing.done
    expect(playing.step()).toBeUndefined()
  })

  test('a step by hand moves its time forward', async () => {
    await watch()
    const playing = run(story, server)
    playing.step()
    await advance(399)
    expect(server.connections).toBe(1)
    await advance(1)
    expect(server.connections).toBe(0)
    playing.stop()
  })

  test('keeps its times at any speed, whatever is rounded on the way', async () => {
    const every3 = Array.from({ length: 1000 }, (_, index) => ({ at: index * 3, do: 'drop' as const, args: [] as [] }))
    const { done } = run({ name: 'fast', steps: every3 }, server, { speed: 7 })
    const ended = vi.fn<() => void>()
    void done.then(ended)
    await advance(Math.floor((999 * 3) / 7) - 1)
    expect(ended).not.toHaveBeenCalled()
    await advance(2)
    expect(ended).toHaveBeenCalled()
  })

  test('stops, and leaves no timer', async () => {
    const before = vi.getTimerCount()
    const playing = run(story, server)
    expect(vi.getTimerCount()).toBe(before + 1)
    playing.stop()
    await playing.done
    expect(vi.getTimerCount()).toBe(before)
  })

  test('says which payload does not fit, and ends there', async () => {
    const wrong: Scenario = {
      name: 'wrong',
      steps: [
        { at: 5, do: 'emit', topic: 'user:ada', event: 'notification', payload: { id: 1 } },
        { at: 9, do: 'stop', args: [] },
      ],
    }
    const before = vi.getTimerCount()
    const { done } = run(wrong, server)
    await advance(10)
    await expect(done).rejects.toMatchObject({ code: 'invalid_payload' })
    expect(() => run(wrong, server).step()).toThrow('notification')
    expect(vi.getTimerCount()).toBe(before)
  })

  test('S10 expires every token: clients are told, then let go', async () => {
    const seen = await watch()
    run(scenario('eight hours').at(100).expireToken(), server)
    await advance(100)
    expect(seen.slice(1)).toEqual(['100 auth:expired', '100 io server disconnect'])
  })
})
