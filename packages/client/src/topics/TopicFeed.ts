import type { Cursor, LoggedEvent, TopicAnswer } from '@telltale/protocol'

/**
 * Why events of a topic may be missing: the client came for the first time, the log no longer reached back, the server
 * began anew, events were lost on the way, one did not fit the contract, or the server keeps no log.
 */
export type GapReason = 'first' | 'trimmed' | 'epoch' | 'hole' | 'invalid' | 'plain'

/** An event that has its place in the log of its topic. */
export type Placed = LoggedEvent & { readonly meta: { readonly epoch: string; readonly seq: number } }

/** What comes out of a feed, in order: events to hand on, and gaps at the very place where something is missing. */
export type FeedOutput = Placed | { readonly gap: GapReason }

/** What is to be done: hand on what came out, and ask the server what came since the cursor. */
export type FeedStep = { readonly out: readonly FeedOutput[]; readonly ask: boolean }

/** An answer to `sync` that is no refusal. */
export type CatchUp = Exclude<TopicAnswer, { error: unknown }>

/** Live events that wait for the answer of a catch-up; more of them are let through with a gap. */
const mostHeldBack = 500

const nothing: FeedStep = { out: [], ask: false }

/**
 * The order of one topic, without a line or a clock.
 *
 * - F1 What is handed on of one epoch goes up by one each time, unless a gap came out between.
 * - F2 No event is handed on twice, whatever comes late, twice or out of order.
 * - F3 A hole is asked for once; if it is still there afterwards it is a gap.
 * - F4 No cursor stays ahead of the server's own word: one absurd `seq` makes nobody deaf.
 */
export class TopicFeed {
  #cursor: Cursor | null = null
  #held: readonly Placed[] = []
  #isCatchingUp = true
  #askedFor: string | null = null
  /** The cursor went over a hole since the last answer. */
  #hasJumped = false
  readonly #onRepeat: () => void

  /** @param onRepeat told of each event that was known already, and so is not handed on */
  constructor(onRepeat: () => void = () => {}) {
    this.#onRepeat = onRepeat
  }

  /** The last event handed on, or known to be covered by a snapshot; what `sync` is asked with. */
  get cursor(): Cursor | null {
    return this.#cursor
  }

  get isCatchingUp(): boolean {
    return this.#isCatchingUp
  }

  /** Live events wait for an answer. */
  get isHoldingBack(): boolean {
    return this.#held.length > 0
  }

  /** A new line: what comes from now on waits until the answer has filled what was missed. */
  begin(): void {
    this.#isCatchingUp = true
    this.#held = []
    this.#askedFor = null
  }

  /** An event came live. */
  receive(event: Placed): FeedStep {
    if (!this.#isCatchingUp) return this.#take([event])
    this.#held = [...this.#held, event]
    return this.#held.length > mostHeldBack ? this.stopWaiting() : nothing
  }

  /** The server said what came since the cursor that it was `asked` with. */
  answer({ epoch, seq, events, more = false }: CatchUp, asked: Cursor | null = null): FeedStep {
    const out: FeedOutput[] = []
    // No log gets shorter: what led that far was never in it.
    if (asked?.epoch === epoch && asked.seq > seq) {
      this.#cursor = { epoch, seq }
      out.push({ gap: 'hole' })
    }
    if (events === undefined) out.push(...this.#skipTo({ epoch, seq }))
    for (const event of (events ?? []).filter(isPlaced)) out.push(...this.#handOn(event))
    if (more) return { out, ask: true }
    // What is not for this client may stand at the end of the log: the answer's own place counts.
    if (this.#cursor?.epoch === epoch && this.#cursor.seq < seq) this.#cursor = { epoch, seq }
    this.#isCatchingUp = false
    const held = this.#held
    this.#held = []
    const rest = this.#take(held)
    // Over a hole, and further than the server was: it is asked whether that can be.
    const isInDoubt = this.#hasJumped && this.#cursor?.epoch === epoch && this.#cursor.seq > seq
    this.#hasJumped = false
    return { out: [...out, ...rest.out], ask: rest.ask || isInDoubt }
  }

  /** The answer takes too long: lets go of what waits. What a late answer repeats is dropped. */
  stopWaiting(): FeedStep {
    const out = this.#held.flatMap((event) => this.#handOn(event))
    this.#held = []
    this.#isCatchingUp = false
    return { out, ask: false }
  }

  /** Takes live events in order, up to the first that leaves a hole. */
  #take(events: readonly Placed[]): FeedStep {
    const out: FeedOutput[] = []
    for (const [index, event] of events.entries()) {
      const cursor = this.#cursor
      const hole = cursor && !this.#isNext(event) && !this.#isKnown(event) ? `${cursor.epoch}:${cursor.seq}` : null
      if (hole !== null && hole !== this.#askedFor) {
        this.#askedFor = hole
        this.#isCatchingUp = true
        this.#held = events.slice(index)
        return { out, ask: true }
      }
      // The server has just named its epoch: one of another is a straggler of a server that is gone.
      if (hole === null || event.meta.epoch === cursor?.epoch) out.push(...this.#handOn(event))
    }
    return { out, ask: false }
  }

  /** Hands an event on unless it is known, after a gap if it does not follow. */
  #handOn(event: Placed): readonly FeedOutput[] {
    if (this.#isKnown(event)) {
      this.#onRepeat()
      return []
    }
    const follows = this.#cursor === null || this.#isNext(event)
    this.#cursor = { epoch: event.meta.epoch, seq: event.meta.seq }
    if (follows) return [event]
    this.#hasJumped = true
    return [{ gap: 'hole' }, event]
  }

  /** A snapshot stands for all up to `place`, unless that is known already. */
  #skipTo(place: Cursor): readonly FeedOutput[] {
    const before = this.#cursor
    if (before?.epoch === place.epoch && before.seq >= place.seq) return []
    this.#cursor = place
    if (before === null) return [{ gap: 'first' }]
    return [{ gap: before.epoch === place.epoch ? 'trimmed' : 'epoch' }]
  }

  #isNext({ meta }: Placed): boolean {
    return this.#cursor?.epoch === meta.epoch && meta.seq === this.#cursor.seq + 1
  }

  #isKnown({ meta }: Placed): boolean {
    return this.#cursor?.epoch === meta.epoch && meta.seq <= this.#cursor.seq
  }
}

/** Whether an event has a place in a log; state and volatile events have none. */
export function isPlaced(event: LoggedEvent): event is Placed {
  return event.meta.epoch !== undefined && event.meta.seq !== undefined
}
