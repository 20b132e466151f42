import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type Channel, COMMAND, REPORT, type WireCommand, type WireReport } from '../shared/messages.ts'
import { prepareWire, worldOf } from '../wire.ts'
import { showWire } from './showWire.ts'

beforeEach(() => {
  vi.useFakeTimers()
})

afterEach(() => {
  vi.useRealTimers()
})

function open() {
  const listeners = new Set<(message: unknown) => void>()
  const told: WireReport[] = []
  const channel: Channel = {
    on: (event, listener) => void (event === COMMAND && listeners.add(listener)),
    off: (_event, listener) => void listeners.delete(listener),
    emit: (event, report) => void (event === REPORT && told.push(JSON.parse(String(report)) as WireReport)),
  }
  const canvasElement = {}
  const end = prepareWire({ parameters: { wire: { user: 'ada' } }, loaded: {}, canvasElement })
  const world = worldOf(canvasElement)
  if (!world || !end) throw new Error('no world')
  const hide = showWire(world, { utterances: [], stop: () => undefined }, 'a--story', channel)
  const send = (command: WireCommand) => {
    for (const listener of listeners) listener(JSON.stringify(command))
  }
  return { world, told, send, hide, end, listeners }
}

test('as long as nobody looks, the story is told to nobody but for its line', async () => {
  const { world, told, send, hide, end } = open()
  const timers = vi.getTimerCount()
  send({ do: 'look', isShown: false })
  expect(vi.getTimerCount()).toBe(timers)
  world.client.connect()
  await vi.advanceTimersByTimeAsync(1000)
  world.server.rt.notifyUser('ada', { title: 'Hello' })
  await vi.advanceTimersByTimeAsync(60_000)
  expect(new Set(told.map(({ is }) => is))).toEqual(new Set(['world', 'link', 'run']))
  expect(told.findLast(({ is }) => is === 'link')).toMatchObject({ link: 'up', status: { state: 'connected' } })
  hide()
  await end()
})

test('what changes in one moment is told once', async () => {
  const { world, told, hide, end } = open()
  await vi.advanceTimersByTimeAsync(0)
  told.splice(0)
  world.server.network.latency(1)
  world.server.network.latency(2)
  world.server.network.refuse()
  await vi.advanceTimersByTimeAsync(0)
  expect(told.filter(({ is }) => is === 'link')).toMatchObject([{ link: 'dropped', weather: { latencyMs: 2 } }])
  hide()
  await end()
})

test('the end of a story is told, and nobody listens any more', async () => {
  const { told, hide, end, listeners } = open()
  hide()
  expect(told.at(-1)).toEqual({ is: 'gone' })
  expect(listeners.size).toBe(0)
  await end()
  await vi.advanceTimersByTimeAsync(0)
  expect(told.at(-1)).toEqual({ is: 'gone' })
})

test('what the panel does to the line in several calls has one time in the log, however long they take', async () => {
  const { world, send, hide, end } = open()
  await vi.advanceTimersByTimeAsync(0)
  let now = Date.now()
  const clock = vi.spyOn(Date, 'now').mockImplementation(() => (now += 1))
  send({ do: 'link', link: 'dropped' })
  clock.mockRestore()
  const faults = world.log().filter(({ kind }) => kind === 'fault')
  expect(faults).toMatchObject([{ fault: 'refuse' }, { fault: 'drop' }])
  expect(new Set(faults.map(({ at }) => at)).size).toBe(1)
  hide()
  await end()
})
