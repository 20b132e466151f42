import type { TopicAnswer, UserSnapshot } from '@telltale/protocol'
import { TelltaleError } from '@telltale/protocol'
import { isTopicSnapshot, isTopicState } from '@telltale/protocol/schemas'
import { expect, onTestFinished, test, vi } from 'vitest'
import { createArrivals } from '../test/support/createArrivals.ts'
import { createParts } from '../test/support/createParts.ts'
import { type Line, startServer, tokenIsName, type World } from '../test/support/startServer.ts'
import { attachRealtime } from './attachRealtime.ts'
import type { RunningTask } from './tasks.ts'

/** A handler's work in the hands of a test. */
type Work = { task: RunningTask; params: unknown; resolve: (result: unknown) => void; reject: (error: unknown) => void }

/** A server that knows the task `import_csv`, which does what the test says. */
async function importer(): Promise<World & { work: () => Promise<Work> }> {
  const world = await startServer()
  const works = createArrivals<Work>()
  world.rt.defineTask(
    'import_csv',
    (task, params) => new Promise((resolve, reject) => works.push({ task, params, resolve, reject })),
  )
  return { ...world, work: works.next }
}

/** What a user who comes now is given. */
async function userOf(line: Line, userId: string): Promise<UserSnapshot> {
  const answer = await line.ask('sync', { topics: { [`user:${userId}`]: null } })
  // By the contract.
  const { topics } = (answer as { data: { topics: Record<string, TopicAnswer> } }).data
  const given = topics[`user:${userId}`]
  if (given === undefined || 'error' in given || !isTopicSnapshot('user', given.snapshot))
    throw new Error('no snapshot')
  expect(isTopicState(given.state)).toBe(true)
  return given.snapshot
}

const event = { timestamp: expect.any(String), attempt: 1 }

test('S6 a task is told to all lines of its user from start to end, and to nobody else', async () => {
  const { rt, open, work } = await importer()
  const [laptop, phone, bob] = [await open('ada'), await open('ada'), await open('bob')]

  const { taskId, settled } = rt.executeTask('ada', 'import_csv', { rows: 2 }, { title: 'Import', message: 'Queued' })
  const { task, params, resolve } = await work()
  task.progress(50, 'Row 1 of 2', { index: 1, count: 2, name: 'Read' })
  resolve({ done: 2 })

  const end = await settled
  expect(end).toEqual({ status: 'completed', result: { done: 2 }, endedAt: expect.any(String) })
  expect(params).toEqual({ rows: 2 })
  expect(task).toMatchObject({ taskId, userId: 'ada', attempt: 1 })
  await Promise.all([laptop, phone, bob].map((line) => line.settled()))
  for (const line of [laptop, phone]) {
    expect(line.seen.slice(1).map(({ event: name, payload, meta }) => [name, payload, meta?.seq, meta?.rev])).toEqual([
      [
        'ai:task:started',
        { ...event, taskId, taskType: 'import_csv', title: 'Import', message: 'Queued' },
        1,
        undefined,
      ],
      [
        'ai:task:progress',
        { ...event, taskId, progress: 50, message: 'Row 1 of 2', step: { index: 1, count: 2, name: 'Read' } },
        undefined,
        1,
      ],
      ['ai:task:completed', { ...event, taskId, result: { done: 2 }, message: 'Row 1 of 2' }, 2, undefined],
    ])
  }
  expect(bob.seen).toHaveLength(1)
})

test('S6 a type that nobody defined is refused, and so is one that is defined twice', async () => {
  const { rt } = await importer()
  expect(() => rt.executeTask('ada', 'export_csv', {})).toThrow(
    expect.objectContaining({ code: 'unknown_task', message: expect.stringContaining('defineTask') }),
  )
  expect(() => rt.defineTask('import_csv', () => null)).toThrow(expect.objectContaining({ code: 'contract_mismatch' }))
})

test('a failure tells what was meant for the user, and of anything else nothing', async () => {
  const { rt, open, work, reported } = await importer()
  const ada = await open('ada')
  const failWith = async (error: unknown): Promise<unknown> => {
    rt.executeTask('ada', 'import_csv', null)
    const { reject } = await work()
    reject(error)
    return (await ada.next('ai:task:failed')).payload
  }

  const bug = new Error('password of the database: 1234')
  expect(await failWith(new TelltaleError('not_found', 'the file is gone. Choose another.'))).toMatchObject({
    error: 'the file is gone. Choose another.',
    code: 'not_found',
    retryable: false,
  })
  expect(reported).toEqual([])
  expect(await failWith(bug)).toMatchObject({
    error: 'The task failed on the server. Try again.',
    code: 'internal',
    retryable: true,
  })
  expect(reported).toEqual([bug])
})

test('a result that cannot be written is a failure, and nothing of it is told', async () => {
  const { rt, open, work, reported } = await importer()
  const ada = await open('ada')
  const { settled } = rt.executeTask('ada', 'import_csv', null)
  const { resolve } = await work()
  resolve(1n)
  expect(await settled).toMatchObject({ status: 'failed', code: 'internal' })
  await ada.settled()
  expect(ada.seen.map(({ event: name, meta }) => [name, meta?.seq]).slice(1)).toEqual([
    ['ai:task:started', 1],
    ['ai:task:failed', 2],
  ])
  expect(reported).toHaveLength(1)
})

test('S6 cancelling ends a task at once, whatever its handler does; doing it again changes nothing', async () => {
  const { rt, open, work, reported } = await importer()
  const ada = await open('ada')
  const { taskId, settled } = rt.executeTask('ada', 'import_csv', null)
  const { task, reject } = await work()

  expect(await ada.ask('ai:task:cancel', { taskId })).toEqual({ ok: true, data: null })
  expect(await settled).toMatchObject({ status: 'cancelled' })
  expect(task.signal.aborted).toBe(true)
  expect(task.signal.reason).toMatchObject({ code: 'cancelled' })
  task.progress(90)
  reject(task.signal.reason)
  expect(await ada.ask('ai:task:cancel', { taskId })).toEqual({ ok: true, data: null })

  await ada.settled()
  expect(ada.seen.slice(1).map(({ event: name }) => name)).toEqual(['ai:task:started', 'ai:task:cancelled'])
  expect(reported).toEqual([])
})

test("S10 somebody else's task is refused as one that does not exist", async () => {
  const { rt, open, work } = await importer()
  const bob = await open('bob')
  const { taskId } = rt.executeTask('ada', 'import_csv', null)
  const { task } = await work()
  const answers = await Promise.all(
    ['ai:task:cancel', 'ai:task:retry'].flatMap((name) => [
      bob.ask(name, { taskId }),
      bob.ask(name, { taskId: 'none' }),
    ]),
  )
  expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1)
  expect(answers[0]).toMatchObject({ error: { code: 'not_found' } })
  expect(task.signal.aborted).toBe(false)
})

test('S6 a retry is another attempt of the same task, and a command that is sent again retries once', async () => {
  const { rt, open, work } = await importer()
  const ada = await open('ada')
  const { taskId } = rt.executeTask('ada', 'import_csv', { file: 'a.csv' }, { title: 'Import' })
  const first = await work()
  expect(await ada.ask('ai:task:retry', { taskId })).toMatchObject({ error: { code: 'invalid_payload' } })
  first.reject(new TelltaleError('server_busy', 'the model is busy.'))
  await ada.next('ai:task:failed')

  const command = [{ taskId }, { id: 'command-1' }] as const
  expect(await ada.ask('ai:task:retry', ...command)).toEqual({ ok: true, data: null })
  const second = await work()
  second.reject(new Error('again'))
  await ada.next('ai:task:failed')
  expect(await ada.ask('ai:task:retry', ...command)).toEqual({ ok: true, data: null })

  expect(second.params).toEqual({ file: 'a.csv' })
  expect(second.task).toMatchObject({ taskId, attempt: 2 })
  expect(ada.of('ai:task:started', 'ai:task:failed').map(({ payload }) => payload)).toMatchObject([
    { taskId, attempt: 1, title: 'Import' },
    { taskId, attempt: 1 },
    { taskId, attempt: 2, title: 'Import' },
    { taskId, attempt: 2 },
  ])
})

test('a retry waits for the handler of a cancelled attempt, and one that is completed cannot be retried', async () => {
  const { rt, open, work } = await importer()
  const ada = await open('ada')
  const { taskId } = rt.executeTask('ada', 'import_csv', null)
  const first = await work()
  await ada.ask('ai:task:cancel', { taskId })
  expect(await ada.ask('ai:task:retry', { taskId })).toMatchObject({ ok: true })
  const second = work()
  expect(await Promise.race([second, ada.settled()])).toBeUndefined()
  first.resolve('too late')
  const { task, resolve } = await second
  expect(task.attempt).toBe(2)
  resolve('done')
  expect((await ada.next('ai:task:completed')).payload).toMatchObject({ attempt: 2, result: 'done' })
  expect(await ada.ask('ai:task:retry', { taskId })).toMatchObject({ error: { code: 'invalid_payload' } })
})

test('an attempt that is cancelled before its handler was called is never begun', async () => {
  const { rt, open, work } = await importer()
  const ada = await open('ada')
  const { taskId } = rt.executeTask('ada', 'import_csv', null)
  const first = await work()
  await ada.ask('ai:task:cancel', { taskId })
  await ada.ask('ai:task:retry', { taskId })
  await ada.ask('ai:task:cancel', { taskId })
  await ada.ask('ai:task:retry', { taskId })
  first.resolve(null)
  expect((await work()).task.attempt).toBe(3)
})

test('who comes later is given what runs and what ended, and hears on from there', async () => {
  const { rt, open, work } = await importer()
  rt.executeTask('ada', 'import_csv', null, { title: 'First' })
  const first = await work()
  first.resolve({ done: 1 })
  rt.executeTask('ada', 'import_csv', null, { title: 'Second', message: 'Reading' })
  const second = await work()
  second.task.progress(40, 'Row 4 of 10')

  const ada = await open('ada')
  const { tasks } = await userOf(ada, 'ada')
  expect(tasks).toEqual([
    expect.objectContaining({ title: 'First', status: 'completed', result: { done: 1 }, progress: 100, rev: 0 }),
    expect.objectContaining({ title: 'Second', status: 'running', progress: 40, message: 'Row 4 of 10', rev: 1 }),
  ])
  second.resolve(undefined)
  expect((await ada.next('ai:task:completed')).payload).toMatchObject({ taskId: second.task.taskId, result: null })
})

test('a task that was told by hand is given to who comes later, but cannot be cancelled or retried here', async () => {
  const { rt, open } = await importer()
  const place = { taskId: 't', attempt: 2, timestamp: '2026-11-20T09:30:00.000Z' }
  const user = rt.to('user:ada')
  user.emit('ai:task:progress', { ...place, progress: 1, message: 'of a task that nobody began' })
  user.emit('ai:task:started', { ...place, taskType: 'by hand', message: 'Reading' })
  user.emit('ai:task:started', { ...place, attempt: 1, taskType: 'older', message: 'Older' })
  user.emit('ai:task:progress', { ...place, progress: 60, message: 'Further' })
  user.emit('ai:task:started', { ...place, taskType: 'by hand', message: 'told twice' })
  user.emit('ai:task:progress', { ...place, progress: 30, message: 'Back' })
  user.emit('ai:task:completed', { ...place, attempt: 1, result: null, message: 'of an older attempt' })

  const ada = await open('ada')
  expect((await userOf(ada, 'ada')).tasks).toMatchObject([
    { taskId: 't', attempt: 2, taskType: 'by hand', status: 'running', progress: 60, message: 'Back', rev: 3 },
  ])
  for (const name of ['ai:task:cancel', 'ai:task:retry']) {
    expect(await ada.ask(name, { taskId: 't' })).toMatchObject({ error: { code: 'not_found' } })
  }
  user.emit('ai:task:lost', place)
  user.emit('ai:task:progress', { ...place, progress: 70, message: 'after its end' })
  expect((await userOf(ada, 'ada')).tasks).toMatchObject([{ status: 'lost', progress: 60, message: 'Back' }])
})

test('a server that closes tells what ran as lost, and begins nothing more', async () => {
  const world = await startServer()
  const ada = await world.open('ada')
  // Its sockets stay open, so that they can be told.
  const rt = attachRealtime(world.io, { auth: tokenIsName })
  const signals: AbortSignal[] = []
  rt.defineTask('slow', ({ signal }) => {
    signals.push(signal)
    return new Promise(() => undefined)
  })
  const { taskId, settled } = rt.executeTask('ada', 'slow', null)
  await ada.next('ai:task:started')

  rt.close()

  expect(await settled).toMatchObject({ status: 'lost' })
  expect(signals.map(({ aborted }) => aborted)).toEqual([true])
  expect((await ada.next('ai:task:lost')).payload).toMatchObject({ taskId, attempt: 1 })
  expect(() => rt.executeTask('ada', 'slow', null)).toThrow(expect.objectContaining({ code: 'draining' }))
})

test('the server lets go of what has aged out by itself', async () => {
  vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout'] })
  onTestFinished(() => void vi.useRealTimers())
  const { rt, open } = await startServer()
  rt.defineTask('fails', () => {
    throw new TelltaleError('server_busy', 'the model is busy.')
  })
  const { taskId, settled } = rt.executeTask('ada', 'fails', null)
  await settled
  vi.advanceTimersByTime(3_660_000)
  const ada = await open('ada')
  expect(await ada.ask('ai:task:retry', { taskId })).toMatchObject({ error: { code: 'not_found' } })
})

test('what is over is kept for an hour, and of many the 100 that ended last; what runs stays', async () => {
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  const { tasks, tell, join } = createParts()
  const given = (): string[] => {
    const { snapshot } = join('user:ada')
    return snapshot !== null && 'tasks' in snapshot ? snapshot.tasks.map(({ title = '' }) => title) : []
  }
  tasks.define('quick', () => null)
  tasks.define('slow', () => new Promise(() => undefined))
  const running = tasks.execute('ada', 'slow', null, { title: 'slow' })
  const tooSlow = tasks.execute('ada', 'slow', null, { title: 'too slow' })
  for (let title = 1; title <= 102; title++) tasks.execute('ada', 'quick', null, { title: String(title) })
  await vi.advanceTimersByTimeAsync(0)
  expect(given()).toEqual(['slow', 'too slow', ...Array.from({ length: 100 }, (_, index) => String(index + 3))])
  await vi.advanceTimersByTimeAsync(1)
  tasks.cancel('ada', tooSlow.taskId)
  expect(given()).toEqual(['slow', 'too slow', ...Array.from({ length: 99 }, (_, index) => String(index + 4))])

  await vi.advanceTimersByTimeAsync(3_599_998)
  tasks.sweep()
  expect(given()).toHaveLength(101)
  await vi.advanceTimersByTimeAsync(1)
  expect(given()).toEqual(['slow', 'too slow'])
  await vi.advanceTimersByTimeAsync(1)
  expect(given()).toEqual(['slow'])
  tasks.sweep()
  // One of which nothing more is heard, and which nobody runs here.
  const timestamp = new Date().toISOString()
  tell('user:ada', 'ai:task:started', {
    taskId: 't',
    taskType: 'x',
    title: 'by hand',
    message: '',
    attempt: 1,
    timestamp,
  })
  vi.advanceTimersByTime(86_399_999)
  tasks.sweep()
  expect(given()).toEqual(['slow', 'by hand'])
  vi.advanceTimersByTime(1)
  tasks.sweep()
  expect(given()).toEqual(['slow'])
  tasks.cancel('ada', running.taskId)
  vi.advanceTimersByTime(3_600_000)
  tasks.sweep()
  expect(() => tasks.retry('ada', running.taskId)).toThrow(expect.objectContaining({ code: 'not_found' }))
})

test('of tasks that are over those are given that fit, and of notifications what fits beside them', async () => {
  const { rt, open } = await startServer()
  rt.defineTask('long', () => 'x'.repeat(15_000))
  for (let count = 1; count <= 70; count++) {
    rt.notifyUser('ada', { title: String(count), data: 'x'.repeat(5_000) })
    await rt.executeTask('ada', 'long', null, { title: String(count) }).settled
  }
  const ada = await open('ada')
  const snapshot = await userOf(ada, 'ada')
  const whole = JSON.stringify(await ada.ask('sync', { topics: { 'user:ada': null } })).length
  expect(whole).toBeLessThanOrEqual(1_000_000)
  expect(whole).toBeGreaterThan(980_000)
  expect(snapshot.tasks.at(-1)).toMatchObject({ title: '70' })
  expect(snapshot.unreadCount).toBe(70)
})
