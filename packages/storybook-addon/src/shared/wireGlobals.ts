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

/**
 * The names by which a story's scenarios go in an address, which takes no other letters. Where that leaves nothing of a
 * name, or what an earlier one goes by, its place is added.
 *
 * @example toSlugs(['Bad morning', 'Tunnel!', 'Tunnel?']) // ['Bad-morning', 'Tunnel', 'Tunnel_3']
 */
export function toSlugs(scenarios: readonly { readonly name: string }[]): string[] {
  const slugs = scenarios.map(({ name }) => name.replaceAll(/[^a-zA-Z0-9]+/g, '-').replaceAll(/^-|-$/g, ''))
  return slugs.map((slug, place) =>
    slug !== '' && slugs.indexOf(slug) === place ? slug : `${slug}_${String(place + 1)}`,
  )
}

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
  const number = (name: string, most: number, atRest = 0): number => {
    const said = given[name]
    // Of an object there may be no number to be had, and that of no letters at all would be 0.
    const read = typeof said === 'number' || (typeof said === 'string' && said !== '') ? Number(said) : Number.NaN
    return Number.isFinite(read) ? Math.min(Math.max(read, 0), most) : atRest
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
    speed: number('speed', 100, wireAtRest.speed),
  }
}
