import type { Contract } from '@telltale/protocol'
import fc from 'fast-check'
import { expect } from 'vitest'
import { pass, type Visitor, type World } from './world.ts'

/** What may befall a client and its server. */
export type Fate =
  | { do: 'drop' | 'offline' | 'online' | 'restart' | 'stop' | 'start' | 'freeze' | 'thaw' | 'disconnect' | 'connect' }
  | { do: 'latency'; ms: number }
  | { do: 'pass'; ms: number }

const fault = fc.constantFrom('drop' as const, 'offline' as const, 'online' as const, 'disconnect' as const)
const rareFault = fc.constantFrom('restart' as const, 'stop' as const, 'start' as const, 'freeze' as const)
const cure = fc.constantFrom('connect' as const, 'thaw' as const, 'start' as const, 'online' as const)

/** Any fate: faults and their cures as often, and time in between, short enough to fall into what is under way. */
export const fate: fc.Arbitrary<Fate> = fc.oneof(
  { weight: 2, arbitrary: fc.record({ do: fault }) },
  fc.record({ do: rareFault }),
  { weight: 2, arbitrary: fc.record({ do: cure }) },
  fc.record({ do: fc.constant('latency' as const), ms: fc.integer({ min: 0, max: 400 }) }),
  { weight: 4, arbitrary: fc.record({ do: fc.constant('pass' as const), ms: fc.integer({ min: 0, max: 1_500 }) }) },
  fc.record({ do: fc.constant('pass' as const), ms: fc.integer({ min: 0, max: 20_000 }) }),
)

type Pair<TContract extends Contract> = { server: World<TContract>['server']; client: Visitor<TContract> }

/** Lets it happen. */
export async function befall<TContract extends Contract>(
  { server, client }: Pair<TContract>,
  step: Fate,
): Promise<void> {
  switch (step.do) {
    case 'pass':
      return pass(step.ms)
    case 'latency':
      return server.network.latency(step.ms)
    case 'connect':
    case 'disconnect':
      return client[step.do]()
    default:
      return server.network[step.do]()
  }
}

/** Mends everything, and waits until the client has noticed. */
export async function mend<TContract extends Contract>({ server, client }: Pair<TContract>): Promise<void> {
  server.network.thaw()
  server.network.start()
  server.network.online()
  server.network.latency(0)
  client.connect()
  await pass(120_000)
  expect(client.status.getSnapshot()).toMatchObject({ state: 'connected', synced: true, pendingWrites: 0 })
}
