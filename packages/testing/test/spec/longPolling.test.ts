/**
 * The points of the Engine.IO protocol, version 4, over HTTP long-polling, and the upgrade from there.
 *
 * @see https://github.com/socketio/socket.io/blob/main/docs/engine.io-protocol/v4-current.md
 */
import { afterEach, describe, expect, test, vi } from 'vitest'
import { next } from '../support/connect.ts'
import { echoEngine } from '../support/echoEngine.ts'
import { polling, pollingSession } from '../support/polling.ts'
import { rawLine } from '../support/rawLine.ts'
import { inPage, type Serve, stages } from '../support/stages.ts'

const ECHO = { program: echoEngine }
const HEARTBEAT = { ...ECHO, socketOptions: { pingInterval: 300, pingTimeout: 200 } }

/** As much of the engine's socket as tells of its end. */
type EngineSession = Emitter & { transport: Emitter }
type Emitter = Parameters<typeof next>[0]

afterEach(() => void vi.useRealTimers())

const session = async (serve: Serve) => pollingSession(await serve(ECHO))

/** A session whose WebSocket has been told that it may be used. */
async function probed(serve: Serve) {
  const server = await serve(ECHO)
  const { get, sid } = await pollingSession(server)
  const query = `EIO=4&transport=websocket&sid=${sid}`
  const line = rawLine(server.url, query)
  await line.opened
  line.send('2probe')
  expect(await line.next()).toBe('3probe')
  return { get, line, another: () => rawLine(server.url, query) }
}

describe.each(stages)('Engine.IO v4 $stage', ({ serve }) => {
  describe('Transports, HTTP long-polling', () => {
    test.each([
      ['no version', 'GET', 'transport=polling'],
      ['version 3', 'GET', 'EIO=3&transport=polling'],
      ['a version that is none', 'GET', 'EIO=abc&transport=polling'],
      ['no transport', 'GET', 'EIO=4'],
      ['an unknown transport', 'GET', 'EIO=4&transport=pigeon'],
      ['the transport of another kind of request', 'GET', 'EIO=4&transport=websocket'],
      ['an unknown session', 'GET', 'EIO=4&transport=polling&sid=nobody'],
      ['an unknown session', 'POST', 'EIO=4&transport=polling&sid=nobody'],
      ['no session', 'POST', 'EIO=4&transport=polling'],
      ['no session', 'PUT', 'EIO=4&transport=polling'],
    ])('K3 a request with %s (%s) is answered with 400', async (_what, method, query) => {
      const server = await serve(ECHO)
      const answer = await polling(server).get(query, { method })
      expect(answer.status).toBe(400)
      expect(await answer.json()).toEqual({ code: expect.any(Number), message: expect.any(String) })
      expect(server.io.engine.clientsCount).toBe(0)
    })

    test('K3 a second poll is refused, ends the first with a close packet and the session with it', async () => {
      const { get } = await session(serve)
      const answers = await Promise.all([get(), get()])
      const [first, second] = answers.toSorted((one, other) => one.status - other.status)
      expect([first?.status, await first?.text()]).toEqual([200, '1'])
      expect(second?.status).toBeOneOf([400, 500])
      expect((await get()).status).toBe(400)
    })

    test('K3 a poll that is given up ends the session', async () => {
      const server = await serve(ECHO)
      const [{ get }, [socket]] = await Promise.all([pollingSession(server), next(server.io.engine, 'connection')])
      // What the engine hands over on a connection.
      const session = socket as EngineSession
      const waits = next(session.transport, 'ready')
      const giveUp = new AbortController()
      const poll = get(undefined, { signal: giveUp.signal })
      await waits
      const ended = next(session, 'close')
      giveUp.abort()
      await expect(poll).rejects.toThrow('aborted')
      expect((await ended)[0]).toBe('transport error')
      expect((await get()).status).toBe(400)
    })
  })

  describe('Handshake', () => {
    test('K3 the answer is an open packet, as text, that offers the upgrade', async () => {
      const answer = await polling(await serve(HEARTBEAT)).get()
      expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/plain; charset=UTF-8'])
      const [type, ...json] = await answer.text()
      expect(type).toBe('0')
      expect(JSON.parse(json.join(''))).toStrictEqual({
        sid: expect.stringMatching(/.{16,}/),
        upgrades: ['websocket'],
        pingInterval: 300,
        pingTimeout: 200,
        maxPayload: 1e6,
      })
    })
  })

  describe('Message', () => {
    test.each([
      ['one text', '4hello'],
      ['a text that is not ASCII', '4ünïcödé €  😀'],
      ['several texts', '4one\x1e4two\x1e4three'],
      ['text and bytes, as base64', '4hello\x1ebAQIDBA=='],
    ])('K3 %s come back as they were sent', async (_what, payload) => {
      const { get, post } = await session(serve)
      const sent = await post(payload)
      expect([sent.status, await sent.text()]).toEqual([200, 'ok'])
      expect(await (await get()).text()).toBe(payload)
    })

    test('K3 a poll waits until there is something to tell', async () => {
      const { get, post } = await session(serve)
      const poll = get()
      await post('4late')
      expect(await (await poll).text()).toBe('4late')
    })
  })

  describe('Packet encoding, HTTP long-polling', () => {
    test.each(['abc', '7', '4fine\x1eabc'])('K3 the invalid %j ends the session', async (payload) => {
      const { get, post } = await session(serve)
      await post(payload)
      expect((await get()).status).toBe(400)
    })

    test('K3 bytes as they are, not as base64, are refused', async () => {
      const { get, post } = await session(serve)
      const sent = await post('4hello', undefined, { headers: { 'content-type': 'application/octet-stream' } })
      expect(sent.status).toBe(400)
      expect((await get()).status).toBe(400)
    })

    test('K3 a payload larger than maxPayload is answered with 413', async () => {
      const server = await serve({ ...ECHO, socketOptions: { maxHttpBufferSize: 100 } })
      const { post } = await pollingSession(server)
      expect((await post(`4${'x'.repeat(99)}`)).status).toBe(200)
      expect((await post(`4${'x'.repeat(100)}`)).status).toBe(413)
    })
  })

  describe('Close', () => {
    test('K3 a close packet ends the session, and the poll that waits with a noop', async () => {
      const { get, post } = await session(serve)
      const [poll] = await Promise.all([get(), post('1')])
      expect([poll.status, await poll.text()]).toEqual([200, '6'])
      expect((await get()).status).toBe(400)
    })
  })

  describe('Upgrade', () => {
    test('K3 a probe ends the poll that waits with a noop, and what follows goes over the WebSocket', async () => {
      const { get, line } = await probed(serve)
      expect(await (await get()).text()).toBe('6')
      line.send('5', '4hello')
      expect(await line.next()).toBe('4hello')
    })

    test('K3 after it requests of the session are refused, and harm nothing', async () => {
      const { get, line } = await probed(serve)
      line.send('5', '4done')
      expect(await line.next()).toBe('4done')
      expect((await get()).status).toBe(400)
      line.send('4hello')
      expect(await line.next()).toBe('4hello')
    })

    test('K3 after it a second WebSocket of the session is closed, and harms nothing', async () => {
      const { line, another } = await probed(serve)
      line.send('5', '4done')
      expect(await line.next()).toBe('4done')
      const second = another()
      await second.closed
      line.send('4hello')
      expect(await line.next()).toBe('4hello')
      expect(second.heard).toEqual([])
    })
  })
})

describe('Engine.IO v4 in the page, by the clock', () => {
  describe('Heartbeat, HTTP long-polling', () => {
    test('K3 a ping ends the poll each pingInterval after a pong, to the millisecond', async () => {
      vi.useFakeTimers()
      const { get, post } = await pollingSession(await inPage(HEARTBEAT))
      for (let beat = 0; beat < 20; beat += 1) {
        const before = Date.now()
        const poll = get()
        await vi.advanceTimersByTimeAsync(300)
        expect([await (await poll).text(), Date.now() - before]).toEqual(['2', 300])
        expect((await post('3')).status).toBe(200)
      }
    })

    test('K3 a session without a pong ends after pingInterval and pingTimeout', async () => {
      vi.useFakeTimers()
      const server = await inPage(HEARTBEAT)
      const { get } = await pollingSession(server)
      await vi.advanceTimersByTimeAsync(499)
      expect(server.io.engine.clientsCount).toBe(1)
      await vi.advanceTimersByTimeAsync(1)
      expect(server.io.engine.clientsCount).toBe(0)
      expect((await get()).status).toBe(400)
    })
  })
})
