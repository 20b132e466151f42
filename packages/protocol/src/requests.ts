import type { Answer } from './answer.ts'
import type { WireError } from './TelltaleError.ts'
import type { ServerEvents } from './events.ts'
import type { Cursor, Meta } from './meta.ts'
import type { IsoTime, PresenceState } from './payloads.ts'
import type { TopicSnapshot, TopicState } from './snapshots.ts'

/** An event out of a topic's log. */
export type LoggedEvent = { event: string; payload: unknown; meta: Meta }

/**
 * How one topic was answered. `events` are those that were missed, at most 500, and `more` says that there are others
 * behind them; `snapshot` stands for events where there was no cursor or the log does not reach it. `state` is what
 * holds now, so with `more` it is ahead of the events.
 */
export type TopicAnswer =
  | (Cursor & { state?: TopicState; events?: LoggedEvent[]; more?: boolean; snapshot?: TopicSnapshot })
  | { error: Pick<WireError, 'code'> }

/** The answer to `sync`, and to every join. */
export type TopicAnswers = { topics: Record<string, TopicAnswer> }

/** Every request from client to server, by name: its payload, and the data of its answer. */
export type ClientRequests = {
  sync: { payload: { topics: Record<string, Cursor | null> }; data: TopicAnswers }
  leave: { payload: { topics: string[] }; data: null }
  probe: { payload: object; data: { serverTime: IsoTime; reconnectSpreadMs: number; heads: Record<string, Cursor> } }
  'auth:refresh': { payload: { token: string }; data: { expiresAt: IsoTime | null } }
  'project:join': { payload: { projectId: string }; data: TopicAnswers }
  'project:leave': { payload: { projectId: string }; data: null }
  'team:join': { payload: { teamId: string }; data: TopicAnswers }
  'team:leave': { payload: { teamId: string }; data: null }
  'presence:update': { payload: { status: PresenceState; projectId?: string }; data: null }
  'analysis:cancel': { payload: { analysisId: string }; data: null }
  'notification:read': { payload: { ids: string[] } | { all: true }; data: null }
  'notification:clear': { payload: { ids: string[] } | { all: true }; data: null }
  'ai:task:cancel': { payload: { taskId: string }; data: null }
  'ai:task:retry': { payload: { taskId: string }; data: null }
  'workflow:subscribe': { payload: { runId: string }; data: TopicAnswers }
  'workflow:unsubscribe': { payload: { runId: string }; data: null }
}

/** The `auth` of the handshake. `clientId` is random per client instance, so that a newer socket replaces its older one. */
export type HandshakeAuth = { token?: string | null; clientId?: string }

/** Payloads by event name, as {@link ServerEvents} lists them. */
export type EventMap = Record<string, unknown>
/** Requests by name, as {@link ClientRequests} lists them. */
export type RequestMap = Record<string, { payload: unknown; data: unknown }>

/** Our events as Socket.IO's generics want them: `Server<ClientToServerEvents, ServerToClientEvents>`. */
export type ServerToClientEvents<TEvents extends EventMap = ServerEvents> = {
  [TEvent in keyof TEvents]: (payload: TEvents[TEvent], meta?: Meta) => void
}

/** Our requests as Socket.IO's generics want them. */
export type ClientToServerEvents<TRequests extends RequestMap = ClientRequests> = {
  [TName in keyof TRequests]: (
    payload: TRequests[TName]['payload'],
    answer?: (answer: Answer<TRequests[TName]['data']>) => void,
  ) => void
}
