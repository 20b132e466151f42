import type { WorkflowEvent } from '@telltale/protocol'
import { Profiler } from 'react'
import { describe, expect, it } from 'vitest'
import { describeTopicHook } from '../test/support/hookConformance.tsx'
import { useWorkflowArtifacts, useWorkflowEvents, useWorkflowProgress } from './index.ts'
import { type RealtimeView, renderRealtime } from './testing/index.ts'

const say = ({ rt }: RealtimeView['server'], runId: string, event: Omit<WorkflowEvent, 'runId' | 'timestamp'>): void =>
  rt.to(`run:${runId}`).emit('workflow:event', { runId, timestamp: new Date().toISOString(), ...event })
const artifact = { kind: 'artifact', artifact: { id: '1', name: 'Report', mediaType: 'text/plain' } } as const
const plain = (runId: string): WorkflowEvent => ({
  runId,
  kind: 'node_started',
  node: 'parse',
  timestamp: new Date().toISOString(),
})

describeTopicHook('useWorkflowEvents', {
  use: (id, options) =>
    useWorkflowEvents(id, options)
      .history.map(({ kind }) => kind)
      .join(' '),
  topicOf: (id) => `run:${id}`,
  tell: (server, id) => say(server, id, { kind: 'run_started' }),
  tellPlain: ['workflow:event', plain],
})
describeTopicHook('useWorkflowProgress', {
  use: (id, options) =>
    useWorkflowProgress(id, options)
      .nodes.map(({ node, progress }) => `${node} ${progress}`)
      .join(' '),
  topicOf: (id) => `run:${id}`,
  tell: (server, id) => say(server, id, { kind: 'node_started', node: 'parse' }),
  tellPlain: ['workflow:event', plain],
})
describeTopicHook('useWorkflowArtifacts', {
  use: (id, options) =>
    useWorkflowArtifacts(id, options)
      .artifacts.map(({ name }) => name)
      .join(' '),
  topicOf: (id) => `run:${id}`,
  tell: (server, id) => say(server, id, artifact),
  tellPlain: ['workflow:event', (runId) => ({ runId, ...artifact, timestamp: new Date().toISOString() })],
})

describe('useWorkflowProgress', () => {
  it('renders a node’s reader only when that node moves (C6)', async () => {
    const commits: Record<string, number> = { fetch: 0, parse: 0 }
    const Node = ({ node }: { node: string }) => (
      <output>
        {useWorkflowProgress('7', { select: ({ nodes }) => nodes.find((one) => one.node === node)?.progress ?? 0 })}
      </output>
    )
    const { server, advance, screen } = await renderRealtime(
      ['fetch', 'parse'].map((node) => (
        <Profiler key={node} id={node} onRender={() => (commits[node] = (commits[node] ?? 0) + 1)}>
          <Node node={node} />
        </Profiler>
      )),
    )
    for (const node of ['fetch', 'parse']) say(server, '7', { kind: 'node_started', node })
    await advance(200)
    commits['fetch'] = 0
    commits['parse'] = 0
    for (let progress = 1; progress <= 50; progress++) {
      server.rt
        .to('run:7')
        .emit('workflow:progress', { runId: '7', node: 'parse', progress, timestamp: new Date().toISOString() })
    }
    await advance(200)
    expect(screen.getAllByRole('status').map(({ textContent }) => textContent)).toEqual(['0', '50'])
    expect(commits).toEqual({ fetch: 0, parse: 1 })
  })

  it('renders a reader of what `select` gives only when that has changed (C6)', async () => {
    const seen = new Set<string>()
    const Names = () => {
      const names = useWorkflowProgress('7', { select: ({ nodes }) => nodes.map(({ node }) => node) })
      seen.add(names.join(' '))
      return null
    }
    const { server, advance } = await renderRealtime(<Names />)
    say(server, '7', { kind: 'node_started', node: 'fetch' })
    await advance(200)
    seen.clear()
    for (let progress = 1; progress <= 50; progress++) server.rt.workflow('7').progress('fetch', progress)
    await advance(1_000)
    say(server, '7', { kind: 'node_started', node: 'parse' })
    await advance(200)
    expect([...seen]).toEqual(['fetch parse'])
  })

  it('is loading until the history is there, and says forbidden where it is refused', async () => {
    const Run = () => {
      const { isLoading, error } = useWorkflowEvents('7')
      return <output>{`${isLoading} ${error}`}</output>
    }
    const { screen, advance, rerender } = await renderRealtime(null, { latencyMs: 50, authorize: () => false })
    rerender(<Run />)
    expect(screen.getByRole('status').textContent).toBe('true null')
    await advance(1_000)
    expect(screen.getByRole('status').textContent).toBe('false forbidden')
  })
})
