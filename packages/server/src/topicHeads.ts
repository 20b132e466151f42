import type { Cursor, EventClass, Meta } from '@telltale/protocol'
import { randomId } from './randomId.ts'

/** How far each topic has come, from which the `meta` of its events is made. */
export type TopicHeads = {
  /** The place of the topic's last logged event; `seq` 0 before the first. */
  cursor: (topic: string) => Cursor
  /** The revision of the topic's last state event; 0 before the first. */
  rev: (topic: string) => number
  /** Makes the `meta` of one more event of a topic, and counts it once `send` has taken it. */
  advance: (topic: string, eventClass: EventClass, send: (meta: Meta) => void) => Meta
}

/** Counts in memory: a new server is a new epoch. */
export function createTopicHeads(): TopicHeads {
  const epoch = randomId()
  const heads = new Map<string, { seq: number; rev: number }>()
  let events = 0

  return {
    // Asking leaves nothing behind, so that joining topics which never speak costs no memory.
    cursor: (topic) => ({ epoch, seq: heads.get(topic)?.seq ?? 0 }),
    rev: (topic) => heads.get(topic)?.rev ?? 0,
    advance: (topic, eventClass, send) => {
      const head = heads.get(topic) ?? { seq: 0, rev: 0 }
      const next = {
        seq: head.seq + (eventClass === 'logged' ? 1 : 0),
        rev: head.rev + (eventClass === 'state' ? 1 : 0),
      }
      const meta: Meta = {
        id: `${epoch}-${(++events).toString(36)}`,
        topic,
        at: new Date().toISOString(),
        ...(eventClass === 'logged' && { epoch, seq: next.seq }),
        ...(eventClass === 'state' && { epoch, rev: next.rev }),
      }
      // What cannot be sent throws here, and must leave no hole in the sequence.
      send(meta)
      if (eventClass !== 'volatile') heads.set(topic, next)
      return meta
    },
  }
}
