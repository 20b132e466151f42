import { type ErrorCode, randomId } from '@telltale/protocol'
import type { Greeting } from '../acceptPayload.ts'
import type { Part, PartPort } from '../Line.ts'
import { type Outcome, requests, type Requests } from '../Requests.ts'
import { createDelivery, type Delivery, type OwnedDelivery } from './Delivery.ts'
import { type OutboxMessage, OutboxQueue, type OutboxStep } from './OutboxQueue.ts'
import { frames } from '../stores/Frames.ts'
import { createStore, type Store } from '../store.ts'

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
/** How long what waits lets the topics catch up first. */
const syncWaitMs = 10_000

/** Messages on their way out: keeps time for the queue, and lends it the line. */
export class Outbox {
  readonly #port: PartPort
  readonly #requests: Requests
  readonly #queue = new OutboxQueue()
  readonly #deliveries = new Map<string, OwnedDelivery>()
  readonly #messages = createStore<readonly OutboxMessage[]>([])
  readonly #idPrefix = randomId()
  #idCount = 0
  /** What the server of the last line said of itself; `null` for a plain one. */
  #server: Greeting | null = null
  /** Whose messages are kept beyond this page; `undefined` while that is not known, or nothing is kept. */
  #owner: string | null | undefined
  #isSaving = false
  #isOver: boolean
  #isBegun = false
  #isSyncOverdue = false
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
      met: () => this.#met(),
      closed: (isByChoice) => this.#lineClosed(isByChoice),
      identified: (wasAnothers) => {
        if (wasAnothers) this.#perform(this.#queue.clear('identity_changed', this.#now))
        this.#restore()
      },
      destroyed: () => this.#end(),
    })
    if (port.identity() !== undefined) this.#restore()
    if (!port.isOpen()) return
    this.#lineOpened()
    this.#met()
  }

  /** What is not settled yet, shown with the next frame. */
  get messages(): Store<readonly OutboxMessage[]> {
    return this.#messages.store
  }

  /** Gives a message up; what was sent stays sent. */
  cancel(id: string): void {
    this.#perform(this.#queue.cancel(id, this.#now))
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
      const weighed = this.#requests.weigh(event, payload, {
        maxPayload: this.#server?.maxPayload ?? Infinity,
        signal,
      })
      if (typeof weighed === 'number') this.#enqueue(owned, event, payload, weighed, options)
      else owned.settle({ ok: false, error: weighed })
    }
    return owned.delivery
  }

  #enqueue(owned: OwnedDelivery, event: string, payload: unknown, bytes: number, options: SendOptions): void {
    const { key, coalesceKey, ttlMs = defaultTtlMs, retry = 'never', signal } = options
    const { id } = owned.delivery
    const onAbort = () => this.cancel(id)
    signal?.addEventListener('abort', onAbort)
    this.#deliveries.set(id, {
      ...owned,
      settle: (outcome) => {
        signal?.removeEventListener('abort', onAbort)
        owned.settle(outcome)
      },
    })
    this.#perform(this.#queue.add({ id, event, payload, bytes, key, coalesceKey, ttlMs, retry }, this.#now))
    if (this.#isOver) this.#end()
  }

  /** Takes up what this person has left in another life of the page. */
  #restore(): void {
    const { storage, identity } = this.#port
    if (!storage) return
    // What the person before has left is settled by now, and nothing of it is kept.
    if (this.#owner !== undefined) storage.save(this.#owner, [])
    this.#owner = identity() ?? null
    this.#perform(this.#queue.restore(storage.load(this.#owner), this.#now))
  }

  /** Once for all that happens in one moment. */
  #saveSoon(): void {
    if (this.#owner === undefined || this.#isSaving) return
    this.#isSaving = true
    queueMicrotask(() => {
      this.#isSaving = false
      if (this.#owner !== undefined) this.#port.storage?.save(this.#owner, this.#queue.stored())
    })
  }

  #lineOpened(): void {
    this.#cancelSyncWait = this.#port.env.setTimer(() => {
      this.#isSyncOverdue = true
      this.#beginOnceSynced()
    }, syncWaitMs)
  }

  #met(): void {
    // It may have been taken for a plain one, if its greeting was slow.
    this.#isBegun = false
    this.#beginOnceSynced()
  }

  #beginOnceSynced(): void {
    const server = this.#port.server()
    if (server === null || this.#isBegun) return
    if (server !== 'plain' && !this.#isSyncOverdue && !this.#port.line.status.getSnapshot().synced) return
    this.#isBegun = true
    this.#server = server === 'plain' ? null : server
    this.#perform(this.#queue.begin(this.#server, this.#now))
  }

  #lineClosed(isByChoice: boolean): void {
    this.#cancelSyncWait?.()
    this.#isBegun = false
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
        .send(entry.event, entry.payload, { ...commandId, bytes: entry.bytes })
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
    if (
      send.length + waiting.length + settled.length > 0 ||
      this.#queue.size > this.#messages.store.getSnapshot().length
    ) {
      this.#saveSoon()
      this.#port.line.part(frames).request(this.#showMessages)
    }
    for (const { id, outcome } of settled) this.#settle(id, outcome)
    if (this.#port.line.status.getSnapshot().pendingWrites !== this.#queue.size) {
      this.#port.pendingWrites(this.#queue.size)
    }
  }

  readonly #showMessages = (): void => this.#messages.set(this.#queue.messages())

  #settle(id: string, outcome: Outcome<unknown>): void {
    const owned = this.#deliveries.get(id)
    this.#deliveries.delete(id)
    if (!outcome.ok && isOwnVerdict(outcome.error.code)) this.#port.stats.count('dropped')
    owned?.settle(outcome)
  }

  get #now(): number {
    return this.#port.env.now()
  }
}

/** Whether the outbox itself gave a message up; all else was said by the server. */
const isOwnVerdict = (code: ErrorCode): boolean =>
  ['expired', 'queue_overflow', 'poisoned', 'connection_lost', 'identity_changed', 'timeout'].includes(code)

/** The outbox of a line. */
export const outbox: Part<Outbox> = (port) => new Outbox(port)
