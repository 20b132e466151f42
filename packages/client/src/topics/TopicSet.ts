import {
  type Cursor,
  type LoggedEvent,
  parseTopic,
  TelltaleError,
  type TopicAnswer,
  topicRequests,
} from '@telltale/protocol'
import type { Part, PartPort } from '../Line.ts'
import { isRecord } from '../acceptPayload.ts'
import { callSafely } from '../Dispatcher.ts'
import { explain } from '../explain.ts'
import { requests } from '../Requests.ts'
import { RecentIds } from '../RecentIds.ts'
import { createStore, type Store } from '../store.ts'
import { Catchup } from './Catchup.ts'
import { Revisions } from './revisions.ts'
import { type CatchUp, type FeedStep, type GapReason, isPlaced, TopicFeed } from './TopicFeed.ts'

/** Where a topic stands. `lastGapAt` (epoch ms) is when events of it may last have been missed. */
export type TopicState = Readonly<{ state: 'catching-up' | 'live' | 'refused'; lastGapAt: number | null }>

/** Events of a topic may be missing. */
export type TopicGap = Readonly<{ topic: string; reason: GapReason }>

/** What a store of a topic learns of it. An answer without a snapshot comes after the events that it brought. */
export type TopicObserver = {
  answered: (answer: CatchUp) => void
  /** A plain server is at the other end, which answers nothing. */
  unanswered: () => void
  /** It is not ours to know any more (`refused`), or we are somebody else: what is known must be forgotten. */
  forgotten: (why: 'refused' | 'identity_changed') => void
}

/** How long a topic is kept after its last holder, so that a remount or a route change costs no round trip. */
export const topicLingerMs = 1_000
/** How long live events wait for the answer of a catch-up. */
const holdBackMs = 2_000

type Held = {
  holders: number
  readonly observers: Set<TopicObserver>
  /** Those of them who have had a snapshot. */
  readonly filled: Set<TopicObserver>
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
  /** Those who observe no topic, and still must not tell one person what was another's. */
  readonly #unbound = new Set<TopicObserver>()
  readonly #gapListeners = new Set<(gap: TopicGap) => void>()
  readonly #revisions = new Revisions()
  readonly #catchup: Catchup
  readonly #filling: Catchup
  /** One event may stand in the logs of two topics: it moves both on, and is handed on once. */
  #delivered = new RecentIds()
  #hadLine = false

  constructor(port: PartPort) {
    this.#port = port
    this.#catchup = new Catchup(port, {
      cursorOf: (topic) => this.#held.get(topic)?.feed.cursor,
      answered: (topic, answer, asked) => this.#answered(topic, answer, asked),
      syncing: port.syncing,
    })
    this.#filling = new Catchup(port, {
      // A cursor would bring events, and those have been handed on.
      cursorOf: (topic) => (this.#unfilled(topic).length > 0 ? null : undefined),
      answered: (topic, answer) => {
        if (this.#isRefused(topic)) return
        if ('error' in answer) return this.#refuse(topic)
        for (const observer of this.#unfilled(topic)) this.#tell(topic, observer, answer)
      },
      // What a single store waits for is its own affair: the line has missed nothing.
      syncing: () => {},
    })
    port.orderBy((event) => this.#order(event))
    port.watch({
      opened: () => {
        for (const held of this.#held.values()) held.feed.begin()
      },
      met: () => this.#met(),
      closed: () => this.#lineClosed(),
      identified: (wasAnothers) => {
        if (!wasAnothers) return
        this.#delivered = new RecentIds()
        for (const held of this.#held.values()) this.#forget(held, 'identity_changed')
        for (const observer of this.#unbound) observer.forgotten('identity_changed')
      },
      refreshed: () => this.#askAgain(),
      destroyed: () => this.#clear(),
    })
    port.line.on('room:revoked', (payload: unknown) => {
      if (isRecord(payload) && typeof payload['topic'] === 'string') this.#refuse(payload['topic'])
    })
    port.line.on('server:heads', (payload) => this.#compare(payload))
    this.#met()
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
    if (!this.#isJoinable(topic)) throw new TelltaleError('not_found', explain('no topic that a client joins', topic))
    return this.#hold(topic)
  }

  #hold(topic: string): () => void {
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

  /**
   * Holds a topic and tells what the server answers about it. An observer's first answer has a snapshot: of the topic's
   * own catch-up, or of a question asked for that observer alone, which moves no cursor. Without a topic nothing is answered.
   */
  observe(topic: string | null, observer: TopicObserver): () => void {
    if (topic === null) {
      this.#unbound.add(observer)
      return () => void this.#unbound.delete(observer)
    }
    const release = this.#hold(topic)
    const held = this.#held.get(topic)
    held?.observers.add(observer)
    if (this.#port.server() === 'plain') observer.unanswered()
    if (held?.feed.isCatchingUp === false) this.#fill(topic)
    return () => {
      held?.observers.delete(observer)
      held?.filled.delete(observer)
      release()
    }
  }

  /** Calls `listener` whenever events of a topic may be missing; returns how to stop that. */
  onGap(listener: (gap: TopicGap) => void): () => void {
    const entry = (gap: TopicGap) => listener(gap)
    this.#gapListeners.add(entry)
    return () => void this.#gapListeners.delete(entry)
  }

  #newFeed(): TopicFeed {
    return new TopicFeed(() => this.#port.stats.count('duplicates'))
  }

  #add(topic: string): Held {
    const held: Held = {
      holders: 0,
      observers: new Set(),
      filled: new Set(),
      pinned: false,
      feed: this.#newFeed(),
      cancelLinger: null,
      cancelHoldBack: null,
    }
    this.#held.set(topic, held)
    this.#setState(topic, { state: 'catching-up' })
    if (this.#port.isOpen()) this.#join(topic)
    return held
  }

  #join(topic: string): void {
    const server = this.#port.server()
    if (server === null) return
    if (server !== 'plain') this.#catchup.ask(topic)
    else {
      this.#tellPlain('join', topic)
      this.#setState(topic, { state: 'live' })
      for (const observer of this.#held.get(topic)?.observers ?? []) observer.unanswered()
    }
  }

  #met(): void {
    const server = this.#port.server()
    if (server === null) return
    if (server !== 'plain') this.#pin(Object.keys(server.topics))
    const mayHaveMissed = server === 'plain' && this.#hadLine && !this.#port.line.socket.recovered
    this.#hadLine = true
    for (const topic of this.#held.keys()) {
      this.#join(topic)
      if (mayHaveMissed) this.#tellGap(topic, 'plain')
    }
  }

  /** What the server has joined for the user is held as long as it says so. */
  #pin(given: readonly string[]): void {
    for (const [topic, held] of this.#held) {
      const wasPinned = held.pinned
      held.pinned = given.includes(topic)
      if (held.pinned || held.holders > 0 || held.cancelLinger !== null) continue
      // Taken away while we were gone: whoever holds a topic learns that by asking, and nobody asks for this one.
      if (wasPinned) this.#refuse(topic)
      this.#drop(topic, held)
    }
    for (const topic of given) (this.#held.get(topic) ?? this.#add(topic)).pinned = true
  }

  #lineClosed(): void {
    this.#catchup.stop()
    this.#filling.stop()
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
    // A straggler of what is not ours any more must not bring it back to life.
    if (this.#isRefused(topic)) return
    if (held && isPlaced(event)) return this.#perform(topic, held, held.feed.receive(event))
    if (isPlaced(event)) this.#deliverOnce(event)
    else if (this.#revisions.isNewer(event)) this.#port.deliver(event)
    else this.#port.stats.count('duplicates')
  }

  /** Hands on what was not handed on by another topic; `false` when the payload did not fit. */
  #deliverOnce(event: LoggedEvent): boolean {
    if (this.#delivered.isNew(event.meta.id)) return this.#port.deliver(event)
    this.#port.stats.count('duplicates')
    return true
  }

  #answered(topic: string, answer: TopicAnswer, asked: Cursor | null): void {
    const held = this.#held.get(topic)
    if (!held || this.#isRefused(topic)) return
    if ('error' in answer) return this.#refuse(topic)
    if ('snapshot' in answer) for (const observer of held.observers) this.#tell(topic, observer, answer)
    this.#perform(topic, held, held.feed.answer(answer, asked))
    if ('snapshot' in answer || answer.more) return
    for (const observer of held.filled) observer.answered(answer)
    this.#fill(topic)
  }

  #tell(topic: string, observer: TopicObserver, answer: CatchUp): void {
    this.#held.get(topic)?.filled.add(observer)
    observer.answered(answer)
  }

  #unfilled(topic: string): TopicObserver[] {
    const held = this.#held.get(topic)
    return held ? [...held.observers].filter((observer) => !held.filled.has(observer)) : []
  }

  /** Asks for a snapshot for those who came when the topic was live already. */
  #fill(topic: string): void {
    const server = this.#port.server()
    if (server !== null && server !== 'plain' && this.#unfilled(topic).length > 0) this.#filling.ask(topic)
  }

  /** What was known of a topic must not come back with what is told of it later. */
  #forget(held: Held, why: 'refused' | 'identity_changed'): void {
    held.feed = this.#newFeed()
    for (const observer of held.observers) observer.forgotten(why)
  }

  #perform(topic: string, held: Held, { out, ask }: FeedStep): void {
    for (const output of out) {
      if ('gap' in output) this.#tellGap(topic, output.gap)
      else if (!this.#deliverOnce(output)) this.#tellGap(topic, 'invalid')
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
      const { epoch, seq } = head
      if (epoch !== feed.cursor.epoch || (typeof seq === 'number' && seq > feed.cursor.seq)) this.#catchup.ask(topic)
    }
  }

  #refuse(topic: string): void {
    const held = this.#held.get(topic)
    if (!held) return
    this.#forget(held, 'refused')
    cancel(held, 'cancelHoldBack')
    this.#setState(topic, { state: 'refused' })
  }

  #askAgain(): void {
    for (const [topic, { state }] of this.#states.store.getSnapshot()) {
      if (state !== 'refused') continue
      this.#setState(topic, { state: 'catching-up' })
      this.#join(topic)
    }
  }

  /** For as long as this line and its token last: the next ones ask again. */
  #isRefused(topic: string): boolean {
    return this.#states.store.getSnapshot().get(topic)?.state === 'refused'
  }

  #linger(topic: string, held: Held): void {
    held.cancelLinger = this.#port.env.setTimer(() => {
      this.#drop(topic, held)
      if (!this.#port.isOpen()) return
      if (this.#port.server() === 'plain') this.#tellPlain('leave', topic)
      else void this.#port.line.part(requests).send('leave', { topics: [topic] })
    }, topicLingerMs)
  }

  /** A plain server knows some kinds of topics by requests of their own; into others it lets people by itself. */
  #tellPlain(what: 'join' | 'leave', topic: string): void {
    const { kind, id } = parseTopic(topic) ?? { kind: '', id: '' }
    if (!isBuiltIn(kind)) return
    const request = topicRequests[kind]
    this.#port.line.socket.emit(request[what], { [request.field]: id })
  }

  #isJoinable(topic: string): boolean {
    const kind = parseTopic(topic)?.kind ?? ''
    return isBuiltIn(kind) || this.#port.contract?.topics.includes(kind) === true
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
    if (reason !== 'hole') return
    this.#held.get(topic)?.filled.clear()
    this.#fill(topic)
  }

  #setState(topic: string, change: Partial<TopicState>): void {
    const before = this.#states.store.getSnapshot()
    const old: TopicState = before.get(topic) ?? { state: 'catching-up', lastGapAt: null }
    const next = { ...old, ...change }
    if (before.has(topic) && next.state === old.state && next.lastGapAt === old.lastGapAt) return
    this.#states.set(new Map(before).set(topic, next))
  }
}

/** The topics of a line. */
export const topics: Part<TopicSet> = (port) => new TopicSet(port)

function cancel(held: Held, timer: 'cancelLinger' | 'cancelHoldBack'): void {
  held[timer]?.()
  held[timer] = null
}

const isBuiltIn = (kind: string): kind is keyof typeof topicRequests => Object.hasOwn(topicRequests, kind)
