import {
  type JoinableKind,
  type LoggedEvent,
  parseTopic,
  TelltaleError,
  type Topic,
  type TopicAnswer,
  topicRequests,
} from '@telltale/protocol'
import type { Part, PartPort } from '../Line.ts'
import { isRecord } from '../acceptPayload.ts'
import { callSafely } from '../Dispatcher.ts'
import { explain } from '../explain.ts'
import { requests } from '../Requests.ts'
import { createStore, type Store } from '../store.ts'
import { Catchup } from './Catchup.ts'
import { Revisions } from './revisions.ts'
import { type FeedStep, type GapReason, isPlaced, TopicFeed } from './TopicFeed.ts'

/** Where a topic stands. `lastGapAt` (epoch ms) is when events of it may last have been missed. */
export type TopicState = Readonly<{ state: 'catching-up' | 'live' | 'refused'; lastGapAt: number | null }>

/** Events of a topic may be missing. */
export type TopicGap = Readonly<{ topic: string; reason: GapReason }>

/** How long a topic is kept after its last holder, so that a remount or a route change costs no round trip. */
export const topicLingerMs = 1_000
/** How long live events wait for the answer of a catch-up. */
const holdBackMs = 2_000
/** How long the line waits for our server's `connected` before it takes the server for a plain one. */
const greetingWaitMs = 1_000

type Held = {
  holders: number
  /** The server joined it for this user; it is held as long as the server says so. */
  pinned: boolean
  feed: TopicFeed
  cancelLinger: (() => void) | null
  cancelHoldBack: (() => void) | null
}

/**
 * The topics of a line. On our server `sync` joins them and brings what was missed, on each new line anew; on a plain
 * server they are joined, and what was missed is told as a gap.
 */
export class TopicSet {
  readonly #port: PartPort
  readonly #held = new Map<string, Held>()
  readonly #states = createStore<ReadonlyMap<string, TopicState>>(new Map())
  readonly #gapListeners = new Set<(gap: TopicGap) => void>()
  readonly #revisions = new Revisions()
  readonly #catchup: Catchup
  #server: 'unknown' | 'ours' | 'plain' = 'unknown'
  #hadLine = false
  #cancelGreetingWait: (() => void) | null = null

  constructor(port: PartPort) {
    this.#port = port
    this.#catchup = new Catchup(port, {
      cursorOf: (topic) => this.#held.get(topic)?.feed.cursor,
      answered: (topic, answer) => this.#answered(topic, answer),
    })
    port.orderBy((event) => this.#order(event))
    port.watch({
      opened: () => this.#lineOpened(),
      greeted: () => this.#greeted(),
      closed: () => this.#lineClosed(),
      identityChanged: () => {
        for (const held of this.#held.values()) held.feed = new TopicFeed()
      },
      destroyed: () => this.#clear(),
    })
    port.line.on('room:revoked', ({ topic }) => this.#refuse(topic))
    port.line.on('server:heads', (payload) => this.#compare(payload))
    if (port.greeting()) this.#greeted()
  }

  /** The state of each topic that is held. */
  get states(): Store<ReadonlyMap<string, TopicState>> {
    return this.#states.store
  }

  /**
   * Holds a topic until the returned function is called.
   *
   * @throws {TelltaleError} `not_found` when the name is none of a joinable kind.
   */
  hold(topic: string): () => void {
    requestsFor(topic)
    const held = this.#held.get(topic) ?? this.#add(topic)
    held.holders += 1
    cancel(held, 'cancelLinger')
    let released = false
    return () => {
      if (released) return
      released = true
      held.holders -= 1
      if (held.holders === 0 && !held.pinned && this.#held.get(topic) === held) this.#linger(topic, held)
    }
  }

  /** Calls `listener` whenever events of a topic may be missing; returns how to stop that. */
  onGap(listener: (gap: TopicGap) => void): () => void {
    const entry = (gap: TopicGap) => listener(gap)
    this.#gapListeners.add(entry)
    return () => void this.#gapListeners.delete(entry)
  }

  #add(topic: string): Held {
    const held: Held = { holders: 0, pinned: false, feed: new TopicFeed(), cancelLinger: null, cancelHoldBack: null }
    this.#held.set(topic, held)
    this.#setState(topic, { state: 'catching-up' })
    if (this.#port.isOpen()) this.#join(topic)
    return held
  }

  #join(topic: string): void {
    if (this.#server === 'ours') this.#catchup.ask(topic)
    if (this.#server === 'plain' && isJoinable(topic)) {
      const { join, payload } = requestsFor(topic)
      this.#port.line.socket.emit(join, payload)
      this.#setState(topic, { state: 'live' })
    }
  }

  #lineOpened(): void {
    for (const held of this.#held.values()) held.feed.begin()
    if (this.#server === 'plain') return this.#lineIsPlain()
    this.#cancelGreetingWait = this.#port.env.setTimer(() => this.#lineIsPlain(), greetingWaitMs)
  }

  #greeted(): void {
    this.#stopWaitingForGreeting()
    this.#server = 'ours'
    this.#hadLine = true
    const given = Object.keys(this.#port.greeting()?.topics ?? {})
    for (const [topic, held] of this.#held) {
      held.pinned = given.includes(topic)
      if (!held.pinned && held.holders === 0 && held.cancelLinger === null) this.#drop(topic, held)
    }
    for (const topic of given) (this.#held.get(topic) ?? this.#add(topic)).pinned = true
    for (const topic of this.#held.keys()) this.#join(topic)
  }

  #lineIsPlain(): void {
    this.#stopWaitingForGreeting()
    this.#server = 'plain'
    const mayHaveMissed = this.#hadLine && !this.#port.line.socket.recovered
    this.#hadLine = true
    for (const topic of this.#held.keys()) {
      this.#join(topic)
      if (mayHaveMissed) this.#tellGap(topic, 'plain')
    }
  }

  #lineClosed(): void {
    this.#stopWaitingForGreeting()
    this.#catchup.stop()
    for (const [topic, held] of this.#held) {
      cancel(held, 'cancelHoldBack')
      this.#setState(topic, { state: 'catching-up' })
    }
  }

  #clear(): void {
    this.#lineClosed()
    for (const held of this.#held.values()) cancel(held, 'cancelLinger')
    this.#held.clear()
    this.#gapListeners.clear()
    this.#states.set(new Map())
  }

  /** What our server has marked, on its way to whoever listens. */
  #order(event: LoggedEvent): void {
    const { topic } = event.meta
    const held = this.#held.get(topic)
    if (held && isPlaced(event)) {
      // A straggler of what is not ours any more must not bring it back to life.
      if (!this.#isRefused(topic)) this.#perform(topic, held, held.feed.receive(event))
      return
    }
    if (this.#revisions.isNewer(event)) this.#port.deliver(event)
    else this.#port.stats.count('duplicates')
  }

  #answered(topic: string, answer: TopicAnswer): void {
    const held = this.#held.get(topic)
    if (!held || this.#isRefused(topic)) return
    if ('error' in answer) this.#refuse(topic)
    else this.#perform(topic, held, held.feed.answer(answer))
  }

  #perform(topic: string, held: Held, { out, ask }: FeedStep): void {
    for (const output of out) {
      if ('gap' in output) this.#tellGap(topic, output.gap)
      else if (!this.#port.deliver(output)) this.#tellGap(topic, 'invalid')
    }
    if (ask) this.#catchup.ask(topic)
    this.#setState(topic, { state: held.feed.isCatchingUp ? 'catching-up' : 'live' })
    if (!held.feed.isHoldingBack) cancel(held, 'cancelHoldBack')
    else held.cancelHoldBack ??= this.#port.env.setTimer(() => this.#stopWaiting(topic, held), holdBackMs)
  }

  #stopWaiting(topic: string, held: Held): void {
    held.cancelHoldBack = null
    this.#perform(topic, held, held.feed.stopWaiting())
  }

  /** A head that is ahead of us shows that the last events were lost. */
  #compare(payload: unknown): void {
    const heads = isRecord(payload) && isRecord(payload['topics']) ? payload['topics'] : {}
    for (const [topic, head] of Object.entries(heads)) {
      const feed = this.#held.get(topic)?.feed
      if (!feed?.cursor || feed.isCatchingUp || !isRecord(head)) continue
      const isBehind = head['epoch'] !== feed.cursor.epoch || Number(head['seq']) > feed.cursor.seq
      if (isBehind) this.#catchup.ask(topic)
    }
  }

  /** What was known of a topic that is not ours any more must not come back when it is ours again. */
  #refuse(topic: string): void {
    const held = this.#held.get(topic)
    if (!held) return
    held.feed = new TopicFeed()
    cancel(held, 'cancelHoldBack')
    this.#setState(topic, { state: 'refused' })
  }

  /** For as long as this line lasts: the next one asks again. */
  #isRefused(topic: string): boolean {
    return this.#states.store.getSnapshot().get(topic)?.state === 'refused'
  }

  #linger(topic: string, held: Held): void {
    held.cancelLinger = this.#port.env.setTimer(() => {
      this.#drop(topic, held)
      if (!this.#port.isOpen()) return
      const { leave, payload } = requestsFor(topic)
      if (this.#server === 'ours') void this.#port.line.part(requests).send('leave', { topics: [topic] })
      else this.#port.line.socket.emit(leave, payload)
    }, topicLingerMs)
  }

  #drop(topic: string, held: Held): void {
    cancel(held, 'cancelHoldBack')
    this.#held.delete(topic)
    const states = new Map(this.#states.store.getSnapshot())
    states.delete(topic)
    this.#states.set(states)
  }

  #tellGap(topic: string, reason: GapReason): void {
    this.#port.stats.count('gaps')
    // Whoever comes for the first time has missed nothing that they ever had.
    if (reason !== 'first') this.#setState(topic, { lastGapAt: this.#port.env.now() })
    for (const listener of this.#gapListeners) callSafely(listener, { topic, reason })
  }

  #setState(topic: string, change: Partial<TopicState>): void {
    const before = this.#states.store.getSnapshot()
    const old: TopicState = before.get(topic) ?? { state: 'catching-up', lastGapAt: null }
    const next = { ...old, ...change }
    if (before.has(topic) && next.state === old.state && next.lastGapAt === old.lastGapAt) return
    this.#states.set(new Map(before).set(topic, next))
  }

  #stopWaitingForGreeting(): void {
    this.#cancelGreetingWait?.()
    this.#cancelGreetingWait = null
  }
}

/** The topics of a line. */
export const topics: Part<TopicSet> = (port) => new TopicSet(port)

function cancel(held: Held, timer: 'cancelLinger' | 'cancelHoldBack'): void {
  held[timer]?.()
  held[timer] = null
}

function requestsFor(topic: string): { join: string; leave: string; payload: object } {
  const parsed = parseTopic(topic)
  if (parsed === null || !isJoinableKind(parsed.kind)) {
    throw new TelltaleError('not_found', explain('no topic that a client joins', topic))
  }
  const { join, leave, field } = topicRequests[parsed.kind]
  return { join, leave, payload: { [field]: parsed.id } }
}

const isJoinable = (topic: string): boolean => isJoinableKind(parseTopic(topic)?.kind ?? '')

const isJoinableKind = (kind: string): kind is JoinableKind => Object.hasOwn(topicRequests, kind)

/** The names of topics that a client joins by itself. */
export type JoinableTopic = Topic<JoinableKind>
