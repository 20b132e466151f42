import { countIn, roughlyIn } from '../internal/figures.ts'
import type { AnalysisLookName, AnalysisProgressState, DetectorLookName } from './analysisLook.ts'

type Failure = NonNullable<AnalysisProgressState['error']>

/** All words of the analysis progress. One entry for each look of it, and of a detector, by its name. */
export type AnalysisProgressLocaleText = Record<AnalysisLookName | DetectorLookName, string> & {
  /** The heading. */
  title: string
  percent: (progress: number) => string
  /** Facts one after the other, as they are spoken. Intl's lists put an "and" before the last. */
  joined: (facts: readonly string[]) => string
  /** A state, and why it is so. */
  because: (state: string, why: string) => string
  issues: (count: number) => string
  /** What remains, roughly. */
  eta: (seconds: number) => string
  /** What went wrong with it; a detector's own message is shown as it is. */
  failure: (error: Failure) => string
  cancel: string
  /** A button, once the analysis is complete. */
  view: string
  detectors: string
  showDone: (count: number) => string
  hideDone: (count: number) => string
  /** Names the list of issues. */
  issuesFound: string
  severity: (severity: string) => string
  place: (file: string, line: number | undefined) => string
  /** Issues that were found and are not listed. */
  notListed: (count: number) => string
  /** Announced. */
  started: string
  milestone: (percent: number, issues: number) => string
  detectorFailed: (name: string) => string
  finished: (issues: number) => string
  saysEnded: (title: string, state: string, more: string | null) => string
}

const count = countIn<'one' | 'other'>('en')
const issues = (number: number): string => count(number, { one: '# issue', other: '# issues' })

const roughly = roughlyIn('en')
function eta(seconds: number): string {
  const left = roughly(seconds)
  return left === null ? 'a few seconds left' : `about ${left} left`
}

const failures: Readonly<Record<string, string>> = {
  internal: 'The analysis was lost with its server. Start it again.',
  forbidden: 'You are not allowed to see this project.',
}

/** The built-in words. */
export const englishAnalysisProgressText: AnalysisProgressLocaleText = {
  title: 'Analysis',
  loading: 'Loading',
  idle: 'Not started',
  queued: 'Waiting to start',
  running: 'Running',
  stalled: 'No news for a while',
  detached: 'Still running on the server, reconnecting',
  cancelling: 'Cancelling',
  cancelled: 'Cancelled',
  complete: 'Complete',
  error: 'Failed',
  waiting: 'Waiting',
  working: 'Working',
  done: 'Done',
  failed: 'Failed',
  stopped: 'Stopped',
  percent: (progress) => `${Math.floor(progress)} %`,
  joined: (facts) => facts.join(', '),
  because: (state, why) => `${state}: ${why}`,
  issues,
  eta,
  failure: ({ code, message }) => failures[code] ?? message,
  cancel: 'Cancel',
  view: 'View results',
  detectors: 'Detectors',
  showDone: (done) => `Show ${done} done`,
  hideDone: (done) => `Hide ${done} done`,
  issuesFound: 'Issues, newest first',
  severity: (severity) => severity.charAt(0).toUpperCase() + severity.slice(1),
  place: (file, line) => (line === undefined ? file : `${file}:${line}`),
  notListed: (more) => `${issues(more)} more, not listed here`,
  started: 'Analysis started',
  milestone: (percent, found) => `Analysis ${percent} %, ${issues(found)}`,
  detectorFailed: (name) => `${name} failed`,
  finished: (found) => `Analysis complete, ${issues(found)}`,
  saysEnded: (title, state, more) => `${title}: ${state}${more === null ? '' : `. ${more}`}`,
}
