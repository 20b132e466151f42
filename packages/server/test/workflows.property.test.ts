import type { Cursor, WorkflowEvent, WorkflowProgress } from '@telltale/protocol'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { ClientFold, expectCoalesced } from './support/ClientFold.ts'
import { createParts } from './support/createParts.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const nodes = ['a', 'b', 'c'] as const
const node = fc.constantFrom(...nodes)
const step = fc.oneof(
  {
    weight: 10,
    arbitrary: fc.record({
      do: fc.constant('progress' as const),
      node,
      percent: fc.oneof(fc.integer({ min: -20, max: 140 }), fc.constant(Number.NaN)),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('emit' as const),
      kind: fc.constantFrom('node_started' as const, 'node_completed' as const, 'node_failed' as const),
      node,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('emit' as const),
      kind: fc.constantFrom('run_started' as const, 'run_completed' as const, 'run_failed' as const),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.constantFrom(0, 1, 50, 99, 100, 101) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('join' as const, 'drop' as const, 'back' as const) }) },
)

type Client = { fold: ClientFold; heard: number; awayAt: Cursor | null }

/** How far each node was said to be since it last began, by a model that knows nothing of the code. */
class Model {
  readonly said = new Map<string, number | 'over'>()
  isOver = false

  progress(name: string, percent: number): void {
    const before = this.said.get(name) ?? 0
    if (this.isOver || before === 'over') return
    this.said.set(name, Math.max(before, Number.isNaN(percent) ? 0 : Math.min(100, percent)))
  }

  emit(kind: WorkflowEvent['kind'], name: string | undefined): void {
    if (kind.startsWith('run_')) {
      this.isOver = kind !== 'run_started'
      this.said.clear()
    } else if (!this.isOver && name !== undefined) {
      if (kind === 'node_started') this.said.delete(name)
      else this.said.set(name, 'over')
    }
  }
}

/** No progress of a node after its end or that of its run, until it starts again. */
function expectAbsorbed(heard: readonly { event: string; payload: unknown }[]): void {
  const model = new Model()
  for (const { event, payload } of heard) {
    const { kind, node: name, progress } = payload as WorkflowEvent & WorkflowProgress // one or the other
    if (event === 'workflow:event') model.emit(kind, name)
    else {
      expect(model.isOver).toBe(false)
      expect(model.said.get(name)).not.toBe('over')
      expect(progress).toBeGreaterThanOrEqual(Number(model.said.get(name) ?? 0))
      model.progress(name, progress)
    }
  }
}

test('C6 whatever a run says in whatever order, each client has what the server has', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 60, size: 'max' }), async (steps) => {
      const { workflows, heard, join } = createParts()
      const topic = 'run:1'
      const model = new Model()
      const joined = (fold: ClientFold): Client => ({ fold, heard: heard(topic).length, awayAt: null })
      // The first one is always there.
      const clients = [joined(new ClientFold()), joined(new ClientFold())]
      const comeBack = (client: Client): void => {
        if (client.awayAt === null) return
        const { seq } = client.awayAt
        client.awayAt = null
        client.fold.catchUp(
          heard(topic).filter(({ meta }) => (meta.seq ?? 0) > seq),
          join(topic).state,
        )
      }
      // In the end all is quiet, and nothing waits.
      for (const now of [...steps, { do: 'wait' as const, ms: 100 }]) {
        const last = clients.slice(1).at(-1)
        if (now.do === 'progress') {
          workflows.of('1').progress(now.node, now.percent, `at ${now.percent}`)
          model.progress(now.node, now.percent)
        }
        if (now.do === 'emit') {
          const { do: _, ...event } = now
          workflows.of('1').emit(event)
          model.emit(now.kind, 'node' in now ? now.node : undefined)
        }
        if (now.do === 'wait') await vi.advanceTimersByTimeAsync(now.ms)
        if (now.do === 'join') clients.push(joined(new ClientFold(join(topic).snapshot, join(topic).state)))
        if (now.do === 'drop' && last !== undefined) last.awayAt ??= join(topic).cursor
        if (now.do === 'back' && last !== undefined) comeBack(last)
        for (const client of clients) {
          if (client.awayAt === null) for (const one of heard(topic).slice(client.heard)) client.fold.hear(one)
          client.heard = heard(topic).length
        }
      }
      for (const client of clients) comeBack(client)

      const { snapshot, state } = join(topic)
      const fresh = new ClientFold(snapshot, state)
      for (const { fold } of clients) {
        expect([fold.nodes, fold.history]).toEqual([fresh.nodes, fresh.history])
      }
      const saidOf = (name: string): unknown => (model.isOver ? 'over' : (model.said.get(name) ?? 'over'))
      expect(nodes.map((name) => fresh.nodes.get(name)?.progress ?? 'over')).toEqual(nodes.map(saidOf))
      expectAbsorbed(heard(topic))

      workflows.close()
      expect(vi.getTimerCount()).toBe(0)
      workflows.of('1').progress('a', 99)
      expect(vi.getTimerCount()).toBe(0)
    }),
    { numRuns: 400 },
  )
})

test('C6 progress of a node that goes on is told at most every 100 ms, and never goes back', async () => {
  const progress = step.filter((now) => now.do === 'progress' || now.do === 'wait')
  await fc.assert(
    fc.asyncProperty(fc.array(progress, { maxLength: 60, size: 'max' }), async (steps) => {
      const { workflows, heard } = createParts()
      for (const now of steps) {
        if (now.do === 'progress') workflows.of('1').progress(now.node, now.percent)
        if (now.do === 'wait') await vi.advanceTimersByTimeAsync(now.ms)
      }
      expectCoalesced(heard('run:1'), ({ node: name }: WorkflowProgress) => name)
      expect(heard('run:1').length > 0).toBe(steps.some((now) => now.do === 'progress'))
      workflows.close()
    }),
    { numRuns: 200 },
  )
})
