import type { Contract, EventsOf, TelltaleContract, Topic } from '@telltale/protocol'
import type { Network } from './network.ts'

/** One thing that happens, `at` ms after the scenario began. */
export type Step = Readonly<
  { at: number } & (
    | { do: 'emit'; topic: Topic; event: string; payload: unknown }
    /** Every token has expired: clients are told so and let go. */
    | { do: 'expireToken' }
    | { [TFault in keyof Network]: { do: TFault; args: Parameters<Network[TFault]> } }[keyof Network]
  )
>

/** A story of a server and its network, as plain data that survives JSON. */
export type Scenario = { readonly name: string; readonly steps: readonly Step[] }

/** A scenario to which more can be added; each call gives a new one. */
export type ScenarioBuilder<TContract extends Contract = TelltaleContract> = Scenario & {
  /** Sets the time of what is added from here on, in ms from the beginning. */
  at: (ms: number) => ScenarioBuilder<TContract>
  emit: <TEvent extends keyof EventsOf<TContract> & string>(
    topic: Topic,
    event: TEvent,
    payload: EventsOf<TContract>[TEvent],
  ) => ScenarioBuilder<TContract>
  expireToken: () => ScenarioBuilder<TContract>
} & { [TFault in keyof Network]: (...args: Parameters<Network[TFault]>) => ScenarioBuilder<TContract> }

// A record, so that a new fault does not compile until it is here.
const faults = Object.keys({
  drop: true,
  flap: true,
  freeze: true,
  thaw: true,
  restart: true,
  stop: true,
  start: true,
  refuse: true,
  accept: true,
  offline: true,
  online: true,
  latency: true,
  weather: true,
} satisfies Record<keyof Network, true>)

/**
 * Begins a scenario.
 *
 * @example
 * const shaky = scenario('shaky').at(500).emit('user:ada', 'notification', fake.notification()).at(900).drop().at(3000).restart(2000)
 */
export function scenario<TContract extends Contract = TelltaleContract>(name: string): ScenarioBuilder<TContract> {
  return build(name, [], 0)
}

function build<TContract extends Contract>(
  name: string,
  steps: readonly Step[],
  at: number,
): ScenarioBuilder<TContract> {
  // Each fault is called with its own arguments, as the builder's type sees to.
  const add = (step: object) => build<TContract>(name, [...steps, { at, ...step } as Step], at)
  const builder = {
    name,
    steps,
    at: (ms: number) => build<TContract>(name, steps, ms),
    emit: (topic: Topic, event: string, payload: unknown) => add({ do: 'emit', topic, event, payload }),
    expireToken: () => add({ do: 'expireToken' }),
    ...Object.fromEntries(faults.map((fault) => [fault, (...args: unknown[]) => add({ do: fault, args })])),
  }
  // `fromEntries` forgets which names it was given.
  return builder as unknown as ScenarioBuilder<TContract>
}
