import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { preview } from 'vite'

/** Builds the book and serves it as any static host would; the address ends with a slash. */
export async function serveBook(): Promise<{ url: string; close: () => Promise<void> }> {
  const outDir = mkdtempSync(join(tmpdir(), 'telltale-book-'))
  const built = spawnSync('storybook', ['build', '--quiet', '-o', outDir], {
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32',
    env: { ...process.env, STORYBOOK_DISABLE_TELEMETRY: '1' },
  })
  if (built.status !== 0) throw new Error('the book does not build: `pnpm build-storybook` says why')
  const book = await preview({ configFile: false, logLevel: 'silent', build: { outDir }, preview: { port: 0 } })
  const url = book.resolvedUrls?.local[0]
  if (url === undefined) throw new Error('the book has no address')
  return {
    url,
    close: async () => {
      await book.close()
      rmSync(outDir, { recursive: true, force: true })
    },
  }
}
