// `pnpm test:soak [rounds]`: every test with a property in as many rounds, each with a seed of its own; `npm test` has always
// the same. A round of the client's model is 1000 programmes, of the queries' model 500 runs of each scenario. Stops at the
// first failure, which vitest prints with seed, path and the shrunk counter-example; `TELLTALE_SEED` brings it back.
import { spawnSync } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { globSync, readFileSync } from 'node:fs'

const rounds = Number(process.argv[2] ?? 20)
const files = globSync('packages/*/{src,test}/**/*.test.{ts,tsx}', { exclude: ['**/node_modules/**'] }).filter(
  (file) => file.includes('.property.test.') || readFileSync(file, 'utf8').includes("from 'fast-check'"),
)
const isWindows = process.platform === 'win32'
const startedAt = Date.now()

for (let round = 1; round <= rounds && !process.exitCode; round += 1) {
  const minutes = ((Date.now() - startedAt) / 60_000).toFixed(1)
  const seed = String(randomInt(2 ** 31))
  console.log(`[soak] round ${round} of ${rounds}, after ${minutes} min: TELLTALE_SEED=${seed}`)
  const args = ['run', '--project', 'unit', '--project', 'browser', '--reporter', 'dot', ...files]
  const env = { ...process.env, TELLTALE_SEED: seed }
  if (spawnSync('vitest', args, { stdio: 'inherit', shell: isWindows, env }).status !== 0) process.exitCode = 1
}
