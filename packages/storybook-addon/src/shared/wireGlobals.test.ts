import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { LinkState } from './link.ts'
import { weatherPresets } from './weather.ts'
import { readGlobals, toSlug, wireAtRest, writeGlobals } from './wireGlobals.ts'

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
  ).toEqual({
    ...wireAtRest,
    speed: 0,
  })
})

test('a scenario goes by a name that an address takes', () => {
  expect(toSlug('A bad morning (3 s)!')).toBe('A-bad-morning-3-s')
})
