import { expect, onTestFinished, test, vi } from 'vitest'
import { type Line, startServer, type World } from '../test/support/startServer.ts'

const update = { projectId: '1', changes: {}, updatedBy: 'ada', updatedAt: '2026-11-20T09:30:00.000Z' }

/** A server whose clock stands, and does not ping. */
async function frozenServer(): Promise<World> {
  vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout'] })
  onTestFinished(() => void vi.useRealTimers())
  return startServer({ socketOptions: { pingInterval: 100_000_000 } })
}

const toldTo = (line: Line): unknown => line.of('server:heads').map(({ payload }) => payload)

test('a line is told of the heads that have moved since it was last told, at most every 30 s', async () => {
  const world = await frozenServer()
  const ada = await world.open('ada/red,blue')
  const bob = await world.open('bob')
  world.rt.to('team:red').emit('project:updated', update)
  vi.advanceTimersByTime(29_999)
  world.rt.to('team:red').emit('project:updated', update)
  await ada.settled()
  expect(toldTo(ada)).toEqual([])

  vi.advanceTimersByTime(1)
  await ada.settled()
  await bob.settled()
  expect(toldTo(ada)).toEqual([{ topics: { 'team:red': { epoch: expect.any(String), seq: 2 } } }])
  expect(toldTo(bob)).toEqual([])

  world.rt.to('team:blue').emit('project:updated', update)
  vi.advanceTimersByTime(30_000)
  world.rt.to('team:green').emit('project:updated', update)
  vi.advanceTimersByTime(300_000)
  await ada.settled()
  expect(toldTo(ada)).toEqual([expect.anything(), { topics: { 'team:blue': { epoch: expect.any(String), seq: 1 } } }])
})

test('answers of sync, joins and probes count as told, those before an event do not', async () => {
  const world = await frozenServer()
  const ada = await world.open('ada/red')
  await ada.ask('project:join', { projectId: '1' })
  world.rt.to('team:red').emit('project:updated', update)
  world.rt.to('project:1').emit('project:updated', update)
  world.rt.to('project:2').emit('project:updated', update)
  expect(await ada.ask('probe', {})).toEqual({
    ok: true,
    data: {
      serverTime: expect.any(String),
      reconnectSpreadMs: 0,
      heads: {
        'user:ada': { epoch: expect.any(String), seq: 0 },
        'team:red': { epoch: expect.any(String), seq: 1 },
        'project:1': { epoch: expect.any(String), seq: 1 },
      },
    },
  })
  await ada.ask('sync', { topics: { 'project:2': null } })
  vi.advanceTimersByTime(30_000)
  await ada.settled()
  expect(toldTo(ada)).toEqual([])

  world.rt.to('project:2').emit('project:updated', update)
  await ada.ask('leave', { topics: ['project:1'] })
  world.rt.to('project:1').emit('project:updated', update)
  vi.advanceTimersByTime(30_000)
  await ada.settled()
  expect(toldTo(ada)).toEqual([{ topics: { 'project:2': { epoch: expect.any(String), seq: 2 } } }])
})

test('a team that a refresh brings is made known by its head', async () => {
  const world = await frozenServer()
  const ada = await world.open('ada/red')
  await ada.ask('auth:refresh', { token: 'ada/red,blue' })
  vi.advanceTimersByTime(30_000)
  await ada.settled()
  expect(toldTo(ada)).toEqual([{ topics: { 'team:blue': { epoch: expect.any(String), seq: 0 } } }])
})

test.each([true, false])('a closed server tells no heads (something had moved: %s)', async (hadMoved) => {
  const world = await frozenServer()
  const ada = await world.open('ada/red')
  const timers = vi.getTimerCount()
  if (hadMoved) world.rt.to('team:red').emit('project:updated', update)
  expect(vi.getTimerCount()).toBe(timers + (hadMoved ? 1 : 0))
  world.rt.close()
  await ada.ended
  const left = vi.getTimerCount()
  world.rt.to('team:red').emit('project:updated', update)
  expect(vi.getTimerCount()).toBe(left)
  vi.advanceTimersByTime(60_000)
  expect(toldTo(ada)).toEqual([])
})
