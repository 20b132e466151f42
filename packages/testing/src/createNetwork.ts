import type { LinePort } from './Line.ts'
import type { Connectivity, Network, Refusal, Weather } from './network.ts'

/** A line as the network sees it. */
export type Cable = {
  /** Sends the request that it begins with over to the server. */
  request: (arrive: () => void) => void
  /** Ends the line without a word to either end. */
  cut: () => void
  /** Lets through what the network held back. */
  thaw: () => void
}

/** The server behind the network. */
export type Host<TCable extends Cable> = {
  start: () => void
  stop: () => void
  /** Takes the request that a line begins with; false while no server runs. */
  take: (cable: TCable) => boolean
  weather: (weather: Weather) => void
}

/** Counts an attempt to open a line, and lays the line. */
export type Connect<TCable extends Cable> = <TLaid extends TCable>(
  lay: (port: LinePort) => TLaid | undefined,
) => TLaid | undefined

/** The network as the mock server itself knows it. */
export type NetworkLink<TCable extends Cable> = {
  network: Network
  connectivity: Connectivity
  attempts: () => number
  leftovers: () => { lines: number; listeners: number }
  /** Takes a line that wants to open; `lay` gives none if it has been closed already. */
  connect: Connect<TCable>
  /** A middleware of Socket.IO, which refuses the handshakes that `refuse()` is about. */
  admit: (socket: unknown, next: (error?: Error) => void) => void
  /** Cuts all, and forgets a restart that was under way. */
  close: () => void
}

/** Puts a network with faults between the page and a host. */
export function createNetwork<TCable extends Cable>(
  host: Host<TCable>,
  random: () => number,
  latencyMs: number,
): NetworkLink<TCable> {
  const lines = new Set<TCable>()
  const listeners = new Set<() => void>()
  let online = true
  let closed = false
  let attempts = 0
  let delay = { ms: latencyMs, jitterMs: 0 }
  let refusal: Refusal | null = null
  let frozen = false
  let restarting: ReturnType<typeof setTimeout> | undefined
  let flapping: ReturnType<typeof setTimeout> | undefined

  const drop = () => {
    for (const line of lines) line.cut()
  }
  const flap = (times: number, everyMs = 1000) => {
    clearTimeout(flapping)
    if (times < 1 || closed) return
    drop()
    if (times > 1) flapping = setTimeout(() => flap(times - 1, everyMs), everyMs * (0.5 + random()))
  }
  const stop = () => {
    clearTimeout(restarting)
    drop()
    host.stop()
  }
  const start = () => {
    clearTimeout(restarting)
    if (!closed) host.start()
  }
  const setOnline = (next: boolean) => {
    if (online === next) return
    online = next
    if (!online) drop()
    for (const listener of Array.from(listeners)) listener()
  }
  const countRefusal = () => {
    if (refusal?.times !== undefined) refusal = refusal.times > 1 ? { ...refusal, times: refusal.times - 1 } : null
  }
  const travelMs = () => delay.ms + (delay.jitterMs > 0 ? random() * delay.jitterMs : 0)

  return {
    network: {
      drop,
      flap,
      freeze: () => void (frozen = true),
      thaw: () => {
        frozen = false
        for (const line of lines) line.thaw()
      },
      restart: (downMs = 0) => {
        stop()
        if (downMs > 0 && !closed) restarting = setTimeout(start, downMs)
        else start()
      },
      stop,
      start,
      refuse: (next = {}) => void (refusal = next.times === 0 ? null : next),
      accept: () => void (refusal = null),
      offline: () => setOnline(false),
      online: () => setOnline(true),
      latency: (ms, jitterMs = 0) => void (delay = { ms, jitterMs }),
      weather: (weather = {}) => host.weather(weather),
    },
    connectivity: {
      isOnline: () => online,
      subscribe: (listener) => {
        // A wrapper of its own, so that one function subscribed twice is removed once.
        const entry = () => listener()
        listeners.add(entry)
        return () => void listeners.delete(entry)
      },
    },
    attempts: () => attempts,
    leftovers: () => ({ lines: lines.size, listeners: listeners.size }),
    connect: (lay) => {
      attempts += 1
      const line = lay({ travelMs, isFrozen: () => frozen, ended: () => void (line && lines.delete(line)) })
      if (line === undefined) return undefined
      lines.add(line)
      if (!online) line.cut()
      else {
        line.request(() => {
          const unreachable = refusal !== null && refusal.code === undefined
          if (unreachable) countRefusal()
          if (unreachable || !host.take(line)) line.cut()
        })
      }
      return line
    },
    admit: (_socket, next) => {
      if (refusal?.code === undefined) return next()
      const { code, retryAfterMs } = refusal
      countRefusal()
      const data = retryAfterMs === undefined ? { code } : { code, retryAfterMs }
      next(Object.assign(new Error(`[telltale] refused with ${code}, as told`), { data }))
    },
    close: () => {
      closed = true
      clearTimeout(restarting)
      clearTimeout(flapping)
      drop()
      listeners.clear()
    },
  }
}
