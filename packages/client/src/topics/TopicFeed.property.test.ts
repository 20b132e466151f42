import type { LoggedEvent } from '@telltale/protocol'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type CatchUp, type FeedOutput, type FeedStep, isPlaced, type Placed, TopicFeed } from './TopicFeed.ts'

/** A server's log of one topic, of which only the newest `kept` events are still there. */
class Log {
  epoch = 'e0'
  #events: Placed[] = []
  readonly #kept: number

  constructor(kept: number) {
    this.#kept = kept
  }

  get seq(): number {
    return this.#events.length
  }

  append(): Placed {
    const seq = this.seq + 1
    const meta = { id: `${this.epoch}-${seq}`, topic: 't', at: '', epoch: this.epoch, seq }
    const event: Placed = { event: 'x', payload: seq, meta }
    this.#events.push(event)
    return event
  }

  restart(): void {
    this.epoch = `e${Number(this.epoch.slice(1)) + 1}`
    this.#events = []
  }

  answer(cursor: { epoch: string; seq: number } | null, page: number): CatchUp {
    const place = { epoch: this.epoch, seq: this.seq }
    const reaches = cursor?.epoch === this.epoch && cursor.seq >= this.seq - this.#kept
    if (!cursor || !reaches) return { ...place, snapshot: null }
    const events = this.#events.slice(cursor.seq, cursor.seq + page)
    return { ...place, events, ...(cursor.seq + page < this.seq && { more: true }) }
  }
}

type Move =
  | { do: 'emit'; fate: 'arrives' | 'lost' | 'twice' | 'late' }
  | { do: 'late' | 'reconnect' | 'restart' | 'stopWaiting' | 'serve' | 'answer' }

const move: fc.Arbitrary<Move> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant('emit' as const),
      fate: fc.constantFrom('arrives' as const, 'arrives' as const, 'lost' as const, 'twice' as const, 'late' as const),
    }),
  },
  fc.record({ do: fc.constantFrom('late' as const, 'reconnect' as const, 'stopWaiting' as const) }),
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom('serve' as const, 'answer' as const) }) },
  fc.record({ do: fc.constant('restart' as const) }),
)

/** A feed, its server's log, and the network between. */
class World {
  readonly feed = new TopicFeed()
  readonly log: Log
  readonly out: FeedOutput[] = []
  readonly #page: number
  #late: Placed[] = []
  #asked = true
  /** What the server has said, on its way to the feed. */
  #inFlight: CatchUp | null = null

  constructor(kept: number, page: number) {
    this.log = new Log(kept)
    this.#page = page
  }

  play(moves: readonly Move[]): void {
    for (const step of moves) this.#play(step)
  }

  /** The server is asked as often as the feed wants, and nothing else happens. */
  settle(): void {
    for (let i = 0; this.#asked || this.#inFlight; i++) {
      expect(i).toBeLessThan(1_000)
      this.#serve()
      this.#arrive()
    }
  }

  #play(step: Move): void {
    switch (step.do) {
      case 'emit': {
        const event = this.log.append()
        if (step.fate === 'late') this.#late.push(event)
        const times = { arrives: 1, lost: 0, twice: 2, late: 0 }[step.fate]
        for (let i = 0; i < times; i++) this.#perform(this.feed.receive(event))
        return
      }
      case 'late':
        for (const event of this.#late.splice(0)) this.#perform(this.feed.receive(event))
        return
      case 'reconnect':
        this.#reconnect()
        return
      case 'restart':
        this.log.restart()
        this.#reconnect()
        return
      case 'stopWaiting':
        if (this.feed.isHoldingBack) this.#perform(this.feed.stopWaiting())
        return
      case 'serve':
        return this.#serve()
      case 'answer':
        return this.#arrive()
    }
  }

  #reconnect(): void {
    this.feed.begin()
    this.#late = []
    this.#inFlight = null
    this.#asked = true
  }

  #serve(): void {
    if (!this.#asked || this.#inFlight) return
    this.#asked = false
    this.#inFlight = this.log.answer(this.feed.cursor, this.#page)
  }

  #arrive(): void {
    const answer = this.#inFlight
    this.#inFlight = null
    if (answer) this.#perform(this.feed.answer(answer))
  }

  #perform({ out, ask }: FeedStep): void {
    this.out.push(...out)
    if (ask) this.#asked = true
  }
}

const isEvent = (output: FeedOutput): output is Placed => 'meta' in output

describe('whatever is lost, late, doubled or begun anew, a feed', () => {
  const walk = fc.tuple(
    fc.array(move, { maxLength: 80, size: 'max' }),
    fc.nat({ max: 12 }),
    fc.integer({ min: 1, max: 4 }),
  )

  it('hands on each epoch by steps of one, unless a gap came out between (F1), and nothing twice (F2)', () => {
    fc.assert(
      fc.property(walk, ([moves, kept, page]) => {
        const world = new World(kept, page)
        world.play(moves)
        world.settle()
        let before: Placed | null = null
        for (const output of world.out) {
          if (!isEvent(output)) before = null
          else {
            if (before?.meta.epoch === output.meta.epoch) expect(output.meta.seq).toBe(before.meta.seq + 1)
            before = output
          }
        }
        const ids = world.out.filter(isEvent).map(({ meta }) => meta.id)
        expect(new Set(ids).size).toBe(ids.length)
      }),
      { numRuns: 3_000 },
    )
  })

  it('stands where the log stands once a later event has come and its questions are answered', () => {
    fc.assert(
      fc.property(walk, ([moves, kept, page]) => {
        const world = new World(kept, page)
        world.play(moves)
        world.settle()
        world.play([{ do: 'emit', fate: 'arrives' }])
        world.settle()
        expect(world.feed.cursor).toEqual({ epoch: world.log.epoch, seq: world.log.seq })
        expect(world.feed.isCatchingUp).toBe(false)
      }),
      { numRuns: 3_000 },
    )
  })

  it('tells no gap but the first where the log reaches back and nobody stops waiting', () => {
    fc.assert(
      fc.property(fc.array(move, { maxLength: 80, size: 'max' }), fc.integer({ min: 1, max: 4 }), (moves, page) => {
        const world = new World(1_000, page)
        world.play(moves.filter((step) => step.do !== 'restart' && step.do !== 'stopWaiting'))
        world.settle()
        expect(world.out.filter((output) => !isEvent(output))).toEqual([{ gap: 'first' }])
      }),
      { numRuns: 3_000 },
    )
  })

  it('asks for a hole once, and takes it for a gap when the answer does not fill it (F3)', () => {
    const log = new Log(9)
    const [first, , third, fourth] = [log.append(), log.append(), log.append(), log.append()]
    const feed = new TopicFeed()
    feed.answer({ epoch: 'e0', seq: 0, events: [] })
    expect(feed.receive(first)).toEqual({ out: [first], ask: false })
    expect(feed.receive(third)).toEqual({ out: [], ask: true })
    expect(feed.receive(fourth)).toEqual({ out: [], ask: false })
    expect(feed.answer({ epoch: 'e0', seq: 1, events: [] })).toEqual({
      out: [{ gap: 'hole' }, third, fourth],
      // Further than the server says it has been.
      ask: true,
    })
  })

  it('goes back to the server’s own word when an event led further than that has been (F4)', () => {
    const log = new Log(9)
    const first = log.append()
    const feed = new TopicFeed()
    feed.answer({ epoch: 'e0', seq: 0, snapshot: null })
    const absurd: Placed = { ...first, meta: { ...first.meta, id: 'absurd', seq: 2 ** 53 - 1 } }
    expect(feed.receive(absurd)).toEqual({ out: [], ask: true })
    const asked = feed.cursor
    expect(feed.answer({ epoch: 'e0', seq: 0, events: [] }, asked)).toEqual({
      out: [{ gap: 'hole' }, absurd],
      ask: true,
    })
    expect(feed.answer({ epoch: 'e0', seq: 0, snapshot: null }, feed.cursor)).toEqual({
      out: [{ gap: 'hole' }],
      ask: false,
    })
    expect(feed.receive(first)).toEqual({ out: [first], ask: false })
  })

  it('drops a straggler of a server that is gone', () => {
    const old = new Log(9)
    const straggler = old.append()
    const feed = new TopicFeed()
    feed.answer({ epoch: 'e1', seq: 4, snapshot: null })
    expect(feed.receive(straggler)).toEqual({ out: [], ask: true })
    expect(feed.answer({ epoch: 'e1', seq: 4, events: [] })).toEqual({ out: [], ask: false })
    expect(feed.cursor).toEqual({ epoch: 'e1', seq: 4 })
  })

  it('does not go back for a snapshot that comes after it has stopped waiting', () => {
    const log = new Log(9)
    const [first, second] = [log.append(), log.append()]
    const feed = new TopicFeed()
    feed.receive(first)
    feed.receive(second)
    expect(feed.stopWaiting()).toEqual({ out: [first, second], ask: false })
    expect(feed.answer({ epoch: 'e0', seq: 1, snapshot: null })).toEqual({ out: [], ask: false })
    expect(feed.cursor).toEqual({ epoch: 'e0', seq: 2 })
  })

  it('takes state and volatile events for no part of its log', () => {
    const state: LoggedEvent = { event: 'x', payload: 1, meta: { id: '1', topic: 't', at: '', epoch: 'e', rev: 3 } }
    expect(isPlaced(state)).toBe(false)
  })
})
