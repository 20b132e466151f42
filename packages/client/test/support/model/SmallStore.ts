import type { LoggedEvent, Meta } from '@telltale/protocol'
import type { MockServerOptions } from '@telltale/testing'

type Store = NonNullable<MockServerOptions['store']>
type Log = { readonly epoch: string; seq: number; rev: number; readonly kept: LoggedEvent[] }

/** A server's memory that keeps `most` events of each topic, and may be made to outlive the server. */
export class SmallStore implements Store {
  readonly #most: number
  #logs = new Map<string, Log>()
  #count = 0

  constructor(most: number) {
    this.#most = most
  }

  wipe(): void {
    this.#logs = new Map()
  }

  append(...[topic, { event, payload, class: eventClass, id }, send]: Parameters<Store['append']>): Meta {
    const log = this.#of(topic)
    const { epoch } = log
    const isLogged = eventClass === 'logged'
    const meta: Meta = {
      id: id ?? `${(this.#count += 1)}`,
      topic,
      at: new Date().toISOString(),
      ...(isLogged && { epoch, seq: log.seq + 1 }),
      ...(eventClass === 'state' && { epoch, rev: log.rev + 1 }),
    }
    send(meta)
    if (eventClass === 'state') log.rev += 1
    if (!isLogged) return meta
    log.seq += 1
    log.kept.push({ event, payload, meta })
    if (log.kept.length > this.#most) log.kept.shift()
    return meta
  }

  head(topic: string): ReturnType<Store['head']> {
    const { epoch, seq } = this.#of(topic)
    return { epoch, seq }
  }

  rev(topic: string): number {
    return this.#of(topic).rev
  }

  read(...[topic, since, { count }]: Parameters<Store['read']>): ReturnType<Store['read']> {
    const { epoch, seq, kept } = this.#of(topic)
    const missed = seq - since.seq
    if (since.epoch !== epoch || missed < 0 || missed > kept.length) return null
    const events = missed === 0 ? [] : kept.slice(-missed).slice(0, count)
    return { events, bytes: JSON.stringify(events).length }
  }

  tail(...[topic, { count }]: Parameters<Store['tail']>): ReturnType<Store['tail']> {
    const events = this.#of(topic).kept.slice(-count)
    return { events, bytes: JSON.stringify(events).length }
  }

  sweep(): void {}

  #of(topic: string): Log {
    const log = this.#logs.get(topic) ?? { epoch: `epoch-${(this.#count += 1)}`, seq: 0, rev: 0, kept: [] }
    this.#logs.set(topic, log)
    return log
  }
}
