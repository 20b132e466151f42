import type { ErrorCode } from '@telltale/protocol'

/** What the client is doing inside; people are shown {@link ConnectionState}. */
export type Phase =
  | 'idle'
  | 'authenticating'
  | 'opening'
  | 'syncing'
  | 'ready'
  | 'probing'
  | 'waiting'
  | 'offline'
  | 'suspended'
  | 'failed'
  | 'disposed'

/** The five public words. */
export type ConnectionState = 'disconnected' | 'connecting' | 'connected' | 'reconnecting' | 'failed'

/** Why the line is not as it should be. Messages never contain a token. */
export type ConnectionReason = Readonly<{ code: ErrorCode; message: string; retryable: boolean }>

/** Where the line to the server stands. `since`, `retryAt` and `lastConnectedAt` are epoch milliseconds. */
export type ConnectionStatus = Readonly<{
  state: ConnectionState
  phase: Phase
  /** When `phase` began. */
  since: number
  /** Attempts since the line was last stable; 0 on a stable line. */
  attempt: number
  /** When the next attempt is due, while waiting for one. */
  retryAt: number | null
  lastConnectedAt: number | null
  /** The environment says that there is no network. */
  offline: boolean
  /** Down for longer than `lostAfterMs`: worth telling people who are busy. */
  lost: boolean
  /** Everything that was missed has arrived. */
  synced: boolean
  /** Writes that wait for the line. */
  pendingWrites: number
  latencyMs: number | null
  reason: ConnectionReason | null
}>

/** The status before any attempt, and while rendering on a server. */
export const initialStatus: ConnectionStatus = {
  state: 'disconnected',
  phase: 'idle',
  since: 0,
  attempt: 0,
  retryAt: null,
  lastConnectedAt: null,
  offline: false,
  lost: false,
  synced: false,
  pendingWrites: 0,
  latencyMs: null,
  reason: null,
}
