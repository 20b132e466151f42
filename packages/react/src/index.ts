export { RealtimeErrorBoundary } from './RealtimeErrorBoundary.tsx'
export type { RealtimeErrorBoundaryProps } from './RealtimeErrorBoundary.tsx'
export { RealtimeProvider } from './RealtimeProvider.tsx'
export type { RealtimeProviderProps } from './RealtimeProvider.tsx'
export type { RegisteredContract, Register } from './Register.ts'
export { useAITask, useAITasks } from './useAITasks.ts'
export type { UseAITaskOptions, UseAITasksOptions, UseAITasksResult } from './useAITasks.ts'
export { useClient } from './useClient.ts'
export type { UseClientOptions } from './useClient.ts'
export { useConnectionStats } from './useConnectionStats.ts'
export type { UseConnectionStatsOptions } from './useConnectionStats.ts'
export { useDelivery } from './useDelivery.ts'
export type { UseDeliveryResult } from './useDelivery.ts'
export { useEvent } from './useEvent.ts'
export type { UseEventOptions } from './useEvent.ts'
export { useLine } from './useLine.ts'
export type { UseLineOptions, WithLine } from './useLine.ts'
export { useNotifications } from './useNotifications.ts'
export type { UseNotificationsOptions, UseNotificationsResult } from './useNotifications.ts'
export { useOutbox } from './useOutbox.ts'
export type { UseOutboxResult } from './useOutbox.ts'
export { useRealTimeAnalysis } from './useRealTimeAnalysis.ts'
export type { UseRealTimeAnalysisOptions, UseRealTimeAnalysisResult } from './useRealTimeAnalysis.ts'
export { usePresence } from './usePresence.ts'
export type { UsePresenceOptions, UsePresenceResult } from './usePresence.ts'
export { useSocket } from './useSocket.ts'
export type { UseSocketOptions, UseSocketResult } from './useSocket.ts'
export { useTopic } from './useTopic.ts'
export type { UseTopicOptions } from './useTopic.ts'
export { useUsageSession } from './useUsageSession.ts'
export type { UseUsageSessionOptions, UseUsageSessionResult } from './useUsageSession.ts'
export { useWebSocketStatus } from './useWebSocketStatus.ts'
export type { UseWebSocketStatusOptions, UseWebSocketStatusResult } from './useWebSocketStatus.ts'
export { useWorkflowArtifacts, useWorkflowEvents, useWorkflowProgress } from './useWorkflow.ts'
export type {
  UseWorkflowArtifactsResult,
  UseWorkflowEventsResult,
  UseWorkflowOptions,
  UseWorkflowProgressOptions,
  UseWorkflowProgressResult,
} from './useWorkflow.ts'

export { createRealtimeClient, initialStatus } from '@telltale/client'
export type {
  AITask,
  AnalysisDetector,
  AnalysisState,
  ConnectionStats,
  OutboxMessage,
  RunArtifact,
  RunNode,
  RunState,
  TopicState,
  TrackedWords,
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
  PresenceUser,
  RealtimeClient,
  RealtimeClientOptions,
  Send,
  SendOptions,
  UsageEnd,
  UsageSession,
  UsageSessionOptions,
} from '@telltale/client'
