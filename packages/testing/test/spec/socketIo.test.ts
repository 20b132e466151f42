/**
 * The points of the Socket.IO protocol, version 5, over bare WebSockets.
 *
 * @see https://github.com/socketio/socket.io/blob/main/docs/socket.io-protocol/v5-current.md
 */
import { TelltaleError } from '@telltale/protocol'
import type { RealtimeServer } from '@telltale/server'
import fc from 'fast-check'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { type RawLine, rawLine } from '../support/rawLine.ts'
import { inPage, type Serve, stages } from '../support/stages.ts'

afterEach(() => void vi.useRealTimers())

/** The main namespace is the kit's; `/echo` sends back, `/closed` refuses. */
function program({ io }: RealtimeServer): void {
  io.of('/closed').use((_socket, next) =>
    next(Object.assign(new Error('Not authorized'), { data: { code: 'forbidden' } })),
  )
  io.of('/echo').on('connection', (socket) => {
    socket.emit('auth', socket.handshake.auth)
    socket.on('say', (...what: unknown[]) => socket.emit('said', ...what))
    socket.on('ask', (...what: unknown[]) => {
      // Whoever asks here wants an answer.
      const answer = what.pop() as (...reply: unknown[]) => void
      answer(...what)
    })
    socket.on('ask me', () => socket.emit('question', 6, (...reply: unknown[]) => socket.emit('said', ...reply)))
    socket.on('dismiss me', () => socket.disconnect())
  })
}

/** A line with the handshake of Engine.IO behind it. */
async function opened(serve: Serve): Promise<RawLine> {
  const { url } = await serve({ program })
  const line = rawLine(url)
  await line.next()
  return line
}

/** A line that is connected to `/echo`. */
async function echo(serve: Serve): Promise<RawLine> {
  const line = await opened(serve)
  line.send('40/echo,')
  await line.next()
  await line.next()
  return line
}

const bytes = (...values: number[]) => Uint8Array.from(values)

describe.each(stages)('Socket.IO v5 $stage', ({ serve }) => {
  describe('Connection to a namespace', () => {
    test('K3 the main namespace answers with a session id that is not the one of Engine.IO', async () => {
      const line = await opened(serve)
      line.send('40{"token":"ada"}')
      const answer = String(await line.next())
      expect(answer.slice(0, 2)).toBe('40')
      const handshake: unknown = JSON.parse(answer.slice(2))
      expect(handshake).toStrictEqual({ sid: expect.stringMatching(/.{16,}/) })
      expect(String(line.heard[0])).not.toContain(Object(handshake).sid)
    })

    test.each([
      ['with a comma', '40/echo,', {}],
      ['without a comma', '40/echo', {}],
      ['with a payload', '40/echo,{"token":"123"}', { token: '123' }],
    ])('K3 another namespace %s answers under its name and is given the payload', async (_how, packet, auth) => {
      const line = await opened(serve)
      line.send(packet)
      expect(await line.next()).toMatch(/^40\/echo,\{"sid":"[^"]+"\}$/)
      expect(await line.next()).toBe(`42/echo,["auth",${JSON.stringify(auth)}]`)
    })

    test('K3 one line is in several namespaces, with a session id in each', async () => {
      const line = await echo(serve)
      line.send('40{"token":"ada"}')
      expect(await line.next()).toMatch(/^40\{"sid"/)
      line.send('42/echo,["say","both"]')
      await line.until('42/echo,["said","both"]')
      const sids = line.heard.flatMap((frame) => /"sid":"([^"]+)"/.exec(String(frame))?.[1] ?? [])
      expect(new Set(sids).size).toBe(3)
    })

    test.each([
      ['that is unknown', '40/nowhere', '44/nowhere,{"message":"Invalid namespace"}'],
      ['that refuses', '40/closed,', '44/closed,{"message":"Not authorized","data":{"code":"forbidden"}}'],
    ])('K3 a namespace %s answers with CONNECT_ERROR, and the line stays', async (_which, packet, answer) => {
      const line = await opened(serve)
      line.send(packet)
      expect(await line.next()).toBe(answer)
      line.send('40/echo,')
      expect(await line.next()).toMatch(/^40\/echo,/)
    })

    test('K3 S10 the main namespace refuses with CONNECT_ERROR, code and message', async () => {
      const { url } = await serve({
        auth: () => {
          throw new TelltaleError('auth_expired', 'the token is of yesterday.')
        },
      })
      const line = rawLine(url)
      await line.next()
      line.send('40')
      const answer = String(await line.next())
      expect(answer.slice(0, 2)).toBe('44')
      expect(JSON.parse(answer.slice(2))).toMatchObject({
        message: expect.any(String),
        data: { code: 'auth_expired' },
      })
    })

    test.each(['42/echo,["say","early"]', '41/echo,', '43/echo,1[]', '4abc', '40/echo,["no object"]'])(
      'K3 %s instead of CONNECT closes the line',
      async (packet) => {
        const line = await opened(serve)
        line.send(packet)
        await line.closed
        expect(line.heard).toHaveLength(1)
      },
    )

    test('K3 a second CONNECT to the same namespace closes the line', async () => {
      const line = await echo(serve)
      line.send('40/echo,')
      await line.closed
      expect(line.heard).toHaveLength(3)
    })
  })

  describe('Sending and receiving data', () => {
    test('K3 an event comes with all of its arguments', async () => {
      const line = await echo(serve)
      line.send('42/echo,["say",1,"2",{"3":[true]},null]')
      expect(await line.next()).toBe('42/echo,["said",1,"2",{"3":[true]},null]')
    })

    test('K3 any JSON comes back as it was', async () => {
      const line = await echo(serve)
      await fc.assert(
        fc.asyncProperty(fc.array(fc.jsonValue()), async (values) => {
          const texts = [...values, 'end'].map((value) => JSON.stringify(value))
          line.send(...texts.map((text) => `42/echo,["say",${text}]`))
          const said = await line.until('42/echo,["said","end"]').then(() => line.heard.slice(-texts.length))
          expect(said).toEqual(texts.map((text) => `42/echo,["said",${JSON.stringify(JSON.parse(text))}]`))
        }),
        { numRuns: 20, seed: 5 },
      )
    })

    test('K3 bytes travel behind the event, in the order of their placeholders', async () => {
      const line = await echo(serve)
      line.send(
        '452-/echo,["say",{"deep":[{"_placeholder":true,"num":1}]},{"_placeholder":true,"num":0}]',
        bytes(1, 2),
        bytes(3, 4, 5),
      )
      expect(await line.next()).toBe(
        '452-/echo,["said",{"deep":[{"_placeholder":true,"num":0}]},{"_placeholder":true,"num":1}]',
      )
      expect([await line.next(), await line.next()]).toEqual([bytes(3, 4, 5).buffer, bytes(1, 2).buffer])
    })

    test.each([
      ['an event whose payload is no array', '42/echo,{}'],
      ['an event whose payload is empty', '42/echo,[]'],
      ['an event without a name', '42/echo,[{}]'],
      ['an event with a reserved name', '42/echo,["disconnect"]'],
      ['an event that is no JSON', '42/echo,["say"'],
    ])('K3 %s closes the line', async (_what, packet) => {
      const line = await echo(serve)
      line.send(packet)
      await line.closed
      expect(line.heard).toHaveLength(3)
    })
  })

  describe('Acknowledgement', () => {
    test.each([
      ['with values', '42/echo,456["ask",1,"2",{"3":[false]}]', '43/echo,456[1,"2",{"3":[false]}]'],
      ['with nothing', '42/echo,0["ask"]', '43/echo,0[]'],
    ])('K3 an event with an id is answered once %s', async (_how, packet, answer) => {
      const line = await echo(serve)
      line.send(packet, '42/echo,["say","end"]')
      expect([await line.next(), await line.next()]).toEqual([answer, '42/echo,["said","end"]'])
    })

    test('K3 an answer with bytes is a BINARY_ACK', async () => {
      const line = await echo(serve)
      line.send('451-/echo,15["ask","bar",{"_placeholder":true,"num":0}]', bytes(1, 2, 3, 4))
      expect(await line.next()).toBe('461-/echo,15["bar",{"_placeholder":true,"num":0}]')
      expect(await line.next()).toEqual(bytes(1, 2, 3, 4).buffer)
    })

    test('K3 a request in the main namespace is answered without a name before its id', async () => {
      const line = await opened(serve)
      line.send('40')
      await line.until('40')
      line.send('42789["probe",{}]')
      expect(await line.until('43')).toMatch(/^43789\[\{"ok":true/)
    })

    test('K3 the server takes the first answer to what it asked, and leaves the others be', async () => {
      const line = await echo(serve)
      line.send('42/echo,["ask me"]')
      const [, id] = /^42\/echo,(\d+)\["question",6\]$/.exec(String(await line.next())) ?? []
      line.send('43/echo,99["nobody asked"]', `43/echo,${id}["yes",2]`, `43/echo,${id}["no"]`, '42/echo,["say","end"]')
      expect([await line.next(), await line.next()]).toEqual(['42/echo,["said","yes",2]', '42/echo,["said","end"]'])
    })

    test('K3 bytes reach the server in an answer', async () => {
      const line = await echo(serve)
      line.send('42/echo,["ask me"]')
      const [, id] = /^42\/echo,(\d+)/.exec(String(await line.next())) ?? []
      line.send(`461-/echo,${id}[{"_placeholder":true,"num":0}]`, bytes(9))
      expect(await line.next()).toBe('451-/echo,["said",{"_placeholder":true,"num":0}]')
      expect(await line.next()).toEqual(bytes(9).buffer)
    })

    test.each([
      ['an id that is no number', '42/echo,abc["ask"]'],
      ['an answer that is no array', '43/echo,0{}'],
    ])('K3 %s closes the line', async (_what, packet) => {
      const line = await echo(serve)
      line.send(packet)
      await line.closed
      expect(line.heard).toHaveLength(3)
    })
  })

  describe('Disconnection from a namespace', () => {
    test('K3 DISCONNECT has no answer, and the other namespaces go on', async () => {
      const line = await echo(serve)
      line.send('40')
      await line.until('42["connected"')
      line.send('41', '42/echo,["say","still here"]')
      expect(await line.next()).toBe('42/echo,["said","still here"]')
    })

    test('K3 a namespace that was left may be entered again', async () => {
      const line = await echo(serve)
      line.send('41/echo,', '40/nowhere,')
      await line.until('44/nowhere')
      line.send('40/echo,')
      expect(await line.next()).toMatch(/^40\/echo,/)
    })

    test('K3 the server says DISCONNECT, and the line stays', async () => {
      const line = await echo(serve)
      line.send('42/echo,["dismiss me"]')
      expect(await line.next()).toBe('41/echo,')
      line.send('40/echo,')
      expect(await line.next()).toMatch(/^40\/echo,/)
    })
  })

  describe('Packet encoding', () => {
    test.each([
      ['an unknown type', ['4abc']],
      ['a type beyond the last', ['47/echo,["say"]']],
      ['no type at all', ['4']],
      ['a count of attachments that is no number', ['45x-/echo,["say"]']],
      ['a count of no attachments', ['450-/echo,["say"]']],
      ['an attachment that nobody announced', [bytes(1)]],
      ['text where an attachment is due', ['451-/echo,["say",{"_placeholder":true,"num":0}]', '42/echo,["say"]']],
      ['a placeholder beyond the attachments', ['451-/echo,["say",{"_placeholder":true,"num":7}]', bytes(1)]],
    ])('K3 %s closes the line', async (_what, frames) => {
      const line = await echo(serve)
      line.send(...frames)
      await line.closed
      expect(line.heard).toHaveLength(3)
    })
  })
})

describe('Socket.IO v5 in the page, by the clock', () => {
  test('K3 a line without CONNECT is closed after connectTimeout, not before', async () => {
    vi.useFakeTimers()
    const { url, leftovers } = await inPage({ socketOptions: { connectTimeout: 1000 } })
    const line = rawLine(url)
    await line.next()
    await vi.advanceTimersByTimeAsync(999)
    expect(line.isOpen).toBe(true)
    await vi.advanceTimersByTimeAsync(1)
    await line.closed
    expect(leftovers().lines).toBe(0)
  })
})
