// `pnpm figures [part or group…] [--json]`: measures what has a bar; exit code 1 when something falls short of its own.
import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type Figure, isShort } from '../tests/figures/figure.ts'

const folder = new URL('../tests/figures/', import.meta.url)
const known = readdirSync(folder)
  .filter((file) => file.endsWith('.ts') && file !== 'figure.ts')
  .map((file) => file.slice(0, -'.ts'.length))
/** What is measured together under one name. */
const groups: Record<string, readonly string[]> = {
  client: ['reliability', 'outbox', 'leaks', 'size'],
  query: ['query', 'queryFrames', 'queryOnScreen'],
  widgets: ['widgets', 'lighthouse'],
}
const asked = process.argv.slice(2)
/** A part and not its group, which may have the same name. */
const isApart = asked.includes('--apart')
const parts = asked
  .filter((name) => !name.startsWith('--'))
  .flatMap((name) => (isApart ? undefined : groups[name]) ?? [name])
const unknown = parts.filter((part) => !known.includes(part))
if (unknown.length > 0) {
  console.error(`[figures] no part is called ${unknown.join(', ')}: ${[...known, ...Object.keys(groups)].join(' ')}`)
  process.exit(1)
}

const wanted = parts.length > 0 ? parts : known
const figures: Figure[] = []
for (const part of wanted) {
  // oxlint-disable-next-line no-await-in-loop -- measured at the same time, parts would disturb each other
  figures.push(...(wanted.length === 1 ? await measure(part) : measureApart(part)))
}
if (asked.includes('--json')) {
  console.log(JSON.stringify(figures.map((figure) => ({ ...figure, ok: !isShort(figure) }))))
} else {
  for (const figure of figures) {
    console.log(`${figure.name} ${figure.value} ${figure.bar} ${isShort(figure) ? 'short' : 'ok'}`)
  }
}
if (figures.some(isShort)) process.exitCode = 1

async function measure(part: string): Promise<Figure[]> {
  // Every file of the folder beside figure.ts is a part, and a part exports `figures`.
  const module = (await import(new URL(`${part}.ts`, folder).href)) as { figures: () => Promise<Figure[]> }
  return module.figures()
}

/** In a process of its own: what one part leaves in the memory must not count against the next. */
function measureApart(part: string): Figure[] {
  const { stdout } = spawnSync(process.execPath, [fileURLToPath(import.meta.url), part, '--apart', '--json'], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  return JSON.parse(stdout) as Figure[] // what this very script prints
}
