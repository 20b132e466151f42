import type { AnalysisSnapshot, TopicAnswer } from '@telltale/protocol'
import { TelltaleError } from '@telltale/protocol'
import { isTopicSnapshot, isTopicState } from '@telltale/protocol/schemas'
import { expect, test } from 'vitest'
import { createParts } from '../test/support/createParts.ts'
import { type Line, startServer, tokenIsName, type World } from '../test/support/startServer.ts'
import type { RunningAnalysis } from './analyses.ts'
import { attachRealtime } from './attachRealtime.ts'

const plan = {
  detectors: [
    { id: 'links', name: 'Links', weight: 3 },
    { id: 'forms', name: 'Forms' },
  ],
}
const issue = { detector: 'links', severity: 'high', message: 'broken' }

/** A member of project 1, and somebody who is not. */
async function project(): Promise<World & { ada: Line; eve: Line }> {
  const world = await startServer({ authorize: ({ user }) => user.userId !== 'eve' })
  const [ada, eve] = [await world.open('ada'), await world.open('eve')]
  await ada.ask('project:join', { projectId: '1' })
  return { ...world, ada, eve }
}

/** What who comes now is given of project 1. */
async function analysisOf(line: Line): Promise<AnalysisSnapshot | null> {
  const answer = await line.ask('sync', { topics: { 'project:1': null } })
  // By the contract.
  const given = (answer as { data: { topics: Record<string, TopicAnswer> } }).data.topics['project:1']
  if (given === undefined || 'error' in given || !isTopicSnapshot('project', given.snapshot)) throw new Error('none')
  expect(isTopicState(given.state)).toBe(true)
  return given.snapshot.analysis
}

const refusal = (run: () => unknown): unknown => {
  try {
    run()
    return 'none'
  } catch (error) {
    return TelltaleError.is(error) ? error.code : error
  }
}

test('R5 an analysis is told to the members of its project from start to end, and to nobody else', async () => {
  const { rt, ada, eve } = await project()

  const analysis = rt.startAnalysis('1', { ...plan, analysisId: 'a' })
  analysis.progress('links', 40, { estimatedSecondsRemaining: 30 })
  analysis.issue({ ...issue, id: 'i', file: 'a.html', line: 3 })
  analysis.progress('forms', 20, { issuesFound: 4 })
  analysis.fail({ code: 'timeout', message: 'No answer from the page.' }, 'forms')
  analysis.fail({ code: 'again', message: 'It has failed already.' }, 'forms')
  analysis.complete({ summary: 'One link is broken.' })
  await Promise.all([ada.settled(), eve.settled()])

  const about = { analysisId: 'a', projectId: '1' }
  const told = ada.seen.filter(({ event }) => event.startsWith('analysis:'))
  expect(told.map(({ event, payload, meta }) => [event, payload, meta?.seq, meta?.rev])).toEqual([
    ['analysis:started', { ...about, ...plan, startedAt: expect.any(String) }, 1, undefined],
    [
      'analysis:progress',
      { ...about, detector: 'links', progress: 40, overall: 30, issuesFound: 0, estimatedSecondsRemaining: 30 },
      undefined,
      2,
    ],
    ['analysis:issue', { ...about, issue: { ...issue, id: 'i', file: 'a.html', line: 3 } }, 2, undefined],
    ['analysis:progress', { ...about, detector: 'forms', progress: 20, overall: 35, issuesFound: 4 }, undefined, 3],
    [
      'analysis:error',
      { ...about, error: { code: 'timeout', message: 'No answer from the page.' }, detector: 'forms' },
      3,
      undefined,
    ],
    [
      'analysis:complete',
      { ...about, issuesFound: 4, durationMs: expect.any(Number), summary: 'One link is broken.' },
      4,
      undefined,
    ],
  ])
  expect(eve.seen).toHaveLength(1)
  expect(analysis.signal.aborted).toBe(false)
})

test('R5 who comes later is given the analysis whole, while it runs and when it is over', async () => {
  const { rt, open } = await project()
  const bob = await open('bob')
  expect(await analysisOf(bob)).toBeNull()
  const analysis = rt.startAnalysis('1', { ...plan, analysisId: 'a' })
  analysis.progress('links', 40, { estimatedSecondsRemaining: 30 })
  for (let count = 1; count <= 201; count++) analysis.issue({ ...issue, id: String(count) })
  analysis.fail({ code: 'timeout', message: 'No answer from the page.' }, 'forms')

  const running = await analysisOf(bob)
  expect(running).toMatchObject({
    status: 'running',
    overall: 55,
    issuesFound: 201,
    estimatedSecondsRemaining: 30,
    detectors: [
      { id: 'links', name: 'Links', weight: 3, progress: 40, rev: 3, issuesFound: 201 },
      { id: 'forms', progress: 0, rev: 0, issuesFound: 0, error: { code: 'timeout' } },
    ],
  })
  expect(running?.issues.map(({ id }) => id)).toEqual(Array.from({ length: 200 }, (_, index) => String(index + 2)))

  analysis.complete()
  const over = await analysisOf(bob)
  expect(over).toMatchObject({
    status: 'complete',
    overall: 100,
    issuesFound: 201,
    detectors: [{ progress: 100 }, { progress: 0 }],
  })
  expect(over).not.toHaveProperty('estimatedSecondsRemaining')
})

test('R5 a member cancels an analysis at once; when it is over, that changes nothing', async () => {
  const { rt, ada, reported } = await project()
  const analysis = rt.startAnalysis(
    '1',
    plan,
    ({ signal }) =>
      new Promise((_, reject) => {
        signal.addEventListener('abort', () => reject(new Error('of the abort')))
      }),
  )
  const { analysisId } = analysis
  await ada.next('analysis:started')

  expect(await ada.ask('analysis:cancel', { analysisId })).toEqual({ ok: true, data: null })
  expect(await ada.ask('analysis:cancel', { analysisId })).toEqual({ ok: true, data: null })
  expect(analysis.signal.aborted).toBe(true)
  analysis.progress('links', 90)
  analysis.issue(issue)
  analysis.complete()
  analysis.fail({ code: 'x', message: 'y' })
  analysis.cancel()
  await ada.settled()
  const told = ada.seen.filter(({ event }) => event.startsWith('analysis:')).slice(1)
  expect(told.map(({ event, payload }) => [event, payload])).toEqual([
    ['analysis:cancelled', { analysisId, projectId: '1', cancelledBy: 'ada' }],
  ])
  expect(reported).toEqual([])
})

test('S10 who is not in the project cannot cancel, and does not learn that there is an analysis', async () => {
  const { rt, eve, open } = await project()
  const bob = await open('bob')
  const { analysisId, signal } = rt.startAnalysis('1', plan)
  const answers = [
    await eve.ask('analysis:cancel', { analysisId }),
    await eve.ask('analysis:cancel', { analysisId: 'none' }),
    // One who may join, and has not.
    await bob.ask('analysis:cancel', { analysisId }),
  ]
  expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1)
  expect(answers[0]).toMatchObject({ error: { code: 'forbidden' } })
  expect(signal.aborted).toBe(false)
})

test('a cancel that follows a join at once waits for the join', async () => {
  let allow = (): void => undefined
  const allowed = new Promise<void>((resolve) => {
    allow = resolve
  })
  const { rt, open } = await startServer({ authorize: () => allowed.then(() => true) })
  const bob = await open('bob')
  const { analysisId, signal } = rt.startAnalysis('1', plan)
  void bob.ask('project:join', { projectId: '1' })
  const answer = bob.ask('analysis:cancel', { analysisId })
  await bob.ask('probe', {})
  allow()
  expect(await answer).toMatchObject({ ok: true })
  expect(signal.aborted).toBe(true)
})

test('a handler that returns completes its analysis; one that throws fails it, and tells what was meant to be told', async () => {
  const { rt, ada, reported } = await project()
  const endOf = async (event: string, run: (analysis: RunningAnalysis) => unknown): Promise<unknown> => {
    rt.startAnalysis('1', plan, run)
    return (await ada.next(event)).payload
  }
  expect(await endOf('analysis:complete', (analysis) => analysis.issue(issue))).toMatchObject({ issuesFound: 1 })
  const refuse = (): never => {
    throw new TelltaleError('server_busy', 'the crawler is busy.')
  }
  expect(await endOf('analysis:error', refuse)).toMatchObject({
    error: { code: 'server_busy', message: 'the crawler is busy.' },
  })
  expect(reported).toEqual([])
  const bug = new Error('password of the database: 1234')
  expect(await endOf('analysis:error', () => Promise.reject(bug))).toMatchObject({
    error: { code: 'internal', message: 'The analysis failed on the server. Run it again.' },
  })
  expect(reported).toEqual([bug])
})

test('another analysis of the project cancels the one that runs, and takes its place', async () => {
  const { rt, ada } = await project()
  const first = rt.startAnalysis('1', { ...plan, analysisId: 'a' })
  const elsewhere = rt.startAnalysis('2', { ...plan, analysisId: 'c' })
  rt.startAnalysis('1', { ...plan, analysisId: 'b' })
  first.progress('links', 40)
  await ada.settled()
  const told = ada.seen.filter(({ event }) => event.startsWith('analysis:'))
  expect(told.map(({ event, payload }) => [event, payload])).toMatchObject([
    ['analysis:started', { analysisId: 'a' }],
    ['analysis:cancelled', { analysisId: 'a' }],
    ['analysis:started', { analysisId: 'b' }],
  ])
  expect([first.signal.aborted, elsewhere.signal.aborted]).toEqual([true, false])
  expect(await analysisOf(ada)).toMatchObject({ analysisId: 'b', status: 'running' })
})

test('a plan that cannot be told apart or weighed is refused, and leaves the one that runs alone', async () => {
  const { rt } = await project()
  const running = rt.startAnalysis('1', { ...plan, analysisId: 'a' })
  const weighed = (weight: number): unknown =>
    refusal(() => rt.startAnalysis('1', { detectors: [{ id: 'links', name: 'Links', weight }] }))
  const twice = { detectors: [...plan.detectors, { id: 'links', name: 'Again' }] }

  expect([0, -1, Number.NaN, Number.POSITIVE_INFINITY].map(weighed)).toEqual(Array(4).fill('invalid_payload'))
  expect(refusal(() => rt.startAnalysis('1', twice))).toBe('invalid_payload')
  expect(refusal(() => rt.startAnalysis('1', { ...plan, analysisId: 'a' }))).toBe('invalid_payload')
  expect(refusal(() => rt.startAnalysis('2', { ...plan, analysisId: 'a' }))).toBe('invalid_payload')
  expect(running.signal.aborted).toBe(false)
  running.complete()
  expect(refusal(() => rt.startAnalysis('1', { ...plan, analysisId: 'a' }))).toBe('invalid_payload')
  expect(refusal(() => rt.startAnalysis('2', { ...plan, analysisId: 'a' }))).toBe('none')
})

test('a detector that the plan does not have is refused, by its name', async () => {
  const { rt } = await project()
  const analysis = rt.startAnalysis('1', plan)
  expect(() => analysis.progress('linsk', 10)).toThrow(
    expect.objectContaining({ code: 'invalid_payload', message: expect.stringContaining('links, forms') }),
  )
  expect(refusal(() => analysis.issue({ ...issue, detector: 'linsk' }))).toBe('invalid_payload')
  expect(refusal(() => analysis.fail({ code: 'x', message: 'y' }, 'linsk'))).toBe('invalid_payload')
  analysis.complete()
  expect(refusal(() => analysis.progress('linsk', 10))).toBe('none')
})

test('an analysis that was told by hand is given to who comes later, but cannot be cancelled here', async () => {
  const { rt, ada, open } = await project()
  const here = rt.to('project:1')
  const about = { analysisId: 'a', projectId: '1' }
  const replaced = rt.startAnalysis('1', plan)
  here.emit('analysis:started', { ...about, ...plan, startedAt: '2026-11-20T09:30:00.000Z' })
  expect(replaced.signal.aborted).toBe(true)
  here.emit('analysis:progress', { ...about, detector: 'links', progress: 40, issuesFound: 3 })
  here.emit('analysis:progress', { ...about, detector: 'links', progress: 10, issuesFound: 1 })
  here.emit('analysis:progress', { ...about, detector: 'unknown', progress: 90, issuesFound: 9 })
  here.emit('analysis:issue', { ...about, issue: { ...issue, id: 'i', detector: 'unknown' } })
  here.emit('analysis:error', { ...about, error: { code: 'timeout', message: 'x' }, detector: 'forms' })
  here.emit('analysis:error', { ...about, error: { code: 'again', message: 'x' }, detector: 'forms' })
  here.emit('analysis:progress', { ...about, detector: 'forms', progress: 10, issuesFound: 0 })
  here.emit('analysis:complete', { ...about, analysisId: 'another', issuesFound: 0, durationMs: 1 })
  here.emit('analysis:started', { ...about, detectors: [], startedAt: '2026-11-20T09:31:00.000Z' })

  const bob = await open('bob')
  expect(await analysisOf(bob)).toMatchObject({
    status: 'running',
    overall: 55,
    issuesFound: 3,
    issues: [{ id: 'i' }],
    detectors: [
      { progress: 40, issuesFound: 0 },
      { progress: 0, error: { code: 'timeout' } },
    ],
  })
  expect(await ada.ask('analysis:cancel', { analysisId: 'a' })).toMatchObject({ error: { code: 'not_found' } })
  here.emit('analysis:cancelled', { ...about, cancelledBy: 'bob' })
  here.emit('analysis:progress', { ...about, detector: 'links', progress: 90, issuesFound: 9 })
  expect(await analysisOf(bob)).toMatchObject({ status: 'cancelled', cancelledBy: 'bob', overall: 55, issuesFound: 3 })
  expect(await ada.ask('analysis:cancel', { analysisId: 'a' })).toMatchObject({ ok: true })
})

test('one that is started here and cancelled by hand is over', async () => {
  const { rt, ada } = await project()
  const analysis = rt.startAnalysis('1', { ...plan, analysisId: 'a' })
  rt.to('project:1').emit('analysis:cancelled', { analysisId: 'a', projectId: '1' })
  analysis.progress('links', 10)
  await ada.settled()
  expect(analysis.signal.aborted).toBe(true)
  expect(ada.of('analysis:progress')).toEqual([])
})

test('an app may answer analysis:cancel itself', async () => {
  const { rt, ada } = await project()
  const asked: string[] = []
  rt.handle('analysis:cancel', ({ payload }) => {
    asked.push(payload.analysisId)
    return null
  })
  expect(await ada.ask('analysis:cancel', { analysisId: 'mine' })).toEqual({ ok: true, data: null })
  expect(asked).toEqual(['mine'])
  expect(refusal(() => rt.handle('analysis:cancel', () => null))).toBe('contract_mismatch')
})

test('a server that closes tells what ran as failed, and begins nothing more', async () => {
  const { io, ada } = await project()
  // Its sockets stay open, so that they can be told.
  const rt = attachRealtime(io, { auth: tokenIsName })
  const { analysisId, signal } = rt.startAnalysis('1', plan)
  rt.close()
  expect(signal.aborted).toBe(true)
  expect((await ada.next('analysis:error')).payload).toMatchObject({ analysisId, error: { code: 'draining' } })
  expect(refusal(() => rt.startAnalysis('1', plan))).toBe('draining')
})

test('of analyses that are over the 1000 last are kept; one that runs stays', () => {
  const { analyses, join } = createParts()
  const isKept = (projectId: string): boolean => {
    const { snapshot } = join(`project:${projectId}`)
    return snapshot !== null && 'analysis' in snapshot && snapshot.analysis !== null
  }
  const running = analyses.start('running', plan)
  for (let count = 1; count <= 999; count++) analyses.start(String(count), plan).complete()
  analyses.start('1', plan).complete()
  for (let count = 1000; count <= 1002; count++) analyses.start(String(count), plan).complete()
  expect(['running', '1', '2', '3', '4', '5', '1002'].map(isKept)).toEqual([
    true,
    true,
    false,
    false,
    false,
    true,
    true,
  ])
  running.complete()
  expect(isKept('running')).toBe(true)
  analyses.close()
})

test('issues are cut to those that fit', async () => {
  const { rt, ada } = await project()
  for (const id of ['1', '2']) {
    const analysis = rt.startAnalysis(id, plan)
    for (let count = 1; count <= 200; count++) {
      analysis.issue({ ...issue, id: String(count), message: 'x'.repeat(4000) })
    }
  }
  const answer = await ada.ask('sync', { topics: { 'project:1': null, 'project:2': null } })
  const size = JSON.stringify(answer).length
  expect(size).toBeLessThanOrEqual(1_000_000)
  expect(size).toBeGreaterThan(950_000)
  const { topics } = (answer as { data: { topics: Record<string, { snapshot: { analysis: AnalysisSnapshot } }> } }).data
  for (const { snapshot } of Object.values(topics)) {
    expect(snapshot.analysis.issues.at(-1)?.id).toBe('200')
    expect(snapshot.analysis.issues.length).toBeLessThan(200)
    expect(snapshot.analysis.issuesFound).toBe(200)
  }
})
