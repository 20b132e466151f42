import { deepStrictEqual } from 'node:assert'
import type { Cursor, LoggedEvent, TopicAnswer } from '@telltale/protocol'

/** What came to be known between two gaps: `events` are those right after `from`. */
export type Stretch = { readonly from: Cursor; readonly events: readonly unknown[] }

/** What one client makes of one topic, from answers and from what comes live. A hole or a repeat fails the test. */
export class TopicFold {
  cursor: Cursor | null = null
  readonly stretches: Stretch[] = []
  private events: unknown[] = []
  /** What comes live while an answer is awaited. */
  private held: LoggedEvent[] | undefined

  /** Where it is. From now on what comes live is held back until the answer. */
  ask(): Cursor | null {
    this.held ??= []
    return this.cursor
  }

  live(event: LoggedEvent): void {
    if (this.held === undefined) this.take(event)
    else this.held.push(event)
  }

  /** Takes an answer; `isFirst` on its line, before which nothing of what it tells may have come live. */
  answer(answer: Exclude<TopicAnswer, { error: unknown }>, isFirst: boolean): void {
    if ('snapshot' in answer) {
      this.end()
      this.cursor = { epoch: answer.epoch, seq: answer.seq }
    }
    for (const event of answer.events ?? []) this.take(event)
    deepStrictEqual(this.cursor, { epoch: answer.epoch, seq: answer.seq })
    if (answer.more === true) return
    const held = this.held ?? []
    const late = held.filter(({ meta }) => (meta.seq ?? 0) > answer.seq)
    if (isFirst) deepStrictEqual(late, held)
    this.held = undefined
    for (const event of late) this.take(event)
  }

  /** The line is gone, and what it held back with it. */
  lose(): void {
    this.held = undefined
  }

  /** Ends a stretch. */
  end(): void {
    if (this.cursor !== null) {
      const { epoch, seq } = this.cursor
      this.stretches.push({ from: { epoch, seq: seq - this.events.length }, events: this.events })
    }
    this.cursor = null
    this.events = []
  }

  private take({ meta, payload }: LoggedEvent): void {
    deepStrictEqual({ epoch: meta.epoch, seq: (meta.seq ?? 0) - 1 }, this.cursor)
    this.cursor = { epoch: meta.epoch ?? '', seq: meta.seq ?? 0 }
    this.events.push(payload)
  }
}
