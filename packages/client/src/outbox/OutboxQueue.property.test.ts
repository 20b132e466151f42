import { type ErrorCode, TelltaleError } from '@telltale/protocol'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Outcome } from '../Requests.ts'
import type { StoredMessage } from './OutboxStorage.ts'
import { mostBytes, mostLanes, type OutboxEntry, OutboxQueue, type OutboxStep } from './OutboxQueue.ts'

type Move =
  | {
      do: 'add'
      key: string | undefined
      coalesceKey: string | undefined
      ttlMs: number
      bytes: number
      retry: 'safe' | 'never'
    }
  | { do: 'addMany' }
  | { do: 'answer'; which: number; code: ErrorCode | null; retryAfterMs: number | undefined }
  | { do: 'answerLate'; which: number }
  | { do: 'cancel'; which: number }
  | { do: 'begin'; epoch: string | null }
  | { do: 'close' }
  | { do: 'reload' }
  | { do: 'pass'; ms: number }

const codes = ['server_busy', 'rate_limited', 'internal', 'timeout', 'forbidden', 'auth_expired'] as const
const which = fc.nat(40)
const move: fc.Arbitrary<Move> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('add' as const),
      key: fc.constantFrom(undefined, undefined, 'a', 'b'),
      coalesceKey: fc.constantFrom(undefined, undefined, undefined, 'x'),
      ttlMs: fc.constantFrom(500, 5_000, 300_000),
      bytes: fc.constantFrom(10, 10, 300_000),
      retry: fc.constantFrom('safe' as const, 'never' as const),
    }),
  },
  fc.record({ do: fc.constant('addMany' as const) }),
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('answer' as const),
      which,
      code: fc.constantFrom(null, null, null, ...codes),
      retryAfterMs: fc.constantFrom(undefined, 0, 100, 3_000),
    }),
  },
  fc.record({ do: fc.constantFrom('answerLate' as const, 'cancel' as const), which }),
  { weight: 3, arbitrary: fc.record({ do: fc.constant('begin' as const), epoch: fc.constantFrom('e1', 'e2', null) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('close' as const) }) },
  fc.record({ do: fc.constant('reload' as const) }),
  { weight: 3, arbitrary: fc.record({ do: fc.constant('pass' as const), ms: fc.integer({ min: 0, max: 4_000 }) }) },
)

type Known = {
  entry: OutboxEntry
  queuedAt: number
  expiresAt: number
  attempt: number
  /** Who may have applied it: each sending that was not refused. */
  memories: (string | null)[]
  isSuspect: boolean
  outcome: Outcome<unknown> | null
}

const ok: Outcome<unknown> = { ok: true, data: null }
const windowMs = 8_000

/** A queue, and what anybody can know of it from outside. Every step is held against the promises Q1–Q4. */
class World {
  queue = new OutboxQueue()
  readonly known = new Map<string, Known>()
  readonly #inFlight = new Map<string, number>()
  readonly #begun = new Map<string, number>()
  #line: { epoch: string | null } | null = null
  #now = 0
  #windowMs = Infinity
  #count = 0

  play(moves: readonly Move[]): void {
    for (const step of moves) this.#play(step)
  }

  /** A server that answers, for as long as it takes. */
  heal(): void {
    this.#begin('e3')
    for (let rounds = 0; this.queue.size > 0 && rounds < 5_000; rounds += 1) {
      for (const [id, attempt] of this.#inFlight) this.#answer(id, attempt, ok)
      this.#now = this.queue.nextAt ?? this.#now
      this.#see(this.queue.wake(this.#now))
    }
  }

  end(): void {
    this.#see(this.queue.clear('cancelled', this.#now))
  }

  #play(step: Move): void {
    switch (step.do) {
      case 'add':
        return this.#add(step)
      case 'addMany':
        for (let i = 0; i < mostLanes + 4; i += 1) {
          this.#add({ key: `${i}`, coalesceKey: undefined, ttlMs: 300_000, bytes: 10, retry: 'safe' })
        }
        return
      case 'answer': {
        const [id, attempt] = [...this.#inFlight][step.which % Math.max(1, this.#inFlight.size)] ?? []
        if (id === undefined || attempt === undefined) return
        const { code, retryAfterMs } = step
        const error = code && new TelltaleError(code, 'no', { retryAfterMs })
        return this.#answer(id, attempt, error ? { ok: false, error } : ok)
      }
      case 'answerLate': {
        const { entry, attempt } = this.#pick(step.which) ?? {}
        if (entry && attempt) this.#see(this.queue.answer(entry.id, attempt - 1, ok, this.#now))
        return
      }
      case 'cancel': {
        const { entry } = this.#pick(step.which) ?? {}
        if (!entry) return
        this.#inFlight.delete(entry.id)
        return this.#see(this.queue.cancel(entry.id, this.#now))
      }
      case 'begin':
        return this.#line === null ? this.#begin(step.epoch) : undefined
      case 'close':
        return this.#close()
      case 'reload':
        return this.#reload()
      case 'pass':
        this.#now += step.ms
        return this.#see(this.queue.wake(this.#now))
    }
  }

  #add(options: Pick<OutboxEntry, 'key' | 'coalesceKey' | 'ttlMs' | 'bytes' | 'retry'>): void {
    const entry = { ...options, id: `${(this.#count += 1)}`, event: 'x', payload: null }
    this.known.set(entry.id, {
      entry,
      queuedAt: this.#now,
      expiresAt: this.#now + Math.min(options.ttlMs, this.#windowMs),
      attempt: 0,
      memories: [],
      isSuspect: false,
      outcome: null,
    })
    const waiting = this.#waiting()
    const isOlder = (one: Known) => one.attempt === 0 && one.entry.coalesceKey === (entry.coalesceKey ?? 'none')
    const bytes = waiting.reduce((sum, one) => sum + (isOlder(one) ? 0 : one.entry.bytes), entry.bytes)
    this.#see(this.queue.add(entry, this.#now))
    for (const { entry: older, attempt, outcome } of waiting) {
      const isReplaced = outcome?.ok === false && outcome.error.code === 'cancelled'
      if (isReplaced) expect([older.coalesceKey, attempt]).toEqual([entry.coalesceKey, 0])
    }
    const { outcome } = this.#of(entry.id)
    if (outcome?.ok === false) expect(outcome.error.code === 'queue_overflow' && bytes > mostBytes).toBe(true)
  }

  #begin(epoch: string | null): void {
    this.#close()
    this.#line = { epoch }
    this.#windowMs = epoch === null ? Infinity : windowMs
    for (const known of this.known.values()) {
      known.expiresAt = Math.min(known.expiresAt, known.queuedAt + this.#windowMs)
    }
    this.#see(this.queue.begin(epoch === null ? null : { commandEpoch: epoch, dedupeWindowMs: windowMs }, this.#now))
  }

  #close(): void {
    if (this.#line === null) return
    this.#line = null
    for (const id of this.#inFlight.keys()) this.#of(id).isSuspect = true
    this.#inFlight.clear()
    this.#see(this.queue.close(this.#now))
  }

  /** The page is gone without a word, and another one takes up what it has kept. */
  #reload(): void {
    this.#line = null
    this.#windowMs = Infinity
    this.#inFlight.clear()
    for (const known of this.known.values()) {
      known.isSuspect = known.outcome === null && known.memories.length > 0
      known.attempt = known.memories.length > 0 ? 1 : 0
    }
    const kept = JSON.parse(JSON.stringify(this.queue.stored())) as StoredMessage[] // as a storage gives it back
    this.queue = new OutboxQueue()
    this.#see(this.queue.restore(kept, this.#now))
  }

  #answer(id: string, attempt: number, outcome: Outcome<unknown>): void {
    const known = this.#of(id)
    this.#inFlight.delete(id)
    if (outcome.ok || outcome.error.code !== 'timeout') {
      known.isSuspect = false
      known.memories.pop()
    }
    this.#see(this.queue.answer(id, attempt, outcome, this.#now))
  }

  #see({ send, settled }: OutboxStep): void {
    for (const { id, outcome } of settled) {
      const known = this.#of(id)
      expect(known.outcome, 'settled twice').toBeNull()
      known.outcome = outcome
      known.isSuspect = false
    }
    for (const { entry, attempt, isCommand } of send) this.#seeSent(entry.id, attempt, isCommand)
    const waiting = this.#waiting()
    const lanes = [...this.#inFlight.keys()].map((id) => this.#of(id).entry.key ?? { id })
    expect(new Set(lanes).size).toBe(lanes.length)
    expect(lanes.length).toBeLessThanOrEqual(mostLanes)
    expect(this.queue.size).toBe(waiting.length)
    const bytes = waiting.reduce((sum, { entry }) => sum + entry.bytes, 0)
    expect(bytes).toBeLessThanOrEqual(mostBytes)
    const isOld = ({ entry, expiresAt }: Known) => !this.#inFlight.has(entry.id) && expiresAt <= this.#now
    expect(waiting.some(isOld)).toBe(false)
  }

  #seeSent(id: string, attempt: number, isCommand: boolean): void {
    const known = this.#of(id)
    const { key, retry } = known.entry
    expect(known.outcome, 'sent though settled').toBeNull()
    if (this.#line === null) throw new Error('sent without a line')
    const { epoch } = this.#line
    expect(isCommand).toBe(epoch !== null)
    if (retry === 'never') {
      for (const memory of known.memories) expect([memory, epoch]).toEqual([epoch, memory ?? 'a memory'])
    }
    if (key !== undefined && attempt === 1) {
      expect(Number(id), 'a lane out of order').toBeGreaterThanOrEqual(this.#begun.get(key) ?? 0)
      this.#begun.set(key, Number(id))
    }
    const others = [...this.known.values()].some(({ isSuspect, entry }) => isSuspect && entry.id !== id)
    if (others) expect([this.#inFlight.size, known.isSuspect], 'suspects are sent alone').toEqual([0, true])
    known.attempt = attempt
    known.memories.push(epoch)
    this.#inFlight.set(id, attempt)
  }

  #pick(index: number): Known | undefined {
    const waiting = this.#waiting()
    return waiting[index % Math.max(1, waiting.length)]
  }

  #waiting(): Known[] {
    return [...this.known.values()].filter(({ outcome }) => outcome === null)
  }

  #of(id: string): Known {
    const known = this.known.get(id)
    if (!known) throw new Error(`never added: ${id}`)
    return known
  }
}

function settles(moves: readonly Move[], heals: boolean): void {
  const world = new World()
  world.play(moves)
  if (heals) world.heal()
  else world.end()
  expect([world.queue.size, world.queue.nextAt]).toEqual([0, null])
  for (const { outcome } of world.known.values()) expect(outcome).not.toBeNull()
}

describe('whatever happens, each entry settles once, lanes keep their order, and nothing is sent that may not be (C3)', () => {
  it('in any order', { timeout: 60_000 }, () => {
    fc.assert(fc.property(fc.array(move, { maxLength: 60, size: 'max' }), fc.boolean(), settles), { numRuns: 500 })
  })

  it('when a page that was left had two of one coalesceKey, the older of which had been refused', () => {
    const large = { do: 'add', key: undefined, ttlMs: 500, bytes: 300_000, retry: 'safe' } as const
    const coalesced = { ...large, coalesceKey: 'x' }
    const other = { ...large, coalesceKey: undefined }
    const busy = { do: 'answer', which: 0, code: 'server_busy', retryAfterMs: undefined } as const
    const before: Move[] = [{ do: 'begin', epoch: 'e1' }, { ...coalesced, bytes: 10 }, busy, { do: 'close' }]
    const moves: Move[] = [...before, coalesced, other, { do: 'reload' }, other, coalesced]
    expect(() => settles(moves, false)).not.toThrow()
  })
})
