import type { Server } from 'socket.io'
import { runWorld, type World, type WorldOptions } from './runWorld.ts'
import { stageInPage } from './stageInPage.ts'

/** What a plain server is told when it is made. */
export type PlainServerOptions = WorldOptions & {
  /** The app's server. Runs for every fresh one, so again after a restart. */
  program?: (io: Server) => void
}

/**
 * Runs a real Socket.IO server that keeps none of the kit's promises, inside the page or the test, as any server that an
 * app may have today. Clients reach it as they reach the one of `createMockServer`.
 *
 * @example
 * const server = createPlainServer({ program: (io) => io.on('connection', (socket) => socket.emit('hello', {})) })
 */
export function createPlainServer({ program, ...options }: PlainServerOptions = {}): World {
  return runWorld(stageInPage(), options, (io) => {
    program?.(io)
    return undefined
  })
}
