import { act } from '@testing-library/react'
import { memo, Profiler } from 'react'
import { describe, expect, it } from 'vitest'
import { describeTopicHook } from '../test/support/hookConformance.tsx'
import { useAITask, useAITasks, type UseAITasksResult, useSocket } from './index.ts'
import { type RealtimeView, renderRealtime } from './testing/index.ts'

const start = ({ rt }: Pick<RealtimeView['server'], 'rt'>, taskId: string, attempt = 1): void =>
  rt.to('user:ada').emit('ai:task:started', {
    taskId,
    taskType: 'job',
    title: taskId,
    message: 'Begun',
    attempt,
    timestamp: new Date().toISOString(),
  })
const plain = (taskId: string) => ({ taskId, taskType: 'job', message: 'Begun', timestamp: new Date().toISOString() })

describeTopicHook('useAITask', {
  use: (id, options) => useAITask(id, options)?.status ?? 'none',
  topicOf: () => 'user:ada',
  tell: start,
  tellPlain: ['ai:task:started', plain],
})
describeTopicHook('useAITasks', {
  use: (id, options) => {
    const { tasks } = useAITasks(options)
    return tasks
      .filter(({ taskId }) => taskId === id)
      .map(({ status }) => status)
      .join(' ')
  },
  topicOf: () => 'user:ada',
  tell: start,
  tellPlain: ['ai:task:started', plain],
})

describe('useAITasks', () => {
  it('has the tasks of the user whom it is told of, or whom the server greets (S6)', async () => {
    const Tasks = ({ userId }: { userId?: string }) => {
      const { socket } = useSocket()
      const { tasks } = useAITasks({ socket, userId })
      return <output>{tasks.map(({ title, status }) => `${title} ${status}`).join(', ')}</output>
    }
    const { server, advance, screen } = await renderRealtime([
      <Tasks key="1" />,
      <Tasks key="2" userId="ada" />,
      <Tasks key="3" userId="bob" />,
    ])
    server.rt.defineTask('import_csv', () => new Promise(() => {}))
    server.rt.executeTask('ada', 'import_csv', {}, { title: 'Import' })
    await advance(500)
    expect(screen.getAllByRole('status').map(({ textContent }) => textContent)).toEqual([
      'Import running',
      'Import running',
      '',
    ])
  })

  it('puts what runs in this page into the stack of all, with its words (S3)', async () => {
    const results: UseAITasksResult[] = []
    const Tasks = ({ name }: { name: string }) => {
      const result = useAITasks()
      results.push(result)
      return (
        <output aria-label={name}>
          {result.tasks.map(({ title, message, status }) => `${title} ${status} ${message}`).join(', ')}
        </output>
      )
    }
    const { advance, screen } = await renderRealtime([<Tasks key="1" name="one" />, <Tasks key="2" name="two" />])
    await advance(100)
    let archive: (value: unknown) => void = () => {}
    const work = new Promise((resolve) => (archive = resolve))
    const words = { title: 'Archiving', succeeded: 'Archived', failed: 'Not archived' }
    act(() => void results.at(-1)?.track(work, words))
    expect(screen.getByLabelText('one').textContent).toBe('Archiving running ')
    archive(1)
    await advance(0)
    expect(screen.getByLabelText('two').textContent).toBe('Archiving completed Archived')
    const failing = Promise.reject(new Error('503'))
    act(() => void results.at(-1)?.track(failing, words))
    await advance(0)
    expect(screen.getByLabelText('one').textContent).toContain('Archiving failed Not archived')
    act(() => {
      for (const { taskId } of results.at(-1)?.tasks ?? []) results.at(-1)?.dismiss(taskId)
    })
    expect(screen.getByLabelText('two').textContent).toBe('')
    expect(new Set(results.slice(-4).map(({ track }) => track)).size).toBe(1)
  })

  it('cancels, and runs again, by the task’s id (S6)', async () => {
    const Task = ({ id }: { id: string }) => {
      const task = useAITask(id)
      const { cancel, retry } = useAITasks()
      return (
        <>
          <output>{`${task?.status} ${task?.attempt}`}</output>
          <button onClick={() => cancel(id)}>Cancel</button>
          <button onClick={() => retry(id)}>Retry</button>
        </>
      )
    }
    const { server, advance, screen, rerender } = await renderRealtime(null)
    server.rt.defineTask('endless', (task) => new Promise((_, reject) => task.signal.addEventListener('abort', reject)))
    const { taskId } = server.rt.executeTask('ada', 'endless', {})
    rerender(<Task id={taskId} />)
    await advance(500)
    act(() => screen.getByText('Cancel').click())
    expect(screen.getByRole('status').textContent).toBe('cancelling 1')
    await advance(500)
    expect(screen.getByRole('status').textContent).toBe('cancelled 1')
    act(() => screen.getByText('Retry').click())
    expect(screen.getByRole('status').textContent).toBe('queued 2')
    await advance(500)
    expect(screen.getByRole('status').textContent).toBe('running 2')
  })

  it('renders one row for a task that moves, and no list that selects the ids (S7)', async () => {
    const commits: Record<string, number> = {}
    const count = (id: string) => (commits[id] = (commits[id] ?? 0) + 1)
    const Row = memo(function Row({ id }: { id: string }) {
      return (
        <Profiler id={id} onRender={count}>
          <Percent id={id} />
        </Profiler>
      )
    })
    const Percent = ({ id }: { id: string }) => <li>{useAITask(id)?.progress}</li>
    const List = () => {
      const ids = useAITasks({ select: ({ tasks }) => tasks.map(({ taskId }) => taskId) })
      count('list')
      return ids.map((id) => <Row key={id} id={id} />)
    }
    const { server, advance, screen } = await renderRealtime(<List />)
    for (let i = 0; i < 20; i++) start(server, `${i}`)
    await advance(500)
    expect(screen.getAllByRole('listitem')).toHaveLength(20)
    for (const id of Object.keys(commits)) commits[id] = 0
    for (let progress = 1; progress <= 50; progress++) {
      server.rt.to('user:ada').emit('ai:task:progress', {
        taskId: '7',
        attempt: 1,
        progress,
        message: '',
        timestamp: new Date().toISOString(),
      })
    }
    await advance(500)
    expect(Object.entries(commits).filter(([, times]) => times > 0)).toEqual([['7', 1]])
  })

  it('marks what was over when the page came, so that no toast tells of it (S7)', async () => {
    const Toasts = () => (
      <output>
        {useAITasks({ select: ({ tasks }) => tasks.filter(({ seenRunning }) => seenRunning).length }).toString()}
      </output>
    )
    const { server, advance, screen, rerender } = await renderRealtime(null)
    server.rt.defineTask('quick', () => 1)
    server.rt.executeTask('ada', 'quick', {})
    await advance(500)
    rerender(<Toasts />)
    await advance(500)
    expect(screen.getByRole('status').textContent).toBe('0')
    server.rt.executeTask('ada', 'quick', {})
    await advance(500)
    expect(screen.getByRole('status').textContent).toBe('1')
  })
})
