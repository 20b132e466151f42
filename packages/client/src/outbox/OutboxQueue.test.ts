import { type ErrorCode, TelltaleError } from '@telltale/protocol'
import { describe, expect, it } from 'vitest'
import type { Outcome } from '../Requests.ts'
import { type OutboxEntry, OutboxQueue, type OutboxStep } from './OutboxQueue.ts'

const entry = (id: string, options: Partial<OutboxEntry> = {}): OutboxEntry => ({
  id,
  event: 'x',
  payload: null,
  bytes: 1,
  key: undefined,
  coalesceKey: undefined,
  ttlMs: 300_000,
  retry: 'never',
  ...options,
})
const line = (commandEpoch: string) => ({ commandEpoch, dedupeWindowMs: 600_000 })
const ok: Outcome<unknown> = { ok: true, data: null }
const no = (code: ErrorCode): Outcome<unknown> => ({ ok: false, error: new TelltaleError(code, 'no') })

const sent = ({ send }: OutboxStep): string[] => send.map(({ entry: { id }, attempt }) => `${id}.${attempt}`)
const settled = ({ settled: all }: OutboxStep): string[] =>
  all.map(({ id, outcome }) => `${id} ${outcome.ok ? 'ok' : outcome.error.code}`)

describe('the outbox’s queue', () => {
  it('gives up what was never answered and then refused, when the memory of its id is gone', () => {
    const queue = new OutboxQueue()
    queue.begin(line('e1'), 0)
    queue.add(entry('a'), 0)
    queue.answer('a', 1, no('timeout'), 10_000)
    expect(sent(queue.wake(11_000))).toEqual(['a.2'])
    queue.answer('a', 2, no('rate_limited'), 11_000)
    queue.close(11_100)
    expect(settled(queue.begin(line('e2'), 11_200))).toEqual(['a connection_lost'])
  })

  it('sends what was only ever refused to a server that began anew', () => {
    const queue = new OutboxQueue()
    queue.begin(line('e1'), 0)
    queue.add(entry('a'), 0)
    queue.answer('a', 1, no('rate_limited'), 100)
    queue.close(200)
    expect(settled(queue.begin(line('e2'), 300))).toEqual([])
    expect(sent(queue.wake(1_100))).toEqual(['a.2'])
  })

  it('blames no message for a line that was closed by choice', () => {
    const queue = new OutboxQueue()
    for (let i = 1; i <= 9; i++) {
      queue.begin(line('e1'), i * 1_000)
      if (i === 1) queue.add(entry('a'), 1_000)
      expect(settled(queue.close(i * 1_000 + 500, i < 7))).toEqual(i < 9 ? [] : ['a poisoned'])
    }
  })

  it('takes no answer to an earlier sending for one to a later', () => {
    const queue = new OutboxQueue()
    queue.begin(line('e1'), 0)
    queue.add(entry('a'), 0)
    queue.close(100)
    queue.begin(line('e1'), 200)
    expect(settled(queue.answer('a', 1, no('connection_lost'), 200))).toEqual([])
    expect(queue.size).toBe(1)
    expect(settled(queue.answer('a', 2, ok, 300))).toEqual(['a ok'])
  })

  it('counts failures in a row on one line alone', () => {
    const queue = new OutboxQueue()
    let now = 0
    queue.begin(line('e1'), now)
    queue.add(entry('a'), now)
    for (let attempt = 1; attempt <= 3; attempt += 1) {
      expect(settled(queue.answer('a', attempt, no('internal'), now))).toEqual([])
      now = queue.nextAt ?? now
      expect(sent(queue.wake(now))).toEqual([`a.${attempt + 1}`])
    }
    queue.close(now)
    expect(sent(queue.begin(line('e1'), now))).toEqual(['a.5'])
    expect(settled(queue.answer('a', 5, no('internal'), now))).toEqual([])
  })

  it('keeps nothing longer than the server remembers ids, also what was added before that was known', () => {
    const queue = new OutboxQueue()
    queue.add(entry('a', { ttlMs: 3_600_000 }), 0)
    expect(queue.nextAt).toBe(3_600_000)
    queue.begin(line('e1'), 1_000)
    queue.close(2_000)
    expect(queue.nextAt).toBe(600_000)
    expect(settled(queue.wake(600_000))).toEqual(['a expired'])
  })

  it('lets a late greeting turn a plain line into one of ours, and leaves alone what is under way', () => {
    const queue = new OutboxQueue()
    queue.begin(null, 0)
    queue.add(entry('a', { key: 'lane' }), 0)
    queue.add(entry('b', { key: 'lane' }), 0)
    expect(settled(queue.begin(line('e1'), 100))).toEqual([])
    expect(queue.answer('a', 1, ok, 200)).toMatchObject({ send: [{ entry: { id: 'b' }, isCommand: true }] })
  })
})
