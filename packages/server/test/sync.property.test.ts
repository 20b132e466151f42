import type { Cursor, Meta, TopicAnswer } from '@telltale/protocol'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { memory, type Store } from '../src/index.ts'
import { createArrivals } from './support/createArrivals.ts'
import { type Line, startServer, type World } from './support/startServer.ts'
import { TopicFold } from './support/TopicFold.ts'

const topics = ['project:1', 'project:2'] as const

const client = fc.nat({ max: 1 })
const step = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant('emit' as const),
      topic: fc.constantFrom(...topics),
      count: fc.oneof(
        { weight: 20, arbitrary: fc.integer({ min: 1, max: 3 }) },
        { weight: 1, arbitrary: fc.constant(600) },
      ),
    }),
  },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('sync' as const), client }) },
  // `turns` of the microtask queue later the next step is done, which may be in the middle of an answer.
  { weight: 4, arbitrary: fc.record({ do: fc.constant('authorize' as const), turns: fc.nat({ max: 30 }) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('compare' as const) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('drop' as const), client }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('leave' as const), client }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('restart' as const) }) },
)
type Step = typeof step extends fc.Arbitrary<infer TStep> ? TStep : never

/** A client that keeps its cursors, whatever becomes of its line. */
type Client = {
  readonly folds: ReadonlyMap<string, TopicFold>
  line: Line
  /** Whether it wants what comes live. */
  isIn: boolean
  isFresh: boolean
  asking: Promise<void> | undefined
}

/** A store that also writes everything down, by epoch, and forgets nothing. */
function recorded(store: Store, truth: Map<string, unknown[]>): Store {
  return {
    ...store,
    append: (topic, event, send) => {
      const meta = store.append(topic, event, send)
      if (meta.seq !== undefined) truth.set(meta.epoch ?? '', [...(truth.get(meta.epoch ?? '') ?? []), event.payload])
      return meta
    },
  }
}

/** Asks until there is no more, or the line is gone. */
async function catchUp(self: Client): Promise<void> {
  const { line, folds } = self
  self.isIn = true
  let asked = [...folds.keys()]
  while (asked.length > 0) {
    const cursors = Object.fromEntries(asked.map((topic) => [topic, folds.get(topic)?.ask()]))
    const answer = await Promise.race([line.ask('sync', { topics: cursors }), line.ended])
    if (typeof answer === 'string') return
    if (!answer.ok) throw new Error(answer.error.message)
    const { topics: answers } = answer.data as { topics: Record<string, TopicAnswer> } // by the contract
    asked = asked.filter((topic) => {
      const given = answers[topic]
      if (given === undefined || 'error' in given) throw new Error(`${topic} was not answered`)
      folds.get(topic)?.answer(given, self.isFresh)
      return given.more === true
    })
    self.isFresh = false
  }
}

/** One client's line, on a server that may be another one than before. */
async function open(self: Client, world: World): Promise<void> {
  self.line.socket.disconnect()
  await self.asking
  for (const fold of self.folds.values()) fold.lose()
  self.line = await world.open('ada')
  self.isIn = false
  self.isFresh = true
  self.asking = undefined
  self.line.socket.on('project:updated', (payload: unknown, meta: Meta) => {
    if (self.isIn) self.folds.get(meta.topic)?.live({ event: 'project:updated', payload, meta })
  })
}

type Gate = { readonly isOpen: boolean; readonly opened: Promise<void>; readonly open: () => void }

const openGate = (): Gate => ({ isOpen: true, opened: Promise.resolve(), open: () => undefined })

function closedGate(): Gate {
  let open = (): void => undefined
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return { isOpen: false, opened, open }
}

/** What the clients made of it, beside what is true, and the gaps for which there was no cause. */
type Outcome = { known: unknown[]; logged: unknown[]; needlessGaps: number }

/** What came live reaches to the heads, once all that was sent is there. */
async function compare({ line, folds }: Client, outcome: Outcome): Promise<void> {
  const probed = await line.ask('probe', {})
  const heads = probed.ok ? (probed.data as { heads: Record<string, Cursor> }).heads : {} // by the contract
  for (const [topic, { cursor }] of folds) {
    outcome.known.push(cursor)
    outcome.logged.push(heads[topic])
  }
}

async function play(steps: readonly Step[], maxBytes: number): Promise<Outcome> {
  const truth = new Map<string, unknown[]>()
  let asked = createArrivals<true>()
  // Closed, it keeps every join waiting between its arrival and its room.
  let gate = openGate()
  const start = (): Promise<World> =>
    startServer({
      store: recorded(memory({ maxBytes }), truth),
      limits: { messagesPerSecond: 10_000 },
      authorize: async ({ topic }) => {
        if (topic === topics[0]) asked.push(true)
        await gate.opened
        return true
      },
    })
  const authorize = (): void => {
    gate.open()
    gate = openGate()
  }
  const answered = async (): Promise<void> => {
    authorize()
    for (const { asking } of clients) await asking
  }
  let world = await start()
  const clients = await Promise.all(
    [0, 1].map(async (): Promise<Client> => {
      const folds = new Map<string, TopicFold>(topics.map((topic) => [topic, new TopicFold()]))
      const self: Client = { folds, line: await world.open('ada'), isIn: false, isFresh: true, asking: undefined }
      await open(self, world)
      return self
    }),
  )
  const outcome: Outcome = { known: [], logged: [], needlessGaps: 0 }
  let sent = 0
  const one = { projectId: '1', updatedBy: 'ada', updatedAt: '2026-11-20T09:30:00.000Z' }

  for (const now of steps) {
    const self = 'client' in now ? clients[now.client] : undefined
    if (now.do === 'emit') {
      for (let left = now.count; left > 0; left--) {
        world.rt.to(now.topic).emit('project:updated', { ...one, changes: { sent: ++sent } })
      }
    }
    if (now.do === 'authorize') {
      authorize()
      for (let turn = 0; turn < now.turns; turn++) await Promise.resolve()
    }
    if (now.do === 'compare') {
      await answered()
      for (const every of clients) if (every.isIn) await compare(every, outcome)
    }
    if (now.do === 'drop' && self !== undefined) await open(self, world)
    if (now.do === 'restart') {
      await answered()
      world.rt.close()
      world = await start()
      for (const every of clients) await open(every, world)
    }
    if (self === undefined || self.asking !== undefined) continue
    if (now.do === 'sync') {
      if (gate.isOpen) gate = closedGate()
      asked = createArrivals()
      const asking = catchUp(self).finally(() => {
        if (self.asking === asking) self.asking = undefined
      })
      self.asking = asking
      await asked.next()
    }
    if (now.do === 'leave') {
      self.isIn = false
      await self.line.ask('leave', { topics })
    }
  }

  await answered()
  for (const self of clients) {
    await catchUp(self)
    await compare(self, outcome)
    for (const fold of self.folds.values()) {
      fold.end()
      for (const { from, events } of fold.stretches) {
        outcome.known.push(events)
        outcome.logged.push((truth.get(from.epoch) ?? []).slice(from.seq, from.seq + events.length))
      }
      // With room for all there is no gap but for another epoch; a topic has room for 1000.
      const epochs = new Set(fold.stretches.map(({ from }) => from.epoch)).size
      if (maxBytes === 1e9 && sent <= 1000) outcome.needlessGaps += fold.stretches.length - epochs
    }
    self.line.socket.disconnect()
  }
  world.rt.close()
  return outcome
}

test.each([600, 3000, 1e9])(
  'S8 C2 whatever happens to line and server, answers and live events are the log without hole or repeat, or a gap is told (%d bytes)',
  async (maxBytes) => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 30, size: 'max' }), async (steps) => {
        const { known, logged, needlessGaps } = await play(steps, maxBytes)
        expect(known).toEqual(logged)
        expect(needlessGaps).toBe(0)
      }),
      { numRuns: 50 },
    )
  },
  60_000,
)
