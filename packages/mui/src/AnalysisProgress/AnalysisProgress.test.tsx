import { RealtimeProvider } from '@telltale/react'
import type { MockServer } from '@telltale/testing'
import { act, fireEvent, render, screen } from '@testing-library/react'
import { StrictMode } from 'react'
import { renderToString } from 'react-dom/server'
import { describe, expect, test } from 'vitest'
import { inVirtualTime, listen, pass, world } from '../../test/support/world.tsx'
import { AnalysisProgress } from './AnalysisProgress.tsx'

inVirtualTime()

const detectors = [
  { id: 'links', name: 'Links', weight: 3 },
  { id: 'forms', name: 'Forms' },
]

const App = ({ server }: { server: MockServer }) => (
  <StrictMode>
    <RealtimeProvider url={server.url} getToken={() => 'ada'} env={{ connectivity: server.connectivity }}>
      <AnalysisProgress projectId="42" />
    </RealtimeProvider>
  </StrictMode>
)

/** A page that has been on a stable line for 15 s. */
async function page(): Promise<MockServer> {
  const server = world()
  render(<App server={server} />)
  await pass(15_000)
  return server
}

const state = () => document.querySelector('.TtAnalysisProgress-state')?.textContent
const percent = () => Number(screen.queryByRole('progressbar')?.ariaValueNow ?? -1)
const summary = () => document.querySelector('.TtAnalysisProgress-summary')?.textContent

describe('R5 an analysis that runs', () => {
  test('is seen from its start to its end, and its progress never goes back', async () => {
    const server = await page()
    expect(state()).toBe('Not started')
    const analysis = server.rt.startAnalysis('42', { detectors })
    await pass(200)
    expect([state(), percent()]).toEqual(['Running', 0])
    const seen: number[] = []
    for (const told of [10, 40, 30, 80, 5, 100]) {
      analysis.progress('links', told)
      await pass(200)
      seen.push(percent())
    }
    expect(seen).toEqual(seen.toSorted((a, b) => a - b))
    expect(percent()).toBe(75)
    analysis.issue({ detector: 'links', severity: 'high', message: 'The page is gone.' })
    analysis.complete()
    await pass(200)
    expect([state(), percent(), summary()]).toEqual(['Complete', 100, '100 % · 1 issue'])
    expect(screen.getByRole('list', { name: 'Issues, newest first' }).textContent).toBe('HighThe page is gone.')
  })

  test('is cancelled by its button, and Cancelling until the server says so', async () => {
    const server = await page()
    server.rt.startAnalysis('42', { detectors })
    await pass(200)
    act(() => server.network.latency(500))
    fireEvent.click(screen.getByRole('button', { name: 'Cancel' }))
    await pass(50)
    expect(state()).toBe('Cancelling')
    await pass(3_000)
    expect(state()).toBe('Cancelled')
  })

  test('still runs on the server while the line is down', async () => {
    const server = await page()
    const analysis = server.rt.startAnalysis('42', { detectors })
    analysis.progress('links', 50)
    await pass(200)
    act(() => server.network.offline())
    await pass(2_000)
    expect(state()).toBe('Still running on the server, reconnecting')
    analysis.progress('links', 80)
    act(() => server.network.online())
    await pass(1_000)
    expect([state(), percent()]).toEqual(['Running', 60])
  })

  test('has no estimate at first, and none that has grown to more than twice what it was', async () => {
    const server = await page()
    const analysis = server.rt.startAnalysis('42', { detectors })
    const told = async (progress: number, estimatedSecondsRemaining: number) => {
      analysis.progress('links', progress, { estimatedSecondsRemaining })
      await pass(200)
      return summary()
    }
    expect(await told(20, 120)).toBe('15 % · 0 issues')
    await pass(6_000)
    expect(await told(30, 110)).toBe('22 % · 0 issues · about 2 min left')
    expect(await told(31, 600)).toBe('23 % · 0 issues')
    expect(await told(32, 590)).toBe('24 % · 0 issues · about 10 min left')
  })

  test('renders on a server', () => {
    expect(renderToString(<App server={world()} />)).toContain('Loading')
  })
})

describe('what a screen reader hears', () => {
  test('of a thousand progress events and a hundred issues: start, quarters and end', async () => {
    const server = await page()
    const heard = listen()
    const analysis = server.rt.startAnalysis('42', { detectors: [{ id: 'links', name: 'Links' }] })
    await pass(1_000)
    for (let told = 0; told < 1_000; told += 1) {
      analysis.progress('links', told / 10)
      if (told % 10 === 0) analysis.issue({ detector: 'links', severity: 'low', message: `Issue ${told}` })
      if (told % 50 === 49) await pass(1_000)
    }
    analysis.complete()
    await pass(2_000)
    expect(heard).toEqual([
      'status: Analysis started',
      expect.stringMatching(/^status: Analysis 25 %, \d+ issues$/),
      expect.stringMatching(/^status: Analysis 50 %, \d+ issues$/),
      expect.stringMatching(/^status: Analysis 75 %, \d+ issues$/),
      'status: Analysis complete, 100 issues',
    ])
  })

  test('each detector that fails, and at once that the analysis did', async () => {
    const server = await page()
    const analysis = server.rt.startAnalysis('42', { detectors })
    await pass(1_000)
    const heard = listen()
    analysis.fail({ code: 'unreadable', message: 'The form could not be read.' }, 'forms')
    await pass(1_000)
    analysis.fail({ code: 'unreadable', message: 'Nothing could be read.' })
    await pass(1_000)
    // A detector that has failed is behind the analysis as one that is done.
    expect(heard).toEqual([
      'status: Forms failed',
      'status: Analysis 25 %, 0 issues',
      'alert: Analysis: Failed. Nothing could be read.',
    ])
  })

  test.each([0, 60])('nothing of an analysis that was under way when one came, at %i %%', async (told) => {
    const server = world()
    const analysis = server.rt.startAnalysis('42', { detectors })
    analysis.progress('links', told)
    const heard = listen()
    render(<App server={server} />)
    await pass(5_000)
    expect([percent(), heard]).toEqual([(told * 3) / 4, []])
  })

  test('nothing of that of another project that somebody has followed already', async () => {
    const server = world()
    const both = (projectId: string) => (
      <RealtimeProvider url={server.url} getToken={() => 'ada'}>
        <AnalysisProgress projectId={projectId} />
        <AnalysisProgress projectId="43" localeText={{ title: 'Other' }} />
      </RealtimeProvider>
    )
    const view = render(both('42'))
    await pass(5_000)
    server.rt.startAnalysis('43', { detectors })
    // What was said less than a minute ago is not repeated anyway.
    await pass(70_000)
    const heard = listen()
    view.rerender(both('43'))
    await pass(5_000)
    expect([state(), heard]).toEqual(['No news for a while', []])
  })
})
