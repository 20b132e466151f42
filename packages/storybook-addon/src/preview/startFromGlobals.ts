import { setLink } from '../shared/link.ts'
import { isSameWeather, setWeather } from '../shared/weather.ts'
import { toSlugs, wireAtRest, type WireGlobals } from '../shared/wireGlobals.ts'
import type { WireWorld } from '../wire.ts'
import { offered } from './showWire.ts'

/**
 * Brings a fresh world to where a link says that it is. A line breaks once it has been up: what people call reconnecting
 * is not what they see before the first connection.
 *
 * @returns how to give up waiting for that
 */
export function startFromGlobals(world: WireWorld, { link, weather, scenario, speed }: WireGlobals): () => void {
  const { client, player } = world
  // At rest nothing is wished, so what the story says of itself holds.
  if (!isSameWeather(weather, wireAtRest.weather)) {
    world.atOnce((network, conditions) => setWeather(network, conditions, weather))
  }
  const scenarios = offered(world)
  const chosen = scenario === null ? undefined : scenarios[toSlugs(scenarios).indexOf(scenario)]
  if (chosen !== undefined) player.play(chosen, speed)
  else if (speed !== wireAtRest.speed && player.state.scenario !== null) player.setSpeed(speed)
  if (link === 'up') return () => undefined
  const unsubscribe = client.status.subscribe(() => {
    const { state, synced } = client.status.getSnapshot()
    if (state !== 'connected' || !synced) return
    unsubscribe()
    world.atOnce((network, conditions) => setLink(network, conditions, link))
  })
  return unsubscribe
}
