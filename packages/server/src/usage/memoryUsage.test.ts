import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { memoryUsage, type UsageRecord } from '../index.ts'

const limits = { capMs: 600_000, ttlMs: 120_000 }

beforeEach(() => void vi.useFakeTimers({ now: 0 }))
afterEach(() => void vi.useRealTimers())

test('tells each change on its own and in order, and gives the last of them', async () => {
  const store = memoryUsage()
  const heard: UsageRecord[] = []
  const stop = store.subscribe('ada', (record) => heard.push(record))
  await store.apply('ada', { type: 'start', sessionId: 's1', hasLease: true }, limits)
  vi.setSystemTime(200_000)
  const record = await store.apply('ada', { type: 'start', sessionId: 's2', hasLease: true }, limits)
  expect(heard.map(({ seq, session }) => [seq, session?.id])).toEqual([
    [1, 's1'],
    [2, undefined],
    [3, 's2'],
  ])
  expect(record).toBe(heard.at(-1))
  stop()
  await store.apply('ada', { type: 'stop', by: 'user' }, limits)
  expect(heard).toHaveLength(3)
})

test('a life of its own has an epoch of its own, which a look does not need to keep', async () => {
  const [one, other] = [memoryUsage(), memoryUsage()]
  const first = await one.apply('ada', { type: 'look' }, limits)
  expect(await one.apply('ada', { type: 'look' }, limits)).toEqual(first)
  expect((await other.apply('ada', { type: 'look' }, limits)).epoch).not.toBe(first.epoch)
})

test('one listener that listens twice stops once', async () => {
  const store = memoryUsage()
  const listener = vi.fn<(record: UsageRecord) => void>()
  const stop = store.subscribe('ada', listener)
  store.subscribe('ada', listener)
  stop()
  stop()
  await store.apply('ada', { type: 'start', sessionId: 's1', hasLease: true }, limits)
  expect(listener).toHaveBeenCalledOnce()
})
