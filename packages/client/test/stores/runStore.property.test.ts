import type { WorkflowEvent } from '@telltale/protocol'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { runStore, type RunState } from '../../src/stores/runStore.ts'
import { fate } from '../support/fate.ts'
import { type Deed, seenByBoth } from '../support/stores.ts'
import { inVirtualTime } from '../support/world.ts'

inVirtualTime()

const kinds = [
  'run_started',
  'node_started',
  'node_completed',
  'node_failed',
  'artifact',
  'run_completed',
  'run_failed',
] as const

/** Anything that a server may say of a run, in any order. */
const deed: fc.Arbitrary<Deed> = fc
  .record({ kind: fc.constantFrom(...kinds), node: fc.constantFrom('fetch', 'parse', 'store'), id: fc.nat(3) })
  .map(({ kind, node, id }) => (server) => {
    const event: WorkflowEvent = {
      runId: '1',
      kind,
      timestamp: new Date().toISOString(),
      ...(kind.startsWith('run_') ? {} : { node }),
      ...(kind.endsWith('failed') ? { error: 'no luck' } : {}),
      ...(kind === 'artifact' ? { artifact: { id: `${id}`, name: 'report', mediaType: 'text/plain' } } : {}),
    }
    server.rt.to('run:1').emit('workflow:event', event)
  })
const script = fc.array(fc.oneof({ weight: 3, arbitrary: deed }, fate), { maxLength: 40 })

it('whatever happened to the line, a run is known as to one who comes for the first time (C6)', async () => {
  await fc.assert(
    fc.asyncProperty(script, fc.nat(), async (steps, seed) => {
      const [old, fresh] = await seenByBoth<RunState>({ storeOf: (client) => runStore(client, '1'), steps, seed })
      const beganAnew = steps.some((step) => typeof step === 'object' && ['restart', 'stop'].includes(step.do))
      // Whoever was there before has the history of both servers on the screen.
      if (!beganAnew) expect(old).toEqual(fresh)
      else expect(old.history.slice(old.history.length - fresh.history.length)).toEqual(fresh.history)
    }),
    { numRuns: 150 },
  )
})
