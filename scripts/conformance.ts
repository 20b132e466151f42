// `pnpm conformance <folder>`: runs the official protocol suites against the mock server, in Node, and prints N of M.
// The folder is the `docs` of a checkout of github.com/socketio/socket.io; the suites are not part of this repository.
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startVitest } from 'vitest/node'

const [folder] = process.argv.slice(2)
if (folder === undefined) {
  console.error('[conformance] no suites: give the docs folder of a checkout of github.com/socketio/socket.io')
  process.exit(1)
}

const vitest = await startVitest('test', [], {
  root: resolve(folder),
  config: false,
  watch: false,
  include: ['**/{v4,v5}-test-suite/test-suite.js'],
  setupFiles: [fileURLToPath(new URL('conformanceWorld.ts', import.meta.url))],
  // Their heartbeats are counted in real time, which two suites at once would disturb.
  fileParallelism: false,
  reporters: [{}],
})

const modules = vitest.state.getTestModules()
if (modules.length === 0) console.error(`[conformance] no v4-test-suite or v5-test-suite below ${resolve(folder)}`)
let failed = 0
for (const module of modules) {
  const tests = Array.from(module.children.allTests())
  const failing = tests.filter((test) => test.result().state !== 'passed')
  for (const test of failing) {
    const errors = test.result().errors ?? []
    console.log(`[conformance] failed: ${test.fullName}: ${errors.map(({ message }) => message).join('; ')}`)
  }
  console.log(`[conformance] ${module.relativeModuleId}: ${tests.length - failing.length} of ${tests.length}`)
  failed += failing.length + module.errors().length
}
await vitest.close()
process.exitCode = failed === 0 && modules.length > 0 ? 0 : 1
