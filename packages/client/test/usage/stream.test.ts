import { describe, expect, it, vi } from 'vitest'
import type { GetToken, UsageStreamOptions } from '../../src/index.ts'
import { frame, refusal, session, stateEvent, type Answer } from './support/usageServer.ts'
import { inUsageTime, pass, settle, usageWorld, type Watched } from './support/usageWorld.ts'

inUsageTime()

const phaseOf = (stream: Watched) => stream.status.getSnapshot().phase

/** How long the stream waits from now on, in milliseconds. */
const waitOf = (stream: Watched): number => (stream.status.getSnapshot().retryAt ?? Number.NaN) - Date.now()

/** A stream whose first request got this answer. */
async function answered(answer: Answer | (() => Answer), options?: UsageStreamOptions) {
  const world = usageWorld()
  world.server.answer = typeof answer === 'function' ? answer : () => answer
  const stream = world.watch(options)
  stream.connect()
  await settle()
  return { ...world, stream }
}

/** A stream that has been open for long enough to be trusted. */
async function opened(options?: UsageStreamOptions) {
  const world = await answered('stream', options)
  await pass(11_000)
  return world
}

describe('a usage stream', () => {
  it('opens on connect and not before, and asks for an event stream at its endpoint (U4)', async () => {
    const { server, watch } = usageWorld()
    const stream = watch({ endpoint: '/metering' })
    await pass(5_000)
    expect([server.requests.length, stream.status.getSnapshot().state]).toEqual([0, 'disconnected'])
    stream.connect()
    await settle()
    expect(stream.history).toEqual(['connecting', 'connected'])
    expect(stream.status.getSnapshot()).toMatchObject({ phase: 'ready', attempt: 0, synced: true, reason: null })
    const { url, headers, method } = server.requests[0] ?? {}
    expect([url, method]).toEqual(['/metering/stream', 'GET'])
    expect(Object.fromEntries(headers ?? [])).toEqual({ accept: 'text/event-stream' })
  })

  it('is at /api/usage by default, by the fetch that the page has when it connects (U4)', async () => {
    const { server, watch } = usageWorld()
    const stream = watch({ fetch: undefined })
    vi.stubGlobal('fetch', server.fetch)
    stream.connect()
    await settle()
    vi.unstubAllGlobals()
    expect(server.requests[0]?.url).toBe('/api/usage/stream')
  })

  it('hands on each event by its name (U2)', async () => {
    const { server, stream } = await opened()
    const seen: unknown[] = []
    const stop = stream.on('session:state', (payload) => seen.push(['state', payload.last]))
    stream.on('session:heartbeat', (payload) => seen.push(['heartbeat', payload.time_remaining_seconds]))
    stream.on('session:capped', (payload) => seen.push(['capped', payload.ended_by]))
    server.emit(stateEvent)
    server.emit({ type: 'session:heartbeat', data: session })
    server.emit({ type: 'session:capped', data: { ...session, status: 'capped', ended_by: 'cap' } })
    await settle()
    stop()
    server.emit(stateEvent)
    await settle()
    expect(seen).toEqual([
      ['state', null],
      ['heartbeat', 5_400],
      ['capped', 'cap'],
    ])
  })

  it('counts and drops payloads that do not fit, and never throws', async () => {
    const { server, stream } = await opened()
    const handler = vi.fn<(payload: unknown) => void>()
    stream.on('session:state', handler)
    stream.on('session:heartbeat', handler)
    const bad = ['', '{', 'null', '[]', '7', '{}', '{"__proto__":{"revision":"a.1"}}', JSON.stringify(session)]
    for (const data of bad) server.send(`event: session:state\ndata: ${data}\n\n`)
    for (const field of ['revision', 'as_of', 'total_usage_seconds']) {
      server.emit({ type: 'session:heartbeat', data: { ...session, [field]: null } })
    }
    server.emit({ type: 'session:state', data: { ...session, last: null, status: 'asleep' as 'idle' } }) // a lie
    server.send('data: {}\n\nevent: __proto__\ndata: {}\n\nevent: session:invented\ndata: {}\n\nnonsense\n\n')
    server.emit(stateEvent)
    await settle()
    expect(handler.mock.calls).toEqual([[stateEvent.data, undefined]])
    expect(stream.getStats().invalid).toBe(bad.length + 4)
    expect(phaseOf(stream)).toBe('ready')
  })

  it('delivers nothing of a chunk after a handler has closed the stream in it', async () => {
    const { server, stream } = await opened()
    const handler = vi.fn<() => void>(() => stream.disconnect())
    stream.on('session:state', handler)
    server.send(`${frame(stateEvent)}${frame(stateEvent)}`)
    await settle()
    expect([handler.mock.calls.length, server.open]).toEqual([1, 0])
    stream.connect()
    await settle()
    expect(server.requests.at(-1)?.headers.get('last-event-id')).toBeNull()
  })

  it('is opened once for a hundred leases, lingers for a second after the last, then leaves nothing', async () => {
    const { server, watch } = usageWorld()
    const stream = watch()
    const releases = Array.from({ length: 100 }, () => stream.acquire())
    await settle()
    expect(server.requests).toHaveLength(1)
    for (const release of releases) release()
    await pass(990)
    stream.acquire()()
    await pass(990)
    expect(server.open).toBe(1)
    await pass(20)
    expect([server.open, stream.status.getSnapshot().state]).toEqual([0, 'disconnected'])
    expect(vi.getTimerCount()).toBe(0)
  })

  it.each([true, false])(
    'cancels the body on disconnect, whether fetch heeds the signal or not (%s)',
    async (heeds) => {
      const { server, watch } = usageWorld()
      server.heedsSignal = heeds
      const stream = watch()
      stream.connect()
      await settle()
      stream.disconnect()
      await settle()
      expect(server.open).toBe(0)
      stream.connect()
      stream.disconnect()
      stream.acquire()
      await pass(60_000)
      expect([server.open, phaseOf(stream)]).toEqual([0, 'idle'])
    },
  )

  it('hears nothing more of an attempt that was given up for the next', async () => {
    const { server, stream } = await answered('hang')
    stream.disconnect()
    stream.connect()
    await settle()
    expect([server.requests.length, server.open, phaseOf(stream)]).toEqual([2, 1, 'opening'])
  })

  it('leaves no timer when it is destroyed while it lingers', async () => {
    const { watch } = usageWorld()
    const stream = watch()
    stream.acquire()()
    stream.destroy()
    await settle()
    expect(vi.getTimerCount()).toBe(0)
  })

  it('ends in the middle of opening without a trace', async () => {
    const { server, stream } = await answered('hang')
    expect([server.open, phaseOf(stream)]).toEqual([1, 'opening'])
    stream.destroy()
    await settle()
    expect([server.open, phaseOf(stream)]).toEqual([0, 'disposed'])
    stream.connect()
    stream.acquire()
    stream.retryNow()
    await pass(60_000)
    expect(server.requests).toHaveLength(1)
  })
})

describe('a usage stream that is lost', () => {
  it.each(['eof', 'error'] as const)('tells it at once and comes back, after %s (U5, U8)', async (how) => {
    const { server, stream } = await opened()
    server.end(how)
    await pass(0)
    expect(stream.status.getSnapshot()).toMatchObject({ state: 'reconnecting', reason: { code: 'connection_lost' } })
    await pass(1_000)
    expect(stream.history).toEqual(['connecting', 'connected', 'reconnecting', 'connected'])
    expect(stream.getStats()).toMatchObject({ connects: 2, attempts: 2, outages: 1 })
    expect([server.open, server.most]).toEqual([1, 1])
  })

  it('notices 45 s without a byte, and a comment is a byte', async () => {
    const { server, stream } = await opened()
    await pass(33_000)
    server.send(': ping\n\n')
    await pass(44_990)
    expect(phaseOf(stream)).toBe('ready')
    await pass(20)
    expect(stream.status.getSnapshot()).toMatchObject({ phase: 'waiting', reason: { code: 'connection_lost' } })
    expect(server.open).toBe(0)
  })

  it('asks from where it got to, by the id of the last event', async () => {
    const { server, stream } = await opened()
    server.emit(stateEvent)
    server.send('id: a1.9\n\n')
    server.send('id: a1.10\ndata: never finished')
    await settle()
    server.end('error')
    await pass(1_000)
    expect(server.requests.at(-1)?.headers.get('last-event-id')).toBe('a1.9')
    server.send('id\n\n')
    await settle()
    server.end('eof')
    await pass(1_000)
    expect(phaseOf(stream)).toBe('ready')
    expect(server.requests.at(-1)?.headers.has('last-event-id')).toBe(false)
  })

  it('leaves out an id that no header can carry, instead of failing on it for ever', async () => {
    const { server, stream } = await opened()
    server.send('id: ✓\u0001\n\n')
    await settle()
    server.end('eof')
    await pass(1_000)
    expect(phaseOf(stream)).toBe('ready')
    expect(server.requests.at(-1)?.headers.has('last-event-id')).toBe(false)
  })

  it('forgets where it was when it was closed by order, or when the token names another person', async () => {
    const tokens = ['ada', 'ada', 'bob', 'bob'].map((sub) => `.${btoa(JSON.stringify({ sub }))}.`)
    const { server, stream } = await opened({ getToken: () => tokens.shift() ?? null })
    const cursorAfter = async (turn: () => void) => {
      server.emit(stateEvent)
      await settle()
      turn()
      await pass(2_000)
      return server.requests.at(-1)?.headers.get('last-event-id')
    }
    expect(await cursorAfter(() => server.end('eof'))).toBe('a1.7')
    expect(await cursorAfter(() => server.end('eof'))).toBeNull()
    const reopen = () => {
      stream.disconnect()
      stream.connect()
    }
    expect(await cursorAfter(reopen)).toBeNull()
  })

  it('keeps its place across tokens of an identity that the app names', async () => {
    const tokens = ['ada', 'bob'].map((sub) => `.${btoa(JSON.stringify({ sub }))}.`)
    const { server } = await opened({ identity: 'household', getToken: () => tokens.shift() ?? null })
    server.emit(stateEvent)
    await settle()
    server.end('eof')
    await pass(1_000)
    expect(server.requests.at(-1)?.headers.get('last-event-id')).toBe('a1.7')
  })

  it('drops a stream whose event never ends before it fills the memory', async () => {
    const { server, stream } = await opened()
    server.send(`data: ${'x'.repeat(70_000)}`)
    server.send('x')
    await pass(0)
    expect([phaseOf(stream), server.open]).toEqual(['waiting', 0])
  })

  it('adds its delay to the pause of retry:, so that clients neither hurry nor come as one', async () => {
    const { server, stream } = await opened()
    server.send('retry: 3000\n\n')
    await settle()
    server.end('eof')
    await pass(0)
    // Half of the second over which stable lines spread.
    expect(waitOf(stream)).toBe(3_500)
    server.answer = () => 'dead'
    await pass(3_500)
    expect(waitOf(stream)).toBeGreaterThanOrEqual(3_000)
    server.answer = () => refusal(429, { 'retry-after': '1' })
    stream.retryNow()
    await pass(0)
    expect(waitOf(stream)).toBe(1_000)
  })

  it('takes no retry: for a timer’s overflow', async () => {
    const { server, stream } = await opened()
    server.send('retry: 99999999999\n\nretry: soon\n\n')
    await settle()
    server.end('eof')
    await pass(0)
    expect(waitOf(stream)).toBe(86_400_500)
  })

  it('waits for the network where there is none, and goes at once when it is back (U8)', async () => {
    const { server, network, stream } = await opened()
    network.set(false)
    server.end('error')
    await pass(20_000)
    expect([phaseOf(stream), server.requests.length]).toEqual(['offline', 1])
    network.set(true)
    await settle()
    expect(phaseOf(stream)).toBe('ready')
  })

  it('tells an outage of more than 5 s as lost', async () => {
    const { server, stream } = await opened()
    server.answer = () => 'dead'
    server.end('eof')
    await pass(4_990)
    expect(stream.status.getSnapshot().lost).toBe(false)
    await pass(20)
    expect(stream.status.getSnapshot()).toMatchObject({ lost: true, state: 'reconnecting' })
  })
})

describe('what a usage stream makes of answers', () => {
  it.each([
    [403, 'forbidden'],
    [404, 'not_found'],
    [400, 'contract_mismatch'],
    [410, 'contract_mismatch'],
    [201, 'contract_mismatch'],
  ] as const)('%i fails with %s, and only the user’s wish tries again', async (status, code) => {
    const { server, stream } = await answered(refusal(status))
    stream.acquire()
    await pass(120_000)
    expect(stream.status.getSnapshot()).toMatchObject({ state: 'failed', reason: { code, retryable: false } })
    expect(server.requests).toHaveLength(1)
    server.answer = () => 'stream'
    stream.retryNow()
    await settle()
    expect(phaseOf(stream)).toBe('ready')
  })

  it.each([
    [408, 'timeout'],
    [429, 'rate_limited'],
    [500, 'internal'],
    [503, 'server_busy'],
  ] as const)('%i is %s, and tried again by the ladder of refusals (U5)', async (status, code) => {
    const { server, stream } = await answered('hang', { env: { random: () => 0 } })
    server.answer = () => refusal(status)
    const waits: number[] = []
    stream.disconnect()
    stream.connect()
    for (let turn = 0; turn < 7; turn += 1) {
      await pass(0)
      waits.push(waitOf(stream))
      await pass(waitOf(stream))
    }
    expect(waits).toEqual([500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000])
    expect(stream.status.getSnapshot()).toMatchObject({ state: 'connecting', reason: { code, retryable: true } })
  })

  it.each([502, 504])(
    '%i is a server that a gateway cannot reach: tried again within a second at first',
    async (status) => {
      const { server, stream } = await answered(refusal(status))
      expect(waitOf(stream)).toBeLessThanOrEqual(500)
      server.answer = () => 'stream'
      await pass(1_000)
      expect(phaseOf(stream)).toBe('ready')
    },
  )

  it('a network that fails is tried again within a second at first', async () => {
    const { stream } = await answered('dead')
    expect(stream.status.getSnapshot()).toMatchObject({ phase: 'waiting', reason: { code: 'connection_lost' } })
    expect(waitOf(stream)).toBeLessThanOrEqual(500)
  })

  it.each([
    ['20', 20_000],
    ['Thu, 01 Jan 1970 00:00:30 GMT', 30_000],
    ['999999999999', 86_400_000],
  ])('Retry-After %s is waited for, within a day', async (retryAfter, wait) => {
    const { stream } = await answered(refusal(503, { 'retry-after': retryAfter }))
    expect(waitOf(stream)).toBe(wait - 1)
  })

  it.each(['0', '-5', '12.5', 'soon', '', 'Thu, 01 Jan 1970 00:00:00 GMT'])(
    'Retry-After "%s" names no time to wait, so the ladder does',
    async (retryAfter) => {
      const { stream } = await answered(refusal(429, { 'retry-after': retryAfter }))
      expect(waitOf(stream)).toBe(749)
    },
  )

  it('a Retry-After date is read by the server’s own clock, where it tells that', async () => {
    const dates = { date: 'Thu, 20 Nov 2036 10:00:00 GMT', 'retry-after': 'Thu, 20 Nov 2036 10:00:07 GMT' }
    const { stream } = await answered(refusal(429, dates))
    expect(waitOf(stream)).toBe(6_999)
  })

  it('Retry-After of other refusals is not heeded', async () => {
    const { stream } = await answered(refusal(500, { 'retry-after': '20' }))
    expect(waitOf(stream)).toBe(749)
  })

  it('204 is the end: disconnected without a reason, until connect or retryNow', async () => {
    const { server, network, stream } = await answered(refusal(204))
    stream.acquire()
    network.set(false)
    network.set(true)
    await pass(600_000)
    expect(stream.status.getSnapshot()).toMatchObject({ state: 'disconnected', reason: null, retryAt: null })
    expect(server.requests).toHaveLength(1)
    stream.retryNow()
    await settle()
    expect([server.requests.length, phaseOf(stream)]).toEqual([2, 'idle'])
    server.answer = () => 'stream'
    stream.disconnect()
    stream.retryNow()
    await settle()
    expect(phaseOf(stream), 'the user’s own disconnect holds until connect').toBe('idle')
    stream.connect()
    await settle()
    expect(phaseOf(stream)).toBe('ready')
    stream.disconnect()
    stream.retryNow()
    await pass(60_000)
    expect(phaseOf(stream)).toBe('idle')
  })

  it.each(['text/html', 'text/event-streams', 'application/json'])(
    '200 with %s fails: no event stream',
    async (type) => {
      const { server, stream } = await answered(new Response('hello', { headers: { 'content-type': type } }))
      expect(stream.status.getSnapshot()).toMatchObject({ state: 'failed', reason: { code: 'contract_mismatch' } })
      expect(server.open).toBe(0)
    },
  )

  it('an answer that does not come within 10 s is given up and tried again', async () => {
    const { server, stream } = await answered('hang')
    await pass(9_990)
    expect(phaseOf(stream)).toBe('opening')
    server.answer = () => 'stream'
    await pass(20)
    expect(stream.status.getSnapshot()).toMatchObject({ phase: 'waiting', reason: { code: 'timeout' } })
    expect(server.open).toBe(0)
    await pass(1_000)
    expect([phaseOf(stream), server.most]).toEqual(['ready', 1])
  })

  it('gives up after maxAttempts in a row where that is asked for (U5)', async () => {
    const { server, stream } = await answered('dead', { maxAttempts: 3 })
    await pass(60_000)
    expect([server.requests.length, stream.status.getSnapshot().state]).toEqual([3, 'failed'])
  })

  it('lets go of the bodies of refusals', async () => {
    const cancelled = vi.fn<() => void>()
    const body = new ReadableStream({ cancel: cancelled })
    await answered(new Response(body, { status: 500 }))
    expect(cancelled).toHaveBeenCalledOnce()
  })
})

describe('a usage stream with tokens', () => {
  it('carries the token as Bearer, and none for null', async () => {
    const tokens = ['opaque-1', null]
    const { server } = await opened({ getToken: () => tokens.shift() ?? null })
    server.end('eof')
    await pass(1_000)
    expect(server.requests.map(({ headers }) => headers.get('authorization'))).toEqual(['Bearer opaque-1', null])
  })

  it('answers 401 by one refresh at once, then by the ladder', async () => {
    const getToken = vi.fn<GetToken>(() => 'stale')
    const { server, stream } = await answered(() => refusal(401), { getToken })
    expect(getToken.mock.calls.map(([request]) => request.reason)).toEqual(['initial', 'rejected'])
    expect(server.requests).toHaveLength(2)
    expect(stream.status.getSnapshot()).toMatchObject({ phase: 'waiting', reason: { code: 'auth_expired' } })
    server.answer = ({ headers }) => (headers.get('authorization') === 'Bearer fresh' ? 'stream' : refusal(401))
    getToken.mockReturnValue('fresh')
    await pass(1_000)
    expect(phaseOf(stream)).toBe('ready')
  })

  it('fails after 401 where there is nobody to ask for a token', async () => {
    const { stream } = await answered(() => refusal(401))
    expect(stream.status.getSnapshot()).toMatchObject({ state: 'failed', reason: { code: 'auth_expired' } })
  })

  it('fails on a token that no header can carry, and tells nobody what it is', async () => {
    const { server, stream } = await answered('stream', { getToken: () => 'secret\nvalue' })
    expect(stream.status.getSnapshot()).toMatchObject({ state: 'failed', reason: { code: 'auth_invalid' } })
    expect(JSON.stringify(stream.status.getSnapshot())).not.toContain('secret')
    expect(server.requests).toHaveLength(0)
  })

  it('is not wedged by a getToken that hangs or throws', async () => {
    const getToken = vi.fn<GetToken>(() => new Promise(() => {}))
    const { stream } = await answered('stream', { getToken })
    await pass(10_000)
    expect(stream.status.getSnapshot()).toMatchObject({ phase: 'waiting', reason: { code: 'timeout' } })
    getToken.mockRejectedValueOnce(new Error('no'))
    await pass(1_000)
    expect(stream.status.getSnapshot()).toMatchObject({ phase: 'waiting', reason: { code: 'internal' } })
    getToken.mockReturnValue('fine')
    await pass(2_000)
    expect(phaseOf(stream)).toBe('ready')
  })

  it('does not take the end of a call that was given up for that of the next', async () => {
    const getToken = vi.fn<GetToken>(() => new Promise(() => {}))
    const { stream } = await answered('stream', { getToken })
    stream.disconnect()
    stream.connect()
    await settle()
    expect([phaseOf(stream), getToken.mock.calls.length]).toEqual(['authenticating', 2])
  })
})
