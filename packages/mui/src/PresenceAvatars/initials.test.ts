import { getContrastRatio } from '@mui/material/styles'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ground, hueOf, initials } from './initials.ts'

test.each([
  ['Ada Lovelace', 'AL'],
  ['  grace   brewster murray hopper ', 'GH'],
  ['Plato', 'P'],
  ['Ada Lovelace (she)', 'AL'],
  ['“Amazing” Grace', 'G'],
  ['王小明', '王'],
  ['e\u0301mile zola', 'E\u0301Z'],
  ['👩🏽‍🚀 Pilot', '👩🏽‍🚀P'],
  ['', '?'],
  ['   ', '?'],
])('the initials of %o are %o', (name, letters) => {
  expect(initials(name)).toBe(letters)
})

test('a letter is never cut in two, whatever the name', () => {
  const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' })
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (name) => {
      expect([...segmenter.segment(initials(name))].length).toBeLessThanOrEqual(4)
      expect(initials(name)).not.toMatch(/[\uD800-\uDBFF]$|^[\uDC00-\uDFFF]/)
    }),
  )
})

test('a person has the same hue always, and a crowd has hues all around', () => {
  const ids = Array.from({ length: 200 }, (_, index) => `user-${index}`)
  expect(ids.map(hueOf)).toEqual(ids.map(hueOf))
  const sectors = ids.map((id) => Math.floor(hueOf(id) / 30))
  for (let sector = 0; sector < 12; sector += 1) {
    expect(sectors.filter((one) => one === sector).length).toBeGreaterThan(6)
  }
})

test('initials have 4.5:1 on every hue, in light and in dark themes', () => {
  for (let hue = 0; hue < 360; hue += 1) {
    const [light, dark] = [ground.light, ground.dark].map((tone) => `hsl(${hue}, ${tone.replace(' ', ', ')})`)
    expect(getContrastRatio('#fff', light ?? '')).toBeGreaterThanOrEqual(4.5)
    expect(getContrastRatio('#000', dark ?? '')).toBeGreaterThanOrEqual(4.5)
  }
})
