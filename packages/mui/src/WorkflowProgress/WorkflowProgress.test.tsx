import { RealtimeProvider } from '@telltale/react'
import type { MockServer } from '@telltale/testing'
import { act, fireEvent, render, screen, within } from '@testing-library/react'
import { Profiler, StrictMode } from 'react'
import { renderToString } from 'react-dom/server'
import { describe, expect, test, vi } from 'vitest'
import { inVirtualTime, listen, pass, world } from '../../test/support/world.tsx'
import { WorkflowProgress, type WorkflowProgressProps } from './WorkflowProgress.tsx'

inVirtualTime()

const plan = [
  { node: 'fetch', name: 'Fetch rows' },
  { node: 'train', name: 'Train model' },
  { node: 'report', name: 'Write report' },
  { node: 'notify', name: 'Tell people' },
]

const App = ({ server, ...props }: { server: MockServer } & Partial<WorkflowProgressProps>) => (
  <StrictMode>
    <RealtimeProvider url={server.url} getToken={() => 'ada'} env={{ connectivity: server.connectivity }}>
      <WorkflowProgress runId="7" plan={plan} {...props} />
    </RealtimeProvider>
  </StrictMode>
)

/** A page that has been on a stable line for 15 s. */
async function page(props: Partial<WorkflowProgressProps> = {}) {
  const server = world()
  const view = render(<App server={server} {...props} />)
  await pass(15_000)
  return { server, run: server.rt.workflow('7'), view }
}

const state = () => document.querySelector('.TtWorkflowProgress-state')?.textContent
const percent = () => Number(screen.queryByRole('progressbar')?.ariaValueNow ?? -1)
const rows = (name: string) =>
  within(screen.getByRole('list', { name }))
    .queryAllByRole('listitem')
    .map((row) => row.textContent)

describe('C6 a run that goes on', () => {
  test('is seen from its start to its end, with its nodes and what it makes', async () => {
    const { run } = await page()
    expect(state()).toBe('Not started')
    run.emit({ kind: 'run_started' })
    run.emit({ kind: 'node_started', node: 'fetch' })
    run.progress('fetch', 40, 'Page 4 of 10')
    await pass(200)
    expect([state(), percent()]).toEqual(['Running', 10])
    expect(rows('Nodes')).toEqual([
      'Fetch rowsWorking · 40 % · Page 4 of 10',
      'Train modelWaiting',
      'Write reportWaiting',
      'Tell peopleWaiting',
    ])
    run.emit({ kind: 'node_completed', node: 'fetch' })
    run.emit({
      kind: 'artifact',
      node: 'fetch',
      artifact: { id: 'rows', name: 'rows.csv', mediaType: 'text/csv', url: '/rows.csv', sizeBytes: 2_000 },
    })
    run.emit({ kind: 'run_completed' })
    await pass(200)
    expect([state(), percent(), rows('Artifacts')]).toEqual(['Completed', 100, ['rows.csvText · 2 kB']])
    expect(rows('Nodes')[1]).toBe('Train modelNot run')
  })

  test('is seen whole by who comes later', async () => {
    const server = world()
    const run = server.rt.workflow('7')
    run.emit({ kind: 'run_started' })
    run.emit({ kind: 'node_started', node: 'train' })
    run.progress('train', 60)
    render(<App server={server} />)
    expect(state()).toBe('Loading')
    await pass(1_000)
    expect([state(), percent(), rows('Nodes')[1]]).toEqual(['Running', 15, 'Train modelWorking · 60 %'])
  })

  test('still runs on the server while the line is down for longer than the grace', async () => {
    const { server, run } = await page()
    run.emit({ kind: 'run_started' })
    run.emit({ kind: 'node_started', node: 'fetch' })
    await pass(200)
    act(() => server.network.offline())
    await pass(1_000)
    expect(state()).toBe('Running')
    await pass(1_000)
    expect(state()).toBe('Still running on the server, reconnecting')
    run.progress('fetch', 80)
    act(() => server.network.online())
    await pass(1_000)
    expect([state(), percent()]).toEqual(['Running', 20])
  })

  test('is stalled while nothing is heard of it for long, and no longer', async () => {
    const { server, run } = await page({ stalledAfterMs: 5_000 })
    run.emit({ kind: 'run_started' })
    run.emit({ kind: 'node_started', node: 'fetch' })
    await pass(4_000)
    run.progress('fetch', 10)
    await pass(4_500)
    expect(state()).toBe('Running')
    await pass(1_000)
    expect(state()).toBe('No news for a while')
    run.progress('fetch', 20)
    await pass(200)
    expect(state()).toBe('Running')
    await pass(5_500)
    expect(state()).toBe('No news for a while')
    act(() => server.network.offline())
    await pass(2_000)
    expect(state()).toBe('Still running on the server, reconnecting')
    act(() => server.network.online())
    await pass(2_000)
    expect(state()).toBe('Running')
    run.emit({ kind: 'run_completed' })
    await pass(60_000)
    expect(state()).toBe('Completed')
  })

  test('gives way to another run at once', async () => {
    const { server, run, view } = await page()
    run.emit({ kind: 'run_started' })
    run.emit({ kind: 'node_started', node: 'fetch' })
    run.progress('fetch', 90)
    await pass(200)
    const heard = listen()
    server.rt.workflow('8').emit({ kind: 'run_started' })
    server.rt.workflow('8').emit({ kind: 'node_started', node: 'train' })
    view.rerender(<App server={server} runId="8" />)
    await pass(1_000)
    expect([state(), percent(), rows('Nodes')[0], heard]).toEqual(['Running', 0, 'Fetch rowsWaiting', []])
  })

  test('says of another run nothing of how quiet the former one was', async () => {
    const server = world()
    for (const id of ['7', '8']) server.rt.workflow(id).emit({ kind: 'run_started' })
    const looks: string[] = []
    const root = ({ look }: { look: string }) => {
      looks.push(look)
      return {}
    }
    const both = (runId: string) => (
      <RealtimeProvider url={server.url} getToken={() => 'ada'}>
        <WorkflowProgress runId={runId} stalledAfterMs={5_000} slotProps={{ root }} />
        <WorkflowProgress runId="8" localeText={{ title: 'Other' }} />
      </RealtimeProvider>
    )
    const view = render(both('7'))
    await pass(10_000)
    expect(looks.at(-1)).toBe('stalled')
    looks.length = 0
    view.rerender(both('8'))
    await pass(1_000)
    expect(new Set(looks)).toEqual(new Set(['running']))
  })

  test('gives way in silence to another run that somebody has followed already', async () => {
    const server = world()
    const other = server.rt.workflow('8')
    other.emit({ kind: 'run_started' })
    other.emit({ kind: 'node_failed', node: 'fetch' })
    const both = (runId: string) => (
      <RealtimeProvider url={server.url} getToken={() => 'ada'}>
        <WorkflowProgress runId={runId} plan={plan} />
        <WorkflowProgress runId="8" localeText={{ nodes: 'Others' }} />
      </RealtimeProvider>
    )
    const view = render(both('7'))
    await pass(5_000)
    const heard = listen()
    view.rerender(both('8'))
    await pass(1_000)
    expect([state(), rows('Nodes')[0], heard]).toEqual(['Running', 'Fetch rowsFailed', []])
  })

  test('of many nodes folds each as it ends, but for one that fails', async () => {
    const { run } = await page({ maxNodes: 3 })
    run.emit({ kind: 'run_started' })
    for (const { node } of plan) run.emit({ kind: 'node_started', node })
    run.emit({ kind: 'node_completed', node: 'fetch' })
    run.emit({ kind: 'node_failed', node: 'train' })
    await pass(200)
    expect(rows('Nodes')).toEqual(['Train modelFailed', 'Write reportWorking · 0 %', 'Tell peopleWorking · 0 %'])
    fireEvent.click(screen.getByRole('button', { name: 'Show 1 done' }))
    expect(rows('Nodes')[0]).toBe('Fetch rowsDone')
    // A node that begins anew is where it was.
    fireEvent.click(screen.getByRole('button', { name: 'Hide 1 done' }))
    run.emit({ kind: 'node_started', node: 'fetch' })
    await pass(200)
    expect([rows('Nodes')[0], screen.queryByRole('button')]).toEqual(['Fetch rowsWorking · 0 %', null])
  })

  test('renders no more than the row that moved and the bar of the whole, however much happens', async () => {
    const named = vi.fn(() => ({}))
    const listed = vi.fn(() => ({}))
    const slotProps = { node: named, nodes: listed }
    const server = world()
    const commits = vi.fn<() => void>()
    render(
      <Profiler id="page" onRender={commits}>
        <App server={server} slotProps={slotProps} />
      </Profiler>,
    )
    await pass(15_000)
    const run = server.rt.workflow('7')
    run.emit({ kind: 'run_started' })
    for (const { node } of plan) run.emit({ kind: 'node_started', node })
    await pass(1_000)
    commits.mockClear()
    named.mockClear()
    listed.mockClear()
    for (let told = 1; told <= 200; told++) {
      run.progress('train', told / 2.5)
      await pass(5)
    }
    await pass(200)
    expect(rows('Nodes')[1]).toBe('Train modelWorking · 80 %')
    expect(listed).not.toHaveBeenCalled()
    // Twice each, in StrictMode; the server tells of one node ten times a second at most.
    expect(named.mock.calls.length).toBeLessThanOrEqual(2 * commits.mock.calls.length)
    expect(commits.mock.calls.length).toBeLessThanOrEqual(14)
  })

  test('renders on a server', () => {
    expect(renderToString(<App server={world()} />)).toContain('Loading')
  })
})

describe('what a screen reader hears', () => {
  test('of a thousand events: start, quarters and end', async () => {
    const { run } = await page({ plan: [{ node: 'train' }] })
    const heard = listen()
    run.emit({ kind: 'run_started' })
    run.emit({ kind: 'node_started', node: 'train' })
    await pass(1_000)
    for (let told = 0; told < 1_000; told += 1) {
      run.progress('train', told / 10)
      if (told % 50 === 49) await pass(1_000)
    }
    run.emit({ kind: 'run_completed' })
    await pass(2_000)
    expect(heard).toEqual([
      'status: Workflow run started',
      'status: Workflow run 25 %',
      'status: Workflow run 50 %',
      'status: Workflow run 75 %',
      'status: Workflow run completed',
    ])
  })

  test('of nodes that fail together one sentence that counts them, and at once that the run failed', async () => {
    const { run } = await page()
    run.emit({ kind: 'run_started' })
    await pass(1_000)
    const heard = listen()
    run.emit({ kind: 'node_failed', node: 'fetch', error: 'No rows.' })
    await pass(1_000)
    // The first speaks, and the next two wait in one breath.
    run.emit({ kind: 'node_failed', node: 'train' })
    await pass(100)
    run.emit({ kind: 'node_failed', node: 'report' })
    await pass(100)
    run.emit({ kind: 'node_failed', node: 'notify' })
    await pass(1_000)
    run.emit({ kind: 'run_failed', error: 'Nothing could be done.' })
    await pass(1_000)
    expect(heard).toEqual([
      'status: Fetch rows failed',
      'status: Train model failed, 2 nodes so far',
      'status: Tell people failed, 4 nodes so far',
      'alert: Workflow run: Failed. Nothing could be done.',
    ])
  })

  test('nothing of a run that was under way when one came', async () => {
    const server = world()
    const run = server.rt.workflow('7')
    run.emit({ kind: 'run_started' })
    run.emit({ kind: 'node_failed', node: 'fetch' })
    run.progress('train', 90)
    const heard = listen()
    render(<App server={server} />)
    await pass(5_000)
    expect([state(), heard]).toEqual(['Running', []])
  })

  test('that it is lost with its server', async () => {
    const { server, run } = await page()
    run.emit({ kind: 'run_started' })
    await pass(1_000)
    const heard = listen()
    await act(async () => server.network.restart(0))
    await pass(20_000)
    expect(state()).toBe('Lost')
    expect(heard).toEqual(['alert: Workflow run: Lost. The run was lost with its server. Start it again.'])
  })
})
