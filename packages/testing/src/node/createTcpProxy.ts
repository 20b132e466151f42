import { createNetwork } from '../createNetwork.ts'
import { mulberry32 } from '../mulberry32.ts'
import type { Connectivity, Network } from '../network.ts'
import { openGate } from './openGate.ts'
import type { TcpLine } from './TcpLine.ts'

/** What a proxy is told when it is made. */
export type TcpProxyOptions = {
  /** Where the server listens, on 127.0.0.1. */
  port: number
  /** Of the random behind jitter and flapping. @defaultValue 1 */
  seed?: number
  /** How long everything travels, in ms; see `network.latency`. @defaultValue 0 */
  latencyMs?: number
}

/** The faults that need no part of the server. `stop` and `restart` make it unreachable; it stays as it is. */
export type ProxyNetwork = Omit<Network, 'refuse' | 'accept' | 'weather'>

/** A port in front of a server, with a network between the two that breaks on demand. */
export type TcpProxy = {
  /** What clients connect to instead of the server. */
  readonly url: string
  readonly network: ProxyNetwork
  /** Whether clients have a network, by `network.offline()`; fits the client's `env.connectivity`. */
  readonly connectivity: Connectivity
  /** Connections opened towards the server; those of long-polling count as well. */
  readonly attempts: number
  /** Cuts all lines and gives the port back. */
  close: () => Promise<void>
}

/**
 * Puts a faulty network in front of any server of this machine, whatever it speaks.
 *
 * @example
 * const proxy = await createTcpProxy({ port: 4000 })
 * const client = createRealtimeClient({ url: proxy.url, getToken })
 * proxy.network.freeze()
 */
export async function createTcpProxy({ port, seed = 1, latencyMs = 0 }: TcpProxyOptions): Promise<TcpProxy> {
  const gate = await openGate()
  let reachable = true
  const link = createNetwork<TcpLine>(
    {
      start: () => void (reachable = true),
      stop: () => void (reachable = false),
      take: (line) => {
        if (reachable) line.carryTo(port)
        return reachable
      },
      weather: () => undefined,
    },
    mulberry32(seed),
    latencyMs,
  )
  const shut = gate.listen(link.connect)

  return {
    url: gate.url,
    network: link.network,
    connectivity: link.connectivity,
    get attempts() {
      return link.attempts()
    },
    close: () => {
      const closed = shut()
      link.close()
      return closed
    },
  }
}
