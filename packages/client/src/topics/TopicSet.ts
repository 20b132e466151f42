import { type JoinableKind, parseTopic, TelltaleError, type Topic, topicRequests } from '@telltale/protocol'
import type { Part, PartPort } from './createLine.ts'
import { requests } from './Requests.ts'
import { createStore, type Store } from './store.ts'
import { explain } from './explain.ts'

/** Where a held topic stands: asked for, joined, or refused by the server. */
export type TopicStatus = 'catching-up' | 'live' | 'refused'

/** How long a topic is kept after its last holder, so that a remount or a route change costs no round trip. */
export const topicLingerMs = 1_000
/** After how long a join is asked for again where the server was too busy and named no time. */
const retryJoinMs = 1_000

type Held = { holders: number; cancelTimer: (() => void) | null }

/** The topics that somebody holds. They are joined when the line opens, and again on each new line. */
export class TopicSet {
  readonly #held = new Map<string, Held>()
  readonly #statuses = createStore<ReadonlyMap<string, TopicStatus>>(new Map())
  readonly #port: PartPort

  constructor(port: PartPort) {
    this.#port = port
    port.watch({
      opened: () => this.#joinAll(),
      closed: () => this.#forgetJoins(),
      destroyed: () => this.#clear(),
    })
  }

  /** The status of each held topic. */
  get statuses(): Store<ReadonlyMap<string, TopicStatus>> {
    return this.#statuses.store
  }

  /**
   * Holds a topic until the returned function is called.
   *
   * @throws {TelltaleError} `not_found` when the name is none of a joinable kind.
   */
  hold(topic: string): () => void {
    requestsFor(topic)
    const held = this.#held.get(topic) ?? { holders: 0, cancelTimer: null }
    held.holders += 1
    if (this.#held.has(topic)) {
      // It may have been about to leave; a refused one is worth another try when somebody new asks.
      if (held.holders === 1) cancelTimer(held)
    } else {
      this.#held.set(topic, held)
      this.#join(topic, held)
    }
    let released = false
    return () => {
      if (released) return
      released = true
      this.#release(topic, held)
    }
  }

  #joinAll(): void {
    for (const [topic, held] of this.#held) this.#join(topic, held)
  }

  #forgetJoins(): void {
    for (const topic of this.#held.keys()) this.#setStatus(topic, 'catching-up')
  }

  #clear(): void {
    for (const held of this.#held.values()) cancelTimer(held)
    this.#held.clear()
    this.#statuses.set(new Map())
  }

  #join(topic: string, held: Held): void {
    this.#setStatus(topic, 'catching-up')
    if (!this.#port.isOpen()) return
    const { join, payload } = requestsFor(topic)
    void this.#port.line
      .part(requests)
      .send(join, payload)
      .then((outcome) => {
        if (this.#held.get(topic) !== held) return
        // No answer within the time is how a plain server says yes.
        if (outcome.ok || outcome.error.code === 'timeout') this.#setStatus(topic, 'live')
        else if (!outcome.error.retryable) this.#setStatus(topic, 'refused')
        else if (this.#port.isOpen() && held.holders > 0) {
          held.cancelTimer?.()
          held.cancelTimer = this.#port.env.setTimer(
            () => this.#join(topic, held),
            outcome.error.retryAfterMs ?? retryJoinMs,
          )
        }
      })
  }

  #release(topic: string, held: Held): void {
    held.holders -= 1
    if (held.holders > 0 || this.#held.get(topic) !== held) return
    cancelTimer(held)
    held.cancelTimer = this.#port.env.setTimer(() => {
      this.#held.delete(topic)
      this.#setStatus(topic, null)
      const { leave, payload } = requestsFor(topic)
      if (this.#port.isOpen()) void this.#port.line.part(requests).send(leave, payload)
    }, topicLingerMs)
  }

  #setStatus(topic: string, status: TopicStatus | null): void {
    const before = this.#statuses.store.getSnapshot()
    if (before.get(topic) === (status ?? undefined)) return
    const after = new Map(before)
    if (status === null) after.delete(topic)
    else after.set(topic, status)
    this.#statuses.set(after)
  }
}

/** The topics held on a line. */
export const topics: Part<TopicSet> = (port) => new TopicSet(port)

function cancelTimer(held: Held): void {
  held.cancelTimer?.()
  held.cancelTimer = null
}

function requestsFor(topic: string): { join: string; leave: string; payload: object } {
  const parsed = parseTopic(topic)
  if (parsed === null || !isJoinable(parsed.kind)) {
    throw new TelltaleError('not_found', explain('no topic that a client joins', topic))
  }
  const { join, leave, field } = topicRequests[parsed.kind]
  return { join, leave, payload: { [field]: parsed.id } }
}

const isJoinable = (kind: string): kind is JoinableKind => Object.hasOwn(topicRequests, kind)

/** The names of topics that a client joins by itself. */
export type JoinableTopic = Topic<JoinableKind>
