import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, it } from 'vitest'
import { createUsageStream } from '../../src/index.ts'
import { frame, session, stateEvent } from './support/usageServer.ts'

it('streams from a real server by the platform’s fetch, and closes the connection on disconnect (U2)', async () => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo // listens on TCP
  const stream = createUsageStream({ endpoint: `http://127.0.0.1:${port}/api/usage`, getToken: () => 'opaque' })
  const created = new Promise((resolve) => stream.on('session:created', resolve))
  const state = new Promise((resolve) => stream.on('session:state', resolve))
  const requested = once(server, 'request')
  stream.connect()

  const [request, response] = await requested
  expect([request.url, request.headers.authorization]).toEqual(['/api/usage/stream', 'Bearer opaque'])
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  const bytes = new TextEncoder().encode(
    frame({ type: 'session:created', data: { ...session, session_id: '😀' } }).replaceAll('\n', '\r\n'),
  )
  const inTheFace = bytes.indexOf(0xf0) + 2
  response.write(frame(stateEvent))
  response.write(bytes.slice(0, inTheFace))
  expect(await state).toEqual(stateEvent.data)
  response.write(bytes.slice(inTheFace))
  expect(await created).toMatchObject({ session_id: '😀' })
  expect(stream.status.getSnapshot().state).toBe('connected')

  const closed = once(response, 'close')
  stream.destroy()
  await closed
  server.close()
  await once(server, 'close')
})
