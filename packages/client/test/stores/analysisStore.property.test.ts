import { isDeepStrictEqual } from 'node:util'
import type {
  AnalysisComplete,
  AnalysisFailed,
  AnalysisIssue,
  AnalysisProgress,
  AnalysisStarted,
} from '@telltale/protocol'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { analysisStore, type AnalysisStore, type KnownAnalysis } from '../../src/stores/analysisStore.ts'
import { fate } from '../support/fate.ts'
import { type Deed, seenByBoth } from '../support/stores.ts'
import { inVirtualTime, pass, plainWorld, settle } from '../support/world.ts'

inVirtualTime()

const detectors = [
  { id: 'links', name: 'Links', weight: 3 },
  { id: 'images', name: 'Images' },
  { id: 'text', name: 'Text' },
]
const detector = fc.constantFrom('links', 'images', 'text')
const analysisId = fc.constantFrom('a', 'b', 'c')
const ends = ['complete', 'error', 'cancelled']

/** Anything that a server may say of the analyses of a project, in any order. */
const what = fc.oneof(
  { weight: 2, arbitrary: fc.constant('started' as const) },
  { weight: 6, arbitrary: fc.constant('progress' as const) },
  { weight: 4, arbitrary: fc.constant('issue' as const) },
  fc.constantFrom(
    'cancel()' as const,
    'lost detector' as const,
    'complete' as const,
    'error' as const,
    'cancelled' as const,
  ),
)
let count = 0
/** The store that is there from the start. */
let watched: AnalysisStore | undefined
const deed: fc.Arbitrary<Deed> = fc
  .record({ what, analysisId, detector, progress: fc.integer({ min: 0, max: 100 }), estimates: fc.boolean() })
  .map((told) => (server) => {
    const room = server.rt.to('project:1')
    const place = { analysisId: told.analysisId, projectId: '1' }
    const error = { code: 'internal', message: 'no luck' }
    count += 1
    switch (told.what) {
      case 'started':
        return room.emit('analysis:started', { ...place, detectors, startedAt: new Date().toISOString() })
      case 'progress':
        return room.emit('analysis:progress', {
          ...place,
          detector: told.detector,
          progress: told.progress,
          issuesFound: 0,
          ...(told.estimates && { estimatedSecondsRemaining: 100 - told.progress }),
        })
      case 'issue': {
        const issue = { id: `${count}`, detector: told.detector, severity: 'high', message: 'Broken' }
        return room.emit('analysis:issue', { ...place, issue })
      }
      case 'cancel()':
        return watched?.cancel()
      case 'lost detector':
        return room.emit('analysis:error', { ...place, error, detector: told.detector })
      case 'complete':
        return room.emit('analysis:complete', { ...place, issuesFound: 7, durationMs: 5 })
      case 'error':
        return room.emit('analysis:error', { ...place, error })
      case 'cancelled':
        return room.emit('analysis:cancelled', place)
    }
  })

/** What must be the same for all. Of one that ended unseen, how far it had come is the last that was seen. */
const essence = ({ analysis }: KnownAnalysis): unknown => {
  const { status, detectors: parts, ...rest } = analysis
  // That cancelling was refused is only for who asked for it.
  if (!ends.includes(status)) return { ...analysis, estimatedAt: null, stalled: false, error: null }
  return {
    status,
    ...rest,
    progress: null,
    issuesFound: null,
    stalled: false,
    detectors: parts.map(({ id, error, issuesFound }) => ({ id, error, issuesFound })),
  }
}

/** What a store does that it must never do: progress that goes back or beyond, what is over that moves. */
function wrongsOf(store: AnalysisStore): string[] {
  const wrongs: string[] = []
  store.onChange(({ analysis: now }, { analysis: before }) => {
    const percents = new Map([['', now.progress], ...now.detectors.map(({ id, progress }) => [id, progress] as const)])
    for (const percent of percents.values()) if (!(percent >= 0 && percent <= 100)) wrongs.push(`beyond: ${percent}`)
    if (now.analysisId !== before.analysisId) return
    for (const { id, progress } of [{ id: '', progress: before.progress }, ...before.detectors]) {
      if (!(Number(percents.get(id)) >= progress)) wrongs.push(`back: ${id} ${progress} → ${percents.get(id)}`)
    }
    if (ends.includes(before.status) && !isDeepStrictEqual(now, before)) wrongs.push(`moved: ${before.status}`)
  })
  return wrongs
}

it('whatever happened to the line, an analysis is known as to one who comes for the first time (R5)', async () => {
  const script = fc.array(fc.oneof({ weight: 3, arbitrary: deed }, fate), { maxLength: 40 })
  await fc.assert(
    fc.asyncProperty(script, fc.nat(), async (steps, seed) => {
      const told: string[] = []
      const wrongs: string[][] = []
      const [old, fresh] = await seenByBoth<KnownAnalysis>({
        storeOf: (client) => {
          const store = analysisStore(client, '1')
          store.onNews(({ payload }) => 'issue' in payload && told.push(payload.issue.id))
          wrongs.push(wrongsOf(store))
          if (wrongs.length === 1) watched = store
          return store
        },
        steps,
        seed,
      })
      expect(wrongs).toEqual([[], []])
      expect(new Set(told).size, 'issues told once').toBe(told.length)
      const beganAnew = steps.some((step) => typeof step === 'object' && ['restart', 'stop'].includes(step.do))
      // Whoever was there before keeps what a server knew that was lost; nothing of it goes on.
      if (!beganAnew || fresh.analysis.analysisId !== null) {
        if (beganAnew && old.analysis.analysisId === fresh.analysis.analysisId) return
        expect(essence(old)).toEqual(essence(fresh))
      } else expect(['idle', ...ends]).toContain(old.analysis.status)
    }),
    { numRuns: 150 },
  )
})

const place = { analysisId: 'a', projectId: '1' }
type Told = readonly [
  event: string,
  payload: AnalysisStarted | AnalysisProgress | AnalysisIssue | AnalysisFailed | AnalysisComplete,
]
const started: Told = ['analysis:started', { ...place, detectors, startedAt: '2026-01-01T00:00:00.000Z' }]
const complete: Told = ['analysis:complete', { ...place, issuesFound: 3, durationMs: 9 }]
/** What is told between start and end, in the order in which it happened. */
const middle: fc.Arbitrary<Told[]> = fc.array(
  fc.oneof(
    fc
      .record({ detector, progress: fc.integer({ min: 0, max: 100 }) })
      .map((told) => ['analysis:progress', { ...place, ...told, issuesFound: 0 }] as const),
    fc
      .record({ id: fc.nat(5).map(String), detector })
      .map(
        ({ id, detector: from }) =>
          [
            'analysis:issue',
            { ...place, issue: { id: `${id}${from}`, detector: from, severity: 'low', message: 'Hm' } },
          ] as const,
      ),
  ),
  { minLength: 1, maxLength: 12 },
)

async function afterAll(log: readonly Told[]): Promise<KnownAnalysis> {
  const { server, visit } = plainWorld(() => {})
  const client = visit({ server: 'plain' })
  client.connect()
  await settle()
  const store = analysisStore(client, '1')
  const release = store.hold()
  const wrongs = wrongsOf(store)
  for (const [event, payload] of log) {
    server.io.emit(event, payload)
    await settle()
  }
  await pass(200)
  expect(wrongs).toEqual([])
  const { state } = store
  release()
  client.destroy()
  await settle()
  await server.close()
  return state
}

it('of a plain server, what comes late or twice ends as the ordered log does (R5)', async () => {
  const scene = middle.chain((told) =>
    fc.record({
      told: fc.constant(told),
      order: fc.shuffledSubarray([started, ...told], { minLength: told.length + 1 }),
      again: fc.array(fc.nat(told.length), { maxLength: 6 }),
    }),
  )
  await fc.assert(
    fc.asyncProperty(scene, fc.boolean(), async ({ told, order, again }, isOver) => {
      const ordered = [started, ...told]
      const late = [...order, ...again.map((index) => ordered[index] ?? started)]
      const close = isOver ? [complete] : []
      const one = await afterAll([...ordered, ...close])
      const other = await afterAll([...late, ...close, ...(isOver ? late : [])])
      const settled = ({ analysis }: KnownAnalysis) => ({
        ...analysis,
        // Before the detectors were named, the whole was less.
        progress: isOver ? analysis.progress : 0,
        currentDetector: null,
        detectors: analysis.detectors.map((one) => ({ ...one, rev: 0 })).toSorted((a, b) => (a.id < b.id ? -1 : 1)),
        issues: analysis.issues.toSorted((a, b) => (a.id < b.id ? -1 : 1)),
      })
      expect(settled(other)).toEqual(settled(one))
    }),
    { numRuns: 100 },
  )
})
