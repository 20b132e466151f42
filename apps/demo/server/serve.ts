import type { RequestListener } from 'node:http'
import { Readable } from 'node:stream'
import type { ReadableStream as NodeStream } from 'node:stream/web'

/** Lets `(Request) => Response` answer what comes to a server of `node:http`, streams too. */
export function serve(handle: (request: Request) => Promise<Response>): RequestListener {
  return (incoming, outgoing) => {
    // Streams end when nobody reads them any more.
    const gone = new AbortController()
    outgoing.on('close', () => gone.abort())
    const { method = 'GET', url = '/', headers } = incoming
    const hasBody = method !== 'GET' && method !== 'HEAD'
    const request = new Request(`http://${headers.host}${url}`, {
      method,
      headers: Object.entries(headers).map(([name, value]): [string, string] => [name, String(value)]),
      signal: gone.signal,
      // Node types its own web streams apart from the platform's.
      ...(hasBody && { body: Readable.toWeb(incoming) as ReadableStream, duplex: 'half' }),
    })
    void handle(request).then((response) => {
      outgoing.writeHead(response.status, Object.fromEntries(response.headers)).flushHeaders()
      if (response.body === null) return void outgoing.end()
      Readable.fromWeb(response.body as NodeStream)
        .on('error', () => outgoing.destroy())
        .pipe(outgoing)
    })
  }
}
