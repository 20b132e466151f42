import { RealtimeProvider, useAITasks } from '@telltale/react'
import type { MockServer } from '@telltale/testing'
import { act, render, screen, within } from '@testing-library/react'
import { StrictMode } from 'react'
import { renderToString } from 'react-dom/server'
import { describe, expect, test } from 'vitest'
import { inVirtualTime, listen, pass, world } from '../../test/support/world.tsx'
import { AITaskToasts, type AITaskToastsProps } from './AITaskToasts.tsx'

inVirtualTime()

type AppProps = AITaskToastsProps & { server: MockServer; promise?: Promise<unknown> }

function Archive({ promise }: { promise: Promise<unknown> }) {
  const { track } = useAITasks()
  return (
    <button onClick={() => track(promise, { title: 'Archiving', succeeded: 'Archived', failed: 'Not archived' })}>
      Archive
    </button>
  )
}

const App = ({ server, promise, ...props }: AppProps) => (
  <StrictMode>
    <RealtimeProvider url={server.url} getToken={() => 'ada'} env={{ connectivity: server.connectivity }}>
      <AITaskToasts {...props} />
      {promise && <Archive promise={promise} />}
    </RealtimeProvider>
  </StrictMode>
)

type Job = {
  at: (progress: number, message?: string) => void
  end: (result?: unknown) => void
  fail: (error: Error) => void
}

/** A server where the task `job` does what the test says. */
async function working(props: Omit<AppProps, 'server'> = {}) {
  const server = world()
  const jobs: Job[] = []
  server.rt.defineTask(
    'job',
    (task) =>
      new Promise((end, fail) => {
        jobs.push({ at: (progress, message) => task.progress(progress, message), end, fail })
      }),
  )
  render(<App server={server} {...props} />)
  await pass(1_000)
  const start = async (title: string): Promise<Job> => {
    server.rt.executeTask('ada', 'job', {}, { title, message: 'Begun' })
    await pass(100)
    const job = jobs.at(-1)
    if (job === undefined) throw new Error('the job did not begin')
    return job
  }
  return { server, start, jobs }
}

const item = () => screen.getByRole('listitem').textContent
const bar = () => screen.getByRole('progressbar').ariaValueNow
const toasts = () => screen.queryAllByRole('heading', { level: 3 }).map(({ textContent }) => textContent)

describe('S6 S7 a task on the server', () => {
  test('is a toast with title, message and bar; done, it leaves after 3 s', async () => {
    const { start } = await working()
    const job = await start('Import')
    expect(item()).toContain('Begun')
    job.at(40, 'Row 40 of 100')
    await pass(200)
    expect([item(), bar()]).toEqual([expect.stringContaining('Row 40 of 100'), '40'])
    job.end({ done: 100, total: 100 })
    await pass(500)
    expect(screen.getByRole('img', { name: 'Done' })).toBeDefined()
    await pass(2_000)
    expect(toasts()).toEqual(['Import'])
    await pass(1_000)
    expect(toasts()).toEqual([])
  })

  test('that failed stays, says why, and runs again on request', async () => {
    const { start, jobs } = await working()
    const job = await start('Import')
    job.fail(new Error('secret'))
    await pass(60_000)
    expect(item()).toContain('The task failed on the server. Try again.')
    act(() => screen.getByRole('button', { name: 'Retry: Import' }).click())
    await pass(500)
    expect([item(), bar(), jobs.length]).toEqual([expect.stringContaining('Begun'), '0', 2])
  })

  test('is cancelled when the server says so', async () => {
    const { server, start } = await working()
    await start('Import')
    act(() => server.network.offline())
    await pass(5_000)
    act(() => screen.getByRole('button', { name: 'Cancel: Import' }).click())
    await pass(5_000)
    expect(item()).toContain('Cancelling')
    act(() => server.network.online())
    await pass(1_000)
    expect(item()).toContain('Cancelled')
  })

  test('done in part stays', async () => {
    const { start } = await working()
    const job = await start('Letters')
    job.end({ done: 12, total: 14 })
    await pass(60_000)
    expect(item()).toContain('12 of 14 done')
  })

  test('is still running there while the line is down, and goes on where it is when the line is back', async () => {
    const { server, start } = await working()
    const job = await start('Import')
    job.at(20)
    await pass(200)
    act(() => server.network.offline())
    await pass(1_400)
    expect(item()).not.toContain('Connection lost')
    await pass(5_000)
    expect(item()).toContain('It is still running on the server')
    job.at(60, 'Row 60')
    act(() => server.network.online())
    await pass(1_000)
    expect([item(), bar()]).toEqual([expect.stringContaining('Row 60'), '60'])
  })

  test('that has been quiet for 30 s may have stalled', async () => {
    const { start } = await working()
    const job = await start('Import')
    await pass(31_000)
    expect(item()).toContain('Nothing heard for a while')
    job.at(10, 'Row 10')
    await pass(200)
    expect(item()).toContain('Row 10')
  })

  test('of a server that is gone with its memory is lost', async () => {
    const { server, start } = await working()
    await start('Import')
    act(() => server.network.restart(3_000))
    await pass(20_000)
    expect(item()).toContain('The server stopped before it was done.')
  })

  test('hidden, it goes on; dismissed from the centre, it is gone', async () => {
    const { start } = await working({ open: true })
    const job = await start('Import')
    job.end()
    await pass(5_000)
    const center = within(screen.getByRole('dialog'))
    act(() => center.getByRole('button', { name: 'Remove: Import' }).click())
    await pass(100)
    expect(center.getByText('No tasks')).toBeDefined()
  })
})

test('S3 what runs in this page is in the same stack, with a word for both ends', async () => {
  let refuse: (reason: Error) => void = () => undefined
  const promise = new Promise((_, reject) => {
    refuse = reject
  })
  await working({ promise })
  act(() => screen.getByRole('button', { name: 'Archive' }).click())
  await pass(100)
  expect(toasts()).toEqual(['Archiving'])
  refuse(new Error('no'))
  await pass(60_000)
  expect(item()).toContain('Not archived')
})

test('a task of 100 ticks is at most 6 announcements', async () => {
  const { start } = await working()
  const heard = listen()
  const job = await start('Import')
  for (let progress = 1; progress <= 100; progress += 1) {
    job.at(progress, `Row ${progress}`)
    await pass(600)
  }
  job.end()
  await pass(5_000)
  expect(heard).toEqual([
    'status: Import: started',
    'status: Import: 25 %',
    'status: Import: 50 %',
    'status: Import: 75 %',
    'status: Import: Done. Row 100',
  ])
})

test('renders on a server', () => {
  expect(renderToString(<App server={world()} />)).toBe('')
})
