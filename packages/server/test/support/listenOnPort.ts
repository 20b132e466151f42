import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
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
  const { method = 'GET', url = '/', headers } = incoming
  const gone = new AbortController()
  outgoing.on('close', () => gone.abort())
  const request = new Request(`http://${headers.host}${url}`, {
    method,
    headers: Object.entries(headers).map(([name, value]) => [name, String(value)]),
    signal: gone.signal,
    ...(method === 'POST' ? { body: Readable.toWeb(incoming) as ReadableStream, duplex: 'half' } : {}), // of Node's own make
  })
  const handle = { GET: usage.GET, POST: usage.POST, OPTIONS: usage.OPTIONS }[method]
  const response = handle ? await handle(request) : new Response(null, { status: 405 })
  outgoing.writeHead(response.status, Object.fromEntries(response.headers))
  // At once, and no faster than it is read.
  outgoing.flushHeaders()
  if (response.body === null) return void outgoing.end()
  try {
    for await (const chunk of response.body) if (!outgoing.write(chunk)) await once(outgoing, 'drain', gone)
    outgoing.end()
  } catch {
    outgoing.destroy()
  }
}
