// What the official protocol suites find around them: a server at localhost:3000, mocha and chai. WebSockets alone reach
// it here; who hands requests over to `serverOf` adds long-polling.
import { chai, it, suite } from 'vitest'
import { createPlainServer, type World } from '../packages/testing/src/index.ts'

// The suites count on a way that takes its time: they look for the end of a session in the very ms in which it is due.
const latencyMs = 5
const socketOptions = { pingInterval: 300, pingTimeout: 200, connectTimeout: 1000 }

/** As much of the engine's socket as an echo needs. */
type EngineLine = { on: (event: 'message', heard: (data: unknown) => void) => void; send: (data: unknown) => void }

const engineServer = createPlainServer({
  latencyMs,
  socketOptions: { ...socketOptions, path: '/engine.io/' },
  program: ({ engine }) => {
    // The engine alone, without the Socket.IO that would read its messages.
    engine.removeAllListeners('connection')
    engine.on('connection', (line: EngineLine) => line.on('message', (data) => line.send(data)))
  },
})

/** As the README of the suite describes it. */
const socketServer = createPlainServer({
  latencyMs,
  socketOptions,
  program: (io) => {
    io.on('connection', (socket) => {
      socket.emit('auth', socket.handshake.auth)
      socket.on('message', (...payload) => socket.emit('message-back', ...payload))
      socket.on('message-with-ack', (...payload) => {
        // The suite always asks for an answer.
        const acknowledge = payload.pop() as (...answer: unknown[]) => void
        acknowledge(...payload)
      })
    })
    io.of('/custom').on('connection', (socket) => socket.emit('auth', socket.handshake.auth))
  },
})

/** Where the suites believe their server to be. */
export const origin = 'http://localhost:3000'

/** The server that a suite means by a url. */
export const serverOf = (url: string): World => (url.includes('/engine.io/') ? engineServer : socketServer)

class SuiteWebSocket extends globalThis.WebSocket {
  constructor(url: string) {
    super(url.replace(origin.replace('http', 'ws'), serverOf(url).url.replace('http', 'ws')))
  }
}

Object.assign(globalThis, {
  WebSocket: SuiteWebSocket,
  it,
  describe: (title: string, run: () => void) => {
    // oxlint-disable-next-line vitest/valid-title -- the suites give the titles
    suite(title, () => {
      run.call({ timeout: () => undefined })
    })
  },
  chai,
})
/** What a method of chai finds as its `this`. */
type Assertion = { _obj: string; assert: (holds: boolean, message: string, negated: string) => void }

chai.use((extended) => {
  extended.Assertion.addMethod('startsWith', function startsWith(this: Assertion, start: string) {
    this.assert(this._obj.startsWith(start), `"${this._obj}" starts with "${start}"`, `"${this._obj}" does not`)
  })
})
