import type {
  Contract,
  DataOf,
  RequestName,
  RequestPayloadOf,
  TelltaleContract,
  Topic,
  WorkflowEvent,
} from '@telltale/protocol'
import { createLine } from './createLine.ts'
import type { Line, LineOptions, Part } from './Line.ts'
import type { EventHandler } from './Dispatcher.ts'
import type { Delivery } from './outbox/Delivery.ts'
import { outbox, type SendOptions } from './outbox/Outbox.ts'
import type { OutboxMessage } from './outbox/OutboxQueue.ts'
import { type EmitOptions, type Outcome, requests } from './Requests.ts'
import type { Store } from './store.ts'
import { type TopicGap, topics, type TopicState } from './topics/TopicSet.ts'

export type RealtimeClientOptions<TContract extends Contract = TelltaleContract> = LineOptions<TContract>

/** A line together with what is said over it. Made by {@link createRealtimeClient}. */
export interface RealtimeClient<TContract extends Contract = TelltaleContract> extends Line<TContract> {
  /** Where each topic held by {@link RealtimeClient.join} stands. */
  readonly topics: Store<ReadonlyMap<string, TopicState>>
  /**
   * Holds a topic, on this line and each later one; returns how to let go. Its state is in `topics`.
   *
   * @throws {TelltaleError} `not_found` for a kind that no client joins: others than team, project, run and the contract's.
   */
  join: (topic: Topic) => () => void
  /** Calls `listener` whenever events of a topic may be missing, and says why; returns how to stop that. */
  onGap: (listener: (gap: TopicGap) => void) => () => void
  /** Joins a run and calls `handler` with each of its workflow events; returns how to stop both. */
  subscribe: (runId: string, handler: EventHandler<WorkflowEvent>) => () => void
  /**
   * Sends a request now and resolves with the server's answer, or with why there is none. Never rejects: while the line
   * is down the outcome is `not_connected`. It is `send` in mode `live`.
   */
  emit: <TName extends RequestName<TContract>>(
    event: TName,
    payload: RequestPayloadOf<TContract, TName>,
    options?: EmitOptions,
  ) => Promise<Outcome<DataOf<TContract, TName>>>
  /**
   * Sends a message over this line or a later one, and tells what becomes of it. It waits while the line is down, and
   * `@telltale/server` applies it once however often it is sent. What waits is sent as it is then: do not change it.
   *
   * @example
   * const delivery = client.send('notification:read', { ids: ['1'] }, { key: 'notifications' })
   * const outcome = await delivery.settled
   * if (!outcome.ok) console.warn(outcome.error.code)
   */
  send: Send<TContract>
  /** What was sent by `send` and is not settled yet, oldest first; and how to give one of them up. */
  readonly outbox: { readonly messages: Store<readonly OutboxMessage[]>; cancel: (id: string) => void }
}

/** See {@link RealtimeClient.send}. A volatile message is never answered, so it has no data. */
export type Send<TContract extends Contract = TelltaleContract> = <
  TName extends RequestName<TContract>,
  const TOptions extends SendOptions = SendOptions,
>(
  event: TName,
  payload: RequestPayloadOf<TContract, TName>,
  options?: TOptions,
) => Delivery<TOptions extends { mode: 'volatile' } ? undefined : DataOf<TContract, TName>>

/**
 * Makes a client. Nothing is opened before `connect()` or the first `acquire()`, so it may be made while rendering on a
 * server.
 *
 * @example
 * const client = createRealtimeClient({ url: 'https://api.example.com', getToken: () => session.token() })
 * client.on('notification', (notification) => show(notification.title))
 * client.connect()
 */
export function createRealtimeClient<TContract extends Contract = TelltaleContract>(
  options: RealtimeClientOptions<TContract> = {},
): RealtimeClient<TContract> {
  return clientOf(createLine(options))
}

/** The client on a line; the same one each time. */
export function clientOf<TContract extends Contract>(line: Line<TContract>): RealtimeClient<TContract> {
  // A part does not know the contract of the line that it is on; the line does.
  return line.part(realtimeClient) as unknown as RealtimeClient<TContract>
}

const realtimeClient: Part<RealtimeClient> = ({ line }) => {
  const held = line.part(topics)
  // After the topics, so that it sees them catch up on a new line.
  const queued = line.part(outbox)
  return {
    ...line,
    topics: held.states,
    join: (topic) => held.hold(topic),
    onGap: (listener) => held.onGap(listener),
    subscribe: (runId, handler) => {
      const release = held.hold(`run:${runId}`)
      const remove = line.on('workflow:event', handler, { key: runId })
      return () => {
        remove()
        release()
      }
    },
    // The server's answer is as the contract says, or as a plain server likes.
    emit: (event, payload, options) => line.part(requests).send(event, payload, options) as Promise<Outcome<never>>,
    // As above; and a volatile message has no data.
    send: (event, payload, options) => queued.send(event, payload, options) as Delivery<never>,
    outbox: { messages: queued.messages, cancel: (id) => queued.cancel(id) },
  }
}
