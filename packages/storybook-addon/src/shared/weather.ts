import type { Network } from '@telltale/testing'
import type { Conditions } from './link.ts'

/** The weather as the panel sets it: shares are 0–1. */
export type WeatherSettings = Readonly<{
  /** One way. */
  latencyMs: number
  /** On top of the latency, at most. */
  jitterMs: number
  /** Events that never arrive. */
  lose: number
  /** Events that arrive twice. */
  duplicate: number
  /** Events that others overtake. */
  reorder: number
}>

export type WeatherPreset = 'clear' | 'good' | '3g' | 'train' | 'hotel'

/** Those of a network as many know it; latency and jitter are one way, so a round trip takes twice as long. */
export const weatherPresets: Readonly<Record<WeatherPreset, WeatherSettings>> = {
  clear: { latencyMs: 0, jitterMs: 0, lose: 0, duplicate: 0, reorder: 0 },
  good: { latencyMs: 20, jitterMs: 10, lose: 0, duplicate: 0, reorder: 0 },
  '3g': { latencyMs: 150, jitterMs: 100, lose: 0, duplicate: 0, reorder: 0 },
  train: { latencyMs: 200, jitterMs: 600, lose: 0.05, duplicate: 0.05, reorder: 0.1 },
  hotel: { latencyMs: 300, jitterMs: 300, lose: 0.02, duplicate: 0.1, reorder: 0.2 },
}

// The names that the record was written with, which `keys` forgets.
export const weatherPresetNames = Object.keys(weatherPresets) as WeatherPreset[]

/** Which preset the settings are, if any. */
export const presetOf = (settings: WeatherSettings): WeatherPreset | undefined =>
  weatherPresetNames.find((name) => isSameWeather(weatherPresets[name], settings))

export const isSameWeather = (one: WeatherSettings, other: WeatherSettings): boolean =>
  one.latencyMs === other.latencyMs &&
  one.jitterMs === other.jitterMs &&
  one.lose === other.lose &&
  one.duplicate === other.duplicate &&
  one.reorder === other.reorder

/** How long an event that others overtake is held back, at most. */
const reorderWithinMs = 500

/** The weather that holds in a network. */
export const weatherOf = ({ latencyMs, jitterMs, weather }: Conditions): WeatherSettings => ({
  latencyMs,
  jitterMs,
  lose: weather.lose ?? 0,
  duplicate: weather.duplicate ?? 0,
  reorder: weather.reorder?.p ?? 0,
})

/** Makes that weather in a network; calls nothing that would change nothing. */
export function setWeather(network: Network, conditions: Conditions, settings: WeatherSettings): void {
  const before = weatherOf(conditions)
  const { latencyMs, jitterMs, lose, duplicate, reorder } = settings
  if (latencyMs !== before.latencyMs || jitterMs !== before.jitterMs) network.latency(latencyMs, jitterMs)
  if (lose === before.lose && duplicate === before.duplicate && reorder === before.reorder) return
  network.weather({
    ...(lose > 0 && { lose }),
    ...(duplicate > 0 && { duplicate }),
    ...(reorder > 0 && { reorder: { p: reorder, withinMs: reorderWithinMs } }),
  })
}
