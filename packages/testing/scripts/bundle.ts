/**
 * Writes `generated/`: the installed Socket.IO server, and MSW's WebSocket interception, as modules that need nothing of
 * Node. Both are bundled even for tests in Node: the server because its timers must be those of `globalThis` (fake clocks
 * do not reach `node:timers`), the interception because its registry of patched globals must not be the one of an app's
 * own MSW, which refuses to patch `WebSocket` twice.
 */
import { copyFileSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, type BuildOptions, type Metafile, type Plugin } from 'esbuild'

const root = fileURLToPath(new URL('..', import.meta.url))
const generated = join(root, 'generated')
const stub = (name: string): string => join(root, 'scripts/stubs', `${name}.ts`)

/** What the server asks for and an in-process line has no use of. Any other Node module fails the build. */
const replaced: Record<string, string> = {
  accepts: stub('empty'),
  cors: stub('empty'),
  crypto: stub('crypto'),
  debug: stub('debug'),
  events: fileURLToPath(import.meta.resolve('events/events.js')),
  fs: stub('empty'),
  http: stub('http'),
  path: stub('empty'),
  querystring: stub('empty'),
  stream: stub('empty'),
  timers: stub('timers'),
  ws: stub('ws'),
  zlib: stub('empty'),
}

/** Files of the server that only serve other transports, other platforms or clusters. */
const unused: { files: RegExp; contents: string }[] = [
  { files: /engine\.io\/build\/userver\.js$/, contents: 'exports.uServer = class {}' },
  // Of clients before Engine.IO 4; their answer is that of plain polling.
  {
    files: /engine\.io\/build\/transports\/polling-jsonp\.js$/,
    contents: "exports.JSONP = require('./polling').Polling",
  },
  { files: /engine\.io\/build\/transports\/webtransport\.js$/, contents: 'exports.WebTransport = class {}' },
  { files: /engine\.io\/build\/parser-v3\/index\.js$/, contents: '' },
  {
    files: /socket\.io\/dist\/uws\.js$/,
    contents: 'exports.patchAdapter = exports.restoreAdapter = exports.serveFile = () => {}',
  },
  {
    files: /socket\.io-adapter\/dist\/cluster-adapter\.js$/,
    contents: 'exports.ClusterAdapter = exports.ClusterAdapterWithHeartbeat = class {}',
  },
]

const withoutNode: Plugin = {
  name: 'without-node',
  setup: (bundler) => {
    bundler.onResolve({ filter: /^[a-z]+$/ }, ({ path, importer }) => {
      if (Object.hasOwn(replaced, path)) return { path: replaced[path] ?? '' }
      if (!builtinModules.includes(path)) return undefined
      return { errors: [{ text: `${importer} needs node:${path}; give it a stub in scripts/bundle.ts` }] }
    })
    for (const { files, contents } of unused) bundler.onLoad({ filter: files }, () => ({ contents, loader: 'js' }))
  },
}

/** Bundles an entry; what it exports is also its types, as both are seen from this package. */
async function bundle(
  name: string,
  options: Pick<BuildOptions, 'conditions' | 'define' | 'inject'>,
): Promise<Metafile> {
  const entry = join(root, 'scripts/entries', `${name}.ts`)
  const { metafile } = await build({
    entryPoints: [entry],
    outdir: generated,
    bundle: true,
    format: 'esm',
    platform: 'neutral',
    mainFields: ['module', 'main'],
    target: 'es2022',
    plugins: [withoutNode],
    legalComments: 'inline',
    metafile: true,
    absWorkingDir: root,
    logLevel: 'warning',
    ...options,
  })
  copyFileSync(entry, join(generated, `${name}.d.ts`))
  return metafile
}

/** The licence of every package whose code went into a bundle, as those licences ask for. */
function licences(metafiles: Metafile[]): string {
  const folders = metafiles
    .flatMap(({ inputs }) => Object.keys(inputs))
    .map((file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0])
    .filter((folder) => folder !== undefined)
  const notices = new Map<string, string>()
  for (const folder of new Set(folders)) {
    const { name, version, license } = packageOf(folder)
    const file = readdirSync(join(root, folder)).find((entry) => /^licen[cs]e/i.test(entry))
    const text = file === undefined ? `Licensed under ${license}.` : readFileSync(join(root, folder, file), 'utf8')
    notices.set(`${name} ${version}`, text.trim())
  }
  const sections = Array.from(notices, ([title, text]) => `${title}\n${'-'.repeat(title.length)}\n${text}\n`)
  return `The files of this package contain code of the packages below, under their licences.\n\n${sections.toSorted((one, other) => one.localeCompare(other)).join('\n\n')}`
}

function packageOf(folder: string): { name: string; version: string; license: string } {
  // Written by its author for npm, which checks these three.
  return JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')) as ReturnType<typeof packageOf>
}

mkdirSync(generated, { recursive: true })
const metafiles = await Promise.all([
  bundle('socketIo', { inject: [stub('inject')] }),
  // Its logger looks for its settings in localStorage when it loads, of which Node warns.
  bundle('webSocketInterceptor', { conditions: ['browser'], define: { localStorage: 'undefined' } }),
])
writeFileSync(join(generated, 'THIRD-PARTY-LICENSES.txt'), licences(metafiles))

for (const file of readdirSync(generated)) {
  console.log(`generated/${file}`.padEnd(40), `${(statSync(join(generated, file)).size / 1000).toFixed(1)} kB`)
}
