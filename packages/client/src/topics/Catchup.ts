import { type Cursor, isMeta, TelltaleError, type TopicAnswer } from '@telltale/protocol'
import type { PartPort } from '../Line.ts'
import { isRecord } from '../acceptPayload.ts'
import { explain } from '../explain.ts'
import { requests } from '../Requests.ts'

/** What the server takes in one `sync`. */
const mostTopics = 200
/** A `sync` that fails is sent again after these times, in ms; then the line itself is not to be trusted. */
const retryAfterMs = [1_000, 2_000, 4_000] as const

export type CatchupPort = {
  /** Where a topic stands; `null` where nothing is known of it, `undefined` where nobody holds it any more. */
  cursorOf: (topic: string) => Cursor | null | undefined
  /** `asked` is the cursor that the server was told. */
  answered: (topic: string, answer: TopicAnswer, asked: Cursor | null) => void
  /** Whether answers are being waited for. */
  syncing: (isSyncing: boolean) => void
}

/** Asks `sync` for topics: those of one moment in one request, those that are asked for meanwhile in the next. */
export class Catchup {
  readonly #port: PartPort
  readonly #topics: CatchupPort
  readonly #wanted = new Set<string>()
  #isScheduled = false
  #inFlight = 0
  #failures = 0
  /** Counts lines, so that an answer of a former one is not taken for one of this. */
  #line = 0
  #cancelRetry: (() => void) | null = null

  constructor(port: PartPort, topics: CatchupPort) {
    this.#port = port
    this.#topics = topics
  }

  ask(topic: string): void {
    this.#wanted.add(topic)
    this.#topics.syncing(true)
    this.#schedule()
  }

  /** The line is gone, and with it all answers. */
  stop(): void {
    this.#line += 1
    this.#inFlight = 0
    this.#failures = 0
    this.#wanted.clear()
    this.#cancelRetry?.()
    this.#cancelRetry = null
  }

  #schedule(): void {
    if (this.#isScheduled || this.#cancelRetry) return
    this.#isScheduled = true
    queueMicrotask(() => {
      this.#isScheduled = false
      this.#send()
    })
  }

  #send(): void {
    if (!this.#port.isOpen()) return
    const batch = new Map<string, Cursor | null>()
    for (const topic of this.#wanted) {
      if (batch.size === mostTopics) break
      this.#wanted.delete(topic)
      const cursor = this.#topics.cursorOf(topic)
      if (cursor !== undefined) batch.set(topic, cursor)
    }
    if (batch.size === 0) return this.#finish()
    const line = this.#line
    this.#inFlight += 1
    void this.#port.line
      .part(requests)
      .send('sync', { topics: Object.fromEntries(batch) })
      .then((outcome) => {
        if (line !== this.#line) return
        this.#inFlight -= 1
        if (outcome.ok) this.#take(batch, outcome.data)
        else if (outcome.error.retryable) this.#retry(batch.keys(), outcome.error.retryAfterMs)
        else for (const [topic, cursor] of batch) this.#topics.answered(topic, { error: outcome.error }, cursor)
        this.#finish()
      })
    if (this.#wanted.size > 0) this.#send()
  }

  #finish(): void {
    if (this.#inFlight === 0 && this.#wanted.size === 0) this.#topics.syncing(false)
  }

  #take(batch: ReadonlyMap<string, Cursor | null>, data: unknown): void {
    this.#failures = 0
    const answers: Record<string, unknown> = isRecord(data) && isRecord(data['topics']) ? data['topics'] : {}
    for (const [topic, cursor] of batch) {
      const answer = Object.hasOwn(answers, topic) ? answers[topic] : undefined
      // A server that has greeted us speaks the protocol; what it leaves out is as good as refused.
      this.#topics.answered(topic, isAnswer(answer) ? answer : { error: { code: 'internal' } }, cursor)
    }
  }

  #retry(batch: Iterable<string>, serverAfterMs: number | undefined): void {
    for (const topic of batch) this.#wanted.add(topic)
    // Requests that fail beside each other are one failure.
    if (this.#cancelRetry) return
    const delay = retryAfterMs[this.#failures]
    this.#failures += 1
    if (delay === undefined) return this.#port.drop(unanswered())
    this.#cancelRetry = this.#port.env.setTimer(() => {
      this.#cancelRetry = null
      this.#schedule()
    }, serverAfterMs ?? delay)
  }
}

const unanswered = (): TelltaleError => new TelltaleError('timeout', explain('no answer in time', 'sync'))

function isAnswer(value: unknown): value is TopicAnswer {
  if (!isRecord(value) || 'error' in value) return isRecord(value)
  const { epoch, seq, events = [] } = value
  return typeof epoch === 'string' && Number.isSafeInteger(seq) && Array.isArray(events) && events.every(isEvent)
}

const isEvent = (value: unknown): boolean =>
  isRecord(value) && typeof value['event'] === 'string' && isMeta(value['meta'])
