import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { qaChecklist } from '../.storybook/parts/qaChecklist.ts'

type Entry = { id: string; type: 'story' | 'docs'; title: string }

const root = fileURLToPath(new URL('..', import.meta.url))

/** What is in the book, as Storybook finds it. */
const entries = readIndex()
const has = (type: Entry['type'], id: string): boolean =>
  entries.some((entry) => entry.type === type && entry.id === id)

test('every row of the QA checklist links to a story of the book', () => {
  expect(qaChecklist.filter(({ story }) => !has('story', story))).toEqual([])
})

const pages = list('.storybook').filter((file) => file.endsWith('.mdx'))

test.each(pages)('every link of %s leads to a page or a story of the book', (file) => {
  const links = [...readFileSync(join(root, '.storybook', file), 'utf8').matchAll(/path=\/(story|docs)\/([\w-]+)/g)]
  // The expression allows these two words.
  const broken = links.filter(([, type, id]) => !has(type as Entry['type'], id ?? ''))
  expect(broken.map(([link]) => link)).toEqual([])
})

test('every widget has stories of its states, live ones, and a matrix for the visual tests', () => {
  const widgets = list('packages/mui/src').filter((file) => /^(\w+)\/\1View\.tsx$/.test(file))
  expect(widgets.length).toBeGreaterThan(7)
  for (const name of widgets.map((file) => file.split('/')[0] ?? '')) {
    const titles = new Set(entries.map(({ title }) => title).filter((title) => title.startsWith(`Widgets/${name}`)))
    expect([...titles]).toEqual(
      expect.arrayContaining([`Widgets/${name}`, `Widgets/${name}/Live`, `Widgets/${name}/Matrix`]),
    )
  }
})

function readIndex(): Entry[] {
  const folder = mkdtempSync(join(tmpdir(), 'telltale-index-'))
  const file = join(folder, 'index.json')
  const made = spawnSync('storybook', ['index', '--quiet', '-o', file], {
    cwd: root,
    encoding: 'utf8',
    shell: process.platform === 'win32',
    env: { ...process.env, STORYBOOK_DISABLE_TELEMETRY: '1' },
  })
  if (made.status !== 0) throw new Error(`the book has no index:\n${made.stdout}${made.stderr}`)
  // Storybook's own format.
  const index = JSON.parse(readFileSync(file, 'utf8')) as { entries: Record<string, Entry> }
  rmSync(folder, { recursive: true, force: true })
  return Object.values(index.entries)
}

function list(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
}
