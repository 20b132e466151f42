import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { overallProgress, type TopicSnapshots, type TopicState } from './index.ts'
import { isTopicSnapshot, isTopicState } from './schemas.ts'

const at = '2026-11-20T09:30:00.000Z'
const task = { taskId: 't', taskType: 'import', attempt: 1, startedAt: at, progress: 40, message: 'Reading', rev: 3 }
const step = { index: 1, count: 3, name: 'Parse' }
const analysis = {
  analysisId: 'a',
  projectId: 'p',
  startedAt: at,
  detectors: [
    { id: 'd', name: 'Links', weight: 2, progress: 40, rev: 3, issuesFound: 1 },
    { id: 'e', name: 'Forms', progress: 0, rev: 0, issuesFound: 0, error: { code: 'internal', message: 'stopped' } },
  ],
  overall: 40,
  issuesFound: 1,
  issues: [{ id: 'i', detector: 'd', severity: 'high', message: 'broken', file: 'a.ts', line: 1 }],
}
const notification = { id: 'n', userId: 'u', type: 'info', title: 'Hi', createdAt: at, readAt: at }

const snapshots: { readonly [TKind in keyof TopicSnapshots]: readonly TopicSnapshots[TKind][] } = {
  user: [
    {
      unreadCount: 1,
      notifications: [notification],
      tasks: [
        { ...task, status: 'running', title: 'Import', step },
        { ...task, status: 'completed', endedAt: at, result: null },
        { ...task, status: 'failed', endedAt: at, error: 'x', code: 'internal', retryable: true },
        { ...task, status: 'lost', endedAt: at },
      ],
    },
  ],
  team: [null],
  project: [
    { analysis: null },
    { analysis: { ...analysis, status: 'running', estimatedSecondsRemaining: 30 } },
    { analysis: { ...analysis, status: 'complete', endedAt: at, durationMs: 900, summary: 'One link is broken' } },
    { analysis: { ...analysis, status: 'error', endedAt: at, error: { code: 'internal', message: 'x' } } },
    { analysis: { ...analysis, status: 'cancelled', endedAt: at, cancelledBy: 'ada' } },
  ],
  run: [{ history: [{ runId: 'r', kind: 'node_started', node: 'n', timestamp: at }] }],
}
const kinds = Object.keys(snapshots) as (keyof TopicSnapshots)[] // Object.keys forgets the keys

const state: Required<TopicState> = {
  rev: 9,
  people: [{ userId: 'u', name: 'Ada', status: 'away', lastSeenAt: at, rev: 1 }],
  analysis: [{ analysisId: 'a', projectId: 'p', detector: 'd', progress: 40, overall: 40, issuesFound: 1, rev: 3 }],
  tasks: [{ taskId: 't', attempt: 1, progress: 40, message: 'Reading', step, timestamp: at, rev: 4 }],
  nodes: [{ runId: 'r', node: 'n', progress: 40, message: 'x', timestamp: at, rev: 5 }],
}

describe('snapshots', () => {
  it.each(kinds)('of a %s pass as they are, with what a newer server adds', (kind) => {
    const newer = snapshots[kind].map((snapshot) => snapshot && { ...snapshot, addedLater: true })
    const refused = [...snapshots[kind], ...newer].filter((snapshot) => !isTopicSnapshot(kind, snapshot))
    expect(refused).toEqual([])
  })

  it('are refused without any one of the fields that they need, however deep', () => {
    const optional = ['title', 'step', 'code', 'retryable', 'weight', 'file', 'line', 'readAt', 'node']
    optional.push('estimatedSecondsRemaining', 'summary', 'cancelledBy')
    const letThrough = kinds.flatMap((kind) =>
      snapshots[kind].flatMap((snapshot) =>
        withoutOne(snapshot)
          .filter(({ value }) => isTopicSnapshot(kind, value))
          .map(({ field }) => field),
      ),
    )
    // That of a detector, in each of four analyses; those of a task and an analysis that failed are needed.
    expect(letThrough.filter((field) => !optional.includes(field))).toEqual(Array(4).fill('error'))
  })

  it('and state never throw, whatever comes', () => {
    fc.assert(
      fc.property(fc.constantFrom(...kinds), fc.anything(), (kind, value) => {
        expect(isTopicSnapshot(kind, value)).toBe(kind === 'team' && value === null)
        expect(isTopicState(value)).toBe(false)
      }),
    )
  })
})

describe('the state of a topic', () => {
  it('has a revision, and one of each thing in it', () => {
    expect(isTopicState({ rev: 0 })).toBe(true)
    expect(isTopicState(state)).toBe(true)
    const letThrough = withoutOne(state).filter(({ value }) => isTopicState(value))
    const optional = new Set(['people', 'analysis', 'tasks', 'nodes', 'overall', 'step', 'message'])
    expect(letThrough.filter(({ field }) => !optional.has(field))).toEqual([])
  })
})

describe('overallProgress (R5)', () => {
  it('weighs detectors, and counts one that stopped with an error as done', () => {
    expect(overallProgress([])).toBe(0)
    expect(overallProgress([{ progress: 100 }, { progress: 0, weight: 3 }])).toBe(25)
    expect(overallProgress([{ progress: 20, error: { code: 'x' } }, { progress: 0 }])).toBe(50)
  })

  it('is between the least and the most, and 100 when all are there', () => {
    const detector = fc.record({
      progress: fc.double({ min: 0, max: 100, noNaN: true }),
      weight: fc.double({ min: 0.001, max: 1000, noNaN: true }),
    })
    fc.assert(
      fc.property(fc.array(detector, { minLength: 1 }), (detectors) => {
        const all = detectors.map(({ progress }) => progress)
        const overall = overallProgress(detectors)
        expect(overall).toBeLessThanOrEqual(100)
        expect(overall).toBeGreaterThanOrEqual(Math.min(...all) - 1e-9)
        expect(overall).toBeLessThanOrEqual(Math.max(...all) + 1e-9)
        expect(overallProgress(detectors.map(({ weight }) => ({ weight, progress: 100 })))).toBeCloseTo(100, 9)
      }),
    )
  })
})

/** Every value that lacks one field somewhere inside. */
function withoutOne(value: unknown): { field: string; value: unknown }[] {
  if (Array.isArray(value)) {
    return value.flatMap((item: unknown, index) =>
      withoutOne(item).map(({ field, value: less }) => ({ field, value: value.with(index, less) })),
    )
  }
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([field, held]) => [
    { field, value: Object.fromEntries(Object.entries(value).filter(([name]) => name !== field)) },
    ...withoutOne(held).map((less) => ({ field: less.field, value: { ...value, [field]: less.value } })),
  ])
}
