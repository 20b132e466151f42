import { act, cleanup, fireEvent, render, screen, within } from '@testing-library/react'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { describeWidget } from '../../test/support/widgetConformance.tsx'
import { analysisFixtures, manyIssues } from './analysisFixtures.ts'
import { analysisLook, analysisLookNames } from './analysisLook.ts'
import { analysisProgressClasses } from './analysisProgressClasses.ts'
import { AnalysisProgressView } from './AnalysisProgressView.tsx'

afterEach(cleanup)

const onCancel = vi.fn<() => void>()
const { running, complete, cancelling } = analysisFixtures

describeWidget({
  name: 'TtAnalysisProgress',
  View: AnalysisProgressView,
  looks: [
    { ...running, onCancel, maxDetectors: 3 },
    ...analysisLookNames.map((name) => ({ ...analysisFixtures[name], onCancel })),
  ],
  classes: analysisProgressClasses,
  slots: [
    'title',
    'state',
    'indicator',
    'track',
    'bar',
    'summary',
    'cancelButton',
    'detectors',
    'detector',
    'detectorTrack',
    'detectorBar',
    'foldButton',
    'issues',
    'issue',
  ],
  words: (first, second) => ({ title: first, cancel: second }),
})

const rows = (name: string) => {
  const list = screen.queryByRole('list', { name })
  return list
    ? within(list)
        .getAllByRole('listitem')
        .map((row) => row.textContent)
    : []
}

describe('R8 an analysis', () => {
  test('each fixture has the look that it is named after', () => {
    for (const name of analysisLookNames) expect(analysisLook(analysisFixtures[name].analysis)).toBe(name)
  })

  test('is a region by its title, with how far it is, what was found and what remains', () => {
    render(<AnalysisProgressView {...running} />)
    const region = screen.getByRole('region', { name: 'Analysis' })
    const bar = within(region).getByRole('progressbar', { name: 'Analysis' })
    expect([bar.ariaValueNow, bar.ariaValueText]).toEqual(['45', '45 %, Running'])
    expect(screen.getByText('45 % · 3 issues · about 2 min left')).toBeTruthy()
  })

  test('lists its detectors in their order, by word as well as by mark', () => {
    render(<AnalysisProgressView {...running} />)
    expect(rows('Detectors')).toEqual([
      'LinksDone · 2 issues',
      'ImagesWorking · 60 % · 1 issue',
      'FormsFailed: The form could not be read.',
      'TitlesWaiting',
    ])
  })

  test('folds the detectors that are done where there are many, and shows them again', () => {
    render(<AnalysisProgressView {...running} maxDetectors={3} />)
    expect(rows('Detectors')).toHaveLength(3)
    fireEvent.click(screen.getByRole('button', { name: 'Show 1 done', expanded: false }))
    expect(rows('Detectors')).toHaveLength(4)
    fireEvent.click(screen.getByRole('button', { name: 'Hide 1 done', expanded: true }))
    expect(rows('Detectors')).toHaveLength(3)
  })

  test('of which all detectors are done and folded has no empty list', () => {
    const done = complete.analysis.detectors.map((one) => ({ ...one, progress: 100, error: undefined }))
    render(<AnalysisProgressView analysis={{ ...complete.analysis, detectors: done }} maxDetectors={1} />)
    expect(screen.queryByRole('list', { name: 'Detectors' })).toBeNull()
    expect(screen.getByRole('button', { name: `Show ${done.length} done`, expanded: false })).toBeTruthy()
  })

  test.each([
    ['detached', 'Still running on the server, reconnecting'],
    ['stalled', 'No news for a while'],
  ] as const)('that is %s says so, and tells no time', (name, words) => {
    render(<AnalysisProgressView {...analysisFixtures[name]} />)
    expect(screen.getByText(words)).toBeTruthy()
    expect(screen.getByText('45 % · 3 issues')).toBeTruthy()
  })

  test('can be cancelled once: then it is Cancelling, and the button keeps the focus', () => {
    const { rerender } = render(<AnalysisProgressView {...running} onCancel={onCancel} />)
    const button = screen.getByRole('button', { name: 'Cancel' })
    act(() => button.focus())
    fireEvent.click(button)
    rerender(<AnalysisProgressView {...cancelling} onCancel={onCancel} />)
    fireEvent.click(screen.getByRole('button', { name: 'Cancelling' }))
    expect(onCancel).toHaveBeenCalledOnce()
    expect(document.activeElement).toBe(button)
    rerender(<AnalysisProgressView {...complete} onCancel={onCancel} />)
    expect(screen.queryByRole('button')).toBeNull()
    expect(document.activeElement).toBe(screen.getByRole('heading', { name: 'Analysis' }))
  })

  test('that has ended without a detector says that this one was stopped', () => {
    render(<AnalysisProgressView {...analysisFixtures.cancelled} />)
    expect(rows('Detectors')[1]).toBe('ImagesStopped · 1 issue')
  })
})

describe('R11 the live list of issues', () => {
  test('has the newest first, each with its severity as a word and a mark', () => {
    render(<AnalysisProgressView {...running} />)
    expect(rows('Issues, newest first')).toEqual([
      'LowThe title is longer than 60 characters.',
      'MediumThe picture has no alternative text.src/pages/about.html:7',
      'HighThe link leads to a page that is gone.src/pages/index.html:42',
    ])
    const shapes = [...document.querySelectorAll<SVGElement>('.TtAnalysisProgress-issue svg')]
    expect(new Set(shapes.map((mark) => mark.innerHTML)).size).toBe(3)
  })

  test('shows severities that nobody has thought of, whatever they are called', () => {
    const [issue] = running.analysis.issues
    const severities = ['', 'S1', 'constructor', '__proto__']
    const issues = severities.flatMap((severity) => (issue ? [{ ...issue, id: severity, severity }] : []))
    render(<AnalysisProgressView {...running} analysis={{ ...running.analysis, issues }} />)
    expect(document.querySelectorAll('.TtAnalysisProgress-issue svg[data-color=neutral]')).toHaveLength(4)
  })

  test('is bounded, and says how many more there are', () => {
    const analysis = { ...running.analysis, issues: manyIssues(200), issuesFound: 1_250 }
    render(<AnalysisProgressView {...running} analysis={analysis} />)
    expect(rows('Issues, newest first')).toHaveLength(50)
    expect(screen.getByText('1,200 issues more, not listed here')).toBeTruthy()
  })

  test('renders a row only when it has changed', () => {
    const severity = vi.fn((word: string) => word)
    const words = { severity }
    const { rerender } = render(<AnalysisProgressView {...running} localeText={words} />)
    expect(severity).toHaveBeenCalledTimes(3)
    const issues = [...running.analysis.issues, ...manyIssues(4).slice(3)]
    rerender(
      <AnalysisProgressView {...running} localeText={words} analysis={{ ...running.analysis, progress: 46, issues }} />,
    )
    expect(severity).toHaveBeenCalledTimes(4)
  })

  test('is reached by keyboard, for it scrolls', () => {
    const analysis = { ...running.analysis, issues: manyIssues(50) }
    render(<AnalysisProgressView {...running} analysis={analysis} />)
    const list = screen.getByRole('list', { name: 'Issues, newest first' })
    expect(list.tabIndex).toBe(0)
    expect(list.scrollHeight).toBeGreaterThan(list.clientHeight)
  })
})
