import { createFake, run, type Scenario, scenario, type Step } from '@telltale/testing'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { prepareWire, worldOf } from '../wire.ts'
import { type LogEntry, toScenario, toScenarioCode } from './toScenario.ts'

const evaluate = (code: string): Scenario =>
  // The code of a scenario calls nothing but `scenario`.
  // oxlint-disable-next-line no-implied-eval
  (new Function('scenario', `return ${code}`) as (make: typeof scenario) => Scenario)(scenario)

const fake = createFake()
const emits = fc
  .constantFrom<('notification' | 'project:updated')[]>('notification', 'project:updated')
  .map((event) => ({ do: 'emit' as const, topic: 'user:ada' as const, event, payload: fake[event]() }))
const faults = fc.constantFrom<Step[]>(
  { at: 0, do: 'drop', args: [] },
  { at: 0, do: 'refuse', args: [] },
  { at: 0, do: 'accept', args: [] },
  { at: 0, do: 'offline', args: [] },
  { at: 0, do: 'online', args: [] },
  { at: 0, do: 'freeze', args: [] },
  { at: 0, do: 'thaw', args: [] },
  { at: 0, do: 'latency', args: [20, 0] },
  { at: 0, do: 'weather', args: [{ duplicate: 0.5, lose: 0.2 }] },
)
const programme = fc
  .array(fc.tuple(fc.integer({ min: 1000, max: 9000 }), fc.oneof(emits, faults)), { maxLength: 12, size: 'max' })
  .map((steps): Step[] =>
    steps.toSorted(([one], [other]) => one - other).map(([at, step]): Step => ({ ...step, at }) as Step),
  )

/** After it all is well again, so that whatever was missed is asked for. */
const allClear: Step[] = (['weather', 'thaw', 'accept', 'online', 'drop'] as const).map((fault) => ({
  at: 10_000,
  do: fault,
  args: [],
}))

beforeEach(() => {
  vi.useFakeTimers()
})

afterEach(() => {
  vi.useRealTimers()
})

describe('a copied log', () => {
  test('is the scenario that was played, whatever the line did meanwhile', async () => {
    await fc.assert(
      fc.asyncProperty(programme, async (steps) => {
        const played = { name: 'copied', steps: [...steps, ...allClear] }
        const canvasElement = {}
        const end = prepareWire({ parameters: { wire: { user: 'ada' } }, loaded: {}, canvasElement })
        const world = worldOf(canvasElement)
        if (!world || !end) throw new Error('no world')
        world.client.connect()
        run(played, world.server)
        await vi.advanceTimersByTimeAsync(90_000)
        const copied = toScenario('copied', world.log(), world.startedAt)
        await end()
        await vi.advanceTimersByTimeAsync(0)
        // Steps of one millisecond have no order that a log could tell.
        expect(inAnyOrder(copied)).toEqual(inAnyOrder(played))
      }),
      { numRuns: 40 },
    )
  })

  test('is code that makes the same scenario', () => {
    fc.assert(
      fc.property(programme, fc.string(), (steps, name) => {
        const copied: Scenario = { name, steps: [...steps, { at: 9500, do: 'expireToken' }] }
        const { name: sameName, steps: sameSteps } = evaluate(toScenarioCode(copied))
        expect({ name: sameName, steps: sameSteps }).toEqual(copied)
      }),
    )
  })

  test('reads as one would write it', () => {
    const copied = scenario('tunnel').at(500).drop().at(900).latency(20, 5).at(900).expireToken()
    expect(toScenarioCode(copied)).toBe(
      `scenario("tunnel")\n  .at(500)\n  .drop()\n  .at(900)\n  .latency(20, 5)\n  .expireToken()`,
    )
  })

  test('has an event once however many heard it, an expired token too, and none that the server tells by itself', () => {
    const meta = (id: string) => ({ id, topic: 'project:1', at: new Date(0).toISOString() })
    const line = { namespace: '/', kind: 'out' as const }
    const log: LogEntry[] = [
      { ...line, at: 5, line: 1, event: 'connected', payload: {} },
      { ...line, at: 6, line: 1, event: 'presence:changed', payload: {}, meta: meta('a') },
      { ...line, at: 7, line: 1, event: 'project:updated', payload: { name: 'Oak' }, meta: meta('b') },
      { ...line, at: 7, line: 2, event: 'project:updated', payload: { name: 'Oak' }, meta: meta('b') },
      { at: 8, line: 1, namespace: '/', kind: 'weather', event: 'lost', payload: 1, meta: meta('c'), delaysMs: [] },
      { ...line, at: 9, line: 1, event: 'auth:expired', payload: {} },
      { ...line, at: 9, line: 2, event: 'auth:expired', payload: {} },
    ]
    expect(toScenario('seen', log, 0).steps).toEqual([
      { at: 7, do: 'emit', topic: 'project:1', event: 'project:updated', payload: { name: 'Oak' } },
      { at: 8, do: 'emit', topic: 'project:1', event: 'lost', payload: 1 },
      { at: 9, do: 'expireToken' },
    ])
  })
})

const inAnyOrder = ({ steps }: Scenario): string[] => steps.map((step) => JSON.stringify(step, sortedKeys)).toSorted()

function sortedKeys(_name: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1)))
}
