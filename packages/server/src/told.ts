import type { Meta, Revised, ServerEvents } from '@telltale/protocol'

/** Sends one of our events to a topic, and returns its `meta`. */
export type Tell = <TEvent extends keyof ServerEvents>(
  topic: string,
  event: TEvent,
  payload: ServerEvents[TEvent],
) => Meta

/** One of our events as everybody in its topic was told it, by whichever way it was sent. */
export type Told = {
  [TEvent in keyof ServerEvents]: {
    readonly topic: string
    readonly event: TEvent
    readonly payload: ServerEvents[TEvent]
    readonly meta: Meta
  }
}[keyof ServerEvents]

/** The newest state event about one thing. */
export type Newest<TPayload> = { readonly payload: TPayload; readonly meta: Meta }

/**
 * A state event as `state` lists it. A revision of an epoch that is over counts as none, or everything of the new epoch
 * would seem older.
 */
export function revise<TPayload>({ payload, meta }: Newest<TPayload>, epoch: string): Revised<TPayload> {
  return { ...payload, rev: revIn(meta, epoch) }
}

/** The revision of an event within an epoch, 0 where it is of another, or there was none. */
export function revIn(meta: Meta | undefined, epoch: string): number {
  return meta?.epoch === epoch ? (meta.rev ?? 0) : 0
}
