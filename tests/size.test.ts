import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { isShort } from './figures/figure.ts'
import { figures, hookCosts, widgetFigures } from './figures/size.ts'

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8')
const measured = await figures()
const costs = [...(await hookCosts())]
const readme = read('../README.md')
const hooksReadme = read('../packages/react/README.md')
const widgetsReadme = read('../packages/mui/README.md')

const told = [
  ...measured.map((figure) => ({ ...figure, by: 'README', table: readme })),
  ...(await widgetFigures()).map((figure) => ({ ...figure, by: 'README of the widgets', table: widgetsReadme })),
]

test.each(told)('C8 the $by tells $name to a tenth of a kilobyte, its bar, and whether it falls short', (figure) => {
  const row = new RegExp(`\`${figure.name}\`\\s*\\|\\s*([\\d.]+) KB\\s*\\|\\s*([\\d.]+) KB\\s*\\|\\s*(ok|short)\\s*\\|`)
  const [, value, bar, verdict] = row.exec(figure.table) ?? []
  // Compressors differ by a few bytes from one Node to the next.
  expect(Math.abs(Number(value) * 1000 - figure.value)).toBeLessThan(100)
  expect(Number(bar) * 1000).toBe(figure.bar)
  expect(verdict).toBe(isShort(figure) ? 'short' : 'ok')
})

test.each(costs)('C8 the README of the hooks tells what %s costs, to a tenth of a kilobyte', (name, bytes) => {
  const [, value] = new RegExp(`\\| \`${name}\`\\s*\\|\\s*([\\d.]+) KB\\s*\\|`).exec(hooksReadme) ?? []
  expect(Math.abs(Number(value) * 1000 - bytes)).toBeLessThan(100)
})
