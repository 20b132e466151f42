import { type AITaskProgress, type Cursor, type TaskEnd, TelltaleError } from '@telltale/protocol'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { RunningTask } from '../src/index.ts'
import { ClientFold, expectCoalesced } from './support/ClientFold.ts'
import { createParts, type Parts } from './support/createParts.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const outcomes = ['return', 'nothing', 'refuse', 'throw', 'unwritable'] as const
const user = fc.constantFrom('ada', 'bob')
const which = fc.nat({ max: 5 })
const step = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constant('execute' as const), user, heeds: fc.boolean() }) },
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant('progress' as const),
      which,
      percent: fc.oneof(fc.integer({ min: -20, max: 140 }), fc.constant(Number.NaN)),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('finish' as const), which, outcome: fc.constantFrom(...outcomes) }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom('cancel' as const, 'retry' as const), user, which }) },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.constantFrom(0, 1, 50, 99, 100, 101, 1000) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('join' as const, 'drop' as const, 'back' as const), user }) },
)
type Step = typeof step extends fc.Arbitrary<infer TStep> ? TStep : never

/** A handler at work, and what ends it. */
type Work = { task: RunningTask; isAtWork: boolean; finish: (outcome: (typeof outcomes)[number]) => void }

/** A client of one user, which may be away. */
type Client = { user: string; fold: ClientFold; heard: number; awayAt: Cursor | null; wasAway: boolean }

class World {
  readonly parts: Parts = createParts()
  readonly works: Work[] = []
  readonly clients: Client[] = []
  readonly taskIds: string[] = []
  readonly settled: { taskId: string; end: TaskEnd }[] = []
  /** How far each attempt has come, by what its handler said. */
  readonly said = new Map<string, number>()
  mostAtWork = 0

  constructor() {
    this.parts.tasks.define('import', (task, heeds) => this.#work(task, heeds === true))
    // The first two are always there.
    for (const name of ['ada', 'bob', 'ada', 'bob']) this.#join(name, new ClientFold())
  }

  async play(steps: readonly Step[]): Promise<void> {
    for (const now of steps) {
      await this.#play(now)
      this.#listen()
    }
  }

  /** What was asked of a task, as the answer says. */
  ask(name: 'cancel' | 'retry', userId: string, taskId: string): string {
    try {
      this.parts.tasks[name](userId, taskId)
      return 'ok'
    } catch (error) {
      return TelltaleError.is(error) ? error.code : 'thrown'
    }
  }

  #work(task: RunningTask, heeds: boolean): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const done = (settle: () => void): void => {
        work.isAtWork = false
        settle()
      }
      const endings = {
        return: () => resolve({ done: 3 }),
        nothing: () => resolve(undefined),
        refuse: () => reject(new TelltaleError('server_busy', 'the model is busy.')),
        throw: () => reject(new Error('password of the database: 1234')),
        unwritable: () => resolve(1n),
      }
      const work: Work = { task, isAtWork: true, finish: (outcome) => done(endings[outcome]) }
      this.works.push(work)
      const atWork = this.works.filter((other) => other.isAtWork && other.task.taskId === task.taskId)
      this.mostAtWork = Math.max(this.mostAtWork, atWork.length)
      if (heeds) task.signal.addEventListener('abort', () => done(endings.throw))
    })
  }

  #join(name: string, fold: ClientFold): void {
    this.clients.push({
      user: name,
      fold,
      heard: this.parts.heard(`user:${name}`).length,
      awayAt: null,
      wasAway: false,
    })
  }

  #listen(): void {
    for (const client of this.clients) {
      const all = this.parts.heard(`user:${client.user}`)
      if (client.awayAt === null) for (const heard of all.slice(client.heard)) client.fold.hear(heard)
      client.heard = all.length
    }
  }

  async #play(now: Step): Promise<void> {
    const { parts, works, taskIds } = this
    switch (now.do) {
      case 'execute': {
        const { taskId, settled } = parts.tasks.execute(now.user, 'import', now.heeds, { message: 'Starting' })
        taskIds.push(taskId)
        void settled.then((end) => this.settled.push({ taskId, end }))
        await vi.advanceTimersByTimeAsync(0)
        return
      }
      case 'progress': {
        const task = works.at(-1 - now.which)?.task
        if (task === undefined) return
        const key = `${task.taskId} ${task.attempt}`
        const said = Number.isNaN(now.percent) ? 0 : Math.min(100, now.percent)
        this.said.set(key, Math.max(this.said.get(key) ?? 0, said))
        return task.progress(now.percent, `at ${now.percent}`)
      }
      case 'finish':
        works.at(-1 - now.which)?.finish(now.outcome)
        return void (await vi.advanceTimersByTimeAsync(0))
      case 'cancel':
      case 'retry': {
        const taskId = taskIds.at(-1 - now.which) ?? 'none'
        const task = this.clients.find((client) => client.user === now.user)?.fold.tasks.get(taskId)
        const again = ['failed', 'cancelled', 'lost'].includes(task?.status ?? '') ? 'ok' : 'invalid_payload'
        const right = task === undefined ? 'not_found' : now.do === 'cancel' ? 'ok' : again
        expect(this.ask(now.do, now.user, taskId)).toBe(right)
        return void (await vi.advanceTimersByTimeAsync(0))
      }
      case 'wait':
        return void (await vi.advanceTimersByTimeAsync(now.ms))
      case 'join': {
        const { snapshot, state } = parts.join(`user:${now.user}`)
        return this.#join(now.user, new ClientFold(snapshot, state))
      }
      case 'drop':
      case 'back': {
        const client = this.clients.slice(2).findLast((one) => one.user === now.user)
        if (client === undefined) return
        if (now.do === 'back') return this.#back(client)
        client.awayAt ??= parts.join(`user:${now.user}`).cursor
        client.wasAway = true
      }
    }
  }

  allBack(): void {
    for (const client of this.clients) this.#back(client)
  }

  #back(client: Client): void {
    if (client.awayAt === null) return
    const { seq } = client.awayAt
    client.awayAt = null
    const topic = `user:${client.user}`
    const missed = this.parts.heard(topic).filter(({ meta }) => (meta.seq ?? 0) > seq)
    client.fold.catchUp(missed, this.parts.join(topic).state)
  }
}

/** After the end of an attempt nothing of it is told (I1), and each attempt has one end at most. */
function expectAbsorbed(world: World, topic: string): void {
  const ended = new Set<string>()
  for (const { event, payload } of world.parts.heard(topic)) {
    const { taskId, attempt } = payload as AITaskProgress // of all events of a task
    const key = `${taskId} ${attempt}`
    expect(ended).not.toContain(key)
    if (!['ai:task:started', 'ai:task:progress'].includes(event)) ended.add(key)
  }
}

test('S6 whatever is executed, cancelled, retried or finished in whatever order, each client has what the server has', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 60, size: 'max' }), async (steps) => {
      const world = new World()
      // In the end all is quiet, and nothing waits.
      await world.play([...steps, { do: 'wait', ms: 100 }])
      world.allBack()
      for (const name of ['ada', 'bob']) {
        const topic = `user:${name}`
        const { snapshot, state } = world.parts.join(topic)
        const fresh = new ClientFold(snapshot, state)
        const inProgress = [...fresh.tasks.values()].filter(({ status, rev }) => status === 'running' && rev > 0)
        expect(state.tasks).toMatchObject(inProgress.map(({ taskId, rev, progress }) => ({ taskId, rev, progress })))
        for (const { fold, wasAway } of world.clients.filter((one) => one.user === name)) {
          // Of a task that ended while it was away, a client has not heard the last progress.
          const seen = wasAway ? withoutLastWords : (one: ClientFold) => one.tasks
          expect(seen(fold)).toEqual(seen(fresh))
        }
        for (const { taskId, attempt, status, progress } of fresh.tasks.values()) {
          const said = world.said.get(`${taskId} ${attempt}`) ?? 0
          expect(status === 'running' ? progress : said).toBe(said)
        }
        expectAbsorbed(world, topic)
        const progress = world.parts.heard(topic).filter(({ event }) => event === 'ai:task:progress')
        expectCoalesced(progress, ({ taskId, attempt }: AITaskProgress) => `${taskId} ${attempt}`)
      }
      expect(world.mostAtWork).toBeLessThanOrEqual(1)
      expect(JSON.stringify(world.parts.heard('user:ada'))).not.toContain('password')

      world.parts.tasks.close()
      expect(vi.getTimerCount()).toBe(0)
      for (const { task } of world.works) task.progress(99)
      await vi.advanceTimersByTimeAsync(1000)
      expect(world.works.filter(({ task, isAtWork }) => isAtWork && !task.signal.aborted)).toEqual([])
      expect(world.settled.map(({ taskId }) => taskId).sort()).toEqual([...world.taskIds].sort())
      for (const name of ['ada', 'bob']) expectAbsorbed(world, `user:${name}`)
    }),
    { numRuns: 400 },
  )
})

/** A running task whole; of one that is over, what its end has told. */
function withoutLastWords({ tasks }: ClientFold): unknown[] {
  return Array.from(tasks.values(), (task) => {
    if (task.status === 'running') return task
    const { progress: _progress, message: _message, rev: _rev, ...rest } = task
    return rest
  })
}
