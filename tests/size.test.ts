import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { isShort } from './figures/figure.ts'
import { figures } from './figures/size.ts'

const measured = await figures()

test('C8 what the kit adds to an app stays within its bars', () => {
  expect(measured.length).toBeGreaterThan(0)
  expect(measured.filter(isShort)).toEqual([])
})

test.each(measured)("the README's table tells $name to a tenth of a kilobyte, and its bar", ({ name, value, bar }) => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
  const [, told, toldBar] = new RegExp(`\`${name}\`\\s*\\|\\s*([\\d.]+) KB\\s*\\|\\s*([\\d.]+) KB`).exec(readme) ?? []
  // Compressors differ by a few bytes from one Node to the next.
  expect(Math.abs(Number(told) * 1000 - value)).toBeLessThan(100)
  expect(Number(toldBar) * 1000).toBe(bar)
})
