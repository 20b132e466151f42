export { RealtimeProvider } from './RealtimeProvider.tsx'
export type { RealtimeProviderProps } from './RealtimeProvider.tsx'
export type { RegisteredContract, Register } from './Register.ts'
export { useClient } from './useClient.ts'
export type { UseClientOptions } from './useClient.ts'
export { useEvent } from './useEvent.ts'
export type { UseEventOptions } from './useEvent.ts'
export { useLine } from './useLine.ts'
export type { UseLineOptions } from './useLine.ts'
export { useSocket } from './useSocket.ts'
export type { UseSocketOptions, UseSocketResult } from './useSocket.ts'
export { useWebSocketStatus } from './useWebSocketStatus.ts'
export type { UseWebSocketStatusOptions, UseWebSocketStatusResult } from './useWebSocketStatus.ts'

export { createRealtimeClient, initialStatus } from '@telltale/client'
export type {
  ConnectionReason,
  ConnectionState,
  ConnectionStatus,
  Delivery,
  DeliveryStatus,
  EmitOptions,
  EventHandler,
  Line,
  Outcome,
  Phase,
  RealtimeClient,
  RealtimeClientOptions,
  Send,
  SendOptions,
} from '@telltale/client'
