import { createMockUsage, type MockUsage, type MockUsageOptions } from '@telltale/testing'
import { act, fireEvent, render, renderHook, screen } from '@testing-library/react'
import { StrictMode, useState } from 'react'
import { renderToString } from 'react-dom/server'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { inVirtualTime } from '../test/support/world.tsx'
import { advance } from './testing/index.ts'
import type { UsageEnd, UsageSession } from './index.ts'
import { useUsageSession, type UseUsageSessionOptions } from './useUsageSession.ts'

inVirtualTime()

/** A backend, and what leads a hook to it. Both end with the test, and so does what runs there. */
function backend(options?: MockUsageOptions): { usage: MockUsage; to: UseUsageSessionOptions } {
  sessionStorage.clear()
  const usage = createMockUsage(options)
  onTestFinished(() => {
    expect.soft(usage.leftovers(), 'left at the server').toEqual({ lines: 0, listeners: 0 })
    usage.close()
  })
  return { usage, to: { fetch: usage.fetch, env: { connectivity: usage.connectivity } } }
}

/** Ends what runs, lest it be renewed for ever. */
async function endAll(usage: MockUsage): Promise<void> {
  await act(() => usage.end())
  await advance(31_000)
}

type Name = 'whole' | 'active' | 'seconds'

function Meter({ name = 'meter', ...options }: UseUsageSessionOptions & { name?: string }) {
  const { status, timeRemainingSeconds, startSession, stopSession } = useUsageSession(options)
  return (
    <>
      <output aria-label={name}>{`${status} ${timeRemainingSeconds ?? '…'}`}</output>
      <button onClick={() => void startSession()}>start</button>
      <button onClick={() => void stopSession()}>stop</button>
    </>
  )
}

const meter = (name = 'meter'): string => screen.getByLabelText(name).textContent
const press = (name: string): void => void fireEvent.click(screen.getByText(name))
const streams = ({ requests }: MockUsage): number => requests.filter(({ method }) => method === 'GET').length

describe('useUsageSession', () => {
  it('gives all that its users name, and starts, counts down and stops (U4, U7)', async () => {
    const { usage, to } = backend()
    const { result } = renderHook(() => useUsageSession(to))
    const first = result.current
    expect(first).toMatchObject({ status: 'idle', sessionId: null, timeRemainingSeconds: null, isConnected: false })
    await advance(1)
    expect(result.current).toMatchObject({ status: 'idle', timeRemainingMinutes: 60, isConnected: true, error: null })
    act(() => void result.current.startSession())
    await advance(0)
    await advance(65_000)
    expect(result.current).toMatchObject({
      status: 'active',
      isActive: true,
      sessionId: expect.any(String),
      timeRemainingSeconds: 3535,
      timeRemainingMinutes: 59,
      totalUsageSeconds: 65,
      totalUsageMinutes: 1,
      currentSessionSeconds: 65,
      sessionStartedAt: expect.any(String),
      sessionExpiresAt: expect.any(String),
      sessionCapAt: expect.any(String),
      isValidForRecording: true,
      hasReachedLimit: false,
      isNearLimit: false,
      connection: { state: 'connected' },
    })
    act(() => void result.current.stopSession())
    await advance(0)
    await advance(5_000)
    expect(result.current).toMatchObject({ status: 'closed', timeRemainingSeconds: 3535, endedBy: 'user' })
    const { startSession, stopSession, pause, resume, retryNow } = first
    expect(result.current).toMatchObject({ startSession, stopSession, pause, resume, retryNow })
    expect(streams(usage)).toBe(1)
  })

  it('makes one stream of StrictMode and a hundred components, which all say the same (U8)', async () => {
    const { usage, to } = backend()
    const meters = (from: number) =>
      Array.from({ length: 100 }, (_, i) => <Meter key={from + i} name={`${from + i}`} {...to} />)
    const view = render(<StrictMode>{meters(0)}</StrictMode>)
    await advance(1)
    fireEvent.click(screen.getAllByText('start')[0] ?? document.body)
    await advance(0)
    await advance(5_000)
    expect(new Set(screen.getAllByRole('status').map(({ textContent }) => textContent))).toEqual(
      new Set(['active 3595']),
    )
    view.rerender(<StrictMode>{meters(100)}</StrictMode>)
    await advance(5_000)
    expect(meter('100')).toBe('active 3590')
    expect([streams(usage), usage.requests.length]).toEqual([1, 2])
    await endAll(usage)
  })

  it('no remount, no route change and no unmount in the middle of a start ends or loses a session', async () => {
    const { usage, to } = backend({ latencyMs: 50 })
    const view = render(<Meter key="a" {...to} />)
    await advance(200)
    press('start')
    await advance(0)
    await advance(20)
    view.rerender(<p>another route</p>)
    await advance(300_000)
    view.rerender(<Meter key="b" {...to} />)
    await advance(200)
    expect(meter()).toBe('active 3300')
    await endAll(usage)
  })

  it('renders once a second while it counts, not at all while nothing does, and a selector without seconds never', async () => {
    const { usage, to } = backend()
    const rendered = vi.fn<(name: Name) => void>()
    const Reader = ({ name, select }: { name: Name; select?: (session: UsageSession) => unknown }) => {
      rendered(name)
      const selected = useUsageSession({ ...to, select: select ?? ((session) => ({ ...session })) })
      return <i>{JSON.stringify(selected)}</i>
    }
    const count = async (ms: number) => {
      rendered.mockClear()
      await advance(ms)
      const of = (name: Name) => rendered.mock.calls.filter(([one]) => one === name).length
      return { whole: of('whole'), active: of('active'), seconds: of('seconds') }
    }
    const App = () => (
      <>
        <Reader
          name="active"
          select={({ isActive, isNearLimit, sessionId }) => ({ isActive, isNearLimit, sessionId })}
        />
        <Reader name="seconds" select={({ isActive, timeRemainingSeconds }) => isActive && timeRemainingSeconds} />
        <Reader name="whole" />
        <Meter {...to} />
      </>
    )
    render(<App />)
    await advance(1_001)
    expect((await count(28_000)).whole).toBe(0)
    press('start')
    await advance(0)
    expect(await count(9_500)).toEqual({ whole: 9, active: 0, seconds: 9 })
    const minute = await count(60_000)
    expect(minute).toMatchObject({ active: 0, seconds: 60 })
    // And for each word of the server: six heartbeats or two renewals, whose lease is a new one.
    expect(minute.whole).toBeLessThanOrEqual(70)
    await endAll(usage)
  })

  it('lets a selector make what it gives anew each time, and renders once a second at most', async () => {
    const { usage, to } = backend()
    let renders = 0
    const { result } = renderHook(() => {
      renders += 1
      return useUsageSession({
        ...to,
        select: ({ sessionStartedAt, totalUsageSeconds, startSession }) => ({
          since: sessionStartedAt && new Date(sessionStartedAt),
          used: { seconds: totalUsageSeconds },
          startSession,
        }),
      })
    })
    await advance(1)
    act(() => void result.current.startSession())
    await advance(0)
    renders = 0
    await advance(5_000)
    expect(result.current).toMatchObject({ since: expect.any(Date), used: { seconds: 5 } })
    expect(renders).toBeLessThanOrEqual(6)
    await endAll(usage)
  })

  it('sets no timer for seconds that only selectors without them would hear', async () => {
    const { usage, to } = backend()
    const { result } = renderHook(() =>
      useUsageSession({ ...to, select: ({ isActive, startSession }) => ({ isActive, startSession }) }),
    )
    await advance(1)
    act(() => void result.current.startSession())
    await advance(0)
    expect(result.current.isActive).toBe(true)
    const timers = vi.spyOn(globalThis, 'setTimeout')
    await advance(9_000)
    expect(timers).not.toHaveBeenCalled()
    timers.mockRestore()
    await endAll(usage)
  })

  it('begins to tick when its selector begins to look at seconds, and leaves off with it', async () => {
    const { usage, to } = backend()
    const { result, rerender } = renderHook(
      ({ looks }) =>
        useUsageSession({ ...to, select: (session) => (looks ? session.currentSessionSeconds : session.startSession) }),
      { initialProps: { looks: false } },
    )
    await advance(1)
    act(() => void (typeof result.current === 'function' && result.current()))
    await advance(0)
    await advance(5_200)
    rerender({ looks: true })
    expect(result.current).toBe(5)
    await advance(3_000)
    expect(result.current).toBe(8)
    rerender({ looks: false })
    await advance(1_500)
    const timers = vi.spyOn(globalThis, 'setTimeout')
    await advance(2_900)
    expect(timers.mock.calls.filter(([, ms]) => Number(ms) <= 1_000)).toEqual([])
    timers.mockRestore()
    await endAll(usage)
  })

  it('ticks no more when the last component that looked at seconds is gone', async () => {
    const { usage, to } = backend()
    const Active = () => <i>{String(useUsageSession({ ...to, select: ({ isActive }) => isActive }))}</i>
    const view = render([<Active key="active" />, <Meter key="meter" {...to} />])
    await advance(1)
    press('start')
    await advance(0)
    await advance(1_500)
    view.rerender([<Active key="active" />])
    const timers = vi.spyOn(globalThis, 'setTimeout')
    await advance(5_000)
    expect(timers).not.toHaveBeenCalled()
    timers.mockRestore()
    await endAll(usage)
  })

  it('tells the newest onEnd why a session ended, once in StrictMode, and thresholds on the way (U6, U11)', async () => {
    const { to } = backend({ capMs: 20_000 })
    const told: unknown[] = []
    const Recorder = () => {
      const [isRecording, setRecording] = useState(false)
      const { startSession } = useUsageSession({
        ...to,
        thresholds: [15, 5],
        onThreshold: (seconds) => told.push(seconds),
        onEnd: ({ endedBy }: UsageEnd) => {
          told.push(`${endedBy} while ${isRecording ? 'recording' : 'not'}`)
          setRecording(false)
        },
      })
      const record = async () => {
        await startSession()
        setRecording(true)
      }
      return <button onClick={() => void record()}>{isRecording ? 'recording' : 'record'}</button>
    }
    render(<Recorder />, { wrapper: StrictMode })
    await advance(1)
    press('record')
    await advance(0)
    await advance(10_000)
    expect(screen.getByText('recording')).toBeDefined()
    await advance(20_000)
    expect(screen.getByText('record')).toBeDefined()
    expect(told).toEqual([15, 5, 'cap while recording'])
  })

  it('stops what this page began when people leave it, if that is wanted, and only while it is (U5)', async () => {
    const { usage, to } = backend()
    const { result, rerender } = renderHook(({ stopOnLeave }) => useUsageSession({ ...to, stopOnLeave }), {
      initialProps: { stopOnLeave: false },
    })
    await advance(1)
    act(() => void result.current.startSession())
    await advance(0)
    const leave = () => act(() => void window.dispatchEvent(new PageTransitionEvent('pagehide')))
    await advance(5)
    leave()
    await advance(5_000)
    expect(result.current.status).toBe('active')
    rerender({ stopOnLeave: true })
    leave()
    await advance(5)
    expect(result.current).toMatchObject({ status: 'closed', endedBy: 'user' })
    expect(JSON.parse(usage.requests.at(-1)?.body ?? '')).toMatchObject({
      active: false,
      sessionId: result.current.sessionId,
    })
  })

  it('is right again when a hidden page is looked at, though its timers hardly ran (U8)', async () => {
    const { usage, to } = backend()
    render(<Meter {...to} env={{ ...to.env, monotonic: () => Date.now() }} />)
    await advance(1)
    press('start')
    await advance(0)
    await advance(5_000)
    // A hidden page's timers wait; its clock does not.
    act(() => void vi.setSystemTime(Date.now() + 40_000))
    await advance(1_000)
    expect(meter()).toBe('active 3554')
    await endAll(usage)
  })

  it('goes over to another person and endpoint, and leaves the stream of the one before', async () => {
    const { usage, to } = backend()
    const view = render(<Meter {...to} identity="ada" getToken={() => 'ada'} />)
    await advance(1)
    press('start')
    await advance(0)
    await advance(1_000)
    expect(meter()).toBe('active 3599')
    view.rerender(<Meter {...to} identity="bob" getToken={() => 'bob'} />)
    expect(meter()).toBe('idle …')
    await advance(1_001)
    expect([meter(), usage.streams]).toEqual(['idle 3600', 1])
    expect(usage.requests.at(-1)?.headers.get('authorization')).toBe('Bearer bob')
    await act(() => usage.end('ada'))
    await advance(31_000)
  })

  it('uses the newest getToken', async () => {
    const { usage, to } = backend()
    const { result, rerender } = renderHook((token: string) => useUsageSession({ ...to, getToken: () => token }), {
      initialProps: 'ada',
    })
    await advance(1)
    rerender('eve')
    act(() => void result.current.startSession())
    await advance(0)
    expect(usage.requests.map(({ headers }) => headers.get('authorization'))).toEqual(['Bearer ada', 'Bearer eve'])
    await act(() => usage.end('eve'))
    await advance(31_000)
  })

  it('renders on a server as on the first render of the page, which may know more already', async () => {
    const { usage, to } = backend()
    const complaints = vi.spyOn(console, 'error')
    const app = <Meter name="hydrated" {...to} />
    const container = document.body.appendChild(document.createElement('div'))
    container.innerHTML = renderToString(app)
    expect([container.textContent, usage.requests]).toEqual(['idle …startstop', []])
    render(<Meter {...to} />)
    await advance(1)
    render(app, { container, hydrate: true, onRecoverableError: complaints })
    await advance(1)
    expect([meter(), meter('hydrated')]).toEqual(['idle 3600', 'idle 3600'])
    expect(complaints).not.toHaveBeenCalled()
    complaints.mockRestore()
  })
})
