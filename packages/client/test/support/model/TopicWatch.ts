import type { Meta } from '@telltale/protocol'
import type { TopicGap, TopicState } from '../../../src/index.ts'
import type { LineWatch } from './LineWatch.ts'
import type { Truth } from './Truth.ts'
import type { Verdict } from './Verdict.ts'

/** What one holding of a topic has heard: it begins with `join`, and anew with a refusal or another person. */
type Holding = {
  /** Times that the log had begun anew by then, and events that the present one had. */
  readonly wipes: number
  readonly place: number
  last: { readonly epoch: string; readonly log: number; readonly seq: number } | null
  /** A gap was told since `last`. */
  hasGap: boolean
  readonly gaps: Map<TopicGap['reason'], number>
  /** Since when it is catching up. */
  since: number | null
  /** On this line, events have waited for an answer as long as they may. */
  waitedTooLong: boolean
}

/** How long and how many live events wait for an answer (WIRE §4). */
const holdBack = { ms: 2_000, events: 500 }

export type TopicOptions = { verdict: Verdict; line: LineWatch; truth: Truth }

/** Follows what one client hears and is told of its topics, and holds it against M5 and M6. */
export class TopicWatch {
  readonly #options: TopicOptions
  readonly #holdings = new Map<string, Holding>()
  /** Which of the truth's logs an epoch names, by topic. */
  readonly #epochs = new Map<string, number>()
  readonly #revisions = new Map<string, { epoch: string | undefined; rev: number }>()
  /** How far the logs had come when there was no line last: what a line brings was told since. */
  #offline: { wipes: number; lengths: ReadonlyMap<string, number> } = { wipes: 0, lengths: new Map() }
  /** Events in the logs of several topics that were heard, in whichever. */
  #copies = new Set<number>()
  #states: ReadonlyMap<string, TopicState> = new Map()

  constructor(options: TopicOptions) {
    this.#options = options
  }

  /** Another person uses the line: nothing that was known is for them. */
  identityChanged(): void {
    this.#copies = new Set()
    for (const [topic, { since }] of this.#holdings) this.#holdings.set(topic, this.#begin(topic, since))
  }

  /** The line is gone, or open. */
  lineChanged(isUp: boolean): void {
    const { truth } = this.#options
    if (!isUp) this.#offline = { wipes: truth.wipes, lengths: truth.lengths() }
    for (const holding of this.#holdings.values()) {
      holding.waitedTooLong = false
      if (holding.since !== null) holding.since = Date.now()
    }
  }

  statesChanged(states: ReadonlyMap<string, TopicState>): void {
    const { verdict } = this.#options
    const before = this.#states
    this.#states = states
    for (const topic of before.keys()) if (!states.has(topic)) this.#holdings.delete(topic)
    for (const [topic, { state }] of states) {
      const holding = this.#holdings.get(topic)
      if (holding && before.get(topic)?.state === state) continue
      const wasRefused = before.get(topic)?.state === 'refused'
      if (!holding || state === 'refused' || wasRefused) this.#holdings.set(topic, this.#begin(topic, Date.now()))
      else if (state === 'catching-up') holding.since = Date.now()
      else this.#live(topic, holding)
      verdict.expect(!wasRefused || state !== 'live', 'M5', topic, 'went from refused to live')
    }
  }

  /** A logged event was dispatched. */
  heard(n: number, { topic, epoch, seq }: Meta): void {
    const { verdict, truth } = this.#options
    const holding = this.#holdings.get(topic)
    verdict.expect(!this.#copies.has(n), 'M5 heard', n, 'of', topic, 'and of another topic')
    if (truth.isCopied(n)) this.#copies.add(n)
    // What nobody holds has no order; a server may put a line into any room.
    if (!holding) return
    verdict.expect(this.#states.get(topic)?.state !== 'refused', 'M5 heard', n, 'of', topic, 'which is refused')
    if (epoch === undefined || seq === undefined) return verdict.expect(false, 'M5 no place in', topic)
    const log = this.#logOf(topic, epoch)
    verdict.expect(truth.logsOf(topic)[log]?.[seq - 1]?.n === n, 'M5 heard', n, 'of', topic, 'at', [log, seq])
    const { last, hasGap, wipes, place } = holding
    holding.last = { epoch, log, seq }
    holding.hasGap = false
    if (last === null) {
      const isNew = log > wipes || seq > place
      // Let through on a former line, all before it went out by way of other topics, and the cursor with it.
      const isNext = log === wipes && seq - 1 > place && this.#wereHeard(topic, log, place, seq - 1)
      verdict.expect(
        (hasGap && isNew) || isNext || this.#hasWaited(topic, holding),
        'M5 heard',
        seq,
        'of',
        topic,
        'too soon',
        place,
      )
      return
    }
    verdict.expect(log >= last.log, 'M5 an older log of', topic, 'came back')
    if (log !== last.log) return verdict.expect(hasGap, 'M5 no gap told before a new log of', topic)
    verdict.expect(seq > last.seq, 'M5 heard', seq, 'of', topic, 'after', last.seq)
    const isWhole = this.#wereHeard(topic, log, last.seq, seq - 1)
    verdict.expect(hasGap || isWhole, 'M5 missed', [last.seq + 1, seq - 1], 'of', topic, 'in silence')
  }

  /** A state event was dispatched. */
  heardState(event: string, { topic, epoch, rev = 0 }: Meta): void {
    const object = `${topic} ${event}`
    const before = this.#revisions.get(object)
    this.#revisions.set(object, { epoch, rev })
    const isNewer = before === undefined || before.epoch !== epoch || rev > before.rev
    this.#options.verdict.expect(isNewer, 'M5 revision', rev, 'of', object, 'after', before?.rev)
  }

  /** A gap was told; each reason has causes of its own. */
  gap({ topic, reason }: TopicGap): void {
    const { verdict } = this.#options
    verdict.see('gap', reason)
    const holding = this.#holdings.get(topic)
    if (!holding) return verdict.expect(false, 'M6 a gap of a topic that nobody holds:', topic, reason)
    verdict.expect(
      this.#isCaused(topic, holding, reason),
      'M6 no cause for the gap',
      reason,
      'of',
      topic,
      this.#look(topic, holding),
    )
    holding.gaps.set(reason, (holding.gaps.get(reason) ?? 0) + 1)
    holding.hasGap = true
  }

  /** M4: a line that is synced has nothing more to ask for. */
  expectCaughtUp(): void {
    for (const [topic, { state }] of this.#states) {
      this.#options.verdict.expect(state !== 'catching-up', 'M4 synced, but', topic, 'is catching up')
    }
  }

  /** M5, once all is well: what the server has logged was heard to its end. */
  expectWhole(isAllowed: (topic: string) => boolean): void {
    const { verdict, truth } = this.#options
    for (const [topic, holding] of this.#holdings) {
      const state = this.#states.get(topic)?.state
      verdict.expect(state === (isAllowed(topic) ? 'live' : 'refused'), 'M10', topic, 'is', state)
      if (state !== 'live') continue
      const log = truth.now(topic)
      const from = holding.last && holding.last.log === truth.wipes ? holding.last.seq : 0
      const isWhole = holding.hasGap || this.#wereHeard(topic, truth.wipes, from, log.length)
      verdict.expect(isWhole, 'M5 never heard', [from + 1, log.length], 'of', topic)
    }
  }

  /** M5, after one more event in each topic. */
  expectHeard(topic: string, n: number): void {
    const holding = this.#holdings.get(topic)
    if (!holding || this.#states.get(topic)?.state !== 'live') return
    const { last } = holding
    const heard = last && this.#options.truth.logsOf(topic)[last.log]?.[last.seq - 1]?.n
    this.#options.verdict.expect(heard === n, 'M5 the last event of', topic, 'was not heard, but', heard ?? null)
  }

  #isCaused(topic: string, holding: Holding, reason: TopicGap['reason']): boolean {
    const { truth, line } = this.#options
    const told = (which: TopicGap['reason']) => holding.gaps.get(which) ?? 0
    const log = truth.now(topic)
    switch (reason) {
      case 'first':
        return holding.last === null && holding.gaps.size === 0
      case 'epoch':
        return told('epoch') < truth.wipes - holding.wipes
      case 'trimmed': {
        const known = Math.max(
          holding.last?.log === truth.wipes ? holding.last.seq : 0,
          holding.wipes === truth.wipes ? holding.place : 0,
        )
        return log.length - truth.kept > known || this.#hasWaited(topic, holding)
      }
      case 'hole':
        return this.#hasWaited(topic, holding)
      case 'invalid':
        return (
          truth
            .logsOf(topic)
            .slice(holding.wipes)
            .flat()
            .filter(({ isOdd }) => isOdd).length > told('invalid')
        )
      case 'plain':
        return line.upSince !== null && !line.isGreeted && Date.now() - line.upSince >= 999
    }
  }

  /** Whether all of a log after one place and up to another was heard by way of other topics. */
  #wereHeard(topic: string, log: number, after: number, upTo: number): boolean {
    const told = this.#options.truth.logsOf(topic)[log] ?? []
    return told.slice(after, upTo).every(({ n }) => this.#copies.has(n))
  }

  #hasWaited(topic: string, holding: Holding): boolean {
    const { truth } = this.#options
    const isOver = holding.since !== null && Date.now() - holding.since >= holdBack.ms - 1
    const before = this.#offline.wipes === truth.wipes ? (this.#offline.lengths.get(topic) ?? 0) : 0
    return holding.waitedTooLong || isOver || truth.now(topic).length - before > holdBack.events
  }

  #live(topic: string, holding: Holding): void {
    if (this.#hasWaited(topic, holding)) holding.waitedTooLong = true
    holding.since = null
  }

  #begin(topic: string, since: number | null): Holding {
    const { truth } = this.#options
    return {
      wipes: truth.wipes,
      place: truth.now(topic).length,
      last: null,
      hasGap: false,
      gaps: new Map(),
      since,
      waitedTooLong: false,
    }
  }

  /** A new epoch names the present log, or one that was heard of too late. */
  #logOf(topic: string, epoch: string): number {
    const name = `${topic} ${epoch}`
    const log = this.#epochs.get(name) ?? this.#options.truth.wipes
    this.#epochs.set(name, log)
    return log
  }

  #look(topic: string, holding: Holding): unknown {
    return {
      ...holding,
      gaps: [...holding.gaps],
      now: this.#options.truth.now(topic).length,
      wipes: this.#options.truth.wipes,
    }
  }
}
