import { act, cleanup, render, screen, within } from '@testing-library/react'
import fc from 'fast-check'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { userEvent } from 'vitest/browser'
import { describeWidget } from '../../test/support/widgetConformance.tsx'
import { longRun, workflowFixtures } from './workflowFixtures.ts'
import { workflowFigures, workflowLook, workflowLookNames, type WorkflowProgressRun } from './workflowLook.ts'
import { workflowProgressClasses } from './workflowProgressClasses.ts'
import { WorkflowProgressView } from './WorkflowProgressView.tsx'

afterEach(cleanup)

const { running } = workflowFixtures

describeWidget({
  name: 'TtWorkflowProgress',
  View: WorkflowProgressView,
  looks: [
    { ...running, maxNodes: 3 },
    running,
    { ...running, plan: undefined },
    longRun(60),
    ...workflowLookNames.map((name) => workflowFixtures[name]),
  ],
  classes: workflowProgressClasses,
  slots: [
    'title',
    'state',
    'indicator',
    'track',
    'bar',
    'summary',
    'nodes',
    'node',
    'nodeTrack',
    'nodeBar',
    'foldButton',
    'artifactsTitle',
    'artifacts',
    'artifact',
    'artifactLink',
  ],
  words: (first, second) => ({ title: first, artifacts: second }),
})

const rows = (name: string) =>
  within(screen.getByRole('list', { name }))
    .getAllByRole('listitem')
    .map((row) => row.textContent)
const state = () => document.querySelector('.TtWorkflowProgress-state')?.textContent
const summary = () => document.querySelector('.TtWorkflowProgress-summary')?.textContent
const bar = () => screen.getByRole('progressbar', { name: 'Workflow run' })

const run = (changes: Partial<WorkflowProgressRun>) => ({ ...running, run: { ...running.run, ...changes } })
const moved = (name: string, progress: number) =>
  running.run.nodes.map((one) => (one.node === name ? { ...one, progress } : one))

describe('C6 a workflow run', () => {
  test('each fixture has the look that it is named after', () => {
    for (const name of workflowLookNames) expect(workflowLook(workflowFixtures[name].run)).toBe(name)
    // A line that is down says why nothing is heard.
    expect(workflowLook({ ...running.run, stalled: true, detached: true })).toBe('detached')
  })

  test('is a region by its title, with how far it is', () => {
    render(<WorkflowProgressView {...running} />)
    const region = screen.getByRole('region', { name: 'Workflow run' })
    expect(within(region).getByRole('progressbar', { name: 'Workflow run' })).toBe(bar())
    expect([bar().ariaValueNow, bar().ariaValueText, summary()]).toEqual(['50', '50 %, Running', '50 % · 1 of 4 done'])
  })

  test('lists its nodes in the order of the plan, then as they began, by word as well as by mark', () => {
    const beside = { node: 'notify', status: 'running', progress: 5, message: null, error: null } as const
    render(<WorkflowProgressView {...run({ nodes: [beside, ...running.run.nodes] })} />)
    expect(rows('Nodes')).toEqual([
      'Fetch rowsDone',
      'Clean rowsFailed: Row 412 has no date.',
      'Train modelWorking · 60 % · Round 6 of 10',
      'Write reportWaiting',
      'notifyWorking · 5 %',
    ])
    const shapes = [...document.querySelectorAll<SVGElement>('.TtWorkflowProgress-node svg')]
    expect(new Set(shapes.map((mark) => mark.innerHTML)).size).toBe(4)
  })

  test('makes up no percent where nobody knows how many nodes there will be, and is whole at its end', () => {
    const { rerender } = render(<WorkflowProgressView {...running} plan={undefined} />)
    expect([bar().ariaValueNow, bar().ariaValueText, summary()]).toEqual([null, 'Running', '1 done'])
    rerender(<WorkflowProgressView {...workflowFixtures.completed} plan={undefined} />)
    expect([bar().ariaValueNow, summary()]).toEqual(['100', '100 % · 4 of 4 done'])
    rerender(<WorkflowProgressView {...workflowFixtures.failed} plan={undefined} />)
    expect(screen.queryByRole('progressbar')).toBeNull()
  })

  test('never goes back as a whole while it goes on, and begins anew with its next go', () => {
    const { rerender } = render(<WorkflowProgressView {...running} />)
    rerender(<WorkflowProgressView {...run({ nodes: moved('train', 0) })} />)
    expect(bar().ariaValueNow).toBe('50')
    rerender(<WorkflowProgressView {...workflowFixtures.failed} />)
    rerender(<WorkflowProgressView {...run({ nodes: [] })} />)
    expect(bar().ariaValueNow).toBe('0')
  })

  test('begins anew with another run', () => {
    const { rerender } = render(<WorkflowProgressView {...running} />)
    rerender(<WorkflowProgressView {...run({ runId: '8', nodes: moved('train', 0) })} />)
    expect([bar().ariaValueNow, summary()]).toEqual(['35', '35 % · 1 of 4 done'])
  })

  test.each([
    ['detached', 'Still running on the server, reconnecting', '50 % · 1 of 4 done'],
    ['stalled', 'No news for a while', '50 % · 1 of 4 done'],
    ['lost', 'Lost', '50 % · 1 of 4 done · The run was lost with its server. Start it again.'],
    ['failed', 'Failed', '50 % · 1 of 4 done · The model did not converge.'],
    ['refused', 'Not available', 'You are not allowed to see this run.'],
    ['idle', 'Not started', undefined],
  ] as const)('that is %s says so', (name, word, words) => {
    render(<WorkflowProgressView {...workflowFixtures[name]} />)
    expect([state(), summary()]).toEqual([word, words])
  })

  test('that has ended says of a node that it was stopped, or not run', () => {
    render(<WorkflowProgressView {...workflowFixtures.cancelled} />)
    expect(rows('Nodes').slice(2)).toEqual(['Train modelStopped', 'Write reportNot run'])
  })

  describe('of many nodes folds those that are done', () => {
    const long = longRun(60)
    const fold = (name: string, expanded: boolean) => screen.getByRole('button', { name, expanded })
    const ended = (count: number, of: number) => {
      const nodes = long.run.nodes.map((one, at) => (at < count ? { ...one, status: 'completed' as const } : one))
      return <WorkflowProgressView run={{ ...long.run, nodes }} plan={long.plan.slice(0, of)} />
    }

    test('and by keyboard shows them and folds them again, while the button keeps the focus', async () => {
      render(<WorkflowProgressView {...long} />)
      expect(rows('Nodes')).toHaveLength(12)
      act(() => fold('Show 48 done', false).focus())
      await userEvent.keyboard('{Enter}')
      expect(rows('Nodes')).toHaveLength(60)
      expect(document.activeElement).toBe(fold('Hide 48 done', true))
      await userEvent.keyboard(' ')
      expect(rows('Nodes')).toHaveLength(12)
      expect(document.activeElement).toBe(fold('Show 48 done', false))
    })

    test('but none that failed, and none of a run that has no more than fit', () => {
      const nodes = long.run.nodes.map((one, at) => (at === 2 ? { ...one, status: 'failed' as const } : one))
      const { rerender } = render(<WorkflowProgressView {...long} run={{ ...long.run, nodes }} />)
      expect(rows('Nodes')[0]).toBe('Step 3Failed')
      expect(fold('Show 47 done', false)).toBeTruthy()
      rerender(<WorkflowProgressView {...running} />)
      expect(screen.queryByRole('button')).toBeNull()
      rerender(<WorkflowProgressView {...running} maxNodes={3} />)
      expect(rows('Nodes')[0]).toBe('Clean rowsFailed: Row 412 has no date.')
    })

    test('and what has the focus keeps it while they end, one by one, to the last', () => {
      const { rerender } = render(ended(48, 60))
      const list = screen.getByRole('list', { name: 'Nodes' })
      expect(list.tabIndex).toBe(0)
      act(() => list.focus())
      rerender(ended(50, 51))
      expect([rows('Nodes'), list.tabIndex]).toEqual([['Step 51Working · 30 %'], -1])
      expect(document.activeElement).toBe(list)
      rerender(ended(51, 51))
      expect(screen.queryByRole('list', { name: 'Nodes' })).toBeNull()
      expect(document.activeElement?.textContent).toBe('Workflow run')
    })
  })

  test('renders a row only when its node has changed, also under a plan that is written in the markup', () => {
    const percent = vi.fn((progress: number) => `${progress}`)
    const words = { percent }
    const nodes = running.run.nodes.map((one) => ({ ...one, status: 'running' as const, error: null }))
    const { rerender } = render(<WorkflowProgressView {...run({ nodes })} localeText={words} />)
    percent.mockClear()
    const next = nodes.map((one) => (one.node === 'train' ? { ...one, progress: 61 } : one))
    const plan = running.plan.map((one) => ({ ...one }))
    rerender(<WorkflowProgressView {...run({ nodes: next })} plan={plan} localeText={words} />)
    expect(percent.mock.calls.filter(([progress]) => progress === 61)).toHaveLength(1)
    expect(percent.mock.calls.filter(([progress]) => progress === 40)).toEqual([])
  })
})

test('C6 the percent of the whole is between that of its slowest and its fastest node, and 100 at the end alone', () => {
  const letters = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']
  const nodes = fc.uniqueArray(
    fc.record({
      node: fc.constantFrom(...letters),
      status: fc.constantFrom('running' as const, 'completed' as const, 'failed' as const),
      progress: fc.nat({ max: 100 }),
      message: fc.constant(null),
      error: fc.constant(null),
    }),
    { selector: ({ node }) => node, size: 'max', maxLength: 8 },
  )
  fc.assert(
    fc.property(nodes, fc.subarray(letters), (known, planned) => {
      const plan = planned.map((node) => ({ node }))
      const { percent, done, total } = workflowFigures({ nodes: known, status: 'running' }, plan)
      const names = new Set([...planned, ...known.map(({ node }) => node)])
      const all = [...names].map((name) => {
        const found = known.find(({ node }) => node === name)
        return found?.status === 'completed' ? 100 : (found?.progress ?? 0)
      })
      expect([total, percent === null]).toEqual([names.size, names.size === 0])
      expect(done).toBeLessThanOrEqual(names.size)
      fc.pre(percent !== null)
      expect(percent).toBeGreaterThanOrEqual(Math.floor(Math.min(...all)))
      expect(percent).toBeLessThanOrEqual(Math.max(...all))
      expect(percent === 100).toBe(all.every((progress) => progress === 100))
      expect(workflowFigures({ nodes: known, status: 'completed' }, plan).percent).toBe(100)
    }),
  )
})

describe('C6 what a run has made', () => {
  test('is listed by name, kind and size, with a link where there is one', () => {
    render(<WorkflowProgressView {...running} />)
    expect(rows('Artifacts')).toEqual(['rows.csvText · 1.2 MB', 'clean.logText'])
    expect(screen.getByRole('link', { name: 'rows.csv' }).getAttribute('href')).toBe('/artifacts/rows.csv')
    expect(screen.getAllByRole('link')).toHaveLength(1)
  })

  test('is no link where that would run as code', () => {
    const artifacts = [{ id: '1', name: 'a', mediaType: 'text/csv', url: 'javascript:alert(1)' }]
    render(<WorkflowProgressView run={{ ...running.run, artifacts }} />)
    expect([rows('Artifacts'), screen.queryAllByRole('link')]).toEqual([['aText'], []])
  })

  test('scrolls where it is long, by keyboard too', () => {
    const artifacts = Array.from({ length: 30 }, (_, id) => ({
      id: `${id}`,
      name: `a${id}.png`,
      mediaType: 'image/png',
    }))
    render(<WorkflowProgressView {...run({ artifacts })} />)
    const list = screen.getByRole('list', { name: 'Artifacts' })
    expect(list.tabIndex).toBe(0)
    expect(list.scrollHeight).toBeGreaterThan(list.clientHeight)
  })
})
