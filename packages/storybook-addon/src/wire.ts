import { createRealtimeClient, type RealtimeClient, type RealtimeClientOptions } from '@telltale/react'
import {
  createMockServer,
  type MockServer,
  type MockServerOptions,
  type Network,
  type Scenario,
} from '@telltale/testing'
import { followList } from './followList.ts'
import { Player } from './Player.ts'
import { afterCall, calm, type Conditions, type FaultCall } from './shared/link.ts'
import type { LogEntry } from './shared/toScenario.ts'

/** What a live story says of its world, as `parameters.wire`. An empty object is a server where everything is allowed. */
export type WireParameters = MockServerOptions & {
  /** Of the story's client; url and environment are the world's. @defaultValue a guest without a token */
  client?: Omit<RealtimeClientOptions, 'url' | 'env'>
  /** Who is signed in, where `client` brings no token: the token is their id, as the mock server reads it. */
  user?: string
  /** Played from the beginning of the story. */
  scenario?: Scenario
  /** Offered in the panel beside `scenario`. */
  scenarios?: readonly Scenario[]
  /** How fast `scenario` is played; 0 by hand. @defaultValue 1 */
  speed?: number
}

/** The world of one story: a server in the page, and the client that its components use. */
export type Wire = {
  readonly server: MockServer
  readonly client: RealtimeClient
  /** Plays scenarios on `server`. */
  readonly player: Player
}

/** A world as the panel's end in the story knows it. */
export type WireWorld = Wire & {
  readonly parameters: WireParameters
  readonly startedAt: number
  /** What happened so far, and what was done to the network, whoever did it; the last 10 000, oldest first. */
  readonly log: () => readonly LogEntry[]
  readonly conditions: () => Conditions
  /** Does what takes several calls to the network. In the log they have one time, so that a copy plays them as one. */
  readonly atOnce: (act: (network: Network, conditions: Conditions) => void) => void
  /** Calls back at each call to the network and each turn of the player; returns how to end that. */
  readonly watch: (listener: () => void) => () => void
}

/** What these annotations read and write of Storybook's story context. */
export type WireContext = {
  parameters: Readonly<Record<string, unknown>>
  loaded: Record<string, unknown>
  canvasElement: object
}

/** By canvas, since Storybook prepares a story anew for each change of its args, without ending it before. */
const wires = new WeakMap<object, WireWorld>()

const keptEntries = 10_000

/**
 * Storybook's `beforeEach`: makes the world of a story that has `parameters.wire`, with an origin of its own; ends it with
 * the story. A change of args keeps it, a remount begins anew.
 */
export function prepareWire({ parameters, loaded, canvasElement }: WireContext): (() => Promise<void>) | undefined {
  // Storybook does not type parameters; WireParameters is what the README asks for.
  const options = parameters['wire'] as WireParameters | undefined
  if (options === undefined) return undefined
  const running = wires.get(canvasElement)
  if (running !== undefined) {
    loaded['wire'] = running
    return undefined
  }
  const wire = createWorld(options)
  wires.set(canvasElement, wire)
  loaded['wire'] = wire
  if (options.scenario !== undefined) wire.player.play(options.scenario, options.speed)
  return async () => {
    wires.delete(canvasElement)
    wire.player.stop()
    wire.client.destroy()
    await wire.server.close()
  }
}

/** The world that {@link prepareWire} made for a canvas. */
export const worldOf = (canvasElement: object): WireWorld | undefined => wires.get(canvasElement)

function createWorld(parameters: WireParameters): WireWorld {
  const { client: clientOptions, user, scenario: _scenario, scenarios: _scenarios, speed: _speed, ...rest } = parameters
  const startedAt = Date.now()
  const server = createMockServer(rest)
  const signedIn = user === undefined ? {} : { getToken: () => user }
  const client = createRealtimeClient({
    ...signedIn,
    ...clientOptions,
    url: server.url,
    env: { connectivity: server.connectivity },
  })
  const listeners = new Set<() => void>()
  const tell = () => {
    for (const listener of listeners) listener()
  }
  const log: LogEntry[] = []
  const heardSince = followList(() => server.transcript.entries)
  const catchUp = () => {
    log.push(...heardSince())
    log.splice(0, log.length - keptEntries)
  }
  let conditions = calm(rest.latencyMs)
  let momentOfAct: number | null = null
  overhear(server.network, (call) => {
    conditions = afterCall(conditions, call)
    // Within a millisecond, times do not tell what came first.
    catchUp()
    log.push({ at: (momentOfAct ?? Date.now()) - startedAt, kind: 'fault', ...call })
    tell()
  })
  return {
    server,
    client,
    player: new Player(server, tell),
    parameters,
    startedAt,
    log: () => {
      catchUp()
      return log
    },
    conditions: () => conditions,
    atOnce: (act) => {
      momentOfAct = Date.now()
      act(server.network, conditions)
      momentOfAct = null
    },
    watch: (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}

/** Tells of every call to a network: by the story, its scenario or the panel. */
function overhear(network: Network, tell: (call: FaultCall) => void): void {
  // `keys` forgets the names of a closed record.
  for (const fault of Object.keys(network) as (keyof Network)[]) {
    const act: (...args: never[]) => void = network[fault]
    Object.assign(network, {
      [fault]: (...args: never[]) => {
        // First, since lines close while it acts. The compiler does not follow the fault's own arguments through a union.
        tell({ fault, args: args.filter(isPlain) } as unknown as FaultCall)
        act(...args)
      },
    })
  }
}

/** What a fault is told is data. A button that calls it may hand it its click as well, which no log can carry. */
const isPlain = (argument: unknown): boolean =>
  typeof argument === 'number' ||
  (typeof argument === 'object' && argument !== null && Object.getPrototypeOf(argument) === Object.prototype)

/**
 * The world of the story that is running, for its `play`.
 *
 * @throws {Error} for a story without `parameters.wire`
 * @example play: async (context) => wireOf(context).server.network.drop()
 */
export function wireOf({ loaded }: Pick<WireContext, 'loaded'>): Wire {
  const wire = loaded['wire']
  if (wire === undefined) {
    throw new Error(
      '[telltale] this story has no wire, so there is no line to act on. Add `parameters: { wire: {} }` to it.',
    )
  }
  // Only `prepareWire` writes this key.
  return wire as Wire
}
