import { type Meta, TelltaleError } from '@telltale/protocol'
import { describe, expect, it } from 'vitest'
import { ownUser, tasksStore } from '../../src/index.ts'
import { inVirtualTime, pass, plainWorld, settle, type World, world } from '../support/world.ts'

inVirtualTime()

/** Somebody who watches their tasks. */
async function watcher(visit: World['visit'], userId: string | null = 'ada') {
  const client = visit({ getToken: () => 'ada' })
  client.connect()
  await settle()
  const store = tasksStore(client, userId)
  const release = store.subscribe(() => {})
  await pass(200)
  return { client, store, release, tasks: store.getSnapshot, task: () => store.getSnapshot()[0] }
}

/** Something that a test ends when it likes. */
function deferred(): {
  promise: Promise<unknown>
  resolve: (value: unknown) => void
  reject: (cause: unknown) => void
} {
  let resolve: (value: unknown) => void = () => {}
  let reject: (cause: unknown) => void = () => {}
  const promise = new Promise<unknown>((...settlers) => ([resolve, reject] = settlers))
  return { promise, resolve, reject }
}

describe('the store of tasks', () => {
  it('follows a task from start to end (S6)', async () => {
    const { server, visit } = world()
    const work = deferred()
    server.rt.defineTask('import_csv', async (task) => {
      task.progress(30, 'Row 3', { index: 1, count: 2, name: 'Reading' })
      return work.promise
    })
    const { task, tasks } = await watcher(visit)
    expect(tasks()).toEqual([])
    const { taskId } = server.rt.executeTask('ada', 'import_csv', {}, { title: 'Import', message: 'Begun' })
    await pass(200)
    expect(task()).toMatchObject({
      taskId,
      taskType: 'import_csv',
      title: 'Import',
      message: 'Row 3',
      status: 'running',
      progress: 30,
      step: { index: 1, count: 2, name: 'Reading' },
      attempt: 1,
      endedAt: null,
      isLocal: false,
      seenRunning: true,
    })
    work.resolve({ done: 10 })
    await pass(200)
    expect(task()).toMatchObject({ status: 'completed', progress: 100, result: { done: 10 }, retryable: false })
    expect(Date.parse(task()?.endedAt ?? '')).toBeGreaterThan(0)
  })

  it('shows the newest first, and tells apart what was over when we came (S7)', async () => {
    const { server, visit } = world()
    server.rt.defineTask('quick', () => 'ok')
    server.rt.defineTask('endless', (task) => new Promise((_, reject) => task.signal.addEventListener('abort', reject)))
    server.rt.executeTask('ada', 'quick', {}, { title: 'one' })
    await pass(10)
    server.rt.executeTask('ada', 'endless', {}, { title: 'two' })
    await pass(10)
    const { tasks } = await watcher(visit)
    server.rt.executeTask('ada', 'quick', {}, { title: 'three' })
    await pass(200)
    expect(tasks().map(({ title, status, seenRunning }) => [title, status, seenRunning])).toEqual([
      ['three', 'completed', true],
      ['two', 'running', true],
      ['one', 'completed', false],
    ])
  })

  it('keeps the newest 100 of those that are over, and all that run', async () => {
    const { server, visit } = world()
    const { tasks } = await watcher(visit)
    for (let i = 0; i < 150; i++) {
      const place = { taskId: `${i}`, attempt: 1, timestamp: new Date(i).toISOString() }
      server.rt.to('user:ada').emit('ai:task:started', { ...place, taskType: 'job', message: '' })
      if (i > 0) server.rt.to('user:ada').emit('ai:task:cancelled', place)
    }
    await pass(500)
    expect(tasks()).toHaveLength(101)
    expect([tasks()[0]?.taskId, tasks().at(-1)?.taskId]).toEqual(['149', '0'])
  })

  it('says that a task is lost with its server, which cannot run it again (S6)', async () => {
    const { server, visit } = world()
    const { task } = await watcher(visit)
    server.rt.defineTask('endless', () => new Promise(() => {}))
    server.rt.executeTask('ada', 'endless', {})
    await pass(200)
    server.network.restart(0)
    await pass(5_000)
    expect(task()).toMatchObject({ status: 'lost', retryable: false, seenRunning: true })
    const before = task()
    server.network.restart(0)
    await pass(5_000)
    expect(task()).toBe(before)
  })

  it('has what was missed of their progress with the next line, also where the new server counts anew', async () => {
    const { server, visit } = world()
    const { task } = await watcher(visit)
    const place = { taskId: 'a', attempt: 1, timestamp: new Date().toISOString() }
    const start = (): void =>
      server.rt.to('user:ada').emit('ai:task:started', { ...place, taskType: 'job', message: 'Begun' })
    const tell = (progress: number): void =>
      server.rt.to('user:ada').emit('ai:task:progress', { ...place, progress, message: `${progress} %` })
    start()
    for (const progress of [10, 20, 30]) tell(progress)
    await pass(200)
    server.network.offline()
    await pass(100)
    tell(60)
    server.network.online()
    await pass(5_000)
    expect(task()).toMatchObject({ progress: 60, message: '60 %' })
    server.network.offline()
    server.network.restart(0)
    await pass(100)
    start()
    tell(50)
    server.network.online()
    await pass(5_000)
    expect(task()).toMatchObject({ progress: 60, message: '50 %' })
  })

  it('remembers that it saw a task run of which a snapshot tells the end', async () => {
    const { server, visit } = world()
    const { task } = await watcher(visit)
    const work = deferred()
    server.rt.defineTask('slow', () => work.promise)
    server.rt.executeTask('ada', 'slow', {})
    await pass(200)
    server.network.offline()
    work.resolve(1)
    await pass(100)
    for (let i = 0; i < 1_100; i++) server.rt.notifyUser('ada', { title: `${i}` })
    server.network.online()
    await pass(5_000)
    expect(task()).toMatchObject({ status: 'completed', seenRunning: true })
    const before = task()
    server.network.offline()
    await pass(100)
    for (let i = 0; i < 1_100; i++) server.rt.notifyUser('ada', { title: `${i}` })
    server.network.online()
    await pass(5_000)
    expect(task()).toBe(before)
  })

  it('takes no late word for a newer one than what an answer said', async () => {
    const { server, visit } = world()
    const { client, task } = await watcher(visit)
    const place = { taskId: 'a', attempt: 1, timestamp: new Date().toISOString() }
    const metas: Meta[] = []
    client.on('ai:task:progress', (_, meta) => meta && metas.push(meta))
    const tell = (progress: number): void =>
      server.rt.to('user:ada').emit('ai:task:progress', { ...place, progress, message: `${progress} %` })
    const tellLate = (progress: number, later: number): void => {
      const [first] = metas
      if (!first) throw new Error('no progress was heard')
      const { rev = 0, ...meta } = first
      const late = { ...place, progress, message: `${progress} %` }
      server.io.emit('ai:task:progress', late, { ...meta, id: `late${later}`, rev: rev + later })
    }
    server.rt.to('user:ada').emit('ai:task:started', { ...place, taskType: 'job', message: 'Begun' })
    tell(10)
    await pass(200)
    server.network.offline()
    await pass(100)
    tell(20)
    tell(30)
    server.network.online()
    await pass(5_000)
    tellLate(20, 1)
    await pass(200)
    expect(task()).toMatchObject({ progress: 30, message: '30 %' })
    tellLate(40, 9)
    await pass(200)
    server.network.offline()
    await pass(100)
    for (let i = 0; i < 1_100; i++) server.rt.notifyUser('ada', { title: `${i}` })
    server.network.online()
    await pass(5_000)
    expect(task()).toMatchObject({ progress: 40, message: '40 %' })
  })

  it('knows nothing of the tasks of another user', async () => {
    const { server, visit } = world()
    const { tasks } = await watcher(visit, 'bob')
    server.rt.defineTask('quick', () => 'ok')
    server.rt.executeTask('ada', 'quick', {})
    server.rt.executeTask('bob', 'quick', {})
    await pass(200)
    expect(tasks()).toEqual([])
  })

  it('bears what is not as the protocol says', async () => {
    const { server, visit } = plainWorld(() => {})
    const { task, tasks } = await watcher(visit, null)
    for (const payload of [
      {},
      { taskId: 7 },
      { taskId: 'a', attempt: 'x' },
      { taskId: 'b', progress: 'much' },
      null,
      3,
    ]) {
      for (const event of ['started', 'progress', 'completed', 'failed', 'lost'])
        server.io.emit(`ai:task:${event}`, payload)
    }
    server.io.emit('ai:task:progress', { taskId: 'y', progress: 900, message: '' })
    await pass(2_000)
    server.io.emit('ai:task:started', {
      taskId: 'z',
      taskType: 'job',
      message: 'Begun',
      timestamp: '2030-01-01T00:00:00.000Z',
    })
    await pass(200)
    expect(task()).toMatchObject({ taskId: 'z', status: 'running', attempt: 1 })
    for (const { progress } of tasks()) expect(progress).toBeLessThanOrEqual(100)
  })
})

describe('a command to a task', () => {
  const hold = (server: World['server']) => {
    server.rt.defineTask('endless', (task) => new Promise((_, reject) => task.signal.addEventListener('abort', reject)))
    return server.rt.executeTask('ada', 'endless', {}, { title: 'Endless', message: 'Begun' }).taskId
  }

  it('cancels it: shown at once, over when the server says so (S6)', async () => {
    const { server, visit } = world()
    const { store, task } = await watcher(visit)
    const taskId = hold(server)
    await pass(200)
    store.cancel(taskId)
    store.cancel(taskId)
    expect(task()?.status).toBe('cancelling')
    await pass(200)
    expect(task()).toMatchObject({ status: 'cancelled', error: null, retryable: true })
    expect(
      server.transcript.entries.filter((entry) => entry.kind === 'in' && entry.event === 'ai:task:cancel'),
    ).toHaveLength(1)
  })

  it('waits for the line, and stays asked for whatever is told meanwhile', async () => {
    const { server, visit } = world()
    const { store, task } = await watcher(visit)
    const taskId = hold(server)
    await pass(200)
    server.network.offline()
    await pass(100)
    store.cancel(taskId)
    // More than the log holds, so that a snapshot stands for it.
    for (let i = 0; i < 1_100; i++) server.rt.notifyUser('ada', { title: `${i}` })
    const seen: unknown[] = []
    store.subscribe(() => seen.push(task()?.status))
    await pass(1_000)
    server.network.online()
    // The snapshot is on the screen before the command is answered.
    server.network.latency(100)
    await pass(5_000)
    server.network.latency(0)
    expect(seen).not.toContain('running')
    expect(task()?.status).toBe('cancelled')
  })

  it('that is refused leaves the task running, and says why', async () => {
    const { server, visit } = world()
    const { store, task } = await watcher(visit)
    // Told by hand: this server has no such task.
    const place = { taskId: 'a', attempt: 1, timestamp: new Date().toISOString() }
    server.rt.to('user:ada').emit('ai:task:started', { ...place, taskType: 'job', message: 'Begun' })
    await pass(200)
    store.cancel('a')
    server.rt.to('user:ada').emit('ai:task:progress', { ...place, progress: 5, message: 'On' })
    await pass(200)
    expect(task()).toMatchObject({ status: 'running', progress: 5, error: { code: 'not_found' } })
    server.rt.to('user:ada').emit('ai:task:failed', { ...place, error: 'No luck', code: 'timeout' })
    await pass(200)
    expect(task()).toMatchObject({ status: 'failed', error: { code: 'timeout', message: 'No luck' }, retryable: true })
    store.retry('a')
    expect(task()).toMatchObject({ status: 'queued', attempt: 2, progress: 0, error: null, endedAt: null })
    await pass(200)
    expect(task()).toMatchObject({ status: 'failed', attempt: 1, error: { code: 'not_found' }, retryable: false })
  })

  it('runs it again as the next attempt, of which no late word of the one before is true (S6)', async () => {
    const { server, visit } = world()
    let luck = false
    server.rt.defineTask('risky', (task) => {
      if (luck) return new Promise(() => {})
      task.progress(60, 'Halfway')
      return Promise.resolve().then(() => {
        throw new TelltaleError('server_busy', 'Too busy')
      })
    })
    const { store, task } = await watcher(visit)
    const { taskId } = server.rt.executeTask('ada', 'risky', {}, { message: 'Begun' })
    await pass(200)
    expect(task()).toMatchObject({ status: 'failed', error: { code: 'server_busy', message: 'Too busy' } })
    luck = true
    store.retry(taskId)
    store.retry(taskId)
    expect(task()).toMatchObject({ status: 'queued', attempt: 2, progress: 0 })
    await pass(200)
    const late = { taskId, attempt: 1, timestamp: new Date().toISOString() }
    server.rt.to('user:ada').emit('ai:task:progress', { ...late, progress: 90, message: 'Late' })
    server.rt.to('user:ada').emit('ai:task:completed', { ...late, result: 1, message: 'Late' })
    await pass(200)
    expect(task()).toMatchObject({ status: 'running', attempt: 2, progress: 0, message: 'Begun', endedAt: null })
    expect(
      server.transcript.entries.filter((entry) => entry.kind === 'in' && entry.event === 'ai:task:retry'),
    ).toHaveLength(1)
  })

  it('to run it again waits for the line, whatever a snapshot says meanwhile', async () => {
    const { server, visit } = world()
    server.rt.defineTask('unlucky', (task) => {
      if (task.attempt === 1) throw new TelltaleError('server_busy', 'Too busy')
      return 'ok'
    })
    const { store, task } = await watcher(visit)
    const { taskId } = server.rt.executeTask('ada', 'unlucky', {})
    await pass(200)
    server.network.offline()
    await pass(100)
    store.retry(taskId)
    for (let i = 0; i < 1_100; i++) server.rt.notifyUser('ada', { title: `${i}` })
    const seen: unknown[] = []
    store.subscribe(() => seen.push(task()?.status))
    server.network.online()
    server.network.latency(100)
    await pass(5_000)
    server.network.latency(0)
    expect(seen).not.toContain('failed')
    expect(task()).toMatchObject({ status: 'completed', attempt: 2 })
  })

  it('to run it again that another page was faster with changes nothing', async () => {
    const { server, visit } = world()
    server.rt.defineTask('unlucky', (task) => {
      if (task.attempt === 1) throw new TelltaleError('server_busy', 'Too busy')
      return new Promise(() => {})
    })
    const pages = [await watcher(visit), await watcher(visit)]
    const { taskId } = server.rt.executeTask('ada', 'unlucky', {})
    await pass(200)
    server.network.latency(50)
    for (const { store } of pages) store.retry(taskId)
    await pass(1_000)
    server.network.latency(0)
    for (const { task } of pages) expect(task()).toMatchObject({ status: 'running', attempt: 2, error: null })
  })

  it('to run it again is no longer waited for once the task is lost', async () => {
    const { server, visit } = world()
    server.rt.defineTask('unlucky', () => {
      throw new TelltaleError('server_busy', 'Too busy')
    })
    const { store, task } = await watcher(visit)
    const { taskId } = server.rt.executeTask('ada', 'unlucky', {})
    await pass(200)
    server.network.offline()
    await pass(100)
    store.retry(taskId)
    server.network.restart(0)
    server.network.online()
    await pass(10_000)
    expect(task()).toMatchObject({ status: 'lost', attempt: 2, retryable: false })
  })

  it('does nothing to a task that is not there, or is completed', async () => {
    const { server, visit } = world()
    server.rt.defineTask('quick', () => 'ok')
    const { store, task, client } = await watcher(visit)
    const { taskId } = server.rt.executeTask('ada', 'quick', {})
    await pass(200)
    const before = client.getStats().eventsOut
    for (const act of [store.cancel, store.retry]) for (const id of [taskId, 'nobody']) act(id)
    store.dismiss('nobody')
    expect([task()?.status, client.getStats().eventsOut - before]).toEqual(['completed', 0])
  })
})

describe('a dismissed task', () => {
  it('stays hidden, also after a snapshot, for others who ask, and when nobody has looked for a while', async () => {
    const { server, visit } = world()
    server.rt.defineTask('quick', () => 'ok')
    const { store, tasks, client, release } = await watcher(visit)
    const { taskId } = server.rt.executeTask('ada', 'quick', {})
    await pass(200)
    store.dismiss(taskId)
    expect(tasks()).toEqual([])
    release()
    await pass(5_000)
    const later = tasksStore(client, 'ada')
    const stop = later.subscribe(() => {})
    await pass(500)
    expect(later.getSnapshot()).toEqual([])
    stop()
  })

  it('is shown again when it runs again', async () => {
    const { server, visit } = world()
    server.rt.defineTask('unlucky', () => {
      throw new TelltaleError('server_busy', 'Too busy')
    })
    const { store, tasks } = await watcher(visit)
    const { taskId } = server.rt.executeTask('ada', 'unlucky', {})
    await pass(200)
    store.dismiss(taskId)
    store.retry(taskId)
    await pass(200)
    expect(tasks()).toMatchObject([{ taskId, attempt: 2, status: 'failed' }])
  })
})

describe('a task of this page', () => {
  const words = { title: 'Archiving', succeeded: 'Archived', failed: 'Not archived' }

  it('stands among those of the server, with the words given (S3)', async () => {
    const { server, visit } = world()
    server.rt.defineTask('quick', () => 'ok')
    const { store, tasks } = await watcher(visit)
    const [good, bad] = [deferred(), deferred()]
    const ids = [store.track(good.promise, words)]
    await pass(10)
    server.rt.executeTask('ada', 'quick', {}, { title: 'Import' })
    await pass(10)
    ids.push(store.track(bad.promise, words))
    await pass(200)
    expect(tasks().map(({ title, status, progress }) => [title, status, progress])).toEqual([
      ['Archiving', 'running', null],
      ['Import', 'completed', 100],
      ['Archiving', 'running', null],
    ])
    good.resolve({ id: 1 })
    bad.reject(new TelltaleError('forbidden', 'Not yours'))
    await settle()
    expect(tasks().filter(({ isLocal }) => isLocal)).toMatchObject([
      {
        taskId: ids[1],
        status: 'failed',
        message: 'Not archived',
        error: { code: 'forbidden', message: 'Not archived' },
      },
      { taskId: ids[0], status: 'completed', message: 'Archived', result: { id: 1 }, seenRunning: true },
    ])
    store.cancel(ids[1] ?? '')
    store.retry(ids[1] ?? '')
    for (const id of ids) store.dismiss(id)
    expect(tasks()).toMatchObject([{ title: 'Import' }])
  })

  it('can be dismissed while it runs, and is there while the line is down, before any user is known', async () => {
    const { visit } = world()
    const client = visit({ getToken: () => 'ada' })
    const store = tasksStore(client, null)
    const release = store.subscribe(() => {})
    const work = deferred()
    const id = store.track(work.promise, words)
    expect(store.getSnapshot()).toMatchObject([{ taskId: id, status: 'running' }])
    client.connect()
    await pass(200)
    expect(ownUser(client).getSnapshot()).toBe('ada')
    const known = tasksStore(client, 'ada')
    const stop = known.subscribe(() => {})
    expect(known.getSnapshot()).toMatchObject([{ taskId: id, status: 'running' }])
    known.dismiss(id)
    work.resolve(1)
    await pass(200)
    expect([known.getSnapshot(), store.getSnapshot()]).toEqual([[], []])
    release()
    stop()
  })

  it('is not for somebody else', async () => {
    const { server, visit } = world()
    let sub = 'ada'
    const client = visit({ getToken: () => `e30.${btoa(JSON.stringify({ sub }))}.x` })
    client.connect()
    await settle()
    const store = tasksStore(client, null)
    const release = store.subscribe(() => {})
    store.track(Promise.resolve(1), words)
    await pass(100)
    expect(store.getSnapshot()).toHaveLength(1)
    const users = [ownUser(client).getSnapshot()]
    ownUser(client).subscribe(() => users.push(ownUser(client).getSnapshot()))
    server.network.stop()
    await settle()
    sub = 'bob'
    server.network.start()
    await pass(30_000)
    expect(store.getSnapshot()).toEqual([])
    expect([users.length, new Set(users).size]).toEqual([3, 3])
    release()
  })
})

describe('against a plain server the store of tasks', () => {
  it('makes do with events that have neither attempt nor time (S6)', async () => {
    const { server, visit } = plainWorld(() => {})
    const { task, client } = await watcher(visit, null)
    const tell = (name: string, payload: object = {}): void =>
      void server.io.emit(`ai:task:${name}`, { taskId: 'a', ...payload })
    tell('progress', { progress: 20, message: 'So far' })
    await pass(200)
    expect(task()).toMatchObject({ taskType: null, status: 'running', progress: 20, attempt: 1 })
    tell('started', { taskType: 'job', message: 'Begun', timestamp: new Date().toISOString() })
    await pass(200)
    expect(task()).toMatchObject({ taskType: 'job', message: 'So far', progress: 20 })
    tell('failed', { error: 'No luck' })
    tell('progress', { progress: 90, message: 'Late' })
    await pass(200)
    expect(task()).toMatchObject({ status: 'failed', progress: 20, error: { code: null, message: 'No luck' } })
    expect(Number.isNaN(Date.parse(task()?.endedAt ?? ''))).toBe(false)
    tell('started', { taskType: 'job', message: 'Once more' })
    await pass(200)
    expect(task()).toMatchObject({ status: 'running', progress: 0, attempt: 2, message: 'Once more' })
    tell('completed', { result: 1, message: 'Done' })
    await pass(200)
    expect(task()).toMatchObject({ status: 'completed', attempt: 2 })
    expect(ownUser(client).getSnapshot()).toBeNull()
  })

  it('takes nobody’s silence for a refusal once a task is over', async () => {
    const { server, visit } = plainWorld(() => {})
    const { task, store } = await watcher(visit, null)
    server.io.emit('ai:task:started', { taskId: 'a', taskType: 'job', message: 'Begun' })
    await pass(2_000)
    store.cancel('a')
    server.io.emit('ai:task:completed', { taskId: 'a', result: 1, message: 'Done' })
    await pass(300_000)
    expect(task()).toMatchObject({ status: 'completed', error: null })
  })

  it('forgets them when somebody else signs in', async () => {
    const { server, visit } = plainWorld(() => {})
    let sub = 'ada'
    const client = visit({ getToken: () => `e30.${btoa(JSON.stringify({ sub }))}.x` })
    client.connect()
    const store = tasksStore(client, null)
    const release = store.subscribe(() => {})
    await pass(2_000)
    server.io.emit('ai:task:started', { taskId: 'a', taskType: 'job', message: 'Begun' })
    await pass(200)
    expect(store.getSnapshot()).toHaveLength(1)
    client.disconnect()
    sub = 'bob'
    client.connect()
    await pass(2_000)
    expect(store.getSnapshot()).toEqual([])
    release()
  })
})
