import fc from 'fast-check'
import { expect, test } from 'vitest'
import { agoIn, bytesIn, countIn, dayIn, durationIn, percentIn, roughlyIn } from './figures.ts'

const minute = 60_000

test.each([
  [0, '0 byte'],
  [999, '1,000 byte'],
  [1_240_000, '1.2 MB'],
  [5e12, '5,000 GB'],
])('a file of %i bytes is told in the unit that fits', (bytes, words) => {
  expect(bytesIn('en')(bytes)).toBe(words)
})

test('percent that are not reached are not told', () => {
  expect([99.9, 100, 0].map(percentIn('en'))).toEqual(['99%', '100%', '0%'])
})

test('what is counted has the plural of the number, and the number the digits of the language', () => {
  const count = countIn<'one' | 'other'>('en')
  expect([0, 1, 1_250].map((number) => count(number, { one: '# task', other: '# tasks' }))).toEqual([
    '0 tasks',
    '1 task',
    '1,250 tasks',
  ])
})

test.each([
  [0, 'now'],
  [minute - 1, 'now'],
  [59 * minute, '59 min. ago'],
  [25 * 60 * minute, 'yesterday'],
  [8 * 1_440 * minute, 'Jan 7, 2026'],
  // The server's clock may be ahead.
  [-5_000, 'now'],
])('what was %i ms ago is told as roughly as one would', (age, words) => {
  const now = Date.UTC(2026, 0, 15, 12)
  expect(agoIn('en')(now - age, now)).toBe(words)
})

test('a duration says all of it, and nothing that is zero but zero itself', () => {
  fc.assert(
    fc.property(fc.nat({ max: 400_000 }), (seconds) => {
      const [hours = 0, minutes = 0, rest = 0] = ['hr', 'min', 'sec'].map((unit) =>
        Number(new RegExp(`([\\d,]+) ${unit}`).exec(durationIn('en')(seconds, 'seconds'))?.[1]?.replace(',', '') ?? 0),
      )
      expect(hours * 3_600 + minutes * 60 + rest).toBe(seconds)
    }),
  )
  expect(durationIn('en')(0, 'seconds')).toBe('0 sec')
  expect(durationIn('en')(59, 'minutes')).toBe('0 min')
})

test.each([
  [4, null],
  [41, '50 sec'],
  [90, '2 min'],
  [7_300, '2 hr'],
])('of %i s that remain it tells %s', (seconds, words) => {
  expect(roughlyIn('en')(seconds)).toBe(words)
})

test.each([
  [new Date(2026, 2, 30, 0, 1), 'today'],
  [new Date(2026, 2, 29, 23, 59), 'yesterday'],
  // In much of Europe this day has 23 hours.
  [new Date(2026, 2, 29, 0, 0), 'yesterday'],
  [new Date(2026, 2, 28, 23, 59), 'Saturday, March 28'],
  [new Date(2026, 2, 31, 9, 0), 'today'],
])('%s is told by its day, seen from the 30th of March', (at, words) => {
  expect(dayIn('en')(at.getTime(), new Date(2026, 2, 30, 12).getTime())).toBe(words)
})
