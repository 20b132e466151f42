import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

/** Serves a page at `/`, as an app would build it, and one without anything at `/elsewhere`. */
export async function servePage(
  entry: URL,
  mode: 'development' | 'production',
): Promise<{ url: string; close: () => Promise<void> }> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(entry)],
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    jsx: 'automatic',
    minify: mode === 'production',
    define: { 'process.env.NODE_ENV': JSON.stringify(mode) },
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
