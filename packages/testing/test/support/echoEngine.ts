import type { RealtimeServer } from '@telltale/server'

/** As much of the engine's socket as an echo needs. */
type EngineSocket = { on: (event: 'message', heard: (data: unknown) => void) => void; send: (data: unknown) => void }

/** The engine alone: it sends back what it hears, without the Socket.IO that would read it. */
export function echoEngine({ io: { engine } }: RealtimeServer): void {
  engine.removeAllListeners('connection')
  engine.on('connection', (socket: EngineSocket) => socket.on('message', (data) => socket.send(data)))
}
