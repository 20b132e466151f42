import type { ErrorCode } from '@telltale/protocol'
import type { WebSocketClientConnection } from '../generated/webSocketInterceptor.js'
import { Line } from './Line.ts'
import type { Connectivity, Network, Refusal } from './network.ts'

/** The server behind the network. */
export type Host = {
  start: () => void
  stop: () => void
  /** Takes the request to open a line; false while no server runs. */
  upgrade: (line: Line) => boolean
}

/** The network as the mock server itself knows it. */
export type NetworkLink = {
  network: Network
  connectivity: Connectivity
  attempts: () => number
  connect: (client: WebSocketClientConnection) => Promise<void>
  /** What the next handshake is refused with, if it is: the `data` of its `connect_error`. */
  refuseHandshake: () => { code: ErrorCode; retryAfterMs?: number } | null
  /** Cuts all, and forgets a restart that was under way. */
  close: () => void
}

/** Puts a network with faults between the page and a host. */
export function createNetwork(host: Host, random: () => number, latencyMs: number): NetworkLink {
  const lines = new Set<Line>()
  const listeners = new Set<() => void>()
  let online = true
  let closed = false
  let attempts = 0
  let delay = { ms: latencyMs, jitterMs: 0 }
  let refusal: Refusal | null = null
  let restarting: ReturnType<typeof setTimeout> | undefined

  const drop = () => {
    for (const line of lines) line.cut()
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
      restart: (downMs = 0) => {
        stop()
        if (downMs > 0 && !closed) restarting = setTimeout(start, downMs)
        else start()
      },
      stop,
      start,
      refuse: (next = {}) => void (refusal = next),
      accept: () => void (refusal = null),
      offline: () => setOnline(false),
      online: () => setOnline(true),
      latency: (ms, jitterMs = 0) => void (delay = { ms, jitterMs }),
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
    connect: (client) => {
      attempts += 1
      const { readyState, CONNECTING } = client.socket
      if (readyState !== CONNECTING) return Promise.resolve()
      const line: Line = new Line(client, { travelMs, ended: () => void lines.delete(line) })
      lines.add(line)
      if (!online) line.cut()
      else {
        line.request(() => {
          const unreachable = refusal !== null && refusal.code === undefined
          if (unreachable) countRefusal()
          if (unreachable || !host.upgrade(line)) line.cut()
        })
      }
      return line.settled
    },
    refuseHandshake: () => {
      if (refusal?.code === undefined) return null
      const { code, retryAfterMs } = refusal
      countRefusal()
      return retryAfterMs === undefined ? { code } : { code, retryAfterMs }
    },
    close: () => {
      closed = true
      clearTimeout(restarting)
      drop()
      listeners.clear()
    },
  }
}
