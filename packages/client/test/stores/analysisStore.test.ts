import type { Meta } from '@telltale/protocol'
import { describe, expect, it } from 'vitest'
import { type AnalysisNews, analysisStore } from '../../src/stores/analysisStore.ts'
import { inVirtualTime, pass, plainWorld, settle, type World, world } from '../support/world.ts'

inVirtualTime()

const plan = {
  analysisId: 'a',
  detectors: [
    { id: 'links', name: 'Links', weight: 3 },
    { id: 'images', name: 'Images' },
  ],
}
const place = { analysisId: 'a', projectId: '1' }
const broken = { detector: 'links', severity: 'high', message: 'Broken' }

/** Tells more than the log holds, so that a snapshot stands for it. */
function busy({ rt }: World['server']): void {
  const update = { projectId: '1', changes: {}, updatedBy: 'bob', updatedAt: '2026-01-01T00:00:00.000Z' }
  for (let i = 0; i < 1_100; i++) rt.to('project:1').emit('project:updated', update)
}

/** Somebody who watches project 1. */
async function watcher(visit: World['visit'], stalledAfterMs?: number) {
  const client = visit({ getToken: () => 'ada' })
  client.connect()
  await settle()
  const store = analysisStore(client, '1', stalledAfterMs)
  const news: AnalysisNews[] = []
  store.onNews((one) => news.push(one))
  const release = store.hold()
  await pass(200)
  return { client, store, news, release, now: () => store.getSnapshot().analysis }
}

describe('the store of an analysis', () => {
  it('follows one from start to end: progress by weight, the detector at work, issues as they are found (R5, R11)', async () => {
    const { server, visit } = world()
    const { now, news } = await watcher(visit)
    expect(now()).toMatchObject({ analysisId: null, projectId: '1', status: 'idle', progress: 0 })
    const analysis = server.rt.startAnalysis('1', plan)
    await pass(200)
    expect(now()).toMatchObject({ analysisId: 'a', status: 'running', currentDetector: null })
    analysis.progress('links', 50, { estimatedSecondsRemaining: 12 })
    analysis.issue({ id: 'i1', ...broken })
    await pass(200)
    expect(now()).toMatchObject({
      progress: 37.5,
      currentDetector: 'links',
      detectors: [
        { id: 'links', progress: 50, issuesFound: 1 },
        { id: 'images', progress: 0 },
      ],
      issuesFound: 1,
      issues: [{ id: 'i1', message: 'Broken' }],
      estimatedTimeRemaining: 12,
      estimatedAt: Date.now() - 200,
    })
    analysis.progress('images', 10)
    await pass(200)
    expect(now()).toMatchObject({ progress: 40, currentDetector: 'images', estimatedTimeRemaining: null })
    analysis.progress('images', 100)
    await pass(200)
    expect(now().currentDetector).toBe('links')
    analysis.fail({ code: 'timeout', message: 'Too slow' }, 'links')
    await pass(200)
    expect(now()).toMatchObject({ status: 'running', progress: 100, currentDetector: null, error: null })
    expect(now().detectors[0]).toMatchObject({ progress: 50, error: { code: 'timeout' } })
    server.rt.to('project:1').emit('analysis:progress', { ...place, detector: 'links', progress: 90, issuesFound: 1 })
    await pass(200)
    expect(now().detectors[0]).toMatchObject({ progress: 50 })
    analysis.complete({ summary: 'One link' })
    await pass(200)
    expect(now()).toMatchObject({ status: 'complete', progress: 100, issuesFound: 1 })
    expect(news).toEqual([
      { event: 'analysis:issue', payload: { ...place, issue: { id: 'i1', ...broken } } },
      { event: 'analysis:complete', payload: { ...place, issuesFound: 1, durationMs: 1_200, summary: 'One link' } },
    ])
  })

  it('begins with what happened before anybody looked, which is no news (R5)', async () => {
    const { server, visit } = world()
    const analysis = server.rt.startAnalysis('1', plan)
    analysis.progress('links', 40, { estimatedSecondsRemaining: 30 })
    analysis.issue({ id: 'i1', ...broken })
    await pass(200)
    const first = await watcher(visit)
    expect(first.now()).toMatchObject({
      status: 'running',
      progress: 30,
      currentDetector: 'links',
      issues: [{ id: 'i1' }],
      estimatedTimeRemaining: 30,
    })
    analysis.complete()
    await pass(200)
    const second = await watcher(visit)
    expect(second.now()).toMatchObject({ status: 'complete', issuesFound: 1, estimatedTimeRemaining: null })
    expect([first.news.map(({ event }) => event), second.news]).toEqual([['analysis:complete'], []])
  })

  it.each([
    ['complete', 'analysis:complete', { issuesFound: 1_104, durationMs: 201 }],
    ['fail', 'analysis:error', { error: { code: 'internal', message: 'No luck' } }],
    ['cancel', 'analysis:cancelled', { cancelledBy: 'bob' }],
  ] as const)(
    'tells the end once though it was missed, if the analysis was seen to run: %s (R5)',
    async (how, event, payload) => {
      const { server, visit } = world()
      const analysis = server.rt.startAnalysis('1', plan)
      for (let i = 0; i < 4; i++) analysis.issue({ id: `early${i}`, ...broken })
      const { now, news } = await watcher(visit)
      server.network.offline()
      // More than the log holds, so that a snapshot stands for it.
      for (let i = 0; i < 1_100; i++) analysis.issue({ id: `${i}`, ...broken })
      if (how === 'complete') analysis.complete()
      if (how === 'fail') analysis.fail({ code: 'internal', message: 'No luck' })
      if (how === 'cancel') analysis.cancel('bob')
      await pass(3_000)
      server.network.online()
      await pass(5_000)
      expect(now().issues).toHaveLength(200)
      expect(news).toHaveLength(201)
      expect(news.at(-1)).toEqual({ event, payload: { ...place, ...payload } })
      const before = now()
      server.network.offline()
      busy(server)
      await pass(1_000)
      server.network.online()
      await pass(5_000)
      expect([news.length, now()]).toEqual([201, before])
    },
  )

  it('tells of a gap only the issues that are new', async () => {
    const { server, visit } = world()
    const analysis = server.rt.startAnalysis('1', plan)
    const { news } = await watcher(visit)
    for (let i = 0; i < 5; i++) analysis.issue({ id: `early${i}`, ...broken })
    await pass(200)
    server.network.offline()
    busy(server)
    analysis.issue({ id: 'late', ...broken })
    await pass(3_000)
    server.network.online()
    await pass(5_000)
    expect(news.map(({ payload }) => 'issue' in payload && payload.issue.id)).toEqual([
      'early0',
      'early1',
      'early2',
      'early3',
      'early4',
      'late',
    ])
  })

  it('goes by the latest start, and hears nothing more of the one before', async () => {
    const { server, visit } = world()
    const { now, news } = await watcher(visit)
    server.rt.startAnalysis('1', plan).progress('links', 80)
    await pass(200)
    server.rt.startAnalysis('1', { ...plan, analysisId: 'b' })
    await pass(200)
    server.rt.to('project:1').emit('analysis:complete', { ...place, issuesFound: 0, durationMs: 1 })
    server.rt.to('project:1').emit('analysis:progress', { ...place, detector: 'images', progress: 100, issuesFound: 9 })
    await pass(200)
    expect(now()).toMatchObject({ analysisId: 'b', status: 'running', progress: 0, issuesFound: 0 })
    expect(news.map(({ event, payload }) => `${event} ${payload.analysisId}`)).toEqual(['analysis:cancelled a'])
  })

  it('is detached while the line is down, and stalled when a line that is up says nothing for 30 s', async () => {
    const { server, visit } = world()
    const { now } = await watcher(visit)
    const analysis = server.rt.startAnalysis('1', plan)
    await pass(29_000)
    analysis.progress('links', 10)
    await pass(29_000)
    expect(now()).toMatchObject({ stalled: false, detached: false })
    await pass(2_000)
    expect(now()).toMatchObject({ status: 'running', stalled: true, detached: false })
    server.network.offline()
    await pass(100)
    expect(now()).toMatchObject({ status: 'running', stalled: false, detached: true })
    await pass(60_000)
    expect(now()).toMatchObject({ stalled: false, detached: true })
    server.network.online()
    await pass(5_000)
    expect(now()).toMatchObject({ stalled: false, detached: false })
    await pass(30_000)
    expect(now()).toMatchObject({ stalled: true })
    analysis.progress('links', 11)
    await pass(200)
    expect(now()).toMatchObject({ stalled: false })
    analysis.complete()
    await pass(60_000)
    server.network.offline()
    await pass(100)
    expect(now()).toMatchObject({ status: 'complete', stalled: false, detached: false })
  })

  it('takes another silence for stalled where it is told so', async () => {
    const { server, visit } = world()
    const { now } = await watcher(visit, 5_000)
    server.rt.startAnalysis('1', plan)
    await pass(4_900)
    expect(now().stalled).toBe(false)
    await pass(300)
    expect(now().stalled).toBe(true)
  })

  it('has failed when its server was lost with it, and says so once', async () => {
    const { server, visit } = world()
    const { now, news } = await watcher(visit)
    server.rt.startAnalysis('1', plan).issue({ id: 'i1', ...broken })
    await pass(200)
    // Killed: nobody tells that it has failed.
    server.network.restart(0)
    await pass(5_000)
    expect(now()).toMatchObject({
      analysisId: 'a',
      status: 'error',
      error: { code: 'internal' },
      issues: [{ id: 'i1' }],
    })
    expect(news.map(({ event }) => event)).toEqual(['analysis:issue', 'analysis:error'])
    const before = now()
    server.network.restart(0)
    await pass(5_000)
    expect([news.length, now()]).toEqual([2, before])
    server.rt.startAnalysis('1', { ...plan, analysisId: 'b' })
    await pass(200)
    expect(now()).toMatchObject({ analysisId: 'b', status: 'running', error: null, issues: [] })
  })

  it('has what was missed of its progress with the next line, also where the new server counts anew', async () => {
    const { server, visit } = world()
    const { now } = await watcher(visit)
    const { detectors } = plan
    const tell = (progress: number, estimatedSecondsRemaining: number): void =>
      server.rt
        .to('project:1')
        .emit('analysis:progress', { ...place, detector: 'links', progress, issuesFound: 0, estimatedSecondsRemaining })
    server.rt.to('project:1').emit('analysis:started', { ...place, detectors, startedAt: new Date().toISOString() })
    for (const progress of [10, 20, 30]) tell(progress, 90)
    await pass(200)
    server.network.offline()
    await pass(100)
    tell(60, 40)
    expect(now()).toMatchObject({ detectors: [{ progress: 30 }, {}], estimatedTimeRemaining: 90 })
    server.network.online()
    await pass(5_000)
    expect(now()).toMatchObject({ detectors: [{ progress: 60 }, {}], estimatedTimeRemaining: 40 })
    server.network.offline()
    server.network.restart(0)
    await pass(100)
    server.rt.to('project:1').emit('analysis:started', { ...place, detectors, startedAt: new Date().toISOString() })
    tell(50, 50)
    server.network.online()
    await pass(5_000)
    expect(now()).toMatchObject({ detectors: [{ progress: 60 }, {}], estimatedTimeRemaining: 50 })
  })

  it('takes no late estimate for a newer one than what an answer said', async () => {
    const { server, visit } = world()
    const { client, now } = await watcher(visit)
    const { detectors } = plan
    const metas: Meta[] = []
    client.on('analysis:progress', (_, meta) => meta && metas.push(meta))
    const told = (progress: number, estimatedSecondsRemaining: number) => {
      return { ...place, detector: 'links', progress, issuesFound: 0, estimatedSecondsRemaining }
    }
    const tellLate = (progress: number, estimate: number, later: number): void => {
      const [first] = metas
      if (!first) throw new Error('no progress was heard')
      const { rev = 0, ...meta } = first
      server.io.emit('analysis:progress', told(progress, estimate), { ...meta, id: `late${later}`, rev: rev + later })
    }
    server.rt.to('project:1').emit('analysis:started', { ...place, detectors, startedAt: new Date().toISOString() })
    server.rt.to('project:1').emit('analysis:progress', told(10, 90))
    await pass(200)
    server.network.offline()
    await pass(100)
    server.rt.to('project:1').emit('analysis:progress', told(20, 80))
    server.rt.to('project:1').emit('analysis:progress', told(30, 70))
    server.network.online()
    await pass(5_000)
    tellLate(20, 80, 1)
    await pass(200)
    expect(now()).toMatchObject({ detectors: [{ progress: 30 }, {}], estimatedTimeRemaining: 70 })
    tellLate(40, 60, 9)
    await pass(200)
    server.network.offline()
    await pass(100)
    busy(server)
    server.network.online()
    await pass(5_000)
    expect(now()).toMatchObject({ detectors: [{ progress: 40 }, {}], estimatedTimeRemaining: 60 })
  })

  it('is loading until the server has told whether there is one, and while the line was never up', async () => {
    const { server, visit } = world()
    server.rt.startAnalysis('1', plan)
    const client = visit({ getToken: () => 'ada' })
    const store = analysisStore(client, '1')
    store.hold()
    await pass(5_000)
    expect(store.getSnapshot().analysis).toMatchObject({ isLoading: true, status: 'idle' })
    client.connect()
    await pass(1_000)
    expect(store.getSnapshot().analysis).toMatchObject({ isLoading: false, status: 'running' })
    server.network.drop()
    await pass(200)
    expect(store.getSnapshot().analysis).toMatchObject({ isLoading: false, detached: true })
  })

  it('keeps the newest 200 issues', async () => {
    const { server, visit } = world()
    const { now } = await watcher(visit)
    const analysis = server.rt.startAnalysis('1', plan)
    for (let i = 0; i < 300; i++) analysis.issue({ ...broken, id: `${i}` })
    await pass(500)
    expect([now().issuesFound, now().issues.length, now().issues[0]?.id]).toEqual([300, 200, '100'])
  })

  it('says forbidden where the project is not for this person, and forgets what was known', async () => {
    const { server, visit } = world({ authorize: ({ user }) => user.userId === 'ada' })
    server.rt.startAnalysis('1', plan)
    const { now, news } = await watcher(visit)
    server.rt.revoke('ada', 'project:1')
    await pass(200)
    expect(now()).toMatchObject({ analysisId: null, status: 'idle', error: { code: 'forbidden' } })
    expect(news).toEqual([])
    server.network.restart(0)
    await pass(5_000)
    expect(now()).toMatchObject({ status: 'idle', error: null })
  })

  it('bears what is not as the protocol says', async () => {
    const { server, visit } = plainWorld(() => {})
    const { store, now } = await watcher(visit)
    for (const payload of [
      { projectId: '1' },
      { ...place, detectors: 3 },
      { ...place, detector: 7, progress: 'much', overall: null, issuesFound: 'few' },
      { ...place, issue: null },
      { ...place, error: 'no', detector: {} },
    ]) {
      for (const event of ['started', 'progress', 'issue', 'error']) server.io.emit(`analysis:${event}`, payload)
    }
    await pass(2_000)
    server.io.emit('analysis:started', {
      ...place,
      analysisId: 'z',
      detectors: plan.detectors,
      startedAt: '2026-01-01T00:00:00.000Z',
    })
    await pass(200)
    expect(now()).toMatchObject({ analysisId: 'z', status: 'running', progress: 0 })
    expect(store.getSnapshot()).toBe(store.state)
  })
})

describe('cancelling an analysis', () => {
  it('shows at once, and is over when the server says so (R5)', async () => {
    const { server, visit } = world()
    const { store, now, news } = await watcher(visit)
    const { signal } = server.rt.startAnalysis('1', plan)
    await pass(200)
    store.cancel()
    store.cancel()
    expect(now().status).toBe('cancelling')
    await pass(200)
    expect(now()).toMatchObject({ status: 'cancelled', error: null })
    expect(signal.aborted).toBe(true)
    expect(news).toEqual([{ event: 'analysis:cancelled', payload: { ...place, cancelledBy: 'ada' } }])
    expect(
      server.transcript.entries.filter((entry) => entry.kind === 'in' && entry.event === 'analysis:cancel'),
    ).toHaveLength(1)
  })

  it('waits for the line, and further progress does not take it back', async () => {
    const { server, visit } = world()
    const { store, now } = await watcher(visit)
    const analysis = server.rt.startAnalysis('1', plan)
    await pass(200)
    server.network.offline()
    await pass(100)
    store.cancel()
    analysis.progress('links', 20)
    await pass(1_000)
    expect(now()).toMatchObject({ status: 'cancelling', detached: true })
    server.network.online()
    await pass(5_000)
    expect(now().status).toBe('cancelled')
  })

  it('is running again, and says why, when it is refused', async () => {
    const { server, visit } = world()
    const { store, now } = await watcher(visit)
    // Told by hand: it does not run in this server.
    const { detectors } = plan
    server.rt.to('project:1').emit('analysis:started', { ...place, detectors, startedAt: new Date().toISOString() })
    await pass(200)
    store.cancel()
    server.rt.to('project:1').emit('analysis:progress', { ...place, detector: 'links', progress: 5, issuesFound: 0 })
    await pass(200)
    expect(now()).toMatchObject({ status: 'running', error: { code: 'not_found' }, detectors: [{ progress: 5 }, {}] })
    store.cancel()
    expect(now()).toMatchObject({ status: 'cancelling', error: null })
    await pass(200)
  })

  it('that comes too late changes nothing', async () => {
    const { server, visit } = world({ latencyMs: 50 })
    const { store, now, news } = await watcher(visit)
    const analysis = server.rt.startAnalysis('1', plan)
    await pass(200)
    analysis.complete()
    store.cancel()
    await pass(1_000)
    expect(now()).toMatchObject({ status: 'complete', error: null })
    server.network.latency(0)
    store.cancel()
    expect(now().status).toBe('complete')
    expect(news).toHaveLength(1)
  })

  it('stays asked for when a snapshot says that the analysis runs', async () => {
    const { server, visit } = world()
    const { store, now } = await watcher(visit)
    server.rt.startAnalysis('1', plan)
    await pass(200)
    server.network.offline()
    await pass(100)
    store.cancel()
    busy(server)
    const seen: string[] = []
    store.onChange(({ analysis }) => seen.push(analysis.status))
    server.network.online()
    await pass(5_000)
    expect(seen.filter((status) => status === 'running')).toEqual([])
    expect(now().status).toBe('cancelled')
  })
})

describe('against a plain server the store of an analysis', () => {
  const tell = (server: ReturnType<typeof plainWorld>['server'], name: string, payload: object): void =>
    void server.io.emit(`analysis:${name}`, { ...place, ...payload })
  const startedAt = (second: number) => new Date(second * 1_000).toISOString()

  it('takes up what began before we came, and learns the names later (R5)', async () => {
    const { server, visit } = plainWorld(() => {})
    const { now, news } = await watcher(visit)
    await pass(2_000)
    expect(now()).toMatchObject({ isLoading: false, status: 'idle' })
    tell(server, 'progress', { detector: 'links', progress: 30, issuesFound: 2 })
    await pass(200)
    expect(now()).toMatchObject({
      status: 'running',
      issuesFound: 2,
      currentDetector: 'links',
      detectors: [{ name: 'links' }],
    })
    tell(server, 'started', { detectors: plan.detectors, startedAt: startedAt(1) })
    tell(server, 'issue', { issue: { id: 'i1', ...broken } })
    await pass(200)
    expect(now().detectors).toMatchObject([
      { name: 'Links', progress: 30 },
      { name: 'Images', progress: 0 },
    ])
    tell(server, 'complete', { issuesFound: 2, durationMs: 3 })
    tell(server, 'issue', { issue: { id: 'i2', ...broken } })
    await pass(200)
    tell(server, 'complete', { issuesFound: 2, durationMs: 3 })
    await pass(200)
    expect(now()).toMatchObject({ status: 'complete', issues: [{ id: 'i1' }] })
    expect(news.map(({ event }) => event)).toEqual(['analysis:issue', 'analysis:complete'])
  })

  it('does not go back to an analysis that began earlier', async () => {
    const { server, visit } = plainWorld(() => {})
    const { now } = await watcher(visit)
    tell(server, 'started', { analysisId: 'b', detectors: plan.detectors, startedAt: startedAt(9) })
    await pass(200)
    tell(server, 'started', { detectors: plan.detectors, startedAt: startedAt(8) })
    tell(server, 'progress', { detector: 'links', progress: 30, issuesFound: 2 })
    await pass(200)
    expect(now()).toMatchObject({ analysisId: 'b', progress: 0 })
  })

  it('keeps a detector that worked before the names were told, and was not among them', async () => {
    const { server, visit } = plainWorld(() => {})
    const { now } = await watcher(visit)
    tell(server, 'progress', { detector: 'fonts', progress: 30, issuesFound: 0 })
    tell(server, 'started', { detectors: plan.detectors, startedAt: startedAt(1) })
    await pass(200)
    expect(now().detectors.map(({ id, progress }) => `${id} ${progress}`)).toEqual(['links 0', 'images 0', 'fonts 30'])
  })

  it('counts silence anew from the return of the line', async () => {
    const { server, visit } = plainWorld(() => {})
    const { now, client } = await watcher(visit)
    tell(server, 'started', { detectors: plan.detectors, startedAt: startedAt(1) })
    await pass(200)
    client.disconnect()
    await pass(40_000)
    client.connect()
    await pass(29_000)
    expect(now()).toMatchObject({ stalled: false, detached: false })
    await pass(2_000)
    expect(now()).toMatchObject({ stalled: true, detached: false })
  })

  it('finds the one that began while the line was down', async () => {
    const { server, visit } = plainWorld(() => {})
    const { now, client } = await watcher(visit)
    tell(server, 'started', { detectors: plan.detectors, startedAt: startedAt(1) })
    await pass(200)
    client.disconnect()
    await pass(200)
    expect(now()).toMatchObject({ analysisId: 'a', detached: true })
    client.connect()
    await pass(3_000)
    tell(server, 'progress', { analysisId: 'b', detector: 'links', progress: 30, issuesFound: 2 })
    tell(server, 'progress', { detector: 'links', progress: 90, issuesFound: 2 })
    await pass(200)
    expect(now()).toMatchObject({ analysisId: 'b', progress: 30, detached: false })
  })

  it('is running again when nobody answers to its cancelling', async () => {
    const { server, visit } = plainWorld(() => {})
    const { now, store } = await watcher(visit)
    tell(server, 'started', { detectors: plan.detectors, startedAt: startedAt(1) })
    await pass(2_000)
    store.cancel()
    await pass(300_000)
    expect(now()).toMatchObject({
      status: 'running',
      error: { code: expect.stringMatching(/timeout|expired/) as unknown },
    })
  })

  it('takes nobody’s silence for a refusal once it is over', async () => {
    const { server, visit } = plainWorld(() => {})
    const { now, store } = await watcher(visit)
    tell(server, 'started', { detectors: plan.detectors, startedAt: startedAt(1) })
    await pass(2_000)
    store.cancel()
    tell(server, 'complete', { issuesFound: 0, durationMs: 3 })
    await pass(300_000)
    expect(now()).toMatchObject({ status: 'complete', error: null })
  })
})
