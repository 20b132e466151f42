import { type Cursor, type LoggedEvent, type Meta, randomId, writeJson } from '@telltale/protocol'
import type { LogPage, ReadLimits, Store } from './store.ts'

/** Events that are kept of one topic. */
const eventsPerTopic = 1000
/** How long an event is kept, and how long the count of a topic that nobody is in, in ms. */
const keepMs = 86_400_000
/** Topics whose log is empty and that nobody is in: of so many the count is kept. */
const idleTopics = 10_000

type Topic = { readonly epoch: string; seq: number; rev: number; usedAt: number; readonly log: Entry[] }

/** An event as text, so that nobody can change it afterwards; one with binary parts, which text cannot carry, as it is. */
type Entry = {
  readonly topic: Topic
  readonly kept: string | LoggedEvent
  readonly bytes: number
  readonly at: number
  older: Entry | undefined
  newer: Entry | undefined
}

/**
 * A store in memory: 1000 events and 24 hours of each topic, and `maxBytes` of JSON in all, oldest trimmed first. A
 * topic keeps counting when its log was trimmed; one that was forgotten comes back with another epoch.
 *
 * @param options.maxBytes Bytes of JSON that are kept in all. Default 16 000 000.
 */
export function memory({ maxBytes = 16_000_000 }: { maxBytes?: number } = {}): Store {
  const prefix = randomId()
  const topics = new Map<string, Topic>()
  // All entries in order of age, over all topics. A chain, because a busy topic lets go of its own from the middle.
  let oldest: Entry | undefined
  let newest: Entry | undefined
  let bytes = 0
  let events = 0

  const find = (name: string): Topic => {
    const topic = topics.get(name) ?? { epoch: randomId(), seq: 0, rev: 0, usedAt: 0, log: [] }
    topics.set(name, topic)
    topic.usedAt = Date.now()
    return topic
  }

  const dropOldestOf = ({ log }: Topic): void => {
    const entry = log.shift()
    if (entry === undefined) return
    if (entry.older === undefined) oldest = entry.newer
    else entry.older.newer = entry.newer
    if (entry.newer === undefined) newest = entry.older
    else entry.newer.older = entry.older
    bytes -= entry.bytes
  }

  const trim = (): void => {
    const endOfLife = Date.now() - keepMs
    // The oldest of all is the oldest of its topic as well.
    while (oldest !== undefined && (bytes > maxBytes || oldest.at <= endOfLife)) dropOldestOf(oldest.topic)
  }

  const keep = (topic: Topic, kept: Entry['kept'], size: number): void => {
    const entry: Entry = { topic, kept, bytes: size, at: Date.now(), older: newest, newer: undefined }
    if (newest === undefined) oldest = entry
    else newest.newer = entry
    newest = entry
    bytes += size
    if (topic.log.push(entry) > eventsPerTopic) dropOldestOf(topic)
    trim()
  }

  return {
    append: (name, { event, payload, class: eventClass, id = `${prefix}-${(++events).toString(36)}` }, send) => {
      const topic = find(name)
      const { epoch } = topic
      const seq = topic.seq + (eventClass === 'logged' ? 1 : 0)
      const rev = topic.rev + (eventClass === 'state' ? 1 : 0)
      const meta: Meta = {
        id,
        topic: name,
        at: new Date().toISOString(),
        ...(eventClass === 'logged' && { epoch, seq }),
        ...(eventClass === 'state' && { epoch, rev }),
      }
      const logged: LoggedEvent = { event, payload, meta }
      // What cannot be written or sent throws here, and must leave no hole in the sequence.
      const written = eventClass === 'logged' ? writeJson(logged) : undefined
      send(meta)
      topic.seq = seq
      topic.rev = rev
      if (written !== undefined) keep(topic, written.hasBinary ? logged : written.text, written.bytes)
      return meta
    },
    head: (name) => {
      const { epoch, seq } = find(name)
      return { epoch, seq }
    },
    rev: (name) => topics.get(name)?.rev ?? 0,
    read: (name, since, limits) => {
      const topic = topics.get(name)
      if (topic === undefined || !reaches(topic, since)) return null
      return page(topic.log.slice(topic.log.length - (topic.seq - since.seq)), limits)
    },
    tail: (name, limits) => {
      const { events: newestFirst, bytes: size } = page(topics.get(name)?.log.toReversed() ?? [], limits)
      return { events: newestFirst.toReversed(), bytes: size }
    },
    sweep: (isHeld) => {
      trim()
      const now = Date.now()
      const idle: [string, Topic][] = []
      for (const [name, topic] of topics) {
        if (isHeld(name)) topic.usedAt = now
        else if (topic.log.length === 0) idle.push([name, topic])
      }
      idle.sort(([, a], [, b]) => b.usedAt - a.usedAt)
      for (const [index, [name, { usedAt }]] of idle.entries()) {
        if (index >= idleTopics || usedAt <= now - keepMs) topics.delete(name)
      }
    },
  }
}

function reaches({ epoch, seq, log }: Topic, since: Cursor): boolean {
  return since.epoch === epoch && Number.isInteger(since.seq) && since.seq <= seq && since.seq >= seq - log.length
}

/** The first entries that fit. */
function page(entries: readonly Entry[], limits: ReadLimits): LogPage {
  const events: LoggedEvent[] = []
  let bytes = 0
  for (const entry of entries.slice(0, limits.count)) {
    // One more for the comma.
    if (bytes + entry.bytes + 1 > limits.bytes) break
    bytes += entry.bytes + 1
    // Written by us, out of a LoggedEvent.
    events.push(typeof entry.kept === 'string' ? (JSON.parse(entry.kept) as LoggedEvent) : entry.kept)
  }
  return { events, bytes }
}
