import type { Line } from '@telltale/client'
import type { IsoTime, TelltaleError, WorkflowEvent } from '@telltale/protocol'
import type { ReactNode } from 'react'
import { describe, expectTypeOf, it } from 'vitest'
import {
  type ConnectionStats,
  type Delivery,
  type DeliveryStatus,
  type OutboxMessage,
  type RealtimeErrorBoundaryProps,
  type RegisteredContract,
  type RunArtifact,
  type RunNode,
  type TopicState,
  useConnectionStats,
  useDelivery,
  useEvent,
  useOutbox,
  useSocket,
  useTopic,
  useWorkflowArtifacts,
  useWorkflowEvents,
  useWorkflowProgress,
  type WithLine,
} from './index.ts'

describe('the hooks', () => {
  it('of workflow runs take a run’s id, and a socket if wanted (C6)', () => {
    const { socket } = useSocket()
    const events = useWorkflowEvents('7', { socket })
    expectTypeOf(events).toEqualTypeOf<
      Readonly<{
        history: readonly WorkflowEvent[]
        isLoading: boolean
        status: 'idle' | 'running' | 'completed' | 'failed'
        error: string | null
      }>
    >()
    expectTypeOf(useWorkflowProgress('7', { node: 'parse' }).nodes).toEqualTypeOf<readonly RunNode[]>()
    expectTypeOf(useWorkflowProgress('7', { select: ({ nodes }) => nodes.map(({ node }) => node) })).toEqualTypeOf<
      string[]
    >()
    // @ts-expect-error -- a selector is given the whole run
    useWorkflowProgress('7', { node: 'parse', select: ({ nodes }) => nodes })
    expectTypeOf(useWorkflowArtifacts('7').artifacts).toEqualTypeOf<readonly RunArtifact[]>()
    expectTypeOf<RunArtifact['timestamp']>().toEqualTypeOf<IsoTime>()
    expectTypeOf<WithLine['client']>().toEqualTypeOf<Line<RegisteredContract> | undefined>()
  })

  it('of topics take the name of a topic', () => {
    expectTypeOf(useTopic('project:1')).toEqualTypeOf<TopicState>()
    // @ts-expect-error -- a topic has a kind and an id
    useTopic('project')
    useEvent('comment:created', ({ body }) => expectTypeOf(body).toBeString(), { key: '1', socket: null })
  })

  it('of messages know what a delivery brings', () => {
    const { send } = useSocket()
    const delivery = send('presence:update', { status: 'away' })
    expectTypeOf(delivery).toEqualTypeOf<Delivery<null>>()
    expectTypeOf(useDelivery(delivery)).toEqualTypeOf<{
      status: DeliveryStatus | null
      data: null | undefined
      error: TelltaleError | null
    }>()
    expectTypeOf(useOutbox().messages).toEqualTypeOf<readonly OutboxMessage[]>()
    expectTypeOf(useConnectionStats({ intervalMs: 100 })).toEqualTypeOf<ConnectionStats>()
  })
})

describe('RealtimeErrorBoundary', () => {
  it('takes a node, or a function of the error', () => {
    expectTypeOf<{ fallback: string }>().toExtend<RealtimeErrorBoundaryProps>()
    expectTypeOf<{
      fallback: (failure: { error: TelltaleError; retry: () => void }) => ReactNode
    }>().toExtend<RealtimeErrorBoundaryProps>()
  })
})
