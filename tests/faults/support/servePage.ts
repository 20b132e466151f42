import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

/** Serves the page with the client at `/`, and one without anything at `/elsewhere`. */
export async function servePage(): Promise<{ url: string; close: () => Promise<void> }> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('page.ts', import.meta.url))],
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    define: { 'process.env.NODE_ENV': '"development"' },
  })
  const script = outputFiles[0]?.text ?? ''
  const http = createServer(({ url = '/' }, answer) => {
    if (url === '/page.js') answer.setHeader('content-type', 'text/javascript').end(script)
    else {
      answer.setHeader('content-type', 'text/html')
      answer.end(
        `<!doctype html><title>${url}</title>${url === '/elsewhere' ? '' : '<script type="module" src="/page.js"></script>'}`,
      )
    }
  }).listen(0, '127.0.0.1')
  await once(http, 'listening')
  // A server that listens on a port has an address of that form.
  const { port } = http.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    close: async () => {
      http.closeAllConnections()
      http.close()
      await once(http, 'close')
    },
  }
}
