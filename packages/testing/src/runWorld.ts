import type { Server, ServerOptions } from 'socket.io'
import { type Cable, type Connect, createNetwork } from './createNetwork.ts'
import { createTranscript, type Transcript } from './createTranscript.ts'
import { createWeather } from './createWeather.ts'
import { mulberry32 } from './mulberry32.ts'
import type { Connectivity, Network } from './network.ts'

/** What every world is told when it is made. */
export type WorldOptions = {
  /** Of the random behind jitter, flapping and weather. @defaultValue 1 */
  seed?: number
  /** How long everything travels, in ms; see `network.latency`. @defaultValue 0 */
  latencyMs?: number
  /** For Socket.IO's own `Server`. @defaultValue a ping every 10 s, and 5 s to answer it */
  socketOptions?: Partial<ServerOptions>
}

/** A Socket.IO server with a network that breaks on demand. */
export type World = {
  /** What clients connect to; each server has an origin of its own. */
  readonly url: string
  /** The genuine Socket.IO server that runs now, or that ran last. */
  readonly io: Server
  readonly network: Network
  /** Whether the page has a network, by `network.offline()`; fits the client's `env.connectivity`. */
  readonly connectivity: Connectivity
  /**
   * Sends an HTTP request to the server, through the same network: the long-polling of clients without WebSockets. The
   * origin that the request names is of no account.
   *
   * @throws what `fetch` does: a `TypeError` for a request that was cut, the signal's reason for one that was given up
   * @example
   * http.all('http://localhost:3000/socket.io/', ({ request }) => server.fetch(request).catch(() => Response.error()))
   */
  readonly fetch: (request: Request) => Promise<Response>
  /** What happened at the server, over all of its lives. */
  readonly transcript: Transcript
  /** WebSockets opened and requests sent towards the server, aborted and refused ones too. */
  readonly attempts: number
  /** Sockets connected now. */
  readonly connections: number
  /** What clients have left here: sockets, lines below them that are not closed, listeners to `connectivity`. */
  leftovers: () => { sockets: number; lines: number; listeners: number }
  /** Cuts all lines and leaves nothing behind: no timer, no listener, no port, and with the last one no patched `WebSocket`. */
  close: () => Promise<void>
}

/** Where a world plays: in the page, or on a port. */
export type Stage<TCable extends Cable> = {
  url: string
  /** Makes a fresh server, and takes its lines to it. */
  open: (options: Partial<ServerOptions>) => { io: Server; take: (cable: TCable) => void }
  fetch: World['fetch']
  /** Hands over the lines that want to open, until the function that it returns is called. */
  listen: (connect: Connect<TCable>) => () => void | Promise<void>
}

/** One life of the server; its memory ends with it. */
type Life<TCable extends Cable> = ReturnType<Stage<TCable>['open']> & { end: (() => void) | undefined }

/**
 * Puts a network, its faults and a transcript around a server.
 *
 * @param live - what the server does. Runs for every fresh one; what it returns is called before that one closes.
 */
export function runWorld<TCable extends Cable>(
  stage: Stage<TCable>,
  { seed = 1, latencyMs = 0, socketOptions }: WorldOptions,
  live: (io: Server) => (() => void) | undefined,
): World {
  const recorder = createTranscript()
  // A random of its own, so that neither weather nor jitter moves the other's draws.
  const weather = createWeather(mulberry32(seed + 1), recorder.weather)
  let running = false

  const incarnate = (): Life<TCable> => {
    const { io, take } = stage.open({
      pingInterval: 10_000,
      pingTimeout: 5_000,
      ...socketOptions,
      serveClient: false,
    })
    weather.over(io)
    recorder.watch(io)
    io.use(link.admit)
    running = true
    return { io, take, end: live(io) }
  }
  const end = async (): Promise<void> => {
    if (!running) return
    running = false
    life.end?.()
    await life.io.close()
  }

  const link = createNetwork<TCable>(
    {
      start: () => {
        if (!running) life = incarnate()
      },
      stop: () => void end(),
      take: (cable) => {
        if (running) life.take(cable)
        return running
      },
      weather: weather.set,
    },
    mulberry32(seed),
    latencyMs,
  )
  let life = incarnate()
  const release = stage.listen(link.connect)

  return {
    url: stage.url,
    network: link.network,
    connectivity: link.connectivity,
    fetch: stage.fetch,
    transcript: recorder.transcript,
    get io() {
      return life.io
    },
    get attempts() {
      return link.attempts()
    },
    get connections() {
      return life.io.sockets.sockets.size
    },
    leftovers: () => ({ sockets: life.io.sockets.sockets.size, ...link.leftovers() }),
    close: async () => {
      const released = release()
      link.close()
      await end()
      await released
    },
  }
}
