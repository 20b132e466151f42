import type { Contract, TelltaleContract } from '@telltale/protocol'
import { attachRealtime, type Auth, type RealtimeOptions, type RealtimeServer } from '@telltale/server'
import type { Cable } from './createNetwork.ts'
import { runWorld, type Stage, type World, type WorldOptions } from './runWorld.ts'

/** What a mock server is told when it is made. */
export type MockServerOptions<TContract extends Contract = TelltaleContract> = Partial<
  Omit<RealtimeOptions<TContract>, 'origins'>
> &
  WorldOptions & {
    /** The app's part of the server. Runs for every fresh server, so again after a restart. */
    program?: (rt: RealtimeServer<TContract>) => void
  }

/** A Socket.IO server with `@telltale/server` on it, and a network that breaks on demand. */
export type MockServer<TContract extends Contract = TelltaleContract> = World & {
  /** The realtime server on `io`. */
  readonly rt: RealtimeServer<TContract>
}

/** Runs a world in which anybody is let in by their name, and keeps the kit's promises. */
export function runRealtimeWorld<TContract extends Contract, TCable extends Cable>(
  stage: Stage<TCable>,
  options: MockServerOptions<TContract>,
): MockServer<TContract> {
  const { program, auth = tokenIsUserId, authorize = () => true, ...rest } = options
  let rt: RealtimeServer<TContract>
  const world = runWorld(stage, options, (io) => {
    rt = attachRealtime<TContract>(io, { ...rest, auth, authorize })
    program?.(rt)
    return rt.close
  })
  // Not spread, which would read its getters once and for all; the type of what `defineProperty` adds is not inferred.
  return Object.defineProperty(world, 'rt', { get: () => rt, enumerable: true }) as MockServer<TContract>
}

/** Anybody is let in by their name, and without one as a guest. */
export const tokenIsUserId: Auth = (token) => {
  const userId = token ?? 'guest'
  return { userId, name: userId.charAt(0).toUpperCase() + userId.slice(1) }
}
