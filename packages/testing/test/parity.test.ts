/* oxlint-disable no-await-in-loop -- a transcript is one step after the other */
import { TelltaleError } from '@telltale/protocol'
import type { Auth, RealtimeServer } from '@telltale/server'
import type { Socket as ServerSocket } from 'socket.io'
import type { Socket } from 'socket.io-client'
import { expect, test } from 'vitest'
import { createFake, createMockServer, type MockServer, run, scenario } from '../src/index.ts'
import { createNodeServer } from '../src/node/index.ts'
import { connect, next } from './support/connect.ts'

const options = {
  auth: tokenIsUserId,
  authorize: ({ topic }: { topic: string }) => topic !== 'project:secret',
  program,
}

function tokenIsUserId(token: string | null): ReturnType<Auth> {
  if (token === null) throw new TelltaleError('auth_invalid', 'no token came.')
  if (token === 'old') throw new TelltaleError('auth_expired', 'the token is old.', { retryAfterMs: 5 })
  return { userId: token }
}

/** A namespace of its own, so that any event may be used. */
function program({ io }: RealtimeServer): void {
  io.of('/admin').use((_socket, go) => go(Object.assign(new Error('not you'), { data: { code: 'forbidden' } })))
  io.of('/play').on('connection', (socket) => {
    socket.on('sum', (left: number, right: number, answer: (sum: number) => void) => answer(left + right))
    socket.on('ignore', () => undefined)
    socket.on('join', async (room: string, answer: () => void) => {
      await socket.join(room)
      answer()
    })
    socket.on('leave', async (room: string, answer: () => void) => {
      await socket.leave(room)
      answer()
    })
    socket.on('to', (room: string, text: string) => io.of('/play').to(room).emit('heard', text))
    socket.on('to-others', (room: string, text: string) => socket.to(room).emit('heard', text))
    socket.on('bytes', (payload: { bytes: unknown }, answer: (reply: unknown) => void) => {
      const { bytes } = payload
      answer({
        wasBuffer: Buffer.isBuffer(bytes),
        reversed: Buffer.isBuffer(bytes) ? Buffer.from(bytes).reverse() : null,
      })
    })
    socket.on('ask', async (timeoutMs: number, answer: (reply: unknown) => void) => {
      const reply: unknown = await socket
        .timeout(timeoutMs)
        .emitWithAck('question', 6)
        .catch((error: Error) => error.message)
      answer(reply)
    })
    socket.on('say-and-kick', (close: boolean) => {
      socket.emit('heard', 'last words')
      socket.disconnect(close)
    })
  })
}

/** What a client saw, step by step; ids and times are left out. */
async function transcript({ url, rt, close }: MockServer): Promise<string[]> {
  const lines: string[] = []
  const say = (...what: unknown[]) => void lines.push(what.map((part) => JSON.stringify(part)).join(' '))
  const playground = rt.io.of('/play')

  const play = async (): Promise<{ socket: Socket; server: ServerSocket; heard: unknown[] }> => {
    const connection = next(playground, 'connection')
    const socket = connect(`${url}/play`)
    const [[server]] = await Promise.all([connection, next(socket, 'connect')])
    const heard: unknown[] = []
    socket.on('heard', (text: unknown) => heard.push(text))
    // The namespace's event hands over its sockets.
    return { socket, server: server as ServerSocket, heard }
  }

  for (const token of [null, 'old', 7]) {
    const [error] = await next(connect(url, { auth: { token } }), 'connect_error')
    // Socket.IO puts the data of a refusal on the error.
    const { message, data } = error as Error & { data: unknown }
    say('refused', token, message, data)
  }
  for (const namespace of ['/nowhere', '/admin']) {
    const [error] = await next(connect(url + namespace), 'connect_error')
    const { message, data } = error as Error & { data: unknown }
    say('refused', namespace, message, data)
  }

  const ada = connect(url, { auth: { token: 'ada' } })
  const [greeting] = await next(ada, 'connected')
  say('greeted', Object.keys(greeting as object))
  const answers: unknown[] = [
    await ada.emitWithAck('project:join', { projectId: 'secret' }),
    await ada.emitWithAck('project:join', { projectId: 7 }),
    await ada.emitWithAck('no:such', {}),
    await ada.emitWithAck('project:leave', { projectId: 'open' }),
  ]
  say('answered', ...answers)
  rt.notifyUser('ada', { title: 'Hello' })
  const [notification, meta] = await next(ada, 'notification')
  say('notified', Object.keys(notification as object), Object.keys(meta as object))

  const { socket: a, heard: heardByA } = await play()
  const { socket: b, heard: heardByB } = await play()
  say('sum', await a.emitWithAck('sum', 2, 3))
  say(
    'ignored',
    await a
      .timeout(20)
      .emitWithAck('ignore')
      .catch((error: Error) => error.message),
  )
  a.on('question', (number: number, answer: (reply: number) => void) => answer(number * 7))
  say('asked', await a.emitWithAck('ask', 1000), await b.emitWithAck('ask', 20))

  await a.emitWithAck('join', 'room')
  await b.emitWithAck('join', 'room')
  a.emit('to', 'room', 'both')
  a.emit('to-others', 'room', 'b alone')
  // What was sent before an answer arrives before it.
  await a.emitWithAck('sum', 0, 0)
  await b.emitWithAck('leave', 'room')
  a.emit('to', 'room', 'a alone')
  await a.emitWithAck('sum', 0, 0)
  await b.emitWithAck('sum', 0, 0)
  say('heard', heardByA, heardByB)
  for (const bytes of [Uint8Array.of(1, 2, 3), Uint8Array.of(1, 2, 3).buffer, Buffer.from('abc')]) {
    // As the program answers.
    const { wasBuffer, reversed } = (await a.emitWithAck('bytes', { bytes })) as {
      wasBuffer: boolean
      reversed: ArrayBuffer
    }
    say('bytes', wasBuffer, [...new Uint8Array(reversed)])
  }

  const endings: Record<string, (socket: Socket, server: ServerSocket) => unknown> = {
    'the client leaves': (socket) => socket.disconnect(),
    'the client closes the line': (socket) => socket.io.engine.close(),
    'the server leaves': (socket) => socket.emit('say-and-kick', false),
    'the server closes the line': (socket) => socket.emit('say-and-kick', true),
    'the server closes the transport': (_socket, server) => server.conn.close(),
    'the message is too large': (socket) => socket.emit('sum', 'x'.repeat(1_000_001)),
  }
  for (const [title, end] of Object.entries(endings)) {
    const { socket, server, heard } = await play()
    const [seenByClient, seenByServer] = [next(socket, 'disconnect'), next(server, 'disconnect')]
    end(socket, server)
    say(title, (await seenByClient)[0], (await seenByServer)[0], socket.active, heard)
  }
  const { socket, server } = await play()
  const [seenByClient, seenByServer] = [next(socket, 'disconnect'), next(server, 'disconnect')]
  const closed = rt.io.close()
  say('the server shuts down', (await seenByClient)[0], (await seenByServer)[0])
  await closed
  await close()
  return lines
}

test('a mock server and a real one over loopback are the same to their clients', async () => {
  const [fake, real] = [await transcript(createMockServer(options)), await transcript(await createNodeServer(options))]
  expect(real).toHaveLength(22)
  expect(fake).toEqual(real)
})

const ordeal = scenario('ordeal')
  .emit('user:ada', 'notification', createFake().notification())
  .drop()
  .restart()
  .refuse({ code: 'server_busy', retryAfterMs: 5, times: 2 })
  .drop()
  .expireToken()

/** What a scenario is to a client that comes back at once, and to the server. */
async function endure(server: MockServer): Promise<{ seen: unknown[]; transcript: string }> {
  const seen: unknown[] = []
  const ada = connect(server.url, { auth: { token: 'ada' } })
  await next(ada, 'connected')
  const playing = run(ordeal, server, { speed: 0 })
  for (const step of ordeal.steps) {
    const outcome = step.do === 'emit' ? next(ada, 'notification') : next(ada, 'disconnect')
    playing.step()
    if (step.do === 'refuse') continue
    const [what] = await outcome
    // Chromium and the mock say nothing but `close` of a cut, Node's WebSocket says `error` first.
    seen.push(step.do, what === 'transport error' ? 'transport close' : what)
    while (!ada.connected) {
      const back = Promise.race([next(ada, 'connected'), next(ada, 'connect_error')])
      ada.connect()
      const [told] = await back
      seen.push(told instanceof Error ? told.message : 'greeted')
    }
  }
  await playing.done
  const gone = next(server.io.sockets.sockets.get(ada.id ?? '') ?? server.io, 'disconnect')
  ada.disconnect()
  await gone
  await server.close()
  // A server that is killed may hear of its own end before it hears of the cut of its lines.
  return { seen, transcript: server.transcript.masked().replaceAll('server shutting down', 'transport close') }
}

test('one scenario is the same on both, to the client and in the transcript', async () => {
  const [fake, real] = [await endure(createMockServer(options)), await endure(await createNodeServer(options))]
  expect(real.seen).toHaveLength(16)
  expect(fake).toEqual(real)
})
