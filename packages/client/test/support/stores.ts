import type { TelltaleContract } from '@telltale/protocol'
import { expect } from 'vitest'
import type { RealtimeClient } from '../../src/index.ts'
import { befall, type Fate, mend } from './fate.ts'
import { pass, settle, type World, world } from './world.ts'

/** As much of a store of a topic as a test looks at. */
type Watched<TState> = { readonly state: TState; hold: () => () => void; getSnapshot: () => TState }

/** What a test does to the server between the faults. */
export type Deed = (server: World['server']) => void

type Script<TState> = {
  /** The store that is watched, on any client. */
  storeOf: (client: RealtimeClient<TelltaleContract>) => Watched<TState>
  /** What happens, in order: faults of the line, and deeds of the server. */
  steps: readonly (Fate | Deed)[]
  seed: number
  /** Called after each step with the state as it is then. */
  look?: (state: TState) => void
}

/**
 * Lets all of it happen to a client that watches a store from the start, then mends the line and lets another client come
 * for the first time: what both know must be the same, since what holds does not depend on what one went through.
 */
export async function seenByBoth<TState>({ storeOf, steps, seed, look }: Script<TState>): Promise<[TState, TState]> {
  const { server, visit } = world({ seed })
  const client = visit({ getToken: () => 'ada' })
  const store = storeOf(client)
  const releases = [store.hold()]
  client.connect()
  await settle()
  for (const step of steps) {
    if (typeof step === 'function') step(server)
    // oxlint-disable-next-line no-await-in-loop -- one after the other is the point
    else await befall({ server, client }, step)
    look?.(store.state)
  }
  await mend({ server, client })
  const late = visit({ getToken: () => 'ada' })
  const fresh = storeOf(late)
  releases.push(fresh.hold())
  late.connect()
  await pass(2_000)
  expect(store.getSnapshot(), 'what is shown').toBe(store.state)
  const seen: [TState, TState] = [store.state, fresh.state]
  for (const release of releases) release()
  client.destroy()
  late.destroy()
  await settle()
  await server.close()
  return seen
}
