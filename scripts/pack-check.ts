// `pnpm pack:check`: packs every package as it would be published and looks at the tarballs. Needs built packages.
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, realpathSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

type Manifest = {
  name: string
  exports: Record<string, unknown>
  dependencies?: Record<string, string>
  peerDependencies?: Record<string, string>
}

const packages = fileURLToPath(new URL('../packages/', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'telltale-pack-'))
const tarballs = join(folder, 'tarballs')
const modules = join(folder, 'node_modules')
const complaints: string[] = []

try {
  capture('pnpm', '-r', '--filter', './packages/*', 'pack', '--pack-destination', tarballs)
  const manifests = readdirSync(packages).map((name) => unpack(name))
  for (const [manifest, tarball] of manifests) look(manifest, tarball)
  importAll(manifests.map(([manifest]) => manifest))
} finally {
  rmSync(folder, { recursive: true, force: true })
}
for (const complaint of complaints) console.error(`[pack] ${complaint}`)
if (complaints.length > 0) process.exitCode = 1

function unpack(name: string): [Manifest, string] {
  const source = readManifest(join(packages, name))
  const prefix = source.name.replace('@', '').replace('/', '-')
  const file = readdirSync(tarballs).find((tarball) => new RegExp(`^${prefix}-\\d`).test(tarball))
  if (!file) throw new Error(`[pack] pnpm pack made no tarball of ${source.name}`)
  const target = join(modules, source.name)
  mkdirSync(target, { recursive: true })
  capture('tar', '-xzf', join(tarballs, file), '-C', target, '--strip-components=1')
  const manifest = readManifest(target)
  for (const dependency of Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies })) {
    if (!dependency.startsWith('@telltale/')) link(dependency, join(packages, name, 'node_modules', dependency))
  }
  return [manifest, join(tarballs, file)]
}

function look({ name }: Manifest, tarball: string) {
  console.log(`[pack] ${name}`)
  const files = capture('tar', '-tzf', tarball).split('\n')
  // A copy of another package's types is another type: what is declared there fits no app's own.
  const strays = files.filter((file) => /\.(test|test-d|stories)\.|\/(test|node_modules)\/|^package\/src\//.test(file))
  if (strays.length > 0) complaints.push(`${name} would publish ${strays.join(', ')}`)
  const text = readFileSync(join(modules, name, 'package.json'), 'utf8')
  if (/"(workspace|catalog):/.test(text)) complaints.push(`${name} would publish a workspace: or catalog: version`)
  for (const [command, ...args] of [
    ['publint', 'run', '--strict', tarball],
    ['attw', '--profile', 'esm-only', '--format', 'ascii', tarball],
  ] as const) {
    const result = spawnSync(command, args, { encoding: 'utf8', shell: process.platform === 'win32' })
    if (result.status !== 0) complaints.push(`${command} on ${name}:\n${result.stdout}${result.stderr}`)
  }
}

/** Every published entry loads in Node beside the others, with nothing of the workspace around it. */
function importAll(manifests: Manifest[]) {
  const entries = manifests.flatMap(({ name, exports }) =>
    Object.keys(exports)
      .filter((path) => path !== './package.json')
      .map((path) => name + path.slice(1)),
  )
  const code = entries.map((entry) => `await import(${JSON.stringify(entry)})`).join('\n')
  const result = spawnSync(process.execPath, ['--input-type=module', '-e', code], { cwd: folder, encoding: 'utf8' })
  if (result.status === 0) console.log(`[pack] ${entries.length} entries load in Node: ${entries.join(' ')}`)
  else complaints.push(`an entry does not load in Node:\n${result.stderr}`)
}

function link(dependency: string, from: string) {
  const to = join(modules, dependency)
  mkdirSync(dirname(to), { recursive: true })
  rmSync(to, { force: true })
  symlinkSync(realpathSync(from), to, 'junction')
}

function readManifest(path: string): Manifest {
  // Our own manifests, which the workspace already relies upon.
  return JSON.parse(readFileSync(join(path, 'package.json'), 'utf8')) as Manifest
}

function capture(command: string, ...args: string[]): string {
  const result = spawnSync(command, args, { encoding: 'utf8', shell: process.platform === 'win32' })
  if (result.status !== 0) throw new Error(`[pack] ${command} ${args.join(' ')}\n${result.stdout}${result.stderr}`)
  return result.stdout
}
