// `pnpm conformance <folder>`: runs the official protocol suites against the mock server, in Node and in Chromium, and
// prints N of M. The folder is the `docs` of a checkout of github.com/socketio/socket.io; the suites are not part of this
// repository.
import { copyFileSync, globSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { playwright } from '@vitest/browser-playwright'
import { startVitest, type TestUserConfig } from 'vitest/node'
import { chromiumArgs, findChromium } from './findChromium.ts'

const [folder = ''] = process.argv.slice(2)
const suites = resolve(folder)
const include = ['**/{v4,v5}-test-suite/test-suite.js']
if (folder === '' || globSync(include, { cwd: suites }).length === 0) {
  console.error('[conformance] no suites: give the docs folder of a checkout of github.com/socketio/socket.io')
  process.exit(1)
}
const root = fileURLToPath(new URL('..', import.meta.url))
const publicDir = mkdtempSync(join(tmpdir(), 'telltale-conformance-'))
copyFileSync(fileURLToPath(import.meta.resolve('msw/mockServiceWorker.js')), join(publicDir, 'mockServiceWorker.js'))

const executablePath = findChromium()
const browser = () => ({
  enabled: true,
  headless: true,
  screenshotFailures: false,
  provider: playwright({ launchOptions: { ...(executablePath ? { executablePath } : {}), args: chromiumArgs } }),
  instances: [{ browser: 'chromium' as const }],
})
const setup = (name: string) => ({ setupFiles: [join(root, 'scripts', name)] })

/** Where the suites run, and what stands for the network there. */
const worlds: readonly { where: string; config: TestUserConfig }[] = [
  { where: 'in Node', config: setup('conformanceFetch.ts') },
  { where: 'in Chromium, with the MSW worker', config: { ...setup('conformanceWorker.ts'), browser: browser() } },
  {
    where: 'in Chromium, without a worker',
    // Nobody hands requests over there, so only what needs none is run.
    config: {
      ...setup('conformanceWorld.ts'),
      browser: browser(),
      testNamePattern: /^(?!.*(HTTP long-polling|upgrade))/,
    },
  },
]

let failed = 0
try {
  // One after the other: the suites count heartbeats in real time, which another would disturb.
  // oxlint-disable-next-line no-await-in-loop
  for (const { where, config } of worlds) failed += await run(where, config)
} finally {
  rmSync(publicDir, { recursive: true, force: true })
}
process.exitCode = failed === 0 ? 0 : 1

/** Runs both suites, and gives the number of failures. */
async function run(where: string, config: TestUserConfig): Promise<number> {
  const vitest = await startVitest(
    'test',
    [],
    {
      root,
      dir: suites,
      config: false,
      watch: false,
      include,
      fileParallelism: false,
      reporters: [{}],
      ...config,
    },
    {
      publicDir,
      logLevel: 'error',
      server: { fs: { allow: [root, suites] } },
      optimizeDeps: {
        include: ['msw/http', 'msw/browser', '@telltale/protocol > valibot'],
        // The suites name them for Node, and they are not installed.
        exclude: ['chai-string', 'node-fetch', 'ws'],
      },
    },
  )
  const modules = vitest.state.getTestModules().toSorted((one, other) => one.moduleId.localeCompare(other.moduleId))
  // A browser that does not start runs nothing, and nothing fails.
  let failures = modules.length === 0 ? 1 : 0
  for (const module of modules) {
    const tests = Array.from(module.children.allTests()).filter((test) => test.result().state !== 'skipped')
    const failing = tests.filter((test) => test.result().state !== 'passed')
    for (const test of failing) {
      const errors = test.result().errors ?? []
      console.log(`[conformance] failed: ${test.fullName}: ${errors.map(({ message }) => message).join('; ')}`)
    }
    for (const { message } of module.errors()) console.log(`[conformance] failed: ${message}`)
    const suite = module.moduleId.includes('v4-test-suite') ? 'Engine.IO v4' : 'Socket.IO v5'
    console.log(`[conformance] ${suite} ${where}: ${tests.length - failing.length} of ${tests.length}`)
    failures += failing.length + module.errors().length
  }
  await vitest.close()
  return failures
}
