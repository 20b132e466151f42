import type { Cursor, EventClass, LoggedEvent, Meta } from '@telltale/protocol'

/** How much of a log is wanted at once. `bytes` are those of JSON. */
export type ReadLimits = { readonly count: number; readonly bytes: number }

/** A part of a topic's log, oldest first, and its size as JSON. */
export type LogPage = { readonly events: readonly LoggedEvent[]; readonly bytes: number }

/**
 * The server's memory of what was sent: for each topic a log with a contiguous sequence, and a revision for its state.
 * It is the only place that counts.
 *
 * It answers at once, because a line joins a room and reads its head in one tick: so no event falls between an answer and
 * what comes live.
 */
export type Store = {
  /**
   * Counts one more event of a topic, and keeps it where its class is logged. `send` is handed the event's `meta`; if it
   * throws, nothing has been counted. `id` is given where the event stands in another topic's log already.
   */
  append: (
    topic: string,
    event: {
      readonly event: string
      readonly payload: unknown
      readonly class: EventClass
      readonly id?: string | undefined
    },
    send: (meta: Meta) => void,
  ) => Meta
  /** The place of the topic's last logged event; `seq` 0 before the first. Asking makes the epoch stay. */
  head: (topic: string) => Cursor
  /** The revision of the topic's last state event; 0 before the first. */
  rev: (topic: string) => number
  /** The events after a cursor, or `null` where the log cannot tell them: another epoch, or too long ago. */
  read: (topic: string, since: Cursor, limits: ReadLimits) => LogPage | null
  /** The newest events of a topic that are still in its log. */
  tail: (topic: string, limits: ReadLimits) => LogPage
  /** Lets go of what has aged out. Called about once a minute; a topic that is held keeps its count. */
  sweep: (isHeld: (topic: string) => boolean) => void
}
