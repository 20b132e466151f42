import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, preview } from 'vite'

const demo = fileURLToPath(new URL('../../apps/demo', import.meta.url))

/** The demo as it runs in production, but for the tokens: its server as a process of its own, its page built and served. */
export type Demo = {
  url: string
  /** Ends the server as a crash would: no goodbye to anybody. */
  killServer: () => Promise<void>
  /** Resolves when the server listens, on the port that it had before. */
  startServer: () => Promise<void>
  close: () => Promise<void>
}

export async function startDemo(): Promise<Demo> {
  const port = await freePort()
  const outDir = mkdtempSync(join(tmpdir(), 'telltale-demo-'))
  // The demo's own Vite configuration asks where its server is.
  process.env['DEMO_SERVER'] = `http://127.0.0.1:${port}`
  await build({ root: demo, logLevel: 'warn', build: { outDir, emptyOutDir: true } })
  const page = await preview({
    root: demo,
    logLevel: 'silent',
    build: { outDir },
    preview: { port: await freePort(), strictPort: true, host: '127.0.0.1' },
  })
  let server: ChildProcess | undefined

  async function startServer() {
    const child = spawn(process.execPath, ['server.ts'], {
      cwd: demo,
      env: { ...process.env, NODE_ENV: 'development', PORT: String(port) },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    server = child
    // Its first line says that it listens; a server that ends first never will.
    await Promise.race([
      once(child.stdout, 'data'),
      once(child, 'exit').then(([code]) => {
        throw new Error(`the demo's server ended with code ${code} before it listened`)
      }),
    ])
  }

  async function killServer() {
    if (!server || server.exitCode !== null || server.signalCode !== null) return
    const gone = once(server, 'exit')
    server.kill('SIGKILL')
    await gone
  }

  await startServer()
  return {
    url: page.resolvedUrls?.local[0] ?? '',
    killServer,
    startServer,
    close: async () => {
      await killServer()
      await page.close()
      rmSync(outDir, { recursive: true, force: true })
    },
  }
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const address = probe.address()
  probe.close()
  await once(probe, 'close')
  if (typeof address !== 'object' || address === null) throw new Error('no port is free')
  return address.port
}
