import { type AnalysisProgress, type Cursor, TelltaleError } from '@telltale/protocol'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { RunningAnalysis } from '../src/index.ts'
import { ClientFold, expectCoalesced } from './support/ClientFold.ts'
import { createParts, type Parts } from './support/createParts.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const projects = ['1', '2'] as const
const detectorIds = ['a', 'b', 'c'] as const
const project = fc.constantFrom(...projects)
const detector = fc.constantFrom(...detectorIds)
const which = fc.nat({ max: 3 })
const weight = fc.option(fc.double({ min: 0.1, max: 10, noNaN: true }), { nil: undefined })
const step = fc.oneof(
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('start' as const),
      project,
      weights: fc.tuple(weight, weight, weight),
      handler: fc.constantFrom('none' as const, 'returns' as const, 'refuses' as const, 'throws' as const),
    }),
  },
  {
    weight: 10,
    arbitrary: fc.record({
      do: fc.constant('progress' as const),
      which,
      detector,
      percent: fc.oneof(fc.integer({ min: -20, max: 140 }), fc.constant(Number.NaN)),
      found: fc.option(fc.nat({ max: 9 }), { nil: undefined }),
      seconds: fc.constantFrom(undefined, 30, 10, Number.NaN, Number.POSITIVE_INFINITY),
    }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('issue' as const), which, detector }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('failDetector' as const), which, detector }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constantFrom('complete' as const, 'fail' as const, 'cancel' as const), which }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('ask' as const), which, isIn: fc.boolean() }) },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.constantFrom(0, 1, 50, 99, 100, 101, 1000) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constantFrom('join' as const, 'drop' as const, 'back' as const), project }),
  },
)
type Step = typeof step extends fc.Arbitrary<infer TStep> ? TStep : never

type Client = { project: string; fold: ClientFold; heard: number; awayAt: Cursor | null; wasAway: boolean }
/** An analysis in hand, and how far its detectors were said to be while it and they went on. */
type Work = { project: string; analysis: RunningAnalysis; said: Map<string, number> }

class World {
  readonly parts: Parts = createParts()
  readonly works: Work[] = []
  readonly clients: Client[] = []

  constructor() {
    // The first two are always there.
    for (const id of ['1', '2', '1', '2']) this.#join(id, new ClientFold())
  }

  async play(steps: readonly Step[]): Promise<void> {
    for (const now of steps) {
      await this.#play(now)
      this.#listen()
    }
    for (const client of this.clients) this.#back(client)
  }

  /** Whether an analysis goes on, by what everybody has heard. */
  isRunning({ project: id, analysis }: Work): boolean {
    const seen = this.clients.find((client) => client.project === id)?.fold.analysis
    return seen?.analysisId === analysis.analysisId && seen.status === 'running'
  }

  #join(id: string, fold: ClientFold): void {
    const heard = this.parts.heard(`project:${id}`).length
    this.clients.push({ project: id, fold, heard, awayAt: null, wasAway: false })
  }

  #listen(): void {
    for (const client of this.clients) {
      const all = this.parts.heard(`project:${client.project}`)
      if (client.awayAt === null) for (const heard of all.slice(client.heard)) client.fold.hear(heard)
      client.heard = all.length
    }
  }

  #back(client: Client): void {
    if (client.awayAt === null) return
    const { seq } = client.awayAt
    client.awayAt = null
    const topic = `project:${client.project}`
    const missed = this.parts.heard(topic).filter(({ meta }) => (meta.seq ?? 0) > seq)
    client.fold.catchUp(missed, this.parts.join(topic).state)
  }

  /** What came of asking to cancel. */
  #ask(analysisId: string, isIn: boolean): string {
    try {
      this.parts.analyses.cancel(analysisId, 'eve', () => isIn)
      return 'ok'
    } catch (error) {
      return TelltaleError.is(error) ? error.code : 'thrown'
    }
  }

  async #play(now: Step): Promise<void> {
    const { parts, works } = this
    const work = 'which' in now ? works.at(-1 - now.which) : undefined
    switch (now.do) {
      case 'start': {
        const detectors = detectorIds.map((id, index) => {
          const weighed = now.weights[index]
          return { id, name: id.toUpperCase(), ...(weighed === undefined ? {} : { weight: weighed }) }
        })
        const ends = {
          none: undefined,
          returns: () => new Promise((resolve) => setTimeout(resolve, 250)),
          refuses: () => Promise.reject(new TelltaleError('server_busy', 'the model is busy.')),
          throws: () => Promise.reject(new Error('password of the database: 1234')),
        }
        const analysis = parts.analyses.start(now.project, { detectors }, ends[now.handler])
        works.push({ project: now.project, analysis, said: new Map() })
        return void (await vi.advanceTimersByTimeAsync(0))
      }
      case 'progress': {
        if (work === undefined) return
        const details = {
          ...(now.found === undefined ? {} : { issuesFound: now.found }),
          ...(now.seconds === undefined ? {} : { estimatedSecondsRemaining: now.seconds }),
        }
        const said = Number.isNaN(now.percent) ? 0 : Math.min(100, now.percent)
        work.said.set(now.detector, Math.max(work.said.get(now.detector) ?? 0, said))
        return work.analysis.progress(now.detector, now.percent, details)
      }
      case 'issue':
        return work?.analysis.issue({ detector: now.detector, severity: 'high', message: 'broken' })
      case 'failDetector':
        return work?.analysis.fail({ code: 'timeout', message: 'stopped' }, now.detector)
      case 'complete':
        return work?.analysis.complete({ summary: 'done' })
      case 'fail':
        return work?.analysis.fail({ code: 'x', message: 'y' })
      case 'cancel':
        return work?.analysis.cancel('ada')
      case 'ask': {
        const { analysisId = 'none' } = work?.analysis ?? {}
        const isLatest = work !== undefined && works.findLast((one) => one.project === work.project) === work
        expect(this.#ask(analysisId, now.isIn)).toBe(isLatest && now.isIn ? 'ok' : 'forbidden')
        return
      }
      case 'wait':
        return void (await vi.advanceTimersByTimeAsync(now.ms))
      case 'join': {
        const { snapshot, state } = parts.join(`project:${now.project}`)
        return this.#join(now.project, new ClientFold(snapshot, state))
      }
      case 'drop':
      case 'back': {
        const client = this.clients.slice(2).findLast((one) => one.project === now.project)
        if (client === undefined) return
        if (now.do === 'back') return this.#back(client)
        client.awayAt ??= parts.join(`project:${now.project}`).cursor
        client.wasAway = true
      }
    }
  }
}

/** After the end of an analysis nothing of it is told, nor progress of a detector that has failed; overall never goes back. */
function expectAbsorbed(world: World, topic: string): void {
  const ended = new Set<string>()
  const overalls = new Map<string, number>()
  for (const { event, payload } of world.parts.heard(topic)) {
    // Of all events of an analysis.
    const { analysisId, detector: id, overall = 0 } = payload as Partial<AnalysisProgress>
    const about = event === 'analysis:error' && id !== undefined ? `${analysisId} ${id}` : `${analysisId}`
    expect(ended).not.toContain(about)
    if (event === 'analysis:progress') {
      expect(ended).not.toContain(`${analysisId} ${id}`)
      expect(overall).toBeGreaterThanOrEqual(overalls.get(about) ?? 0)
      overalls.set(about, overall)
    }
    if (['analysis:complete', 'analysis:error', 'analysis:cancelled'].includes(event)) ended.add(about)
  }
}

test('R5 whatever an analysis says in whatever order, each client has what the server has', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 60, size: 'max' }), async (steps) => {
      const world = new World()
      // In the end all is quiet, and nothing waits.
      await world.play([...steps, { do: 'wait', ms: 100 }])
      for (const id of projects) {
        const topic = `project:${id}`
        const { snapshot, state } = world.parts.join(topic)
        const fresh = new ClientFold(snapshot, state).analysis
        for (const { fold, wasAway } of world.clients.filter((client) => client.project === id)) {
          const seen = wasAway ? withoutLastWords : (one: ClientFold['analysis']) => one
          expect(seen(fold.analysis)).toEqual(seen(fresh))
        }
        const running = fresh?.status === 'running' ? fresh.detectors : []
        expect(state.analysis).toMatchObject(
          running.filter(({ rev }) => rev > 0).map(({ id: one, rev, progress }) => ({ detector: one, rev, progress })),
        )
        const work = world.works.findLast((one) => one.project === id)
        for (const { id: one, progress, error } of running) {
          expect(progress).toBe(error === undefined ? (work?.said.get(one) ?? 0) : progress)
        }
        expectAbsorbed(world, topic)
        expectCoalesced(
          world.parts.heard(topic).filter(({ event }) => event === 'analysis:progress'),
          ({ analysisId, detector: one }: AnalysisProgress) => `${analysisId} ${one}`,
        )
        expect(JSON.stringify(world.parts.heard(topic))).not.toContain('password')
      }
      const completed = new Set(
        projects
          .flatMap((id) => world.parts.heard(`project:${id}`))
          .flatMap(({ event, payload }) =>
            event === 'analysis:complete' ? [(payload as AnalysisProgress).analysisId] : [],
          ),
      )
      for (const work of world.works) {
        const isOn = world.isRunning(work) || completed.has(work.analysis.analysisId)
        expect(work.analysis.signal.aborted).toBe(!isOn)
      }

      world.parts.analyses.close()
      for (const { analysis } of world.works) analysis.progress('a', 99)
      await vi.advanceTimersByTimeAsync(1000)
      expect(vi.getTimerCount()).toBe(0)
      for (const id of projects) {
        expectAbsorbed(world, `project:${id}`)
        expect(world.parts.join(`project:${id}`).snapshot).not.toMatchObject({ analysis: { status: 'running' } })
      }
    }),
    { numRuns: 300 },
  )
})

/** Of an analysis that is over, what its end has told: who was away has not heard the last progress before it. */
function withoutLastWords(analysis: ClientFold['analysis']): unknown {
  if (analysis === null || analysis.status === 'running') return analysis
  const { detectors, overall: _o, issuesFound, estimatedSecondsRemaining: _e, ...rest } = analysis
  return {
    ...rest,
    issuesFound: rest.status === 'complete' ? issuesFound : null,
    detectors: detectors.map(({ progress: _p, rev: _r, ...detectorRest }) => detectorRest),
  }
}
