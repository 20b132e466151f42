import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { isShort } from '../figures/figure.ts'
import { counts } from '../figures/reliability.ts'

const page = readFileSync(new URL('../../RELIABILITY.md', import.meta.url), 'utf8')

test.each(counts())('C1 $name keeps its bar, and RELIABILITY.md tells it', (figure) => {
  expect(isShort(figure)).toBe(false)
  const [, told, bar] = new RegExp(`\`${figure.name}\`\\s*\\|\\s*([\\d.]+)\\s*\\|\\s*([\\d.]+)\\s*\\|`).exec(page) ?? []
  expect([Number(told), Number(bar)]).toEqual([figure.value, figure.bar])
})
