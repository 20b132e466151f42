import { type Cursor, payloadBytes, type TopicAnswer, type TopicSnapshot } from '@telltale/protocol'
import type { Store } from './store.ts'
import type { TopicViews } from './topicViews.ts'

/** A topic that is asked for, and how far the asker has come in it. */
export type AskedTopic = readonly [topic: string, cursor: Cursor | null]

/** Events in the answer of one topic. */
const eventsPerAnswer = 500
/** All answers together, in bytes of JSON, less what the frame around them takes. */
const maxAnswerBytes = 1_000_000 - 100
/** The words of an answer beside its cursor, its state and what it carries. */
const wordsBytes = 60

const nothing = { count: 0, bytes: 0 }

/**
 * What each topic is answered: missed events where the log reaches the cursor, a snapshot where it does not. Together
 * they keep to 1 MB; events beyond it are left for the next question (`more`), snapshots share what there is and keep
 * their newest part. Where there is no snapshot, at least one event is given, however large, so that asking again always
 * comes to an end.
 */
export function answerTopics(
  asked: readonly AskedTopic[],
  store: Store,
  views: Pick<TopicViews, 'state' | 'snapshot'>,
): [topic: string, answer: Exclude<TopicAnswer, { error: unknown }>][] {
  let leftBytes = maxAnswerBytes
  const frames = asked.map(([topic, cursor]) => {
    const frame = { ...store.head(topic), state: views.state(topic) }
    leftBytes -= payloadBytes([topic, frame]) + wordsBytes
    return { topic, frame, cursor: cursor !== null && store.read(topic, cursor, nothing) !== null ? cursor : null }
  })

  let snapshotsToCome = frames.filter(({ cursor }) => cursor === null).length
  const snapshots = new Map<string, TopicSnapshot>()
  for (const { topic, cursor } of frames) {
    if (cursor !== null) continue
    const snapshot = views.snapshot(topic, leftBytes / snapshotsToCome--)
    leftBytes -= payloadBytes(snapshot)
    snapshots.set(topic, snapshot)
  }

  let isEmpty = snapshots.size === 0
  return frames.map(({ topic, frame, cursor }) => {
    if (cursor === null) return [topic, { ...frame, snapshot: snapshots.get(topic) ?? null }]
    const read = (count: number, bytes: number): ReturnType<Store['read']> =>
      store.read(topic, cursor, { count, bytes })
    let page = read(eventsPerAnswer, leftBytes)
    if (isEmpty && page?.events.length === 0) page = read(1, Number.POSITIVE_INFINITY)
    const { events, bytes } = page ?? { events: [], bytes: 0 }
    leftBytes -= bytes
    if (events.length > 0) isEmpty = false
    const seq = cursor.seq + events.length
    return [topic, { ...frame, seq, events: [...events], ...(seq < frame.seq && { more: true }) }]
  })
}
