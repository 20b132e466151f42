import { type ErrorCode, retryRules, TelltaleError } from '@telltale/protocol'
import { explain } from '../explain.ts'
import type { Outcome } from '../Requests.ts'
import type { StoredMessage } from './OutboxStorage.ts'

/** A message as it waits. `bytes` are those of its payload as JSON. */
export type OutboxEntry = {
  readonly id: string
  readonly event: string
  readonly payload: unknown
  readonly bytes: number
  /** Its lane; without one it is a lane of its own. */
  readonly key: string | undefined
  readonly coalesceKey: string | undefined
  readonly ttlMs: number
  readonly retry: 'safe' | 'never'
}

/** A message that is not settled yet, as people may be shown it. Times are epoch milliseconds. */
export type OutboxMessage = {
  readonly id: string
  readonly event: string
  readonly payload: unknown
  readonly status: 'queued' | 'sent'
  readonly queuedAt: number
  /** It is given up then, unless it is under way. */
  readonly expiresAt: number
}

/** To be sent now. `isCommand`: with its id, which the server at the other end remembers. */
export type Sending = { readonly entry: OutboxEntry; readonly attempt: number; readonly isCommand: boolean }

/** What is to be done: send, show as waiting again, settle. Each entry is settled once in its life. */
export type OutboxStep = {
  readonly send: readonly Sending[]
  readonly waiting: readonly string[]
  readonly settled: readonly { readonly id: string; readonly outcome: Outcome<unknown> }[]
}

/** The server at the other end: what remembers command ids there, and for how long; `null` on a plain one. */
export type OutboxLine = { readonly commandEpoch: string; readonly dedupeWindowMs: number } | null

/** Lanes under way at a time. */
export const mostLanes = 16
const mostEntries = 1_000
/** Of JSON. */
export const mostBytes = 1_000_000

/** Refusals whose rule is `auto`, and answers that do not come, are sent again after these times, in ms. */
const autoRetryMs = [1_000, 2_000, 4_000] as const
/** Where the rule is `after` and the server did not say when, in ms. */
const defaultRetryAfterMs = 1_000
/** Of a message that was refused nothing less is believed, in ms: it would be sent in a loop until its time is over. */
const leastRetryAfterMs = 100
/** A message that was alone on the line when it closed, this often, is what closes it. */
const closesToPoison = 3

type Item = {
  readonly entry: OutboxEntry
  readonly queuedAt: number
  expiresAt: number
  state: 'queued' | 'sent' | 'waiting'
  retryAt: number
  attempt: number
  failures: number
  closes: number
  /** It was under way when a line closed, and nothing has been heard of it since: it is sent alone. */
  isSuspect: boolean
  /** Who may have applied it: a command epoch, `null` for a plain server, `undefined` for nobody. */
  sentUnder: string | null | undefined
  /** The same before the last sending. */
  sentUnderBefore: string | null | undefined
}

const unsent = {
  state: 'queued',
  retryAt: 0,
  attempt: 0,
  failures: 0,
  closes: 0,
  isSuspect: false,
  sentUnder: undefined,
  sentUnderBefore: undefined,
} as const

/**
 * What the outbox does, without a line or a clock; times are epoch milliseconds.
 *
 * - Q1 Each entry is settled exactly once, and at the latest when its time to live is over and no answer is awaited.
 * - Q2 At most 16 are under way, of a lane never two; a lane's entries are first sent in the order of `add`.
 * - Q3 What may have been applied is sent again only with its id to the memory that knows the id, or when that is safe.
 * - Q4 What was under way when a line closed goes again one at a time, before all else.
 */
export class OutboxQueue {
  /** In order of `add`. */
  readonly #items = new Map<string, Item>()
  #bytes = 0
  /** `undefined` while nothing may be sent. */
  #line: OutboxLine | undefined = undefined
  /** Of the server that was last heard of. */
  #dedupeWindowMs = Infinity
  #send: Sending[] = []
  #waiting: string[] = []
  #settled: { id: string; outcome: Outcome<unknown> }[] = []

  /** Entries that are not settled. */
  get size(): number {
    return this.#items.size
  }

  /** What waits or is under way, in order. */
  messages(): OutboxMessage[] {
    return [...this.#items.values()].map(({ entry: { id, event, payload }, state, queuedAt, expiresAt }) => {
      return { id, event, payload, status: state === 'sent' ? 'sent' : 'queued', queuedAt, expiresAt }
    })
  }

  /** When `wake` is due; `null` while there is nothing to wake for. */
  get nextAt(): number | null {
    let next = Infinity
    for (const item of this.#items.values()) {
      if (item.state !== 'sent') next = Math.min(next, item.expiresAt)
      if (item.state === 'waiting') next = Math.min(next, item.retryAt)
    }
    return next === Infinity ? null : next
  }

  /** Takes an entry, or settles it at once where there is no room. */
  add(entry: OutboxEntry, now: number): OutboxStep {
    const older = this.#replacedBy(entry)
    const count = this.#items.size - older.length
    const bytes = older.reduce((sum, item) => sum - item.entry.bytes, this.#bytes + entry.bytes)
    if (count >= mostEntries || bytes > mostBytes) {
      this.#settled.push({ id: entry.id, outcome: failure('queue_overflow', 'not queued: the outbox is full', entry) })
      return this.#step(now)
    }
    // At the end and not in the older one's place: what was added between the two stays before the newer.
    for (const item of older) this.#fail(item, 'cancelled', 'replaced by a newer one of its coalesceKey')
    this.#bytes += entry.bytes
    this.#items.set(entry.id, {
      ...unsent,
      entry,
      queuedAt: now,
      expiresAt: now + Math.min(entry.ttlMs, this.#dedupeWindowMs),
    })
    return this.#step(now)
  }

  /** What waits or is under way, in order, as it may be kept for another life of the page. */
  stored(): StoredMessage[] {
    return [...this.#items.values()].map(({ entry, queuedAt, expiresAt, sentUnder }) => {
      const { id, event, payload, bytes, key, coalesceKey, retry } = entry
      return { id, event, payload, bytes, key, coalesceKey, retry, queuedAt, expiresAt, sentUnder }
    })
  }

  /** Takes up what another life of the page has left, before all that this one has added. */
  restore(messages: readonly StoredMessage[], now: number): OutboxStep {
    const added = [...this.#items]
    this.#items.clear()
    for (const { queuedAt, expiresAt, sentUnder, ...entry } of messages) {
      const { id, bytes, key, coalesceKey } = entry
      this.#bytes += bytes
      this.#items.set(id, {
        ...unsent,
        entry: { ...entry, key, coalesceKey, ttlMs: expiresAt - queuedAt },
        queuedAt,
        expiresAt,
        // What may have been under way when the page went is sent alone, and is replaced by nothing.
        attempt: sentUnder === undefined ? 0 : 1,
        isSuspect: sentUnder !== undefined,
        sentUnder,
      })
    }
    for (const [id, item] of added) this.#items.set(id, item)
    return this.#step(now)
  }

  /** There is a line, and it is known to whom. */
  begin(line: OutboxLine, now: number): OutboxStep {
    this.#line = line
    this.#dedupeWindowMs = line?.dedupeWindowMs ?? Infinity
    for (const item of this.#items.values()) {
      item.expiresAt = Math.min(item.expiresAt, item.queuedAt + this.#dedupeWindowMs)
      const isRemembered = item.sentUnder === line?.commandEpoch
      if (item.state !== 'sent' && !isRemembered) this.#giveUpIfApplied(item)
    }
    return this.#step(now)
  }

  /** The line is gone, and with it all answers. What was alone on it is not to blame where it was closed by choice. */
  close(now: number, isByChoice = false): OutboxStep {
    this.#line = undefined
    const sent = [...this.#items.values()].filter(({ state }) => state === 'sent')
    for (const item of this.#items.values()) item.failures = 0
    for (const item of sent) {
      this.#wait(item, 'queued')
      item.isSuspect = true
      if (sent.length === 1 && !isByChoice) item.closes += 1
      if (item.closes === closesToPoison) {
        this.#fail(item, 'poisoned', 'given up: the line closed three times while it alone was under way')
      } else if (item.sentUnder === null) this.#giveUpIfApplied(item)
    }
    return this.#step(now)
  }

  /** What came of one sending. An answer to an earlier one is too late. */
  answer(id: string, attempt: number, outcome: Outcome<unknown>, now: number): OutboxStep {
    const item = this.#items.get(id)
    if (item?.state !== 'sent' || item.attempt !== attempt) return this.#step(now)
    if (outcome.ok) this.#settle(item, outcome)
    else this.#refused(item, outcome.error, now)
    return this.#step(now)
  }

  /** Time has passed: what is due is sent again, what is over is settled. */
  wake(now: number): OutboxStep {
    for (const item of this.#items.values()) {
      if (item.state === 'waiting' && item.retryAt <= now) item.state = 'queued'
    }
    return this.#step(now)
  }

  cancel(id: string, now: number): OutboxStep {
    const item = this.#items.get(id)
    if (item) this.#fail(item, 'cancelled', 'given up by its signal')
    return this.#step(now)
  }

  /** Settles all. */
  clear(why: 'cancelled' | 'identity_changed', now: number): OutboxStep {
    const what = why === 'cancelled' ? 'given up: the client was destroyed' : 'given up: somebody else has signed in'
    for (const item of this.#items.values()) this.#fail(item, why, what)
    return this.#step(now)
  }

  #refused(item: Item, error: TelltaleError, now: number): void {
    const wasAnswered = error.code !== 'timeout'
    if (wasAnswered) {
      item.isSuspect = false
      item.closes = 0
      // A refusal speaks of this sending alone: one before it that was never answered may have been applied.
      item.sentUnder = item.sentUnderBefore
    }
    const rule = retryRules[error.code]
    const mayRepeat = wasAnswered || item.sentUnder !== null || item.entry.retry === 'safe'
    const autoMs = autoRetryMs[item.failures]
    const { retryAfterMs = defaultRetryAfterMs } = error
    if (rule === 'after') this.#wait(item, 'waiting', now + Math.max(retryAfterMs, leastRetryAfterMs))
    else if (rule === 'auto' && mayRepeat && autoMs !== undefined) {
      item.failures += 1
      this.#wait(item, 'waiting', now + autoMs)
    } else this.#settle(item, { ok: false, error })
  }

  #wait(item: Item, state: 'queued' | 'waiting', retryAt = 0): void {
    item.state = state
    item.retryAt = retryAt
    this.#waiting.push(item.entry.id)
  }

  /** Whoever may have applied it would not know it again. */
  #giveUpIfApplied(item: Item): void {
    if (item.sentUnder === undefined || item.entry.retry === 'safe') return
    this.#fail(item, 'connection_lost', 'lost: the line closed before the answer came')
  }

  /** One as a rule; after a reload also one that was refused before a newer one came. */
  #replacedBy({ coalesceKey }: OutboxEntry): Item[] {
    if (coalesceKey === undefined) return []
    return [...this.#items.values()].filter(({ entry, attempt }) => entry.coalesceKey === coalesceKey && attempt === 0)
  }

  #fail(item: Item, code: ErrorCode, what: Parameters<typeof explain>[0]): void {
    this.#settle(item, failure(code, what, item.entry))
  }

  #settle({ entry }: Item, outcome: Outcome<unknown>): void {
    this.#items.delete(entry.id)
    this.#bytes -= entry.bytes
    this.#settled.push({ id: entry.id, outcome })
  }

  #step(now: number): OutboxStep {
    for (const item of this.#items.values()) {
      // One that is under way may still be answered, and is never long about it.
      if (item.state !== 'sent' && item.expiresAt <= now) {
        this.#fail(item, 'expired', 'given up: its time to live is over')
      }
    }
    if (this.#line !== undefined) this.#start(this.#line)
    const step = { send: this.#send, waiting: this.#waiting, settled: this.#settled }
    this.#send = []
    this.#waiting = []
    this.#settled = []
    return step
  }

  #start(line: OutboxLine): void {
    const items = [...this.#items.values()]
    const suspects = items.filter(({ isSuspect }) => isSuspect)
    // One that waits to be sent again keeps its lane and its place: a server that asks for patience is asked less.
    const busy = new Set(items.filter(({ state }) => state !== 'queued').map(laneOf))
    const isSending = items.some(({ state }) => state === 'sent')
    if (suspects.length > 0) {
      const next = suspects.find(({ state }) => state === 'queued')
      if (next && !isSending) this.#sendNow(next, line)
      return
    }
    for (const item of items) {
      if (busy.size >= mostLanes) return
      if (item.state !== 'queued' || busy.has(laneOf(item))) continue
      busy.add(laneOf(item))
      this.#sendNow(item, line)
    }
  }

  #sendNow(item: Item, line: OutboxLine): void {
    item.state = 'sent'
    item.attempt += 1
    item.sentUnderBefore = item.sentUnder
    item.sentUnder = line?.commandEpoch ?? null
    this.#send.push({ entry: item.entry, attempt: item.attempt, isCommand: line !== null })
  }
}

/** A key and an id never meet: one of them is an object. */
const laneOf = ({ entry }: Item): unknown => entry.key ?? entry

function failure(code: ErrorCode, what: Parameters<typeof explain>[0], { event }: OutboxEntry): Outcome<never> {
  return { ok: false, error: new TelltaleError(code, explain(what, event)) }
}
