import type { Cursor } from '@telltale/protocol'
import { type Session, tell } from './sessions.ts'
import { startTimer } from './startTimer.ts'
import type { Store } from './store.ts'

/** How often lines are told how far their topics have come, in ms. */
const tellEveryMs = 30_000

/** Tells lines how far their topics have come, so that a lost last event is noticed. */
export type Heads = {
  /** The heads of all topics that a line is in, which counts as telling them. */
  of: (session: Session) => Record<string, Cursor>
  /** Something has moved: who is in it, and has not been told, will be. */
  moved: () => void
  /** Nothing is told any more. */
  stop: () => void
}

/** At most every 30 s, and only what has moved since that line was told of it. */
export function createHeads(sessions: () => Iterable<Session>, store: Store): Heads {
  let cancel: (() => void) | undefined
  let isStopped = false

  const tellMoved = (): void => {
    cancel = undefined
    for (const { socket, topics } of sessions()) {
      const moved = Array.from(topics, ([topic, told]) => ({ topic, told, head: store.head(topic) })).filter(
        ({ told, head }) => told?.epoch !== head.epoch || told.seq !== head.seq,
      )
      if (moved.length === 0) continue
      for (const { topic, head } of moved) topics.set(topic, head)
      tell(socket, 'server:heads', { topics: Object.fromEntries(moved.map(({ topic, head }) => [topic, head])) })
    }
  }

  return {
    of: ({ topics }) => {
      for (const topic of topics.keys()) topics.set(topic, store.head(topic))
      // Each has just been set.
      return Object.fromEntries(topics) as Record<string, Cursor>
    },
    moved: () => {
      if (!isStopped) cancel ??= startTimer(tellMoved, tellEveryMs)
    },
    stop: () => {
      isStopped = true
      cancel?.()
    },
  }
}
