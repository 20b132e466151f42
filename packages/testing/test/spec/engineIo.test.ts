/**
 * The points of the Engine.IO protocol, version 4, over WebSockets; those of long-polling are in `longPolling.test.ts`.
 *
 * @see https://github.com/socketio/socket.io/blob/main/docs/engine.io-protocol/v4-current.md
 */
import fc from 'fast-check'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { echoEngine } from '../support/echoEngine.ts'
import { type Frame, type RawLine, rawLine } from '../support/rawLine.ts'
import { inPage, stages } from '../support/stages.ts'

const ECHO = { program: echoEngine }

afterEach(() => void vi.useRealTimers())

async function opened(url: string): Promise<RawLine> {
  const line = rawLine(url)
  await line.next()
  return line
}

function asPlain(frame: Frame | Uint8Array): string | number[] {
  return typeof frame === 'string' ? frame : Array.from(new Uint8Array(frame))
}

describe.each(stages)('Engine.IO v4 $stage', ({ serve }) => {
  describe('Transports, WebSocket', () => {
    test.each([
      ['no version', 'transport=websocket'],
      ['version 3', 'EIO=3&transport=websocket'],
      ['a version that is none', 'EIO=abc&transport=websocket'],
      ['no transport', 'EIO=4'],
      ['an unknown transport', 'EIO=4&transport=pigeon'],
      ['an unknown session', 'EIO=4&transport=websocket&sid=nobody'],
    ])('K3 a line with %s is closed and hears nothing', async (_what, query) => {
      const server = await serve(ECHO)
      const line = rawLine(server.url, query)
      await line.closed
      expect(line.heard).toEqual([])
      expect(server.io.engine.clientsCount).toBe(0)
    })
  })

  describe('Handshake', () => {
    test('K3 the first packet is open, with the five fields and no other', async () => {
      const { url } = await serve({
        ...ECHO,
        socketOptions: { pingInterval: 3000, pingTimeout: 2000, maxHttpBufferSize: 5e5 },
      })
      const [type, ...json] = String(await rawLine(url).next())
      expect(type).toBe('0')
      expect(JSON.parse(json.join(''))).toStrictEqual({
        sid: expect.stringMatching(/.{16,}/),
        upgrades: [],
        pingInterval: 3000,
        pingTimeout: 2000,
        maxPayload: 5e5,
      })
    })

    test('K3 every line is a session of its own', async () => {
      const { url } = await serve(ECHO)
      const [one, other] = await Promise.all([rawLine(url).next(), rawLine(url).next()])
      expect(one).not.toBe(other)
    })
  })

  describe('Message', () => {
    test.each(['hello', '', 'ünïcödé €  😀', '4', '"\u2028\n'])('K3 text comes back as it is: %j', async (text) => {
      const line = await opened((await serve(ECHO)).url)
      line.send(`4${text}`)
      expect(await line.next()).toBe(`4${text}`)
    })

    test('K3 bytes come back as they are, without a type before them', async () => {
      const line = await opened((await serve(ECHO)).url)
      line.send(Uint8Array.of(0, 1, 52, 255))
      expect(await line.next()).toEqual(Uint8Array.of(0, 1, 52, 255).buffer)
    })

    test('K3 any mix of texts and bytes keeps its order', async () => {
      const { url } = await serve(ECHO)
      const message = fc.oneof(
        fc.string({ unit: 'grapheme' }).map((text) => `4${text}`),
        fc.uint8Array({ maxLength: 40 }).map((bytes) => Uint8Array.from(bytes)),
      )
      await fc.assert(
        fc.asyncProperty(fc.array(message, { maxLength: 30 }), async (messages) => {
          const line = await opened(url)
          line.send(...messages, '4end')
          while (line.heard.at(-1) !== '4end') await line.next()
          expect(line.heard.slice(1, -1).map(asPlain)).toEqual(messages.map(asPlain))
          line.close()
        }),
        { numRuns: 25, seed: 4 },
      )
    })
  })

  describe('Packet encoding', () => {
    test.each([
      ['an unknown type', 'abc'],
      ['a type beyond the last', '7'],
      ['no type at all', ''],
      ["a ping, which is the server's to send", '2'],
    ])('K3 %s closes the line', async (_what, packet) => {
      const line = await opened((await serve(ECHO)).url)
      line.send(packet)
      await line.closed
      expect(line.heard).toHaveLength(1)
    })

    test('K3 a noop is heard by nobody and harms nothing', async () => {
      const line = await opened((await serve(ECHO)).url)
      line.send('6', '4still here')
      expect(await line.next()).toBe('4still here')
    })

    test('K3 a message larger than maxPayload closes the line with 1009, one of that size does not', async () => {
      const line = await opened((await serve({ ...ECHO, socketOptions: { maxHttpBufferSize: 100 } })).url)
      line.send(`4${'x'.repeat(99)}`)
      expect(await line.next()).toHaveLength(100)
      line.send(`4${'x'.repeat(100)}`)
      expect(await line.closed).toBe(1009)
    })
  })
})

describe('Engine.IO v4 in the page, by the clock', () => {
  describe('Heartbeat', () => {
    test('K3 a ping comes each pingInterval after a pong, to the millisecond', async () => {
      vi.useFakeTimers()
      const line = await opened((await inPage({ ...ECHO, socketOptions: { pingInterval: 300, pingTimeout: 200 } })).url)
      for (let beat = 1; beat <= 50; beat += 1) {
        await vi.advanceTimersByTimeAsync(299)
        expect(line.heard).toHaveLength(beat)
        await vi.advanceTimersByTimeAsync(1)
        expect(line.heard.slice(beat)).toEqual(['2'])
        line.send('3')
      }
      expect(line.isOpen).toBe(true)
    })

    test('K3 a line without a pong closes after pingInterval and pingTimeout, not before', async () => {
      vi.useFakeTimers()
      const server = await inPage({ ...ECHO, socketOptions: { pingInterval: 300, pingTimeout: 200 } })
      const line = await opened(server.url)
      await vi.advanceTimersByTimeAsync(499)
      expect([line.isOpen, server.io.engine.clientsCount]).toEqual([true, 1])
      await vi.advanceTimersByTimeAsync(1)
      await line.closed
      expect(server.io.engine.clientsCount).toBe(0)
    })
  })

  describe('Close', () => {
    test('K3 a close packet ends the session, by the pong that then lacks at the latest', async () => {
      vi.useFakeTimers()
      const server = await inPage({ ...ECHO, socketOptions: { pingInterval: 300, pingTimeout: 200 } })
      const line = await opened(server.url)
      line.send('1')
      await vi.advanceTimersByTimeAsync(500)
      await line.closed
      expect(server.leftovers()).toEqual({ sockets: 0, lines: 0, listeners: 0 })
      expect(server.io.engine.clientsCount).toBe(0)
    })
  })
})
