import type { StandardSchemaV1 } from '@standard-schema/spec'
import type { EventClass, ServerEvents } from './events.ts'
import type { ClientRequests, EventMap, RequestMap } from './requests.ts'
import type { Issue } from './TelltaleError.ts'

/** One event of a contract: its schema, what the server promises of it, and how listeners and repeats are told apart. */
export type EventDefinition<TPayload = unknown> = {
  readonly schema: StandardSchemaV1<unknown, TPayload>
  /** @defaultValue `'logged'` */
  readonly class?: EventClass
  /** By what listeners may filter, as `useEvent(event, handler, { key })`. */
  readonly key?: (payload: TPayload) => string
  /** Tells repeats apart on a plain server, which sends no `meta`. */
  readonly id?: (payload: TPayload) => string
  /** Whether an unmarked repeat of the last event counts once on a plain server. @defaultValue `true` */
  readonly dedupe?: boolean
}

/** One request of a contract: the schema of its payload, and of its answer's data where there is any. */
export type RequestDefinition<TPayload = unknown, TData = unknown> = {
  readonly schema: StandardSchemaV1<unknown, TPayload>
  readonly data?: StandardSchemaV1<unknown, TData>
}

/** An event's definition as it is looked up by name: `key` and `id` are asked only for what `schema` has let through. */
export type ErasedEventDefinition = Omit<EventDefinition, 'key' | 'id'> & {
  readonly key?: (payload: never) => string
  readonly id?: (payload: never) => string
}

/** What a schema says of a value. */
export type Validation<TValue> = { readonly value: TValue } | { readonly issues: readonly Issue[] }

/**
 * What client, server, mock and hooks agree upon. Made by `defineContract` of `@telltale/protocol/schemas`.
 *
 * At run time the definitions are looked up by name, so their own payload types are erased here; `types` carries them.
 */
export type Contract<TEvents = EventMap, TRequests extends RequestMap = RequestMap> = {
  readonly events: Readonly<Record<string, ErasedEventDefinition>>
  readonly requests: Readonly<Record<string, RequestDefinition>>
  /** Checks a value by a schema of the contract. It is carried here so that a client without a contract pays nothing for it. */
  readonly validate: <TValue>(schema: StandardSchemaV1<unknown, TValue>, value: unknown) => Validation<TValue>
  /** Kinds of topics beside user, team, project and run. */
  readonly topics: readonly string[]
  /** For the compiler only: never present at run time. */
  readonly types?: { readonly events: TEvents; readonly requests: TRequests }
}

/** The contract that holds where none is given: our own events and requests. */
export type TelltaleContract = Contract<ServerEvents, ClientRequests>

/** Payloads by event name of a contract. */
export type EventsOf<TContract extends Contract> = NonNullable<TContract['types']>['events']

/** Requests by name of a contract. */
export type RequestsOf<TContract extends Contract> = NonNullable<TContract['types']>['requests']

/**
 * The event names that a contract allows. Where only our own contract holds, any other name may be listened to and
 * emitted as well, its payload `unknown`: a plain server has events that nobody has described.
 */
export type EventName<TContract extends Contract> = NameOf<EventsOf<TContract>, TContract>

/** The request names that a contract allows; see {@link EventName}. */
export type RequestName<TContract extends Contract> = NameOf<RequestsOf<TContract>, TContract>

type NameOf<TMap, TContract extends Contract> =
  | (keyof TMap & string)
  | (TelltaleContract extends TContract ? string & {} : never)

/** The payload of an event under a contract. */
export type PayloadOf<TContract extends Contract, TEvent extends string> = TEvent extends keyof EventsOf<TContract>
  ? EventsOf<TContract>[TEvent]
  : unknown

/** The payload of a request under a contract. */
export type RequestPayloadOf<
  TContract extends Contract,
  TName extends string,
> = TName extends keyof RequestsOf<TContract> ? RequestsOf<TContract>[TName]['payload'] : unknown

/** The data of a request's answer under a contract. */
export type DataOf<TContract extends Contract, TName extends string> = TName extends keyof RequestsOf<TContract>
  ? RequestsOf<TContract>[TName]['data']
  : unknown
