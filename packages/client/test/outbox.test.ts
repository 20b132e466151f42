import { TelltaleError } from '@telltale/protocol'
import { defineContract } from '@telltale/protocol/schemas'
import type { MockServerOptions } from '@telltale/testing'
import * as v from 'valibot'
import { describe, expect, expectTypeOf, it, vi } from 'vitest'
import type { Delivery, DeliveryStatus } from '../src/index.ts'
import { inVirtualTime, pass, plainWorld, settle, type Visitor, world, type World } from './support/world.ts'

inVirtualTime()

const contract = defineContract({
  requests: {
    'deal:close': {
      schema: v.object({ n: v.number(), text: v.optional(v.string()) }),
      data: v.object({ n: v.number() }),
    },
  },
})
type Deals = typeof contract
type Handler = (n: number) => unknown

type Office = World<Deals> & {
  client: Visitor<Deals>
  /** What the server has applied over all of its lives. */
  applied: number[]
}

/** A server that closes deals, and a client that is not connected yet. */
function office(options: MockServerOptions<Deals> = {}, handle: Handler = (n) => ({ n })): Office {
  const applied: number[] = []
  const { server, visit } = world<Deals>({
    contract,
    ...options,
    program: (rt) =>
      rt.handle('deal:close', ({ payload: { n } }) => {
        applied.push(n)
        return handle(n) as { n: number } // some handlers answer late, or throw
      }),
  })
  return { server, visit, applied, client: visit({ contract }) }
}

/** A server that knows nothing of our promises, and a client that is not connected yet. */
function plainOffice(program: Parameters<typeof plainWorld>[0]) {
  const { server, visit } = plainWorld(program)
  return { server, client: visit() }
}

const numbers = (count: number): number[] => Array.from({ length: count }, (_, i) => i + 1)

/** How a delivery ended so far: its error's code, `ok`, or that it has not. */
function ending(delivery: Delivery): () => string {
  let seen = 'none'
  void delivery.settled.then((outcome) => (seen = outcome.ok ? 'ok' : outcome.error.code))
  return () => seen
}

function statuses(delivery: Delivery): DeliveryStatus[] {
  const seen = [delivery.status.getSnapshot()]
  delivery.status.subscribe(() => seen.push(delivery.status.getSnapshot()))
  return seen
}

const busy = (retryAfterMs?: number) => new TelltaleError('server_busy', 'later', { retryAfterMs })

describe('send, while the line is down,', () => {
  it('keeps messages out of socket.io’s own buffer and sends them in order once it opens (C3, S8)', async () => {
    const { client, applied } = office()
    const deliveries = numbers(40).map((n) => client.send('deal:close', { n }))
    expect(client.socket.sendBuffer).toEqual([])
    expect(client.status.getSnapshot().pendingWrites).toBe(40)
    client.connect()
    await settle()
    expect(applied).toEqual(numbers(40))
    expect(await Promise.all(deliveries.map(({ settled }) => settled))).toEqual(
      numbers(40).map((n) => ({ ok: true, data: { n } })),
    )
    expect(client.status.getSnapshot().pendingWrites).toBe(0)
  })

  it('settles what finds no room with queue_overflow, aloud, and keeps the rest (C3)', async () => {
    const { client, applied } = office({ limits: { messagesPerSecond: 10_000 } })
    numbers(1_000).map((n) => client.send('deal:close', { n }))
    const tooMany = client.send('deal:close', { n: 1_001 })
    expect(await tooMany.settled).toMatchObject({ ok: false, error: { code: 'queue_overflow', retryable: false } })
    client.connect()
    await settle()
    expect(applied).toEqual(numbers(1_000))
  })

  it('settles what would make more than 1 MB of JSON with queue_overflow', async () => {
    const { client } = office()
    const text = 'x'.repeat(300_000)
    const endings = numbers(4).map((n) => ending(client.send('deal:close', { n, text })))
    await settle()
    expect(endings.map((end) => end())).toEqual(['none', 'none', 'none', 'queue_overflow'])
  })

  it('settles with expired after 5 minutes, or sooner as asked, also after disconnect()', async () => {
    const { client } = office()
    client.connect()
    await settle()
    client.disconnect()
    const ends = [
      ending(client.send('deal:close', { n: 1 })),
      ending(client.send('deal:close', { n: 2 }, { ttlMs: 500 })),
    ]
    await pass(499)
    expect(ends.map((end) => end())).toEqual(['none', 'none'])
    await pass(1)
    expect(ends.map((end) => end())).toEqual(['none', 'expired'])
    await pass(299_500)
    expect(ends.map((end) => end())).toEqual(['expired', 'expired'])
    expect(client.status.getSnapshot().pendingWrites).toBe(0)
  })

  it('keeps nothing longer than the server remembers command ids', async () => {
    const { client, server } = office()
    const long = { ttlMs: 3_600_000 }
    client.connect()
    await settle()
    server.network.stop()
    await settle()
    const end = ending(client.send('deal:close', { n: 1 }, long))
    await pass(599_999)
    expect(end()).toBe('none')
    await pass(1)
    expect(end()).toBe('expired')
  })

  it('replaces what was never sent by the newer one of its coalesceKey, at the end of the queue', async () => {
    const { client, applied } = office()
    const older = ending(client.send('deal:close', { n: 1 }, { coalesceKey: 'price' }))
    client.send('deal:close', { n: 2 })
    const newer = ending(client.send('deal:close', { n: 3 }, { coalesceKey: 'price' }))
    client.connect()
    await settle()
    expect([older(), newer(), applied]).toEqual(['cancelled', 'ok', [2, 3]])
  })

  it('checks payloads before they are queued: contract, JSON, and size once that is known', async () => {
    const { client, server, applied } = office({ limits: { maxPayload: 1_000 } })
    const large = { n: 1, text: 'x'.repeat(2_000) }
    const cycle: { n: number; self?: unknown } = { n: 1 }
    cycle.self = cycle
    const before = [
      ending(client.send('deal:close', large)),
      ending(client.send('deal:close', { n: 'one' as unknown as number })), // past the types, as untyped callers come
      ending(client.send('deal:close', cycle)),
    ]
    await settle()
    expect(before.map((end) => end())).toEqual(['none', 'invalid_payload', 'invalid_payload'])
    client.connect()
    await settle()
    expect(before[0]?.()).toBe('payload_too_large')
    server.network.stop()
    await settle()
    const after = ending(client.send('deal:close', large))
    await settle()
    expect([after(), applied]).toEqual(['payload_too_large', []])
  })

  it('is given up by its signal, before or after the call, and lets go of a signal that lives on', async () => {
    const { client, applied } = office()
    const { signal } = new AbortController()
    const letGo = vi.spyOn(signal, 'removeEventListener')
    client.send('deal:close', { n: 3 }, { signal, ttlMs: 0 })
    expect(letGo).toHaveBeenCalledTimes(1)
    const controller = new AbortController()
    const later = ending(client.send('deal:close', { n: 1 }, { signal: controller.signal }))
    controller.abort()
    const before = ending(client.send('deal:close', { n: 2 }, { signal: controller.signal }))
    client.connect()
    await settle()
    expect([later(), before(), applied]).toEqual(['cancelled', 'cancelled', []])
  })
})

describe('send, on our server,', () => {
  it('lets the topics catch up first', async () => {
    const { client, server } = office()
    client.join('project:1')
    client.send('deal:close', { n: 1 })
    server.network.latency(50)
    client.connect()
    await pass(1_000)
    server.network.latency(0)
    const asked = server.transcript.entries.filter(({ kind }) => kind === 'in' || kind === 'ack')
    expect(asked.map((entry) => `${entry.kind} ${'event' in entry ? entry.event : ''}`)).toEqual([
      'in sync',
      'ack sync',
      'in deal:close',
      'ack deal:close',
    ])
  })

  it('waits no more than 10 s for topics that do not catch up', async () => {
    const { client, server, applied } = office({ authorize: () => new Promise<boolean>(() => {}) })
    client.join('project:1')
    client.send('deal:close', { n: 1 })
    client.connect()
    await pass(9_990)
    expect(applied).toEqual([])
    await pass(20)
    expect(applied).toEqual([1])
    server.network.drop()
    await pass(2_000)
    client.send('deal:close', { n: 2 })
    await pass(7_000)
    expect(applied, 'each line anew').toEqual([1])
  })

  it('takes no longer than 16 lanes need, with 1000 messages at 100 ms there and back', async () => {
    const { client, server, applied } = office({ limits: { messagesPerSecond: 100_000 } })
    client.connect()
    await settle()
    server.network.latency(50)
    for (const n of numbers(1_000)) client.send('deal:close', { n }, n % 2 === 0 ? {} : { key: `lane ${n % 50}` })
    await pass(1.15 * Math.ceil(1_000 / 16) * 100)
    server.network.latency(0)
    expect(client.status.getSnapshot().pendingWrites).toBe(0)
    expect(new Set(applied).size).toBe(applied.length)
  })

  it('has at most 16 lanes under way, and of a lane one', async () => {
    const { client, applied } = office({}, () => new Promise(() => {}))
    client.connect()
    await settle()
    for (const n of numbers(20)) client.send('deal:close', { n }, { key: `lane ${Math.ceil(n / 2)}` })
    for (const n of numbers(20)) client.send('deal:close', { n: 100 + n })
    await settle()
    expect(applied).toEqual([1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 101, 102, 103, 104, 105, 106])
  })

  it('applies once what was under way when the line dropped, and tells the first answer', async () => {
    const { client, server, applied } = office()
    client.connect()
    await settle()
    server.network.latency(50)
    const delivery = client.send('deal:close', { n: 1 })
    const seen = statuses(delivery)
    await pass(60)
    expect(applied).toEqual([1])
    server.network.drop()
    server.network.latency(0)
    await pass(5_000)
    expect(await delivery.settled).toEqual({ ok: true, data: { n: 1 } })
    expect(applied).toEqual([1])
    expect(seen).toEqual(['sent', 'queued', 'sent', 'delivered'])
  })

  it('that began anew with three under way, settles them as connection_lost unless they are safe to repeat', async () => {
    const { client, server, applied } = office()
    client.connect()
    await settle()
    server.network.latency(50)
    const ends = (['never', 'safe', 'never'] as const).map((retry, i) =>
      ending(client.send('deal:close', { n: i }, { retry })),
    )
    await pass(60)
    server.network.restart()
    server.network.latency(0)
    await pass(5_000)
    expect(ends.map((end) => end())).toEqual(['connection_lost', 'ok', 'connection_lost'])
    expect(applied).toEqual([0, 1, 2, 1])
  })

  it('sends what was under way one at a time after a close, before all else', async () => {
    const answers: (() => void)[] = []
    const { client, server, applied } = office({}, (n) => new Promise((resolve) => answers.push(() => resolve({ n }))))
    client.connect()
    await settle()
    for (const n of numbers(18)) client.send('deal:close', { n }, { retry: 'safe' })
    await settle()
    expect(applied).toEqual(numbers(16))
    server.network.restart()
    await pass(5_000)
    expect(applied.slice(16)).toEqual([1])
    answers.at(-1)?.()
    await settle()
    expect(applied.slice(16)).toEqual([1, 2])
  })

  it('gives up as poisoned what was alone on the line for three closes, and sends the next', async () => {
    const { server, applied, client } = office({}, (n) => {
      if (n === 1) server.network.drop()
      return n === 1 ? new Promise(() => {}) : { n }
    })
    client.connect()
    await settle()
    const poison = ending(client.send('deal:close', { n: 1 }, { key: 'a', retry: 'safe' }))
    const next = ending(client.send('deal:close', { n: 2 }, { key: 'a' }))
    await pass(1_000)
    // The server knows its id and runs it once: what closes the line from now on is the network.
    server.network.drop()
    await pass(3_000)
    expect([poison(), next()]).toEqual(['none', 'none'])
    server.network.drop()
    await pass(10_000)
    expect([poison(), next(), applied]).toEqual(['poisoned', 'ok', [1, 2]])
  })

  it('waits as long as a refusal says, and keeps the lane’s order', async () => {
    let refusals = 2
    const { client, applied } = office({}, (n) => {
      if (n === 1 && refusals-- > 0) throw busy(300)
      return { n }
    })
    client.connect()
    await settle()
    const first = client.send('deal:close', { n: 1 }, { key: 'a' })
    client.send('deal:close', { n: 2 }, { key: 'a' })
    await pass(599)
    expect(applied).toEqual([1, 1])
    await pass(5)
    expect(applied).toEqual([1, 1, 1, 2])
    expect(await first.settled).toEqual({ ok: true, data: { n: 1 } })
  })

  it('sends what is refused without a wait, time and again, at most ten times a second', async () => {
    const { client, applied } = office({}, () => {
      throw busy(0)
    })
    client.connect()
    await settle()
    client.send('deal:close', { n: 1 })
    await pass(5_000)
    expect(applied).toHaveLength(51)
  })

  it('passes a limit of messages by waiting, and loses none', async () => {
    const { client, applied } = office({ limits: { messagesPerSecond: 20 } })
    for (const n of numbers(100)) client.send('deal:close', { n }, { key: 'a' })
    client.connect()
    await pass(6_000)
    expect(applied).toEqual(numbers(100))
  })

  it('repeats a failure after 1, 2 and 4 s, then tells it; a refusal for good at once', async () => {
    const { client, applied } = office({ onError: () => {} }, (n) => {
      if (n === 1) throw new Error('a handler’s own mistake')
      throw new TelltaleError('forbidden', 'no')
    })
    client.connect()
    await settle()
    const ends = [ending(client.send('deal:close', { n: 1 })), ending(client.send('deal:close', { n: 2 }))]
    await settle()
    expect([ends[1]?.(), applied]).toEqual(['forbidden', [1, 2]])
    await pass(6_990)
    expect([ends[0]?.(), applied]).toEqual(['none', [1, 2, 1, 1]])
    await pass(20)
    expect([ends[0]?.(), applied]).toEqual(['internal', [1, 2, 1, 1, 1]])
  })

  it('asks again by the same id where no answer came in 10 s, and so gets the first one’s', async () => {
    let answer: (data: unknown) => void = () => {}
    const { client, applied } = office({}, () => new Promise((resolve) => (answer = resolve)))
    client.connect()
    await settle()
    const delivery = client.send('deal:close', { n: 1 })
    await pass(10_500)
    expect(delivery.status.getSnapshot()).toBe('queued')
    answer({ n: 1 })
    await pass(1_000)
    expect(await delivery.settled).toEqual({ ok: true, data: { n: 1 } })
    expect(applied).toEqual([1])
  })

  it('is not disturbed by who watches: neither by what they throw nor by what they send', async () => {
    const reported = vi.spyOn(console, 'error').mockImplementation(() => {})
    const { client, applied } = office()
    const mistake = new Error('a watcher’s own mistake')
    for (const n of numbers(3)) {
      const { status } = client.send('deal:close', { n }, { key: 'a' })
      const stop = status.subscribe(() => {
        stop()
        client.send('deal:close', { n: n + 10 }, { key: 'a' })
        throw mistake
      })
    }
    client.connect()
    await settle()
    expect(applied).toEqual([1, 2, 3, 11, 12, 13])
    expect(reported).toHaveBeenCalledTimes(3)
  })
})

describe('another person on the same client', () => {
  it('sends nothing that was left by the one before: it settles as identity_changed', async () => {
    let sub = 'ada'
    const { server, visit } = office()
    const client = visit({ getToken: () => `e30.${btoa(JSON.stringify({ sub }))}.x` })
    client.connect()
    await settle()
    server.network.stop()
    await settle()
    sub = 'bob'
    const left = ending(client.send('analysis:cancel', { analysisId: '1' }))
    await pass(11_000)
    server.network.start()
    await pass(30_000)
    expect([left(), client.status.getSnapshot().pendingWrites]).toEqual(['identity_changed', 0])
  })
})

describe('an answer that does not come', () => {
  it('makes the client look at its line, by a probe', async () => {
    const { client, server } = office({}, () => new Promise(() => {}))
    client.connect()
    await settle()
    void client.emit('deal:close', { n: 1 })
    const probes = () => server.transcript.entries.filter((entry) => entry.kind === 'in' && entry.event === 'probe')
    await pass(9_900)
    expect(probes().length).toBe(0)
    await pass(200)
    expect(probes().length).toBe(1)
  })
})

describe('destroy()', () => {
  it('settles all that waits or is under way as cancelled, and what is sent later too', async () => {
    const { client } = office({}, () => new Promise(() => {}))
    client.connect()
    await settle()
    const ends = numbers(20).map((n) => ending(client.send('deal:close', { n })))
    await settle()
    const last = vi.fn<(end: () => string) => void>()
    client.send('deal:close', { n: 99 }).status.subscribe(() => last(ending(client.send('deal:close', { n: 100 }))))
    client.destroy()
    const after = ending(client.send('deal:close', { n: 101 }))
    await settle()
    expect(new Set([...ends, after, ...last.mock.calls.map(([end]) => end)].map((end) => end()))).toEqual(
      new Set(['cancelled']),
    )
    expect(last).toHaveBeenCalledTimes(1)
  })
})

describe('the other modes of send', () => {
  it('live is refused while the line is down, and is not sent again', async () => {
    const { client, server, applied } = office({}, () => new Promise(() => {}))
    const down = ending(client.send('deal:close', { n: 1 }, { mode: 'live' }))
    client.connect()
    await settle()
    const cut = client.send('deal:close', { n: 2 }, { mode: 'live' })
    expect(cut.status.getSnapshot()).toBe('sent')
    const end = ending(cut)
    await settle()
    server.network.drop()
    await pass(5_000)
    expect([down(), end(), applied]).toEqual(['not_connected', 'connection_lost', [2]])
  })

  it('settle, as a queued message does, where socket.io keeps the name to itself', async () => {
    const { visit, server } = world()
    const client = visit({ url: server.url })
    const queued = ending(client.send('disconnect', {}))
    client.connect()
    await settle()
    const now = (['live', 'volatile'] as const).map((mode) => ending(client.send('connect', {}, { mode })))
    await settle()
    expect([queued, ...now].map((end) => end())).toEqual(['invalid_payload', 'invalid_payload', 'invalid_payload'])
    expect(client.getConnectionState()).toBe('connected')
  })

  it('are known by the compiler: the data by the event’s name, and that a volatile message has none', async () => {
    const { client } = office()
    expectTypeOf(client.send('deal:close', { n: 1 })).toEqualTypeOf<Delivery<{ n: number }>>()
    expectTypeOf(client.send('deal:close', { n: 1 }, { key: 'a' })).toEqualTypeOf<Delivery<{ n: number }>>()
    expectTypeOf(client.send('deal:close', { n: 1 }, { mode: 'volatile' })).toEqualTypeOf<Delivery<undefined>>()
    // @ts-expect-error -- no such field
    const refused = client.send('deal:close', { m: 1 })
    expect(await refused.settled).toMatchObject({ ok: false, error: { code: 'invalid_payload' } })
  })

  it('volatile goes out at once without an answer, or not at all', async () => {
    const { client, applied } = office()
    const down = ending(client.send('deal:close', { n: 1 }, { mode: 'volatile' }))
    client.connect()
    await settle()
    const sent = client.send('deal:close', { n: 2 }, { mode: 'volatile' })
    expect([await sent.settled, sent.status.getSnapshot()]).toEqual([{ ok: true, data: undefined }, 'sent'])
    await settle()
    expect([down(), applied]).toEqual(['not_connected', [2]])
  })
})

describe('send, on a plain server,', () => {
  it('goes as (payload, ack) once a second has passed without a greeting', async () => {
    const received: unknown[][] = []
    const { client } = plainOffice((io) =>
      io.on('connection', (socket) =>
        socket.on('add', (...args: unknown[]) => {
          received.push(args)
          const reply = args.at(-1) as (sum: number) => void // socket.io puts the ack at the end
          reply(3)
        }),
      ),
    )
    const delivery = client.send('add', [1, 2])
    client.connect()
    await pass(990)
    expect(received).toEqual([])
    await pass(20)
    expect(received).toEqual([[[1, 2], expect.any(Function)]])
    expect(await delivery.settled).toEqual({ ok: true, data: 3 })
  })

  it('waits while the line is down, however long that is', async () => {
    const received: string[] = []
    const { client, server } = plainOffice((io) =>
      io.on('connection', (socket) => socket.on('note', (text: string) => received.push(text))),
    )
    client.connect()
    await pass(1_500)
    server.network.offline()
    await settle()
    const end = ending(client.send('note', 'text'))
    await pass(60_000)
    expect([end(), received]).toEqual(['none', []])
    server.network.online()
    await settle()
    expect(received).toEqual(['text'])
  })

  it('is settled as connection_lost when the line drops under way, and repeated only if that is safe', async () => {
    const received: string[] = []
    const { client, server } = plainOffice((io) =>
      io.on('connection', (socket) => socket.on('note', (text: string) => received.push(text))),
    )
    client.connect()
    await pass(1_500)
    const risky = ending(client.send('note', 'risky'))
    const safe = ending(client.send('note', 'safe', { retry: 'safe' }))
    await settle()
    server.network.drop()
    await settle()
    expect([risky(), safe()]).toEqual(['connection_lost', 'none'])
    await pass(5_000)
    expect(received).toEqual(['risky', 'safe', 'safe'])
  })

  it('is settled as cancelled by destroy(), also what is under way', async () => {
    const { client } = plainOffice(() => {})
    client.connect()
    await pass(1_500)
    const end = ending(client.send('note', 'text'))
    await settle()
    client.destroy()
    await settle()
    expect(end()).toBe('cancelled')
  })

  it('is settled as timeout when no answer comes, unless it may be repeated', async () => {
    const received: string[] = []
    const { client } = plainOffice((io) =>
      io.on('connection', (socket) => socket.on('note', (text: string) => received.push(text))),
    )
    client.connect()
    await pass(1_500)
    const ends = [ending(client.send('note', 'risky')), ending(client.send('note', 'safe', { retry: 'safe' }))]
    await pass(10_000)
    expect(ends.map((end) => end())).toEqual(['timeout', 'none'])
    await pass(47_000)
    expect(ends.map((end) => end())).toEqual(['timeout', 'timeout'])
    expect(received).toEqual(['risky', 'safe', 'safe', 'safe', 'safe'])
  })
})
