import type { LinkState } from './link.ts'
import { isSameWeather, presetOf, weatherPresetNames, weatherPresets, type WeatherSettings } from './weather.ts'

/** The part of Wire's state that a link to a story carries, as Storybook's global `wire`. */
export type WireGlobals = Readonly<{
  link: LinkState
  weather: WeatherSettings
  /** The slug of the scenario that is to be played, if any. */
  scenario: string | null
  /** How fast it is played; 0 by hand. */
  speed: number
}>

export const globalName = 'wire'

export const wireAtRest: WireGlobals = { link: 'up', weather: weatherPresets.clear, scenario: null, speed: 1 }

const links: readonly string[] = [
  'up',
  'dropped',
  'frozen',
  'offline',
  'stopped',
  'refused',
] satisfies readonly LinkState[]

const isLink = (value: unknown): value is LinkState => typeof value === 'string' && links.includes(value)

/** Addresses take no other letters, so a scenario goes by this name there. */
export const toSlug = (name: string): string => name.replaceAll(/[^a-zA-Z0-9]+/g, '-').replaceAll(/^-|-$/g, '')

/**
 * The global as Storybook keeps it: what differs from rest alone, so that an address says no more than it must. A weather
 * with a name goes by it.
 *
 * @example writeGlobals({ ...wireAtRest, link: 'dropped' }) // { link: 'dropped' }, in the address `globals=wire.link:dropped`
 */
export function writeGlobals({ link, weather, scenario, speed }: WireGlobals): Record<string, string | number> {
  const preset = presetOf(weather)
  return {
    ...(link !== wireAtRest.link && { link }),
    ...(preset === undefined ? weather : !isSameWeather(weather, wireAtRest.weather) && { weather: preset }),
    ...(scenario !== null && { scenario }),
    ...(speed !== wireAtRest.speed && { speed }),
  }
}

/** Reads the global, whoever wrote it; what makes no sense counts as rest. Numbers from an address may be strings. */
export function readGlobals(value: unknown): WireGlobals {
  if (typeof value !== 'object' || value === null) return wireAtRest
  // Looked up by name, each checked below.
  const given = value as Record<string, unknown>
  const number = (name: string, most: number): number => {
    const said = given[name]
    // Of an object there may be no number to be had.
    const read = typeof said === 'number' || typeof said === 'string' ? Number(said) : 0
    return Number.isFinite(read) ? Math.min(Math.max(read, 0), most) : 0
  }
  const preset = weatherPresetNames.find((name) => name === given['weather'])
  return {
    link: isLink(given['link']) ? given['link'] : wireAtRest.link,
    weather: preset
      ? weatherPresets[preset]
      : {
          latencyMs: number('latencyMs', 60_000),
          jitterMs: number('jitterMs', 60_000),
          lose: number('lose', 1),
          duplicate: number('duplicate', 1),
          reorder: number('reorder', 1),
        },
    scenario: typeof given['scenario'] === 'string' && given['scenario'] !== '' ? given['scenario'] : null,
    speed: given['speed'] === undefined ? wireAtRest.speed : number('speed', 100),
  }
}
