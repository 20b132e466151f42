// `npm test`: everything that must hold, in order, stopping at the first step that does not.
// `npm test -- lint tests` runs only the steps that are named.
import { spawnSync, type StdioOptions } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findChromium } from './findChromium.ts'

type Step = { name: string; does: string; run: () => boolean }

const folder = mkdtempSync(join(tmpdir(), 'telltale-check-'))
const report = join(folder, 'vitest.json')
const steps: Step[] = [
  { name: 'browser', does: 'find Chromium, or install it', run: hasBrowser },
  { name: 'bundle', does: 'build the in-page Socket.IO server', run: () => run('turbo', 'run', 'bundle') },
  { name: 'format', does: 'oxfmt', run: () => run('oxfmt', '--check', '.') },
  { name: 'lint', does: 'oxlint with types', run: () => run('oxlint', '--quiet') },
  {
    name: 'types',
    does: 'tsc over everything at once, then each package by its own rules',
    run: () => run('tsc', '-p', 'tsconfig.json') && run('turbo', 'run', 'typecheck', '--concurrency=2'),
  },
  { name: 'knip', does: 'unused files, exports and dependencies', run: () => run('knip', '--no-config-hints') },
  {
    name: 'tests',
    does: 'unit, types, browser, stories, repository and end to end',
    run: () => run('vitest', 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`),
  },
  {
    name: 'pack',
    does: 'build the packages and look at their tarballs',
    run: () => run('turbo', 'run', 'build', '--concurrency=2') && run('node', 'scripts/pack-check.ts'),
  },
]

const wanted = process.argv.slice(2)
const unknown = wanted.filter((name) => !steps.some((step) => step.name === name))
if (unknown.length > 0) {
  console.error(`[check] no step is called ${unknown.join(', ')}: ${steps.map((step) => step.name).join(' ')}`)
  process.exit(1)
}

const times: string[] = []
let failed: string | undefined
for (const step of steps) {
  if (wanted.length > 0 && !wanted.includes(step.name)) continue
  console.log(`\n[check] ${step.name}: ${step.does}`)
  const startedAt = Date.now()
  const held = step.run()
  times.push(`${step.name} ${((Date.now() - startedAt) / 1000).toFixed(1)} s`)
  if (held) continue
  failed = step.name
  break
}
const counts = readCounts()
rmSync(folder, { recursive: true, force: true })
console.log(`\n[check] ${times.join(' · ')}`)
if (failed) {
  console.log(`[check] ${failed} failed: run it alone with \`npm test -- ${failed}\``)
  process.exitCode = 1
}
if (counts && (!failed || failed === 'tests')) console.log(`${counts.passed} passed, ${counts.failed} failed`)

function run(command: string, ...args: string[]): boolean {
  return spawn(command, args, 'inherit')
}

function runQuietly(command: string, ...args: string[]): boolean {
  return spawn(command, args, 'ignore')
}

function spawn(command: string, args: string[], stdio: StdioOptions): boolean {
  const env = { ...process.env, TURBO_TELEMETRY_DISABLED: '1', STORYBOOK_DISABLE_TELEMETRY: '1' }
  return spawnSync(command, args, { stdio, shell: process.platform === 'win32', env }).status === 0
}

function hasBrowser(): boolean {
  const isRoot = process.getuid?.() === 0
  if (starts(findChromium())) return true
  console.log('[check] no Chromium or Chrome that starts here: fetching the one of Playwright, which may take a minute')
  // What it says of a failure is a stack; what counts is whether there is a browser now.
  runQuietly('playwright', 'install', ...(isRoot ? ['--with-deps'] : []), 'chromium')
  if (starts(findChromium())) return true
  if (isRoot) console.log("[check] that one cannot be had: installing the system's own")
  if (isRoot && run('apt-get', 'update') && run('apt-get', 'install', '-y', '--no-install-recommends', 'chromium')) {
    if (starts(findChromium())) return true
  }
  console.error('[check] no browser: install Chromium or Chrome, or give the path of one in TELLTALE_CHROMIUM')
  return false
}

function starts(path: string | undefined): boolean {
  if (!path) return false
  // Chrome has no --version on Windows; elsewhere this notices missing system libraries.
  const version = process.platform === 'win32' ? path : spawnSync(path, ['--version'], { encoding: 'utf8' }).stdout
  if (version) console.log(`[check] ${path}: ${version.trim()}`)
  return Boolean(version)
}

function readCounts(): { passed: number; failed: number } | undefined {
  let text
  try {
    text = readFileSync(report, 'utf8')
  } catch {
    return undefined // the tests did not get their turn
  }
  // Vitest writes Jest's format.
  const result = JSON.parse(text) as { numPassedTests: number; numFailedTests: number }
  return { passed: result.numPassedTests, failed: result.numFailedTests }
}
