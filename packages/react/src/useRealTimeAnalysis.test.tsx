import { createPlainServer } from '@telltale/testing'
import { LateBoundWebSocket } from '@telltale/client'
import { Profiler, useState } from 'react'
import { io } from 'socket.io-client'
import { describe, expect, it, vi } from 'vitest'
import { describeTopicHook } from '../test/support/hookConformance.tsx'
import { useRealTimeAnalysis, type UseRealTimeAnalysisOptions, useSocket } from './index.ts'
import { renderRealtime } from './testing/index.ts'

const plan = {
  detectors: [
    { id: 'links', name: 'Links' },
    { id: 'images', name: 'Images' },
  ],
}
const broken = { detector: 'links', severity: 'high', message: 'Broken' }

describeTopicHook('useRealTimeAnalysis', {
  use: (projectId, options) => useRealTimeAnalysis({ ...options, projectId }).status,
  topicOf: (id) => `project:${id}`,
  tell: ({ rt }, id) => void rt.startAnalysis(id, plan),
  tellPlain: [
    'analysis:started',
    (projectId) => ({ ...plan, analysisId: '1', projectId, startedAt: new Date().toISOString() }),
  ],
})

function Analysis(options: Partial<UseRealTimeAnalysisOptions>) {
  const { status, progress, issuesFound } = useRealTimeAnalysis({ projectId: '123', ...options })
  return <output>{`${status} ${progress} ${issuesFound}`}</output>
}

describe('useRealTimeAnalysis', () => {
  it('is called as its users call it: with the socket, a project and what to do when it is done (R5)', async () => {
    const done = vi.fn<(data: unknown) => void>()
    const App = () => {
      const { socket } = useSocket()
      const analysis = useRealTimeAnalysis({ socket, projectId: '123', onComplete: (data) => done(data) })
      return <output>{`${analysis.status} ${analysis.progress} ${analysis.currentDetector}`}</output>
    }
    const { server, advance, screen } = await renderRealtime(<App />)
    const analysis = server.rt.startAnalysis('123', plan)
    analysis.progress('images', 50)
    await advance(500)
    expect(screen.getByRole('status').textContent).toBe('running 25 images')
    analysis.complete()
    await advance(500)
    expect(screen.getByRole('status').textContent).toBe('complete 100 null')
    expect(done).toHaveBeenCalledExactlyOnceWith({
      analysisId: analysis.analysisId,
      projectId: '123',
      issuesFound: 0,
      durationMs: 500,
    })
  })

  it('calls each callback once per component, the newest of them, with the payload of its event (R5, R11)', async () => {
    const calls: string[] = []
    const App = ({ name }: { name: string }) => (
      <Analysis
        onComplete={(data) => calls.push(`${name} complete ${data.issuesFound}`)}
        onError={(data) => calls.push(`${name} error ${data.error.code}`)}
        onCancelled={(data) => calls.push(`${name} cancelled ${data.cancelledBy}`)}
        onIssue={(data) => calls.push(`${name} issue ${data.issue.message}`)}
      />
    )
    const { server, advance, rerender } = await renderRealtime(<App name="old" />)
    rerender([<App key="1" name="one" />, <App key="2" name="two" />])
    await advance(500)
    const first = server.rt.startAnalysis('123', plan)
    first.issue(broken)
    first.fail({ code: 'timeout', message: 'Too slow' }, 'images')
    await advance(500)
    rerender([<App key="1" name="ONE" />, <App key="2" name="TWO" />])
    first.complete()
    server.rt.startAnalysis('123', plan).fail({ code: 'internal', message: 'No luck' })
    server.rt.startAnalysis('123', plan).cancel('bob')
    await advance(500)
    expect(calls).toEqual([
      'one issue Broken',
      'two issue Broken',
      'ONE complete 1',
      'TWO complete 1',
      'ONE error internal',
      'TWO error internal',
      'ONE cancelled bob',
      'TWO cancelled bob',
    ])
  })

  it('tells who comes later nothing of what is over, nor who has gone what comes', async () => {
    const calls: string[] = []
    const App = ({ name }: { name: string }) => <Analysis onComplete={() => calls.push(name)} />
    const { server, advance, rerender } = await renderRealtime(<App key="1" name="one" />)
    await advance(500)
    server.rt.startAnalysis('123', plan).complete()
    await advance(500)
    rerender([<App key="1" name="one" />, <App key="2" name="two" />])
    await advance(500)
    rerender(<App key="2" name="two" />)
    await advance(500)
    server.rt.startAnalysis('123', plan).complete()
    await advance(500)
    expect(calls).toEqual(['one', 'two'])
  })

  it('tells the end that was missed while the line was down, once (R5)', async () => {
    const done = vi.fn<() => void>()
    const { server, advance, screen } = await renderRealtime(<Analysis onComplete={done} />)
    const analysis = server.rt.startAnalysis('123', plan)
    await advance(500)
    server.network.offline()
    await advance(500)
    analysis.complete()
    await advance(3_000)
    expect(screen.getByRole('status').textContent).toBe('running 0 0')
    server.network.online()
    await advance(5_000)
    expect(screen.getByRole('status').textContent).toBe('complete 100 0')
    server.network.drop()
    await advance(5_000)
    expect(done).toHaveBeenCalledTimes(1)
  })

  it('cancels what runs, by a function that stays the same (R5)', async () => {
    const cancels = new Set<unknown>()
    const Cancel = () => {
      const { status, cancel } = useRealTimeAnalysis({ projectId: '123' })
      cancels.add(cancel)
      return <button onClick={cancel}>{status}</button>
    }
    const { server, advance, screen } = await renderRealtime(<Cancel />, { latencyMs: 50 })
    await advance(500)
    server.rt.startAnalysis('123', plan)
    await advance(500)
    screen.getByRole('button').click()
    await advance(0)
    expect(screen.getByRole('button').textContent).toBe('cancelling')
    await advance(500)
    expect(screen.getByRole('button').textContent).toBe('cancelled')
    expect(cancels.size).toBe(1)
  })

  it('renders once a frame in a burst, and a reader of a part only when that part changes', async () => {
    const commits: Record<string, number> = {}
    const Percent = () => (
      <output>
        {useRealTimeAnalysis({ projectId: '123', select: ({ progress }) => Math.floor(progress / 10) * 10 })}
      </output>
    )
    const count = (id: string) => (commits[id] = (commits[id] ?? 0) + 1)
    const { server, advance } = await renderRealtime([
      <Profiler key="1" id="whole" onRender={count}>
        <Analysis />
      </Profiler>,
      <Profiler key="2" id="part" onRender={count}>
        <Percent />
      </Profiler>,
    ])
    const analysis = server.rt.startAnalysis('123', plan)
    await advance(500)
    commits['whole'] = commits['part'] = 0
    for (let i = 0; i < 1_000; i++) analysis.issue({ ...broken, id: `${i}` })
    await advance(500)
    expect(commits).toEqual({ whole: 1, part: 0 })
    analysis.progress('links', 30)
    await advance(500)
    expect(commits).toEqual({ whole: 2, part: 1 })
  })

  it('is one analysis in two projects after the project has changed in the middle (R5)', async () => {
    const seen: string[] = []
    const App = () => {
      const [projectId, setProject] = useState('1')
      const { status } = useRealTimeAnalysis({ projectId, onComplete: (data) => seen.push(data.projectId) })
      return <button onClick={() => setProject('2')}>{`${projectId} ${status}`}</button>
    }
    const { server, advance, screen } = await renderRealtime(<App />)
    const [one, two] = ['1', '2'].map((id) => server.rt.startAnalysis(id, plan))
    await advance(500)
    screen.getByRole('button').click()
    await advance(500)
    expect(screen.getByRole('button').textContent).toBe('2 running')
    one?.complete()
    await advance(500)
    two?.complete()
    await advance(500)
    expect([screen.getByRole('button').textContent, seen]).toEqual(['2 complete', ['2']])
  })

  it('is idle without a project, and follows one as soon as there is one', async () => {
    const Analysis = ({ projectId }: { projectId: string | null }) => {
      const { status, progress, cancel } = useRealTimeAnalysis({ projectId })
      return <button onClick={cancel}>{`${status} ${progress}`}</button>
    }
    const { server, advance, rerender, screen } = await renderRealtime(<Analysis projectId={null} />)
    server.rt.startAnalysis('1', plan)
    await advance(200)
    screen.getByRole('button').click()
    await advance(200)
    expect(screen.getByRole('button').textContent).toBe('idle 0')
    expect(server.io.sockets.adapter.rooms.has('project:1')).toBe(false)
    rerender(<Analysis projectId="1" />)
    await advance(200)
    expect(screen.getByRole('button').textContent).toBe('running 0')
  })

  it('follows a plain server over a socket that an app has already (R5)', async () => {
    const done = vi.fn<(data: unknown) => void>()
    const { advance, rerender, screen } = await renderRealtime(null)
    const server = createPlainServer()
    const socket = io(server.url, { forceNew: true, transports: [LateBoundWebSocket] })
    await advance(10)
    rerender(<Analysis socket={socket} onComplete={done} />)
    await advance(500)
    const place = { analysisId: 'a', projectId: '123' }
    server.io.emit('analysis:progress', { ...place, detector: 'links', progress: 40, issuesFound: 1 })
    await advance(200)
    expect(screen.getByRole('status').textContent).toBe('running 40 1')
    server.io.emit('analysis:complete', { ...place, issuesFound: 3, durationMs: 9 })
    server.io.emit('analysis:complete', { ...place, issuesFound: 3, durationMs: 9 })
    await advance(200)
    expect(done).toHaveBeenCalledExactlyOnceWith({ ...place, issuesFound: 3, durationMs: 9 })
    rerender(null)
    await advance(2_000)
    socket.disconnect()
    await server.close()
  })
})
