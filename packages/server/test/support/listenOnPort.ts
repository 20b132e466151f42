import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import type { ReadableStream as NodeStream } from 'node:stream/web'
import { onTestFinished } from 'vitest'
import type { UsageHandlers } from '../../src/index.ts'

/** Serves handlers on a free port of this machine until the test ends; gives their url. */
export async function listenOnPort(usage: UsageHandlers): Promise<string> {
  const server = createServer((request, response) => void serve(usage, request, response))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(async () => {
    usage.close()
    server.closeAllConnections()
    server.close()
    await once(server, 'close')
  })
  // A TCP server's address is an object.
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/usage`
}

/** The example of the README: Node's request in, Node's response out. */
async function serve(usage: UsageHandlers, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const gone = new AbortController()
  outgoing.on('close', () => gone.abort())
  const { method = 'GET', url, headers } = incoming
  const request = new Request(`http://${headers.host}${url}`, {
    method,
    headers: Object.entries(headers).map(([name, value]) => [name, String(value)]),
    signal: gone.signal,
    // Node types its own web streams apart from the platform's.
    ...(method === 'POST' ? { body: Readable.toWeb(incoming) as ReadableStream, duplex: 'half' } : {}),
  })
  const handle = { GET: usage.GET, POST: usage.POST, OPTIONS: usage.OPTIONS }[method]
  const response = handle ? await handle(request) : new Response(null, { status: 405 })
  outgoing.writeHead(response.status, Object.fromEntries(response.headers)).flushHeaders()
  if (response.body === null) outgoing.end()
  else {
    Readable.fromWeb(response.body as NodeStream)
      .on('error', () => outgoing.destroy())
      .pipe(outgoing)
  }
}
