import { createRealtimeClient, type RealtimeClient, type RealtimeClientOptions } from '@telltale/react'
import { createMockServer, type MockServer, type MockServerOptions } from '@telltale/testing'

/** What a live story says of its world, as `parameters.wire`. An empty object is a server where everything is allowed. */
export type WireParameters = MockServerOptions & {
  /** Of the story's client; url and environment are the world's. @defaultValue a guest without a token */
  client?: Omit<RealtimeClientOptions, 'url' | 'env'>
}

/** The world of one story: a server in the page, and the client that its components use. */
export type Wire = { readonly server: MockServer; readonly client: RealtimeClient }

/** What these annotations read and write of Storybook's story context. */
export type WireContext = {
  parameters: Readonly<Record<string, unknown>>
  loaded: Record<string, unknown>
  canvasElement: object
}

/** By canvas, since Storybook prepares a story anew for each change of its args, without ending it before. */
const wires = new WeakMap<object, Wire>()

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
  const { client: clientOptions, ...serverOptions } = options
  const server = createMockServer(serverOptions)
  const client = createRealtimeClient({ ...clientOptions, url: server.url, env: { connectivity: server.connectivity } })
  const wire: Wire = { server, client }
  wires.set(canvasElement, wire)
  loaded['wire'] = wire
  return async () => {
    wires.delete(canvasElement)
    client.destroy()
    await server.close()
  }
}

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
