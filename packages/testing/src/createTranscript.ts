import type { Server, Socket } from 'socket.io'
import type { WeatherDecision } from './createWeather.ts'

/** Something that happened at the server. */
export type TranscriptEntry = Readonly<
  {
    /** In ms since the server was made. */
    at: number
    /** The WebSocket on which it happened: 1 for the first that spoke to the server, over all of its lives. */
    line: number
    /** Of Socket.IO; `/` unless an app has others. */
    namespace: string
  } & (
    | { kind: 'connect' }
    | { kind: 'disconnect'; reason: string }
    /** A handshake: `data` holds the code, if the refusal gave one. */
    | { kind: 'refused'; message: string; data?: unknown }
    /** From client to server; `meta` is the second argument, with which the kit's client names a command. */
    | { kind: 'in'; event: string; payload: unknown; meta?: unknown }
    /** From server to client, as it leaves, whatever the weather did to it; `meta` is the second argument. */
    | { kind: 'out'; event: string; payload: unknown; meta?: unknown }
    /** The server's answer to a request. */
    | { kind: 'ack'; event: string; answer: unknown }
    /**
     * What the weather made of an event: how long each of its copies is held back, none if it is lost. In the order in
     * which the server sent.
     */
    | { kind: 'weather'; event: string; payload: unknown; meta?: unknown; delaysMs: readonly number[] }
  )
>

/** What happened at a server, from its first life on. */
export type Transcript = {
  /** The last 10 000, oldest first. Payloads are those that were sent, not copies of them. */
  readonly entries: readonly TranscriptEntry[]
  /** One line for each entry, as one would read it aloud. */
  toString: () => string
  /** The same without times, and with random ids numbered as they come, so that two runs compare. */
  masked: () => string
  clear: () => void
}

/** A transcript as the mock server itself knows it. */
export type Recorder = {
  transcript: Transcript
  /** Notes from now on what happens at a fresh server; before all others, so that it sees what they do. */
  watch: (io: Server) => void
  weather: (socket: Socket, decision: WeatherDecision) => void
}

type Happening = TranscriptEntry extends infer TEntry
  ? TEntry extends TranscriptEntry
    ? Omit<TEntry, 'at' | 'line'>
    : never
  : never

const limit = 10_000

/** Starts a transcript at the present moment. */
export function createTranscript(): Recorder {
  const startedAt = Date.now()
  const entries: TranscriptEntry[] = []
  const lines = new WeakMap<Socket['conn'], number>()
  let opened = 0

  const note = (conn: Socket['conn'], happening: Happening) => {
    entries.push({ at: Date.now() - startedAt, line: lines.get(conn) ?? 0, ...happening })
    if (entries.length > limit) entries.shift()
  }

  const follow = (socket: Socket) => {
    const { conn, nsp } = socket
    const here = { namespace: nsp.name }
    note(conn, { ...here, kind: 'connect' })
    socket.on('disconnect', (reason) => note(conn, { ...here, kind: 'disconnect', reason }))
    socket.onAnyOutgoing((...packet: unknown[]) => note(conn, { ...here, kind: 'out', ...readPacket(packet) }))
    socket.use((packet, next) => {
      const request = readPacket(packet)
      note(conn, { ...here, kind: 'in', ...request })
      const acknowledge: unknown = packet.at(-1)
      if (typeof acknowledge === 'function') {
        // The handlers get the arguments of this very list.
        packet[packet.length - 1] = (...answers: unknown[]) => {
          note(conn, { ...here, kind: 'ack', event: request.event, answer: answers[0] })
          Reflect.apply(acknowledge, socket, answers)
        }
      }
      next()
    })
  }

  return {
    transcript: {
      entries,
      toString: () => entries.map(toTimedLine).join('\n'),
      masked: () => mask(entries.map(toLine).join('\n')),
      clear: () => void entries.splice(0),
    },
    watch: (io) => {
      io.engine.on('connection', (conn: Socket['conn']) => {
        lines.set(conn, ++opened)
        conn.on('packetCreate', ({ data }: { data?: unknown }) => {
          const refusal = typeof data === 'string' ? readRefusal(data) : undefined
          if (refusal) note(conn, { kind: 'refused', ...refusal })
        })
      })
      io.sockets.on('connection', follow)
      io.on('new_namespace', (namespace) => void namespace.on('connection', follow))
    },
    weather: (socket, { packet, delaysMs }) =>
      note(socket.conn, { kind: 'weather', namespace: socket.nsp.name, ...readPacket(packet), delaysMs }),
  }
}

function readPacket([event, ...args]: readonly unknown[]): { event: string; payload: unknown; meta?: unknown } {
  const [payload, meta] = args.filter((argument) => typeof argument !== 'function')
  return { event: String(event), payload, ...(meta === undefined ? {} : { meta }) }
}

/** Reads a packet of the type CONNECT_ERROR, which only the wire shows. @see https://socket.io/docs/v4/socket-io-protocol/ */
function readRefusal(packet: string): { namespace: string; message: string; data?: unknown } | undefined {
  const found = /^4(?:(\/[^,]*),)?(\{.*\})$/s.exec(packet)
  if (found === null) return undefined
  const [, namespace = '/', json = ''] = found
  // As Socket.IO's own server writes it.
  return { namespace, ...(JSON.parse(json) as { message: string; data?: unknown }) }
}

/** An entry as one would read it aloud, with its time. */
export const toTimedLine = (entry: TranscriptEntry): string => `${String(entry.at).padStart(7)} ${toLine(entry)}`

function toLine({ at: _at, line, namespace, kind, ...rest }: TranscriptEntry): string {
  const said = Object.entries(rest).map(([name, value]) => {
    if (name === 'event' || name === 'reason' || name === 'message') return String(value)
    return name === 'payload' || name === 'answer' ? JSON.stringify(value) : `${name} ${JSON.stringify(value)}`
  })
  return [`#${line}${namespace === '/' ? '' : namespace}`.padEnd(4), kind.padEnd(10), ...said].join(' ').trimEnd()
}

/** The server's ids are 128 bits in hex, its times ISO 8601. */
function mask(text: string): string {
  const ids = new Map<string, number>()
  return text
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<time>')
    .replaceAll(/[0-9a-f]{32}/g, (id) => `<${ids.get(id) ?? ids.set(id, ids.size + 1).size}>`)
}
