import type { AnalysisLookName, AnalysisProgressIssue, AnalysisProgressState } from './analysisLook.ts'

/** The moment at which the fixtures are looked at, so that each is the same picture every time. */
const now = Date.UTC(2026, 0, 15, 14, 2, 7)

const kinds = [
  { severity: 'high', message: 'The link leads to a page that is gone.', file: 'src/pages/index.html', line: 42 },
  { severity: 'medium', message: 'The picture has no alternative text.', file: 'src/pages/about.html', line: 7 },
  { severity: 'low', message: 'The title is longer than 60 characters.' },
]

/** So many issues, the oldest first. */
export const manyIssues = (count: number): AnalysisProgressIssue[] =>
  Array.from({ length: count }, (_, index) => ({
    id: `issue-${index}`,
    ...(kinds[index % kinds.length] ?? { severity: 'info', message: '' }),
  }))

const running: AnalysisProgressState = {
  status: 'running',
  progress: 45,
  detectors: [
    { id: 'links', name: 'Links', progress: 100, issuesFound: 2 },
    { id: 'images', name: 'Images', progress: 60, issuesFound: 1 },
    { id: 'forms', name: 'Forms', progress: 20, issuesFound: 0, error: { message: 'The form could not be read.' } },
    { id: 'titles', name: 'Titles', progress: 0, issuesFound: 0 },
  ],
  issuesFound: 3,
  issues: manyIssues(3),
  estimatedTimeRemaining: 130,
  estimatedAt: now - 5_000,
  isLoading: false,
  stalled: false,
  detached: false,
  error: null,
}

type Fixture = { analysis: AnalysisProgressState; now: number }

const fixture = (changes: Partial<AnalysisProgressState>): Fixture => ({ now, analysis: { ...running, ...changes } })

const untouched = running.detectors.map(({ id, name }) => ({ id, name, progress: 0, issuesFound: 0 }))
const unstarted = { progress: 0, detectors: untouched, issuesFound: 0, issues: [], estimatedTimeRemaining: null }

/** An analysis for each look. */
export const analysisFixtures: Readonly<Record<AnalysisLookName, Fixture>> = {
  loading: fixture({ ...unstarted, isLoading: true, status: 'idle', detectors: [] }),
  idle: fixture({ ...unstarted, status: 'idle', detectors: [] }),
  queued: fixture({ ...unstarted, status: 'queued' }),
  running: fixture({}),
  stalled: fixture({ stalled: true }),
  detached: fixture({ detached: true }),
  cancelling: fixture({ status: 'cancelling' }),
  cancelled: fixture({ status: 'cancelled' }),
  complete: fixture({
    status: 'complete',
    progress: 100,
    detectors: running.detectors.map(({ id, name, issuesFound }) => ({ id, name, issuesFound, progress: 100 })),
  }),
  error: fixture({ status: 'error', error: { code: 'internal', message: 'lost' } }),
}
