import type { Namespace, Server, ServerOptions, Socket } from 'socket.io'
import type { Weather } from './network.ts'

type Adapter = Namespace['adapter']
type AdapterClass = Extract<ServerOptions['adapter'], new (namespace: Namespace) => Adapter>

/** What was decided about one event on its way to one client. */
export type WeatherDecision = {
  /** The event's name and arguments. */
  packet: readonly unknown[]
  /** One entry for each copy that is sent, with how long it is held back; none means lost. */
  delaysMs: readonly number[]
}

/** The weather as the mock server itself knows it. */
export type WeatherStation = {
  set: (weather: Weather) => void
  /** Exposes a fresh server to it, before anybody connects. */
  over: (io: Server) => void
}

/** Draws what becomes of one event: how long each of its copies is held back, in ms. */
function drawDelays({ duplicate = 0, lose = 0, reorder }: Weather, random: () => number): number[] {
  if (random() < lose) return []
  const copies = random() < duplicate ? 2 : 1
  return Array.from({ length: copies }, () =>
    reorder !== undefined && random() < reorder.p ? Math.ceil(random() * reorder.withinMs) : 0,
  )
}

/**
 * Stands between a server and its clients as a broker does: at the adapter, which Socket.IO lets everybody replace.
 * Whoever listens by `onAnyOutgoing` sees the copies as they leave; what the server meant, and in which order, is told
 * with each decision.
 */
export function createWeather(
  random: () => number,
  tell: (socket: Socket, decision: WeatherDecision) => void,
): WeatherStation {
  let weather: Weather = {}

  return {
    set: (next) => void (weather = next),
    over: (io) => {
      // Socket.IO's own adapter: `io` is fresh, so nobody has put in another.
      const InMemory = io.sockets.adapter.constructor as AdapterClass

      class Broker extends InMemory {
        readonly #namespace: Namespace
        readonly #held = new Set<ReturnType<typeof setTimeout>>()

        constructor(namespace: Namespace) {
          super(namespace)
          this.#namespace = namespace
        }

        override broadcast(...[packet, options]: Parameters<Adapter['broadcast']>): void {
          if (Object.keys(weather).length === 0) return super.broadcast(packet, options)
          for (const id of this.#recipients(options)) {
            const send = () => super.broadcast(packet, { ...options, rooms: new Set([id]), except: new Set() })
            const delaysMs = drawDelays(weather, random)
            const socket = this.#namespace.sockets.get(id)
            // The type of a packet leaves its data open; an event has a list of its name and arguments.
            if (socket) tell(socket, { packet: (packet as { data: unknown[] }).data, delaysMs })
            for (const ms of delaysMs) {
              if (ms === 0) send()
              else this.#hold(send, ms)
            }
          }
        }

        override close(): Promise<void> | void {
          for (const timer of this.#held) clearTimeout(timer)
          return super.close()
        }

        #hold(send: () => void, ms: number): void {
          const timer = setTimeout(() => {
            this.#held.delete(timer)
            send()
          }, ms)
          this.#held.add(timer)
        }

        #recipients({ rooms, except = new Set() }: Parameters<Adapter['broadcast']>[1]): string[] {
          const members = (names: Iterable<string>) =>
            new Set(Array.from(names).flatMap((name) => Array.from(this.rooms.get(name) ?? [])))
          const excepted = members(except)
          return Array.from(rooms.size === 0 ? this.sids.keys() : members(rooms)).filter((id) => !excepted.has(id))
        }
      }
      io.adapter(Broker)
    },
  }
}
