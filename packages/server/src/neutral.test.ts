import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { expect, test } from 'vitest'

test('the main entry bundles for the browser: no module of Node, and nothing of socket.io but its types', async () => {
  const { metafile } = await build({
    entryPoints: [fileURLToPath(new URL('index.ts', import.meta.url))],
    bundle: true,
    format: 'esm',
    platform: 'browser',
    write: false,
    metafile: true,
    logLevel: 'silent',
  })

  const inputs = Object.keys(metafile.inputs)
  const imports = Object.values(metafile.inputs).flatMap((input) => input.imports)
  expect(imports.filter((found) => found.external || found.path.startsWith('node:'))).toEqual([])
  expect(inputs.filter((path) => /node_modules\/(socket|engine)\.io/.test(path))).toEqual([])
  expect(inputs.some((path) => path.endsWith('attachRealtime.ts'))).toBe(true)
})
