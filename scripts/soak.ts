// `pnpm test:soak [rounds]`: every property test in as many rounds, each with seeds of its own. A round of the client's model
// is 1000 programmes, of the queries' model 500 runs of each scenario. Stops at the first failure, which vitest prints with
// seed, path and the shrunk counter-example.
import { spawnSync } from 'node:child_process'

const rounds = Number(process.argv[2] ?? 20)
const isWindows = process.platform === 'win32'
const startedAt = Date.now()

for (let round = 1; round <= rounds && !process.exitCode; round += 1) {
  const minutes = ((Date.now() - startedAt) / 60_000).toFixed(1)
  console.log(`[soak] round ${round} of ${rounds}, after ${minutes} min`)
  const args = ['run', '--project', 'unit', '--reporter', 'dot', '.property.test.ts']
  if (spawnSync('vitest', args, { stdio: 'inherit', shell: isWindows }).status !== 0) process.exitCode = 1
}
