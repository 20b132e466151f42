import type { RunSnapshot, TopicAnswer, TopicState } from '@telltale/protocol'
import { isTopicSnapshot, isTopicState } from '@telltale/protocol/schemas'
import { expect, onTestFinished, test, vi } from 'vitest'
import { createParts } from '../test/support/createParts.ts'
import { type Line, startServer } from '../test/support/startServer.ts'

/** What who comes now is given of run 1. */
async function runOf(line: Line): Promise<RunSnapshot & { state: TopicState }> {
  const answer = await line.ask('sync', { topics: { 'run:1': null } })
  // By the contract.
  const given = (answer as { data: { topics: Record<string, TopicAnswer> } }).data.topics['run:1']
  if (given === undefined || 'error' in given || !isTopicSnapshot('run', given.snapshot)) throw new Error('none')
  if (!isTopicState(given.state)) throw new Error('no state')
  return { ...given.snapshot, state: given.state }
}

const event = { runId: '1', timestamp: expect.any(String) }

test('C6 a run is told to those who subscribed to it, event by event', async () => {
  const { rt, open } = await startServer()
  const [ada, bob] = [await open('ada'), await open('bob')]
  await ada.ask('workflow:subscribe', { runId: '1' })

  const run = rt.workflow('1')
  run.emit({ kind: 'run_started' })
  run.progress('fetch', 50, 'Half of it')
  run.emit({ kind: 'node_completed', node: 'fetch' })
  run.emit({ kind: 'artifact', node: 'fetch', artifact: { id: 'a', name: 'Rows', mediaType: 'text/csv' } })
  run.progress('fetch', 90, 'after its end')
  run.emit({ kind: 'run_failed', error: 'No space left.' })
  run.progress('other', 10, 'after the end of the run')
  await Promise.all([ada.settled(), bob.settled()])

  expect(ada.seen.slice(1).map(({ event: name, payload, meta }) => [name, payload, meta?.seq, meta?.rev])).toEqual([
    ['workflow:event', { ...event, kind: 'run_started' }, 1, undefined],
    ['workflow:progress', { ...event, node: 'fetch', progress: 50, message: 'Half of it' }, undefined, 1],
    ['workflow:event', { ...event, kind: 'node_completed', node: 'fetch' }, 2, undefined],
    [
      'workflow:event',
      { ...event, kind: 'artifact', node: 'fetch', artifact: { id: 'a', name: 'Rows', mediaType: 'text/csv' } },
      3,
      undefined,
    ],
    ['workflow:event', { ...event, kind: 'run_failed', error: 'No space left.' }, 4, undefined],
  ])
  expect(bob.seen).toHaveLength(1)
})

test('C6 who comes later is given the history, and how far the nodes are that run', async () => {
  const { rt, open } = await startServer()
  rt.workflow('1').emit({ kind: 'node_started', node: 'fetch' })
  rt.workflow('1').emit({ kind: 'node_started', node: 'parse' })
  rt.workflow('1').progress('fetch', 100)
  rt.workflow('1').progress('parse', 30, 'Row 3 of 10')
  rt.workflow('1').emit({ kind: 'artifact', node: 'parse', artifact: { id: 'a', name: 'Rows', mediaType: 'text/csv' } })
  rt.workflow('1').emit({ kind: 'node_completed', node: 'fetch' })
  // By hand: of a node that is over, and back, which both count for nothing.
  rt.to('run:1').emit('workflow:progress', { runId: '1', node: 'fetch', progress: 99, timestamp: '2026-11-20' })
  rt.to('run:1').emit('workflow:progress', { runId: '1', node: 'parse', progress: 20, timestamp: '2026-11-20' })

  const ada = await open('ada')
  const { history, state } = await runOf(ada)
  expect(history.map(({ kind, node }) => [kind, node])).toEqual([
    ['node_started', 'fetch'],
    ['node_started', 'parse'],
    ['artifact', 'parse'],
    ['node_completed', 'fetch'],
  ])
  expect(state).toEqual({
    rev: 4,
    nodes: [{ runId: '1', node: 'parse', progress: 30, timestamp: '2026-11-20', rev: 4 }],
  })
})

test('an event that is not as the contract says is refused at the call', async () => {
  const { rt } = await startServer()
  expect(() =>
    // @ts-expect-error no such kind
    rt.workflow('1').emit({ kind: 'node_paused', node: 'fetch' }),
  ).toThrow(expect.objectContaining({ code: 'invalid_payload' }))
})

test('a node that starts again begins at 0, and so does a run', () => {
  const { workflows, heard } = createParts()
  const run = workflows.of('1')
  const told = (): unknown[] =>
    heard('run:1').flatMap(({ payload }) => ('progress' in (payload as object) ? [payload] : []))
  run.progress('a', 80)
  run.emit({ kind: 'node_failed', node: 'a' })
  run.progress('a', 90)
  run.emit({ kind: 'run_completed' })
  run.emit({ kind: 'node_started', node: 'a' })
  run.progress('a', 95)
  expect(told()).toMatchObject([{ progress: 80 }])
  run.emit({ kind: 'run_started' })
  run.progress('a', 5)
  expect(told()).toMatchObject([{ progress: 80 }, { progress: 5 }])
  workflows.close()
})

test('what was told by hand counts for what is told from here', () => {
  const { workflows, tell, heard } = createParts()
  tell('run:1', 'workflow:progress', { runId: '1', node: 'a', progress: 60, timestamp: '2026-11-20' })
  workflows.of('1').progress('a', 30)
  expect(heard('run:1').at(-1)?.payload).toMatchObject({ progress: 60 })
  workflows.close()
})

test('of 1000 runs progress is known, and of 1000 nodes of one: those told of last', () => {
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  const { workflows, heard, join } = createParts()
  const nodesOf = (runId: string): unknown[] | undefined => join(`run:${runId}`).state.nodes?.map(({ node }) => node)
  for (let runId = 0; runId <= 999; runId++) workflows.of(String(runId)).progress('a', 1)
  workflows.of('1').progress('a', 2)
  workflows.of('0').progress('b', 1)
  workflows.of('2').progress('a', 2)
  workflows.of('1000').progress('a', 1)
  workflows.of('1001').progress('a', 1)
  expect(['0', '1', '2', '3', '4'].map(nodesOf)).toEqual([['a', 'b'], ['a'], ['a'], [], []])
  for (let runId = 1002; runId <= 1998; runId++) workflows.of(String(runId)).progress('a', 1)
  vi.advanceTimersByTime(100)
  // What waited when its run was forgotten is not told.
  expect(heard('run:1')).toHaveLength(1)
  expect(['0', '1', '2'].map(nodesOf)).toEqual([[], [], ['a']])

  for (let node = 0; node <= 997; node++) workflows.of('2').progress(String(node), 50)
  vi.advanceTimersByTime(100)
  workflows.of('2').progress('a', 3)
  for (let node = 998; node <= 999; node++) workflows.of('2').progress(String(node), 50)
  expect([nodesOf('2')?.length, nodesOf('2')?.[0], nodesOf('2')?.includes('a')]).toEqual([1000, '1', true])
  workflows.of('2').progress('0', 7)
  expect(heard('run:2').at(-1)?.payload).toMatchObject({ node: '0', progress: 7 })
  workflows.close()
})
