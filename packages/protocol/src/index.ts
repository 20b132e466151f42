export type { Answer } from './answer.ts'
export { isAnswer } from './answer.ts'
export type { ErrorCode, RetryRule } from './codes.ts'
export { isErrorCode, retryRules } from './codes.ts'
export type {
  Contract,
  DataOf,
  ErasedEventDefinition,
  EventDefinition,
  EventName,
  EventsOf,
  PayloadOf,
  RequestDefinition,
  RequestName,
  RequestPayloadOf,
  RequestsOf,
  TelltaleContract,
  Validation,
} from './contract.ts'
export type { EntityEvents, EntityMarks } from './entities.ts'
export type { EventClass, ServerEvents } from './events.ts'
export { keyFieldOf } from './events.ts'
export type { Cursor, Meta } from './meta.ts'
export { isMeta } from './meta.ts'
export { climb } from './climb.ts'
export { overallProgress } from './overallProgress.ts'
export { payloadBytes } from './payloadBytes.ts'
export type * from './payloads.ts'
export { randomId } from './randomId.ts'
export type {
  ClientRequests,
  ClientToServerEvents,
  EventMap,
  HandshakeAuth,
  LoggedEvent,
  RequestMap,
  ServerToClientEvents,
  TopicAnswer,
  TopicAnswers,
} from './requests.ts'
export type * from './snapshots.ts'
export type { Issue, TelltaleErrorOptions, WireError } from './TelltaleError.ts'
export { TelltaleError, toWireError } from './TelltaleError.ts'
export type { Topic, TopicKind } from './topics.ts'
export { parseTopic, topicRequests } from './topics.ts'
export type {
  EndedSession,
  SessionEnd,
  SessionStatus,
  SSEEvent,
  UsageEvents,
  UsageFigures,
  UsagePing,
  UsageSessionAPIResponse,
  UsageSessionState,
} from './usage.ts'
export type { Written } from './writeJson.ts'
export { writeJson } from './writeJson.ts'
