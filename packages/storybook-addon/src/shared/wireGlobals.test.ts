import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { LinkState } from './link.ts'
import { weatherPresets } from './weather.ts'
import { readGlobals, toSlugs, wireAtRest, writeGlobals } from './wireGlobals.ts'

const share = fc.integer({ min: 0, max: 100 }).map((percent) => percent / 100)
const ms = fc.integer({ min: 0, max: 60_000 })
const globals = fc.record({
  link: fc.constantFrom<LinkState[]>('up', 'dropped', 'frozen', 'offline', 'stopped', 'refused'),
  weather: fc.oneof(
    fc.constantFrom(...Object.values(weatherPresets)),
    fc.record({ latencyMs: ms, jitterMs: ms, lose: share, duplicate: share, reorder: share }),
  ),
  scenario: fc.option(fc.stringMatching(/^[a-zA-Z0-9]+(-[a-zA-Z0-9]+){0,3}$/)),
  speed: fc.constantFrom(0, 0.25, 1, 4, 10),
})

test('what is written into an address is read from it, as it is or as letters', () => {
  fc.assert(
    fc.property(globals, (state) => {
      const written = writeGlobals(state)
      expect(readGlobals(written)).toEqual(state)
      const letters = Object.fromEntries(Object.entries(written).map(([name, value]) => [name, String(value)]))
      expect(readGlobals(letters)).toEqual(state)
      // What Storybook lets into an address.
      for (const value of Object.values(letters)) expect(value).toMatch(/^([a-zA-Z0-9 _-]*|-?[0-9]+(\.[0-9]+)?)$/)
    }),
  )
})

test('what is at rest is not written at all', () => {
  expect(writeGlobals(wireAtRest)).toEqual({})
  expect(writeGlobals({ ...wireAtRest, weather: weatherPresets.train })).toEqual({ weather: 'train' })
})

test('whatever an address says is read as something that can be', () => {
  fc.assert(
    fc.property(
      fc.anything(),
      fc.dictionary(fc.constantFrom('link', 'weather', 'lose', 'speed'), fc.anything()),
      (a, b) => {
        for (const { weather, speed } of [readGlobals(a), readGlobals(b)]) {
          for (const value of [...Object.values(weather), speed]) expect(value).toBeGreaterThanOrEqual(0)
          expect(weather.lose).toBeLessThanOrEqual(1)
        }
      },
    ),
  )
  expect(
    readGlobals({ link: 'sideways', weather: 'hail', latencyMs: '-5', lose: { toString: null }, speed: 'NaN' }),
  ).toEqual(wireAtRest)
  for (const speed of ['fast', '', null, Number.NaN]) expect(readGlobals({ speed })).toEqual(wireAtRest)
})

test('a scenario goes by a name that an address takes', () => {
  expect(toSlugs([{ name: 'A bad morning (3 s)!' }])).toEqual(['A-bad-morning-3-s'])
})

test('each of a story’s scenarios goes by a name of its own, in whatever script it is written', () => {
  const name = fc.oneof(
    fc.constantFrom('Tunnel', 'Tunnel!', '隧道', 'Туннель 1', 'Шторм 1', 'Tunnel_2', '2'),
    fc.string(),
  )
  fc.assert(
    fc.property(fc.array(fc.record({ name })), (scenarios) => {
      const slugs = toSlugs(scenarios)
      expect(new Set(slugs).size).toBe(scenarios.length)
      for (const slug of slugs) {
        expect(slug).toMatch(/^[a-zA-Z0-9 _-]+$/)
        expect(readGlobals(writeGlobals({ ...wireAtRest, scenario: slug })).scenario).toBe(slug)
      }
    }),
  )
})
