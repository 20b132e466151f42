import type { Network, Refusal, Weather } from '@telltale/testing'

/** What the network of a story does to its line until it is told otherwise. */
export type LinkState = 'up' | 'dropped' | 'frozen' | 'offline' | 'stopped' | 'refused'

/** A fault of the network, as it was called. */
export type FaultCall = {
  [TFault in keyof Network]: { fault: TFault; args: Parameters<Network[TFault]> }
}[keyof Network]

/** What holds in a network. */
export type Conditions = Readonly<{
  offline: boolean
  frozen: boolean
  stopped: boolean
  /** Whom it turns away until `accept()`; one that counts its attempts is over too soon to be a state. */
  refusal: Refusal | null
  latencyMs: number
  jitterMs: number
  weather: Weather
}>

/** A network that nobody has touched. */
export const calm = (latencyMs = 0): Conditions => ({
  offline: false,
  frozen: false,
  stopped: false,
  refusal: null,
  latencyMs,
  jitterMs: 0,
  weather: {},
})

/** What holds after a call. A restart is over by itself, and so is what cuts lines but lets them come back. */
export function afterCall(conditions: Conditions, { fault, args }: FaultCall): Conditions {
  switch (fault) {
    case 'offline':
    case 'online':
      return { ...conditions, offline: fault === 'offline' }
    case 'freeze':
    case 'thaw':
      return { ...conditions, frozen: fault === 'freeze' }
    case 'stop':
    case 'start':
    case 'restart':
      return { ...conditions, stopped: fault === 'stop' }
    case 'refuse': {
      const [refusal = {}] = args
      return { ...conditions, refusal: refusal.times === undefined ? refusal : null }
    }
    case 'accept':
      return { ...conditions, refusal: null }
    case 'latency': {
      const [latencyMs, jitterMs = 0] = args
      return { ...conditions, latencyMs, jitterMs }
    }
    case 'weather':
      return { ...conditions, weather: args[0] ?? {} }
    case 'drop':
    case 'flap':
      return conditions
  }
}

/** Of all that holds, what keeps the line from coming back. */
export function linkOf({ offline, frozen, stopped, refusal }: Conditions): LinkState {
  if (offline) return 'offline'
  if (stopped) return 'stopped'
  if (frozen) return 'frozen'
  if (refusal === null) return 'up'
  return refusal.code === undefined ? 'dropped' : 'refused'
}

/** Ends what keeps the line down, and breaks it anew as wanted; calls nothing that would change nothing. */
export function setLink(network: Network, conditions: Conditions, link: LinkState): void {
  if (linkOf(conditions) === link) return
  if (conditions.offline) network.online()
  if (conditions.frozen) network.thaw()
  if (conditions.stopped) network.start()
  if (conditions.refusal !== null) network.accept()
  breaks[link](network)
}

const breaks: Record<LinkState, (network: Network) => void> = {
  up: () => undefined,
  dropped: (network) => {
    network.refuse()
    network.drop()
  },
  frozen: (network) => network.freeze(),
  offline: (network) => network.offline(),
  stopped: (network) => network.stop(),
  refused: (network) => {
    network.refuse({ code: 'auth_invalid' })
    network.drop()
  },
}
