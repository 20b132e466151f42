import { type AITaskProgress, type AITaskStarted, TelltaleError } from '@telltale/protocol'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { AITask } from '../../src/stores/AITask.ts'
import { tasksStore } from '../../src/stores/tasksStore.ts'
import { type Fate, fate } from '../support/fate.ts'
import { type Deed, seenByBoth } from '../support/stores.ts'
import { inVirtualTime, pass, plainWorld, settle } from '../support/world.ts'

inVirtualTime()

/** Anything that a server may say of a user's tasks, in any order. */
const word = fc.record({
  what: fc.oneof(
    { weight: 2, arbitrary: fc.constant('started' as const) },
    { weight: 6, arbitrary: fc.constant('progress' as const) },
    fc.constantFrom('completed' as const, 'failed' as const, 'cancelled' as const, 'lost' as const),
  ),
  taskId: fc.constantFrom('import', 'export'),
  attempt: fc.constantFrom(1, 1, 1, 2, 2, 3),
  progress: fc.integer({ min: 0, max: 100 }),
})
type Word = typeof word extends fc.Arbitrary<infer TWord> ? TWord : never

function say({ rt }: Parameters<Deed>[0], { what, taskId, attempt, progress }: Word): void {
  const room = rt.to('user:ada')
  const place = { taskId, attempt, timestamp: new Date().toISOString() }
  switch (what) {
    case 'started':
      return room.emit('ai:task:started', { ...place, taskType: 'job', title: taskId, message: 'Begun' })
    case 'progress':
      return room.emit('ai:task:progress', { ...place, progress, message: `${progress} so far` })
    case 'completed':
      return room.emit('ai:task:completed', { ...place, result: progress, message: 'Done' })
    case 'failed':
      return room.emit('ai:task:failed', { ...place, error: 'No luck', retryable: progress > 50 })
    case 'cancelled':
    case 'lost':
      return room.emit(`ai:task:${what}`, place)
  }
}

type Watched = { readonly state: readonly AITask[]; getSnapshot: () => readonly AITask[]; hold: () => () => void }

/** Whether a server may count anew what attempts there were. */
const beganAnew = (steps: readonly object[]): boolean =>
  steps.some((step) => 'do' in step && (step.do === 'restart' || step.do === 'stop'))

/** As much of the tasks as a test of any store looks at, and what they do that they must never do. */
function watch(store: ReturnType<typeof tasksStore>, countsAnew = false): { store: Watched; wrongs: string[] } {
  const wrongs: string[] = []
  let before: readonly AITask[] = []
  const look = (): void => {
    const now = store.getSnapshot()
    for (const task of now) {
      const { progress } = task
      if (!(progress !== null && progress >= 0 && progress <= 100)) wrongs.push(`beyond: ${progress}`)
      const last = before.find(({ taskId, attempt }) => taskId === task.taskId && attempt === task.attempt)
      if (last === undefined) continue
      if (Number(last.progress) > Number(progress)) wrongs.push(`back: ${last.progress} → ${progress}`)
      if (last.endedAt !== null && last !== task) wrongs.push(`moved: ${last.status} → ${task.status}`)
    }
    for (const { taskId, attempt, endedAt } of before) {
      const task = now.find((one) => one.taskId === taskId)
      const isAnew = countsAnew && endedAt === null
      if (task === undefined || (task.attempt < attempt && !isAnew)) wrongs.push(`gone: ${taskId} ${attempt}`)
    }
    before = now
  }
  return {
    wrongs,
    store: {
      getSnapshot: store.getSnapshot,
      hold: () => store.subscribe(look),
      get state() {
        return store.getSnapshot()
      },
    },
  }
}

/** What must be the same for all. Of one that ended unseen, how far it had come is the last that was seen. */
const essence = (tasks: readonly AITask[]): unknown =>
  tasks.map((task) => ({
    ...task,
    seenRunning: null,
    ...(task.endedAt !== null && task.status !== 'completed' ? { progress: null, message: null } : {}),
    ...(task.endedAt !== null ? { rev: null } : {}),
  }))

type Step = Word | Fate

async function tellsAlike(steps: readonly Step[], seed: number): Promise<void> {
  const wrongs: string[][] = []
  const isAnew = beganAnew(steps)
  const [old, fresh] = await seenByBoth<readonly AITask[]>({
    storeOf: (client) => {
      const watched = watch(tasksStore(client, 'ada'), isAnew)
      wrongs.push(watched.wrongs)
      return watched.store
    },
    steps: steps.map((step) => ('do' in step ? step : (server) => say(server, step))),
    seed,
  })
  expect(wrongs).toEqual([[], []])
  // Whoever was there before keeps what a server knew that was lost; nothing of it goes on.
  const news = isAnew ? old.filter(({ endedAt }) => endedAt === null) : old
  const same = isAnew
    ? fresh.filter(({ endedAt, taskId }) => endedAt === null && news.some((one) => one.taskId === taskId))
    : fresh
  expect(essence(news)).toEqual(essence(same))
}

describe('whatever happened to the line, tasks are known as to one who comes for the first time (S6)', () => {
  it('in any order', { timeout: 30_000 }, async () => {
    const script = fc.array(fc.oneof({ weight: 3, arbitrary: word }, fate), { maxLength: 40 })
    await fc.assert(fc.asyncProperty(script, fc.nat(), tellsAlike), { numRuns: 150 })
  })

  it('when a server that began anew runs an earlier attempt than the one that was lost', () => {
    const started = { what: 'started', taskId: 'export', progress: 0 } as const
    const moment: Fate = { do: 'pass', ms: 0 }
    const steps: Step[] = [{ ...started, attempt: 2 }, moment, { do: 'restart' }, { ...started, attempt: 1 }]
    return expect(tellsAlike(steps, 0)).resolves.toBeUndefined()
  })
})

/** What a person does to their tasks, and what becomes of these on the server. */
const act = fc.constantFrom('execute' as const, 'cancel' as const, 'retry' as const, 'fail' as const, 'finish' as const)

it(
  'whatever was asked of tasks while the line failed, none waits for an answer at the end (S6)',
  { timeout: 30_000 },
  async () => {
    const script = fc.array(fc.oneof({ weight: 3, arbitrary: fc.record({ act, which: fc.nat(2) }) }, fate), {
      maxLength: 30,
    })
    await fc.assert(
      fc.asyncProperty(script, fc.nat(), async (steps, seed) => {
        const clients: ReturnType<typeof tasksStore>[] = []
        const endings = new Map<string, () => void>()
        const deeds = steps.map((step) =>
          'do' in step
            ? step
            : ({ rt }: Parameters<Deed>[0]) => {
                const [mine] = clients
                const taskId = mine?.getSnapshot()[step.which]?.taskId ?? 'nobody'
                if (step.act === 'cancel' || step.act === 'retry') return mine?.[step.act](taskId)
                if (step.act !== 'execute') return endings.get(`${step.act} ${taskId}`)?.()
                // Of a fresh server each time it is restarted.
                if (!known.has(rt)) {
                  rt.defineTask('job', (task) => {
                    return new Promise((resolve, reject) => {
                      endings.set(`finish ${task.taskId}`, () => resolve(1))
                      endings.set(`fail ${task.taskId}`, () => reject(new TelltaleError('server_busy', 'Too busy')))
                      task.signal.addEventListener('abort', reject)
                    })
                  })
                }
                known.add(rt)
                try {
                  rt.executeTask('ada', 'job', {})
                } catch (error) {
                  // It is down at the moment.
                  expect(error).toMatchObject({ code: 'draining' })
                }
              },
        )
        const known = new Set<unknown>()
        const wrongs: string[][] = []
        const [old, fresh] = await seenByBoth<readonly AITask[]>({
          storeOf: (client) => {
            const store = tasksStore(client, 'ada')
            clients.push(store)
            const watched = watch(store)
            wrongs.push(watched.wrongs)
            return watched.store
          },
          steps: deeds,
          seed,
        })
        expect(old.filter(({ status }) => status === 'cancelling' || status === 'queued')).toEqual([])
        const words = (tasks: readonly AITask[]) =>
          tasks.map(({ taskId, attempt, status }) => [taskId, attempt, status])
        if (!beganAnew(steps)) expect(words(old)).toEqual(words(fresh))
      }),
      { numRuns: 100 },
    )
  },
)

type Told = readonly [event: string, payload: Partial<AITaskStarted & AITaskProgress>]
const place = { taskId: 'import' }
const started: Told = ['ai:task:started', { ...place, taskType: 'job', title: 'Import', message: 'Begun' }]
const completed: Told = ['ai:task:completed', { ...place, message: 'Done' }]
const progress: fc.Arbitrary<Told> = fc
  .integer({ min: 0, max: 100 })
  .map((percent) => ['ai:task:progress', { ...place, progress: percent, message: 'So far' }])

async function afterAll(log: readonly Told[]): Promise<readonly AITask[]> {
  const { server, visit } = plainWorld(() => {})
  const client = visit({ server: 'plain' })
  client.connect()
  await settle()
  const { store, wrongs } = watch(tasksStore(client, null))
  const release = store.hold()
  for (const [event, payload] of log) {
    server.io.emit(event, payload)
    // oxlint-disable-next-line no-await-in-loop -- one after the other is the point
    await settle()
  }
  await pass(200)
  expect(wrongs).toEqual([])
  const tasks = store.getSnapshot()
  release()
  client.destroy()
  await settle()
  await server.close()
  return tasks
}

it(
  'of a plain server that numbers no attempts, what comes late or twice ends as the ordered log does (S6)',
  { timeout: 30_000 },
  async () => {
    const scene = fc.array(progress, { minLength: 1, maxLength: 8 }).chain((told) =>
      fc.record({
        told: fc.constant(told),
        order: fc.shuffledSubarray([started, ...told], { minLength: told.length + 1 }),
        again: fc.array(fc.nat(told.length), { maxLength: 6 }),
      }),
    )
    await fc.assert(
      fc.asyncProperty(scene, fc.boolean(), async ({ told, order, again }, isDone) => {
        const ordered = [started, ...told]
        const late = [...order, ...again.map((index) => ordered[index] ?? started)]
        const end = isDone ? [completed, ...told] : []
        const settled = (tasks: readonly AITask[]) =>
          tasks.map((task) => ({ ...task, startedAt: '', endedAt: '', message: '' }))
        expect(settled(await afterAll([...late, ...end]))).toEqual(settled(await afterAll([...ordered, ...end])))
      }),
      { numRuns: 100 },
    )
  },
)
