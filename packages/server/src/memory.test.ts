import type { EventClass, LoggedEvent } from '@telltale/protocol'
import { beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import { memory } from './memory.ts'
import type { Store } from './store.ts'

const day = 86_400_000
const all = { count: 1000, bytes: Number.POSITIVE_INFINITY }

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'] })
  onTestFinished(() => void vi.useRealTimers())
})

function append(store: Store, topic: string, payload: unknown = {}, eventClass: EventClass = 'logged'): void {
  store.append(topic, { event: 'deal:won', payload, class: eventClass }, () => undefined)
}

const seqs = (events: readonly LoggedEvent[] | undefined): unknown => events?.map(({ meta }) => meta.seq)

test('sequence and revision count on their own, topic by topic', () => {
  const store = memory()
  append(store, 'team:1')
  append(store, 'team:1', {}, 'state')
  append(store, 'team:1', {}, 'volatile')
  append(store, 'team:2', {}, 'state')

  expect([store.head('team:1').seq, store.rev('team:1')]).toEqual([1, 1])
  expect([store.head('team:2').seq, store.rev('team:2')]).toEqual([0, 1])
  expect(memory().head('team:1').epoch).not.toBe(store.head('team:1').epoch)
})

test('an event that could not be sent or written is not counted', () => {
  const store = memory()
  const refuse = (): void => {
    throw new TypeError('nobody there')
  }
  expect(() => store.append('team:1', { event: 'a', payload: {}, class: 'logged' }, refuse)).toThrow('nobody there')
  expect(() => append(store, 'team:1', { size: 1n })).toThrow(TypeError)
  append(store, 'team:1')
  expect(store.head('team:1').seq).toBe(1)
})

test('what was sent is given back as it was then, binary parts included', () => {
  const store = memory()
  const since = store.head('team:1')
  const payload = { name: 'Ada', at: new Date(0), none: undefined }
  append(store, 'team:1', payload)
  append(store, 'team:1', { file: new Uint8Array([1, 2]) })
  payload.name = 'Eve'

  const page = store.read('team:1', since, all)
  expect(page?.events.map((event) => event.payload)).toEqual([
    { name: 'Ada', at: '1970-01-01T00:00:00.000Z' },
    { file: new Uint8Array([1, 2]) },
  ])
})

test('1000 events of a topic are kept, and it keeps counting', () => {
  const store = memory()
  const { epoch } = store.head('team:1')
  for (let sent = 0; sent < 1001; sent++) append(store, 'team:1')

  expect(store.head('team:1').seq).toBe(1001)
  expect(store.read('team:1', { epoch, seq: 0 }, all)).toBeNull()
  expect(store.read('team:1', { epoch, seq: 1 }, all)?.events).toHaveLength(1000)
})

test('over maxBytes the oldest event of all topics goes first', () => {
  const store = memory({ maxBytes: 1000 })
  const pad = 'x'.repeat(100)
  const [one, two] = [store.head('team:1'), store.head('team:2')]
  append(store, 'team:1', pad)
  append(store, 'team:2', pad)
  append(store, 'team:1', pad)
  append(store, 'team:2', pad)

  expect(store.read('team:1', one, all)).toBeNull()
  expect(seqs(store.read('team:2', two, all)?.events)).toEqual([1, 2])
  append(store, 'team:1', 'x'.repeat(2000))
  expect([store.tail('team:1', all).events, store.tail('team:2', all).events]).toEqual([[], []])
  expect(store.head('team:1').seq).toBe(3)
})

test('an event is kept for 24 hours', () => {
  const store = memory()
  const since = store.head('team:1')
  append(store, 'team:1')
  vi.advanceTimersByTime(day - 1)
  append(store, 'team:1')
  store.sweep(() => true)
  expect(seqs(store.read('team:1', since, all)?.events)).toEqual([1, 2])
  vi.advanceTimersByTime(1)
  store.sweep(() => true)
  expect(store.read('team:1', since, all)).toBeNull()
  expect(seqs(store.tail('team:1', all).events)).toEqual([2])
})

test('another epoch, a place that is still to come, and one between two events are not reached', () => {
  const store = memory()
  append(store, 'team:1')
  const { epoch } = store.head('team:1')
  expect(store.read('team:1', { epoch: 'other', seq: 0 }, all)).toBeNull()
  expect(store.read('team:1', { epoch, seq: 2 }, all)).toBeNull()
  expect(store.read('team:1', { epoch, seq: 0.5 }, all)).toBeNull()
  expect(store.read('team:2', { epoch, seq: 0 }, all)).toBeNull()
  expect(store.read('team:1', { epoch, seq: 1 }, all)).toEqual({ events: [], bytes: 0 })
})

test('a page has the first events that fit, a tail the last, in number and in bytes', () => {
  const store = memory()
  const since = store.head('run:1')
  for (let sent = 0; sent < 5; sent++) append(store, 'run:1', sent)
  const bytes = (store.tail('run:1', all).bytes / 5) * 2

  expect(seqs(store.read('run:1', since, { count: 3, bytes: 1e6 })?.events)).toEqual([1, 2, 3])
  expect(seqs(store.read('run:1', since, { count: 3, bytes })?.events)).toEqual([1, 2])
  expect(seqs(store.tail('run:1', { count: 3, bytes: 1e6 }).events)).toEqual([3, 4, 5])
  expect(seqs(store.tail('run:1', { count: 3, bytes: bytes + 1 }).events)).toEqual([4, 5])
})

test('a topic that nobody is in is forgotten 24 hours after its last use, and comes back with another epoch', () => {
  const store = memory()
  append(store, 'team:1')
  append(store, 'team:2')
  const before = [store.head('team:1'), store.head('team:2')]
  vi.advanceTimersByTime(day)
  store.sweep((topic) => topic === 'team:1')

  const [held, idle] = [store.head('team:1'), store.head('team:2')]
  expect(held).toEqual(before[0])
  expect(idle.seq).toBe(0)
  expect(idle.epoch).not.toBe(before[1]?.epoch)
  vi.advanceTimersByTime(day - 1)
  store.sweep(() => false)
  expect(store.head('team:1')).toEqual(before[0])
})

test('of idle topics the last 10 000 are counted on', () => {
  const store = memory({ maxBytes: 0 })
  const first = store.head('run:0')
  for (let run = 1; run <= 10_000; run++) {
    vi.advanceTimersByTime(1)
    append(store, `run:${run}`)
  }
  store.sweep(() => false)
  expect(store.head('run:0').epoch).not.toBe(first.epoch)
  expect(store.head('run:1').seq).toBe(1)
})
