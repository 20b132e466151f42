import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { type Figure, isShort } from './figures/figure.ts'
import { figures, hookCosts, widgetFigures } from './figures/size.ts'

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8')
const measured = await figures()
const costs = [...(await hookCosts())]
const readme = read('../README.md')
const hooksReadme = read('../packages/react/README.md')
const widgetsReadme = read('../packages/mui/README.md')

/** That a table has a figure to a tenth of a kilobyte, with its bar, and says whether it falls short. */
function expectTold(table: string, figure: Figure): void {
  const row = new RegExp(`\`${figure.name}\`\\s*\\|\\s*([\\d.]+) KB\\s*\\|\\s*([\\d.]+) KB\\s*\\|\\s*(ok|short)\\s*\\|`)
  const [, told, toldBar, verdict] = row.exec(table) ?? []
  // Compressors differ by a few bytes from one Node to the next.
  expect(Math.abs(Number(told) * 1000 - figure.value)).toBeLessThan(100)
  expect(Number(toldBar) * 1000).toBe(figure.bar)
  expect(verdict).toBe(isShort(figure) ? 'short' : 'ok')
}

test.each(measured)('C8 the README tells $name, its bar, and whether it falls short', (figure) =>
  expectTold(readme, figure),
)

test.each(await widgetFigures())('C8 the README of the widgets tells $name as well', (figure) =>
  expectTold(widgetsReadme, figure),
)

test.each(costs)('C8 the README of the hooks tells what %s costs, to a tenth of a kilobyte', (name, bytes) => {
  const [, told] = new RegExp(`\\| \`${name}\`\\s*\\|\\s*([\\d.]+) KB\\s*\\|`).exec(hooksReadme) ?? []
  expect(Math.abs(Number(told) * 1000 - bytes)).toBeLessThan(100)
})
