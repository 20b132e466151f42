import type { Meta, ServerEvents, TopicState } from '@telltale/protocol'
import type { PartPort } from '../Line.ts'
import { isRecord } from '../acceptPayload.ts'
import { callEach } from '../Dispatcher.ts'
import { Journal, type Place } from '../Journal.ts'
import type { Store } from '../store.ts'
import { topicLingerMs, topics } from '../topics/TopicSet.ts'
import { frames } from './Frames.ts'

/** What a store of a topic is told, in the order in which it counts. */
export type TopicInput<TEvent extends keyof ServerEvents, TSnapshot> =
  | EventInput<TEvent>
  /** The server said what holds. Without `snapshot` the events that were missed have come before it. */
  | {
      type: 'answered'
      snapshot: TSnapshot | undefined
      state: TopicState | undefined
      /** The server began anew since the last answer: what it does not know any more is over. */
      beganAnew: boolean
    }
  /** A plain server is at the other end: there will be no answer, and what it tells from now on is all. */
  | { type: 'unanswered' }
  /** The server does not let us know. What was known is forgotten before. */
  | { type: 'refused' }
  /** The line is up, or it is not. */
  | { type: 'line'; isUp: boolean }
  /** The moment that `wakeAt` named has come. */
  | { type: 'timePassed' }

/** An event of the topic. One that our server marked has `meta`; one of a plain server has none. */
export type EventInput<TEvent extends keyof ServerEvents> = {
  [TName in TEvent]: { type: 'event'; event: TName; payload: ServerEvents[TName]; meta: Meta | undefined }
}[TEvent]

/** A step of a store: the state after it, and before. */
export type Change<TState> = readonly [now: TState, before: TState]

/** The rules of a store: pure, but for the time that is handed in (epoch ms). */
export type TopicRules<TState, TEvent extends keyof ServerEvents, TSnapshot> = {
  /** `null` for none: then events alone make the state. */
  topic: string | null
  /** The events that are heard, and by which key; `undefined` for all of that name. */
  events: Readonly<Record<TEvent, string | undefined>>
  /** The state while nothing is known. */
  initial: TState
  /** Gives the same reference back for what changes nothing. */
  reduce: (state: TState, input: TopicInput<TEvent, TSnapshot>, now: number) => TState
  /** When time alone changes the state, in epoch ms; `null` for never. */
  wakeAt?: (state: TState) => number | null
}

/** Events that wait for an answer, at most; of more, the oldest are in its snapshot. */
const mostBuffered = 1_000

/**
 * What is known of a topic, kept while somebody looks and a second longer. It reads the topic's snapshot, then its events:
 * those that came before wait, and of those only what is newer counts. Changes are shown with the next frame.
 *
 * A plain server gives no answer, so events alone make the state.
 */
export class TopicStore<TState, TEvent extends keyof ServerEvents, TSnapshot> implements Store<TState> {
  readonly #port: PartPort
  readonly #rules: TopicRules<TState, TEvent, TSnapshot>
  readonly #listeners = new Set<() => void>()
  readonly #changes = new Journal<Change<TState>>()
  #state: TState
  #shown: TState
  #shownAt: Place<Change<TState>> = this.#changes.end
  /** Where the topic stood at the last answer, and the last logged event since. */
  #place: { epoch: string; seq: number } | null = null
  #buffered: EventInput<TEvent>[] = []
  #isUp = false
  #isRefused = false
  #holders = 0
  #stop: (() => void) | null = null
  #cancelLinger: (() => void) | null = null
  #cancelWake: (() => void) | null = null

  constructor(port: PartPort, rules: TopicRules<TState, TEvent, TSnapshot>) {
    this.#port = port
    this.#rules = rules
    this.#state = rules.initial
    this.#shown = rules.initial
  }

  // Arrow functions, because React takes them off the store.
  readonly getSnapshot = (): TState => this.#shown
  readonly getServerSnapshot = (): TState => this.#rules.initial
  readonly subscribe = (listener: () => void): (() => void) => {
    const entry = (): void => listener()
    this.#listeners.add(entry)
    const release = this.hold()
    return () => {
      this.#listeners.delete(entry)
      release()
    }
  }

  /** The state now, which may be ahead of what is shown. */
  get state(): TState {
    return this.#state
  }

  /** Keeps the store alive until the returned function is called. */
  hold(): () => void {
    this.#holders += 1
    this.#cancelLinger?.()
    this.#cancelLinger = null
    if (!this.#stop) this.#start()
    let isReleased = false
    return () => {
      if (isReleased) return
      isReleased = true
      this.#holders -= 1
      // One that has ended, with its line, has nothing to linger for.
      if (this.#holders === 0 && this.#stop)
        this.#cancelLinger = this.#port.env.setTimer(() => this.end(), topicLingerMs)
    }
  }

  /** Changes the state by something that did not come over the line, as an optimistic change. It is shown at once. */
  change(run: (state: TState) => TState): void {
    this.#become(run(this.#state))
    this.#show()
  }

  /** Where what is shown stands among the changes. */
  get shownAt(): Place<Change<TState>> {
    return this.#shownAt
  }

  /**
   * Calls `listener` at each change, before it is shown, and first with those since a place; returns how to stop that. It
   * does not keep the store alive.
   */
  onChange(listener: (now: TState, before: TState) => void, since?: Place<Change<TState>>): () => void {
    return this.#changes.listen((change) => listener(...change), since)
  }

  /** Lets go of the topic and forgets what was known. */
  end(): void {
    this.#cancelLinger?.()
    this.#cancelWake?.()
    this.#port.line.part(frames).forget(this.#show)
    this.#stop?.()
    this.#stop = null
    this.#place = null
    this.#buffered = []
    this.#state = this.#rules.initial
    this.#shown = this.#rules.initial
    this.#shownAt = this.#changes.end
    this.#isUp = false
    this.#isRefused = false
  }

  #start(): void {
    const { line } = this.#port
    const { topic, events } = this.#rules
    // Object.keys forgets the names of a closed type.
    const names = Object.keys(events) as TEvent[]
    const stops = [
      ...names.map((event) =>
        line.on(
          event,
          // The dispatcher hands on what came under that name.
          (payload, meta) => this.#hear({ type: 'event', event, payload, meta } as EventInput<TEvent>),
          { key: events[event] },
        ),
      ),
      line.status.subscribe(() => this.#lineChanged()),
      line.part(topics).observe(topic, {
        answered: ({ epoch, seq, snapshot, state }) => {
          this.#endRefusal()
          const before = this.#place
          this.#place = { epoch, seq }
          const beganAnew = before !== null && before.epoch !== epoch
          // Our own protocol; what else may be there, `#take` survives.
          this.#take({ type: 'answered', snapshot: snapshot as TSnapshot | undefined, state, beganAnew })
          for (const input of this.#buffered.splice(0)) if (input.meta?.epoch === epoch) this.#hear(input)
        },
        unanswered: () => {
          this.#endRefusal()
          this.#take({ type: 'unanswered' })
        },
        forgotten: (why) => {
          this.#place = null
          this.#buffered = []
          this.#become(this.#rules.initial)
          this.#isRefused = why === 'refused'
          this.#take(this.#isRefused ? { type: 'refused' } : { type: 'line', isUp: this.#isUp })
        },
      }),
    ]
    this.#stop = () => {
      for (const stop of stops) stop()
    }
    this.#lineChanged()
  }

  /** What was refused before is let in: that it was is not so any more. */
  #endRefusal(): void {
    if (!this.#isRefused) return
    this.#isRefused = false
    this.#become(this.#rules.initial)
    this.#take({ type: 'line', isUp: this.#isUp })
  }

  #lineChanged(): void {
    const isUp = this.#port.isOpen()
    if (isUp === this.#isUp) return
    this.#isUp = isUp
    this.#take({ type: 'line', isUp })
  }

  #hear(input: EventInput<TEvent>): void {
    const { meta, payload } = input
    if (this.#port.contract === undefined && !hasTexts(payload)) return this.#port.stats.count('invalid')
    // What was told in another topic first has its place there.
    if (meta?.topic !== this.#rules.topic || meta.epoch === undefined) return this.#take(input)
    if (meta.epoch !== this.#place?.epoch) {
      this.#buffered.push(input)
      if (this.#buffered.length > mostBuffered) this.#buffered.shift()
      return
    }
    if (meta.seq !== undefined) {
      if (meta.seq <= this.#place.seq) return
      this.#place = { epoch: meta.epoch, seq: meta.seq }
    }
    this.#take(input)
  }

  #take(input: TopicInput<TEvent, TSnapshot>): void {
    let next
    try {
      next = this.#rules.reduce(this.#state, input, this.#port.env.now())
    } catch {
      // A client without a contract lets through what is not as the protocol says.
      return this.#port.stats.count('invalid')
    }
    this.#become(next)
  }

  #become(next: TState): void {
    const before = this.#state
    if (next === before) return
    this.#state = next
    this.#port.line.part(frames).request(this.#show)
    this.#cancelWake?.()
    const wakeAt = this.#rules.wakeAt?.(next) ?? null
    const { env } = this.#port
    this.#cancelWake =
      wakeAt === null ? null : env.setTimer(() => this.#take({ type: 'timePassed' }), Math.max(0, wakeAt - env.now()))
    this.#changes.write([next, before])
  }

  readonly #show = (): void => {
    this.#shownAt = this.#changes.end
    if (this.#shown === this.#state) return
    this.#shown = this.#state
    callEach(this.#listeners)
  }
}

/** Fields that are compared, or written on a page as they are. */
const textFields = /(Id|At|timestamp|name|title|severity|mediaType)$/
/** Where the protocol has more of them within; what else is within is the app's own. */
const partFields = /^(user|issue|artifact|detectors|\d+)$/

/**
 * Whether what is to be text is no object. A client without a contract lets everything through, and that would stay in the
 * state, where whatever comes later is compared with it, and every render of it throws.
 */
const hasTexts = (payload: unknown): boolean =>
  isRecord(payload) &&
  Object.entries(payload).every(
    ([field, value]) => !isRecord(value) || (!textFields.test(field) && (!partFields.test(field) || hasTexts(value))),
  )
