import type { Greeting } from '../acceptPayload.ts'
import type { Part, PartPort } from '../Line.ts'
import { type Outcome, payloadBytes, requests, type Requests } from '../Requests.ts'
import { randomId } from '../randomId.ts'
import { createDelivery, type Delivery, type OwnedDelivery } from './Delivery.ts'
import { OutboxQueue, type OutboxStep } from './OutboxQueue.ts'

export type SendOptions = {
  /**
   * `queue` waits for the line and its turn; `live` goes now or is refused, and is not sent again; `volatile` goes now if
   * the line has room, and nobody asks what became of it.
   *
   * @defaultValue `'queue'`
   */
  mode?: 'queue' | 'live' | 'volatile'
  /** A lane: messages of one key are under way one at a time, in order. @defaultValue a lane of its own */
  key?: string
  /** How long it may wait, in ms; never longer than the server remembers command ids. @defaultValue 300 000 */
  ttlMs?: number
  /** Replaces one of the same `coalesceKey` that was never sent: that one settles as `cancelled`. */
  coalesceKey?: string
  /**
   * Whether it may be applied twice. Matters only where the server does not know a repeat by its id: one that does not
   * keep our promises, or that has begun anew.
   *
   * @defaultValue `'never'`
   */
  retry?: 'safe' | 'never'
  /** Gives it up; what was sent stays sent. */
  signal?: AbortSignal
}

const defaultTtlMs = 300_000
/** How long the line waits for our server's `connected` before it takes the server for a plain one. */
const greetingWaitMs = 1_000
/** How long what waits lets the topics catch up first. */
const syncWaitMs = 10_000

/** Messages on their way out: keeps time for the queue, and lends it the line. */
export class Outbox {
  readonly #port: PartPort
  readonly #requests: Requests
  readonly #queue = new OutboxQueue()
  readonly #deliveries = new Map<string, OwnedDelivery>()
  readonly #idPrefix = randomId()
  #idCount = 0
  /** What the server of the last line said of itself; `null` for a plain one. */
  #server: Greeting | null = null
  #isOver: boolean
  #isGreeted = false
  #isBegun = false
  #isSyncOverdue = false
  #cancelGreetingWait: (() => void) | null = null
  #cancelSyncWait: (() => void) | null = null
  #cancelWake: (() => void) | null = null

  constructor(port: PartPort) {
    this.#port = port
    this.#requests = port.line.part(requests)
    this.#isOver = port.line.status.getSnapshot().phase === 'disposed'
    // For the line's whole life: the store is the line's own.
    port.line.status.subscribe(() => this.#beginOnceSynced())
    port.watch({
      opened: () => this.#lineOpened(),
      greeted: () => this.#greeted(),
      closed: (isByChoice) => this.#lineClosed(isByChoice),
      identityChanged: () => this.#perform(this.#queue.clear('identity_changed', this.#now)),
      destroyed: () => this.#end(),
    })
    if (!port.isOpen()) return
    this.#lineOpened()
    if (port.greeting()) this.#greeted()
  }

  send(event: string, payload: unknown, options: SendOptions = {}): Delivery {
    const { mode = 'queue', signal } = options
    const owned = createDelivery(`${this.#idPrefix}-${(this.#idCount += 1)}`)
    if (mode === 'volatile') {
      const outcome = this.#requests.fire(event, payload)
      owned.settle(outcome, outcome.ok ? 'sent' : 'failed')
    } else if (mode === 'live') {
      owned.show('sent')
      void this.#requests.send(event, payload, signal && { signal }).then((outcome) => owned.settle(outcome))
    } else {
      const refusal = this.#requests.refusal(event, payload, {
        maxPayload: this.#server?.maxPayload ?? Infinity,
        signal,
      })
      if (refusal) owned.settle({ ok: false, error: refusal })
      else this.#enqueue(owned, event, payload, options)
    }
    return owned.delivery
  }

  #enqueue(owned: OwnedDelivery, event: string, payload: unknown, options: SendOptions): void {
    const { key, coalesceKey, ttlMs = defaultTtlMs, retry = 'never', signal } = options
    const { id } = owned.delivery
    const onAbort = () => this.#perform(this.#queue.cancel(id, this.#now))
    signal?.addEventListener('abort', onAbort)
    this.#deliveries.set(id, {
      ...owned,
      settle: (outcome) => {
        signal?.removeEventListener('abort', onAbort)
        owned.settle(outcome)
      },
    })
    const bytes = payloadBytes(payload) ?? 0
    this.#perform(this.#queue.add({ id, event, payload, bytes, key, coalesceKey, ttlMs, retry }, this.#now))
    if (this.#isOver) this.#end()
  }

  #lineOpened(): void {
    this.#cancelSyncWait = this.#port.env.setTimer(() => {
      this.#isSyncOverdue = true
      this.#beginOnceSynced()
    }, syncWaitMs)
    this.#cancelGreetingWait = this.#port.env.setTimer(() => {
      this.#server = null
      this.#begin()
    }, greetingWaitMs)
  }

  #greeted(): void {
    this.#cancelGreetingWait?.()
    this.#server = this.#port.greeting()
    this.#isGreeted = true
    // It may have been taken for a plain one, if its greeting was slow.
    this.#isBegun = false
    this.#beginOnceSynced()
  }

  #beginOnceSynced(): void {
    if (!this.#isGreeted || this.#isBegun) return
    if (this.#isSyncOverdue || this.#port.line.status.getSnapshot().synced) this.#begin()
  }

  #begin(): void {
    this.#isBegun = true
    this.#perform(this.#queue.begin(this.#server, this.#now))
  }

  #lineClosed(isByChoice: boolean): void {
    this.#cancelGreetingWait?.()
    this.#cancelSyncWait?.()
    this.#isGreeted = false
    this.#isSyncOverdue = false
    this.#perform(this.#queue.close(this.#now, isByChoice))
  }

  #end(): void {
    this.#isOver = true
    this.#perform(this.#queue.clear('cancelled', this.#now))
    this.#lineClosed(true)
  }

  #perform({ send, waiting, settled }: OutboxStep): void {
    // First what goes out, in order; then those who watch, who may send more.
    for (const { entry, attempt, isCommand } of send) {
      const commandId = isCommand ? { commandId: entry.id } : {}
      void this.#requests
        .send(entry.event, entry.payload, commandId)
        .then((outcome) => this.#perform(this.#queue.answer(entry.id, attempt, outcome, this.#now)))
    }
    this.#cancelWake?.()
    const { nextAt } = this.#queue
    this.#cancelWake =
      nextAt === null
        ? null
        : this.#port.env.setTimer(() => this.#perform(this.#queue.wake(this.#now)), Math.max(0, nextAt - this.#now))
    for (const id of waiting) this.#deliveries.get(id)?.show('queued')
    for (const { entry } of send) this.#deliveries.get(entry.id)?.show('sent')
    for (const { id, outcome } of settled) this.#settle(id, outcome)
    if (this.#port.line.status.getSnapshot().pendingWrites !== this.#queue.size) {
      this.#port.pendingWrites(this.#queue.size)
    }
  }

  #settle(id: string, outcome: Outcome<unknown>): void {
    const owned = this.#deliveries.get(id)
    this.#deliveries.delete(id)
    owned?.settle(outcome)
  }

  get #now(): number {
    return this.#port.env.now()
  }
}

/** The outbox of a line. */
export const outbox: Part<Outbox> = (port) => new Outbox(port)
