import { TelltaleError } from '@telltale/protocol'
import { describe, expect, test, vi } from 'vitest'
import { pass, refusalOf, usageWorld } from '../../test/support/usageWorld.ts'
import { memoryUsage, usageHandlers, type UsageRecord, type UsageStore } from '../index.ts'

const start = { active: true, lease: true } as const
const stopAny = { active: false } as const

describe('ping', () => {
  test('U3 starts a session, and answers with the figures of that moment', async () => {
    const { ping } = usageWorld()
    await pass(1000)
    const session = await ping(start)
    expect(session).toEqual({
      session_id: session.session_id,
      status: 'active',
      paused: false,
      time_remaining_seconds: 600,
      total_usage_seconds: 0,
      current_session_seconds: 0,
      started_at: '1970-01-01T00:00:01.000Z',
      expires_at: '1970-01-01T00:02:01.000Z',
      cap_at: '1970-01-01T00:10:01.000Z',
      revision: expect.stringMatching(/^[0-9a-f]{8}\.1$/) as string,
      as_of: '1970-01-01T00:00:01.000Z',
    })
  })

  test('U7 "0h 0m remaining → limit reached" does not come after stop: what is left stays right', async () => {
    const { ping, open } = usageWorld()
    const { session_id: sessionId } = await ping(start)
    await pass(90_500)
    const stopped = await ping({ active: false, sessionId: String(sessionId) })
    expect(stopped).toMatchObject({
      session_id: sessionId,
      status: 'closed',
      ended_by: 'user',
      time_remaining_seconds: 509.5,
      total_usage_seconds: 90.5,
      current_session_seconds: 90.5,
    })
    await pass(3_600_000)
    const stream = await open()
    expect(stream.events[0]?.data).toMatchObject({ status: 'idle', time_remaining_seconds: 509.5 })
  })

  test('U8 a second tab, or device, joins the session that runs', async () => {
    const { ping } = usageWorld()
    const [one, other] = await Promise.all([ping(start), ping(start)])
    expect(other).toMatchObject({ session_id: one?.session_id, status: 'active' })
    expect((await ping(start, { token: 'bob' })).session_id, 'nobody else’s').not.toBe(one?.session_id)
  })

  test('U8 a beacon that arrives after a new start does not stop the new session', async () => {
    const { ping } = usageWorld()
    const old = await ping(start)
    await ping({ active: false, sessionId: String(old.session_id) })
    const next = await ping(start)
    const beacon = JSON.stringify({ active: false, sessionId: old.session_id })
    const answer = await ping(beacon, { headers: { 'content-type': 'text/plain;charset=UTF-8' } })
    expect(answer).toMatchObject({ session_id: next.session_id, status: 'active' })
  })

  test('U1 older clients stop without an id, and may do so twice', async () => {
    const { ping } = usageWorld()
    await ping({ active: true })
    await pass(5000)
    const stopped = await ping(stopAny)
    expect(stopped).toMatchObject({ status: 'closed', current_session_seconds: 5 })
    expect(await ping(stopAny)).toEqual({ ...stopped })
    expect((await ping(stopAny, { token: 'bob' })).status).toBe('idle')
  })

  test('a renewal never starts: it answers with the end of its session', async () => {
    const { ping } = usageWorld()
    const { session_id: sessionId } = await ping(start)
    await pass(120_000)
    expect(await ping({ active: true, lease: true, sessionId: String(sessionId) })).toMatchObject({
      session_id: sessionId,
      status: 'expired',
      ended_by: 'ttl',
      total_usage_seconds: 120,
    })
    expect(await ping({ active: true, sessionId: 'unheard of' })).toMatchObject({ session_id: null, status: 'idle' })
  })

  test('a renewal keeps the session for two minutes more', async () => {
    const { ping } = usageWorld()
    const { session_id: id } = await ping(start)
    for (let turn = 0; turn < 9; turn += 1) {
      await pass(60_000)
      expect((await ping({ active: true, sessionId: String(id) })).status).toBe('active')
    }
    expect(await ping({ active: true, sessionId: String(id) })).toMatchObject({
      current_session_seconds: 540,
      expires_at: '1970-01-01T00:11:00.000Z',
    })
  })

  test('U11 pauses and goes on: the clock stands, and no moment is known at which the limit would be reached', async () => {
    const { ping } = usageWorld()
    const sessionId = String((await ping(start)).session_id)
    await pass(10_000)
    expect(await ping({ active: true, sessionId, paused: true })).toMatchObject({
      status: 'active',
      paused: true,
      current_session_seconds: 10,
      cap_at: null,
    })
    await pass(60_000)
    expect(await ping({ active: true, sessionId, paused: false })).toMatchObject({
      paused: false,
      current_session_seconds: 10,
      cap_at: '1970-01-01T00:11:00.000Z',
    })
    await pass(5000)
    expect((await ping(stopAny)).total_usage_seconds).toBe(15)
  })

  test('U6 a start with nothing left starts nothing, and says why', async () => {
    const { ping, open } = usageWorld({ capMs: 60_000 })
    await ping(start)
    await pass(60_000)
    expect(await ping(start)).toMatchObject({
      session_id: null,
      status: 'capped',
      ended_by: 'cap',
      time_remaining_seconds: 0,
    })
    expect((await open()).events[0]?.data).toMatchObject({ status: 'idle', last: { ended_by: 'cap' } })
  })

  test('U8 ten fast cycles of start and stop, all under way at once, end closed and counted right', async () => {
    const { ping, open } = usageWorld()
    const stream = await open()
    const answers = []
    for (let cycle = 0; cycle < 10; cycle += 1) answers.push(ping(start), ping(stopAny))
    const ids = new Set((await Promise.all(answers)).map(({ session_id: id }) => id))
    await pass(0)
    expect(ids.size).toBe(10)
    expect(stream.names().slice(1)).toEqual(
      Array.from({ length: 10 }, () => ['session:created', 'session:closed']).flat(),
    )
    expect(await ping(stopAny)).toMatchObject({ status: 'closed', total_usage_seconds: 0 })
  })
})

describe('a stream', () => {
  test('U2 begins with the state and the pause before each attempt, and is told each change', async () => {
    const { ping, open } = usageWorld()
    const stream = await open({ headers: { 'last-event-id': 'a1.7' } })
    expect(stream.text).toMatch(/^retry: 1000\n\nevent: session:state\nid: [0-9a-f]{8}\.0\ndata: \{/)
    expect(stream.events[0]?.data).toMatchObject({ status: 'idle', session_id: null, last: null })
    const { session_id: id } = await ping(start)
    await pass(4000)
    await ping({ active: true, sessionId: String(id), paused: true })
    await ping({ active: false, sessionId: String(id) })
    await pass(0)
    expect(stream.names()).toEqual(['session:state', 'session:created', 'session:state', 'session:closed'])
    expect(stream.events.map(({ data }) => data.revision.split('.')[1])).toEqual(['0', '1', '2', '3'])
    expect(stream.events[2]?.data).toMatchObject({ session_id: id, paused: true, current_session_seconds: 4 })
    expect(stream.events[3]?.data).toMatchObject({ session_id: id, ended_by: 'user', current_session_seconds: 4 })
  })

  test('U2 beats after 10 s of silence while active, and after 30 s otherwise', async () => {
    const { ping, open } = usageWorld()
    const stream = await open()
    await pass(29_999)
    expect(stream.names()).toEqual(['session:state'])
    await pass(1)
    expect(stream.names()).toEqual(['session:state', 'session:heartbeat'])
    await ping(start)
    await pass(9_999)
    expect(stream.names().slice(2)).toEqual(['session:created'])
    await pass(20_001)
    expect(stream.names().slice(3)).toEqual(['session:heartbeat', 'session:heartbeat', 'session:heartbeat'])
    expect(stream.events.at(-1)?.data).toEqual({
      time_remaining_seconds: 570,
      total_usage_seconds: 30,
      current_session_seconds: 30,
      revision: stream.events[2]?.data.revision,
      as_of: '1970-01-01T00:01:00.000Z',
    })
  })

  test('U10 a heartbeat costs no query', async () => {
    const store = memoryUsage()
    const apply = vi.spyOn(store, 'apply')
    const { ping, open } = usageWorld({ store })
    await ping(start)
    const stream = await open()
    const before = apply.mock.calls.length
    await pass(110_000)
    expect([stream.names().length, apply.mock.calls.length]).toEqual([12, before])
  })

  test('U9 a session that was seen to end stays as it ended, in each heartbeat too', async () => {
    const { ping, open } = usageWorld()
    await ping(start)
    const stream = await open()
    await pass(7000)
    await ping(stopAny)
    await pass(30_000)
    expect(stream.events.at(-1)).toMatchObject({
      type: 'session:heartbeat',
      data: { current_session_seconds: 7, total_usage_seconds: 7 },
    })
    const fresh = await open()
    expect(fresh.events[0]?.data).toMatchObject({ current_session_seconds: 0, total_usage_seconds: 7 })
  })

  test.each([
    ['session:capped', 'cap', { capMs: 60_000 }, 60_000],
    ['session:expired', 'ttl', {}, 120_000],
  ] as const)('U6 tells %s on time, though nobody asks', async (type, endedBy, options, dueMs) => {
    const { ping, open } = usageWorld(options)
    const { session_id: id } = await ping(start)
    const stream = await open()
    await pass(dueMs - 1)
    expect(stream.names()).not.toContain(type)
    await pass(1)
    expect(stream.events.at(-1)).toMatchObject({
      type,
      data: { session_id: id, ended_by: endedBy, current_session_seconds: dueMs / 1000 },
    })
  })

  test('U6 a limit that is months away is waited for', async () => {
    const monthMs = 30 * 86_400_000
    const { ping, open } = usageWorld({ capMs: 2 * monthMs, ttlMs: 3 * monthMs })
    await ping(start)
    // Heartbeats of two months would take long to run.
    await pass(2 * monthMs - 1)
    const stream = await open()
    expect(stream.events[0]?.data).toMatchObject({ status: 'active', time_remaining_seconds: 0.001 })
    await pass(1)
    expect(stream.names()).toEqual(['session:state', 'session:capped'])
  })

  test('who saw a session running finds its end in the state', async () => {
    const { ping, open } = usageWorld()
    const { session_id: id } = await ping(start)
    const stream = await open()
    await stream.leave()
    await pass(500_000)
    const [first] = (await open()).events
    expect(first?.data).toMatchObject({
      status: 'idle',
      session_id: null,
      last: { session_id: id, status: 'expired', ended_by: 'ttl', ended_at: '1970-01-01T00:02:00.000Z' },
    })
  })

  test('an administrator ends the session, which every stream is told', async () => {
    const { usage, ping, open } = usageWorld()
    await ping(start)
    const streams = [await open(), await open()]
    expect(await usage.end('ada')).toMatchObject({ status: 'closed', ended_by: 'admin' })
    await pass(0)
    for (const { events } of streams) {
      expect(events.at(-1)).toMatchObject({ type: 'session:closed', data: { ended_by: 'admin' } })
    }
  })

  test('U2 is told nothing of other people', async () => {
    const { ping, open } = usageWorld()
    const stream = await open({ token: 'bob' })
    await ping(start)
    await pass(0)
    expect(stream.names()).toEqual(['session:state'])
  })

  test.each(['cancel', 'abort', 'both'] as const)('U2 leaves nothing when its reader goes by %s', async (how) => {
    const store = memoryUsage()
    let listeners = 0
    const counted: UsageStore = {
      ...store,
      subscribe: (userId, listener) => {
        const stop = store.subscribe(userId, listener)
        listeners += 1
        return () => {
          listeners -= 1
          stop()
        }
      },
    }
    const { ping, open } = usageWorld({ store: counted })
    const stream = await open()
    expect([listeners, vi.getTimerCount()]).toEqual([1, 1])
    await stream.leave(how)
    expect([listeners, vi.getTimerCount()]).toEqual([0, 0])
    await ping(start)
    await ping(stopAny)
    expect(stream.names()).toEqual(['session:state'])
  })

  test('one that is given up before it is open leaves nothing', async () => {
    const { usage } = usageWorld()
    const response = await usage.GET(
      new Request('https://app.example/stream', {
        signal: AbortSignal.abort(),
        headers: { authorization: 'Bearer ada' },
      }),
    )
    expect([await response.text(), vi.getTimerCount()]).toEqual(['', 0])
  })

  test('misses no change that falls between its first look and its first word', async () => {
    const store = memoryUsage()
    const { usage, ping, open } = usageWorld({
      store: {
        ...store,
        apply: async (userId, operation, limits) => {
          const record = await store.apply(userId, operation, limits)
          // Somebody starts while the answer is on its way.
          if (operation.type === 'look' && record.session === null) {
            await store.apply(userId, { type: 'start', sessionId: 's9', hasLease: true }, limits)
          }
          return record
        },
      },
    })
    const stream = await open()
    expect(stream.events).toMatchObject([{ type: 'session:state', data: { session_id: 's9', status: 'active' } }])
    await ping({ active: false, sessionId: 's9' })
    await pass(0)
    expect(stream.names()).toEqual(['session:state', 'session:closed'])
    usage.close()
  })

  test('S10 ends 5 s after its token, so that its client comes with another', async () => {
    const { open } = usageWorld({ auth: () => ({ userId: 'ada', expiresAt: 60_000 }) })
    const stream = await open()
    await pass(64_999)
    expect(stream.ended).toBeUndefined()
    await pass(1)
    expect([stream.ended, vi.getTimerCount()]).toEqual(['closed', 0])
  })

  test('one that is left before its token ends leaves no timer for it', async () => {
    const { open } = usageWorld({ auth: () => ({ userId: 'ada', expiresAt: 60_000 }) })
    const stream = await open()
    await stream.leave()
    expect(vi.getTimerCount()).toBe(0)
  })

  test('is not led back by a store that repeats itself', async () => {
    const store = memoryUsage()
    const listeners = new Set<(record: UsageRecord) => void>()
    const { ping, open } = usageWorld({
      store: {
        ...store,
        subscribe: (userId, listener) => {
          listeners.add(listener)
          return store.subscribe(userId, listener)
        },
      },
    })
    const before = await store.apply('ada', { type: 'look' }, { capMs: 1, ttlMs: 1 })
    const stream = await open()
    await ping(start)
    for (const listener of listeners) listener(before)
    await pass(0)
    expect(stream.names()).toEqual(['session:state', 'session:created'])
  })

  test('U6 U8 a session that was started elsewhere is told of, and ended on time here as well', async () => {
    const store = memoryUsage()
    const { open } = usageWorld({ store })
    const stream = await open()
    await store.apply('ada', { type: 'start', sessionId: 's1', hasLease: true }, { capMs: 600_000, ttlMs: 120_000 })
    await pass(120_000)
    expect(stream.names().filter((name) => name !== 'session:heartbeat')).toEqual([
      'session:state',
      'session:created',
      'session:expired',
    ])
  })

  test('one that is not read is given up before it fills the memory', async () => {
    const { ping, open } = usageWorld({ limits: { pingsPerSecond: 1000 } })
    const stream = await open()
    stream.stall()
    for (let turn = 0; turn < 50; turn += 1) {
      await ping(start)
      await ping(stopAny)
    }
    expect(vi.getTimerCount()).toBe(0)
  })
})

describe('a session without a lease', () => {
  test('U1 lives while a stream of its user is read, and ends with it', async () => {
    const { ping, open } = usageWorld({ capMs: 86_400_000 })
    await ping({ active: true })
    const stream = await open()
    await pass(500_000)
    expect(stream.events.at(-1)?.data).toMatchObject({ current_session_seconds: 500 })
    await stream.leave()
    await pass(89_999)
    expect((await open()).events[0]?.data).toMatchObject({ status: 'active' })
  })

  test('U1 ends with the lease that its last stream has left it', async () => {
    const { ping, open } = usageWorld({ capMs: 86_400_000 })
    await ping({ active: true })
    const stream = await open()
    await pass(500_000)
    await stream.leave()
    await pass(120_000)
    const [first] = (await open()).events
    expect(first?.data).toMatchObject({ status: 'idle', last: { ended_by: 'ttl' } })
    expect(first?.data.total_usage_seconds).toBeGreaterThan(590)
  })

  test('costs two writes a minute, over however many streams', async () => {
    const store = memoryUsage()
    const apply = vi.spyOn(store, 'apply')
    const { ping, open } = usageWorld({ store })
    await ping({ active: true })
    for (let count = 0; count < 5; count += 1) await open()
    apply.mockClear()
    await pass(300_000)
    expect(apply.mock.calls.filter(([, { type }]) => type === 'renew').length).toBeLessThanOrEqual(10)
    expect((await ping({ active: true })).status).toBe('active')
  })

  test('is not kept alive by a stream whose writes do not drain', async () => {
    const { ping, open } = usageWorld()
    await ping({ active: true })
    const stream = await open()
    stream.stall()
    await pass(200_000)
    expect(await ping(stopAny)).toMatchObject({ status: 'expired', ended_by: 'ttl' })
  })

  test('one with a lease is not kept alive by streams at all', async () => {
    const { ping, open } = usageWorld()
    await ping(start)
    const stream = await open()
    await pass(120_000)
    expect(stream.names().at(-1)).toBe('session:expired')
  })
})

describe('a refusal', () => {
  const authOf = (code: TelltaleError['code'], retryAfterMs?: number) => () => {
    throw new TelltaleError(code, 'no', { retryAfterMs })
  }

  test.each([
    ['auth_expired', 401, null],
    ['auth_invalid', 401, null],
    ['forbidden', 403, null],
    ['too_many_connections', 429, '1'],
    ['server_busy', 503, '3'],
    ['internal', 500, null],
  ] as const)('by auth with %s is %i, in the shape of every answer', async (code, status, retryAfter) => {
    const { request, reported } = usageWorld({ auth: authOf(code, code === 'server_busy' ? 2001 : undefined) })
    for (const response of [await request('GET', 'stream'), await request('POST', 'ping', { body: '{}' })]) {
      expect([response.status, response.headers.get('retry-after')]).toEqual([status, retryAfter])
      expect(await refusalOf(response)).toMatchObject({ code })
    }
    expect(reported).toEqual([])
  })

  test('of a token that nobody could read is 401, and reported', async () => {
    const { request, reported } = usageWorld({
      auth: () => {
        throw new Error('bug')
      },
    })
    const response = await request('GET', 'stream')
    expect([response.status, response.headers.get('www-authenticate')]).toEqual([401, 'Bearer'])
    expect(reported).toEqual([new Error('bug')])
  })

  test.each([
    ['{', 'invalid_payload', 400],
    ['', 'invalid_payload', 400],
    ['null', 'invalid_payload', 400],
    ['{"active":"yes"}', 'invalid_payload', 400],
    ['{"active":true,"sessionId":""}', 'invalid_payload', 400],
    ['{"active":true,"paused":null}', 'invalid_payload', 400],
    [`{"active":true,"x":"${'é'.repeat(2100)}"}`, 'payload_too_large', 413],
  ])('of the body %s is %s', async (body, code, status) => {
    const { request, store } = usageWorld()
    const apply = vi.spyOn(store, 'apply')
    const response = await request('POST', 'ping', { body })
    expect([response.status, (await refusalOf(response)).code]).toEqual([status, code])
    expect(apply).not.toHaveBeenCalled()
  })

  test('of a body says where it is wrong', async () => {
    const { request } = usageWorld()
    const response = await request('POST', 'ping', { body: '{"active":1,"lease":2}' })
    expect((await refusalOf(response)).issues).toMatchObject([{ path: ['active'] }, { path: ['lease'] }])
  })

  test('of a body that breaks off is nobody’s bug, and reported to nobody', async () => {
    const { usage, reported, store } = usageWorld()
    const apply = vi.spyOn(store, 'apply')
    const body = new ReadableStream({ pull: (controller) => controller.error(new Error('the client has gone')) })
    const init = { method: 'POST', body, duplex: 'half' as const, headers: { authorization: 'Bearer ada' } }
    const response = await usage.POST(new Request('https://app.example/ping', init))
    expect((await refusalOf(response)).code).toBe('connection_lost')
    expect([reported, apply.mock.calls]).toEqual([[], []])
  })

  test('of any other path is 404', async () => {
    const { request } = usageWorld()
    expect((await request('GET', 'ping')).status).toBe(404)
    expect((await request('POST', 'stream', { body: '{}' })).status).toBe(404)
    expect((await request('GET', 'streams')).status).toBe(404)
    const below = await request('POST', '', {
      url: 'https://app.example/metering/v2/ping/?a=1',
      body: '{"active":true}',
    })
    expect(below.status).toBe(200)
  })

  test('of too many pings says when to come again, to that user alone', async () => {
    const { request, ping } = usageWorld({ limits: { pingsPerSecond: 3 } })
    for (let turn = 0; turn < 3; turn += 1) await ping(start)
    const response = await request('POST', 'ping', { body: '{"active":true}' })
    expect([response.status, response.headers.get('retry-after')]).toEqual([429, '1'])
    expect((await refusalOf(response)).code).toBe('rate_limited')
    await ping(start, { token: 'bob' })
    await pass(1000)
    await ping(start)
  })

  test('of too many streams ends with the first that is closed', async () => {
    const { request, open } = usageWorld({ limits: { streamsPerUser: 2 } })
    const first = await open()
    await open()
    const response = await request('GET', 'stream')
    expect([response.status, response.headers.get('retry-after')]).toEqual([429, '10'])
    expect((await refusalOf(response)).code).toBe('too_many_connections')
    await open({ token: 'bob' })
    await first.leave()
    await open()
  })

  test('of a store that fails is 503 to come again, and reported with its cause', async () => {
    const store = memoryUsage()
    const { request, reported, ping, open } = usageWorld({ store, limits: { streamsPerUser: 2 } })
    await ping(start)
    const stream = await open()
    const down = vi.spyOn(store, 'apply').mockRejectedValue(new Error('connection refused'))
    const response = await request('POST', 'ping', { body: JSON.stringify(stopAny) })
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '1'])
    expect(await refusalOf(response)).toMatchObject({ code: 'store_unavailable', retryAfterMs: 1000 })
    expect((await request('GET', 'stream')).status).toBe(503)
    expect(reported).toHaveLength(2)
    await pass(123_000)
    down.mockRestore()
    await pass(1000)
    await open()
    expect(stream.events.at(-1), 'told once the store is back, and not counted a moment longer').toMatchObject({
      type: 'session:expired',
      data: { current_session_seconds: 120 },
    })
  })
})

describe('origins', () => {
  const from = (origin: string, more: Record<string, string> = {}) => ({
    headers: { origin, ...more },
    body: '{"active":true}',
  })

  test('S10 a foreign page is refused, whatever cookie its request carries, and may not read why', async () => {
    const { request, store } = usageWorld({ origins: ['https://other.example'] })
    const apply = vi.spyOn(store, 'apply')
    for (const origin of ['https://evil.example', 'https://other.example:8443', 'null', 'nonsense']) {
      const response = await request('POST', 'ping', from(origin))
      expect([response.status, response.headers.get('access-control-allow-origin')]).toEqual([403, null])
      expect((await refusalOf(response)).code).toBe('forbidden')
    }
    expect(apply).not.toHaveBeenCalled()
  })

  test('its own pages may ask, also through a proxy that ends TLS or changes the host', async () => {
    const { request } = usageWorld()
    const inside = 'http://app.example/ping'
    expect((await request('POST', 'ping', from('https://app.example'))).status).toBe(200)
    expect((await request('POST', 'ping', { ...from('https://app.example'), url: inside })).status).toBe(200)
    const proxied = from('http://localhost:5173', { 'sec-fetch-site': 'same-origin' })
    expect((await request('POST', 'ping', proxied)).status).toBe(200)
  })

  test('pages of the list may, and read the answer, a refusal included', async () => {
    const { request } = usageWorld({ origins: ['https://other.example'], limits: { pingsPerSecond: 1 } })
    const preflight = await request('OPTIONS', 'ping', { headers: { origin: 'https://other.example' }, token: null })
    expect(preflight.status).toBe(204)
    expect(Object.fromEntries(preflight.headers)).toMatchObject({
      'access-control-allow-origin': 'https://other.example',
      'access-control-allow-credentials': 'true',
      'access-control-allow-headers': 'authorization, content-type, last-event-id',
      vary: 'origin',
    })
    for (const status of [200, 429]) {
      const response = await request('POST', 'ping', from('https://other.example'))
      expect([response.status, response.headers.get('access-control-allow-origin')]).toEqual([
        status,
        'https://other.example',
      ])
      expect(response.headers.get('access-control-expose-headers')).toContain('retry-after')
    }
    expect((await request('OPTIONS', 'ping', { headers: { origin: 'https://evil.example' } })).status).toBe(403)
  })
})

describe('usage handlers', () => {
  test('auth sees the request, for those who can send no header', async () => {
    const seen: unknown[] = []
    const { request } = usageWorld({
      auth: (token, { headers, url }) => {
        seen.push([token, headers.get('cookie'), new URL(url).searchParams.get('ticket')])
        return { userId: 'ada' }
      },
    })
    await request('POST', '', { token: null, url: 'https://app.example/ping?ticket=t1', body: '{"active":true}' })
    await request('POST', 'ping', {
      token: null,
      headers: { cookie: 'sid=1', authorization: 'Basic YTpi' },
      body: '{}',
    })
    await request('GET', 'stream', { token: null, headers: { authorization: 'bearer  opaque' } })
    expect(seen).toEqual([
      [null, null, 't1'],
      [null, 'sid=1', null],
      ['opaque', null, null],
    ])
  })

  test('close ends the streams, leaves nothing, and refuses who comes later', async () => {
    const { usage, ping, open, request } = usageWorld()
    await ping(start)
    const stream = await open()
    usage.close()
    await pass(0)
    expect([stream.ended, vi.getTimerCount()]).toEqual(['closed', 0])
    const response = await request('GET', 'stream')
    expect([response.status, (await refusalOf(response)).code]).toEqual([503, 'draining'])
  })

  test('U6 answers that overtake each other cost no session its end', async () => {
    const store = memoryUsage()
    const { ping } = usageWorld({
      store: {
        ...store,
        apply: async (userId, operation, limits) => {
          const record = await store.apply(userId, operation, limits)
          if (operation.type === 'stop') await new Promise((resolve) => setTimeout(resolve, 1000))
          return record
        },
      },
    })
    const ends: unknown[] = []
    store.subscribe('ada', ({ last, session }) => ends.push(session ? 'runs' : last?.endedBy))
    await ping(start)
    const stopping = ping(stopAny)
    await pass(0)
    await ping(start)
    await pass(1000)
    await stopping
    await pass(119_000)
    expect(ends).toEqual(['runs', 'user', 'runs', 'ttl'])
  })

  test('close leaves no timer for what is still under way', async () => {
    const { usage, ping } = usageWorld()
    const under = ping(start)
    usage.close()
    expect((await under).status).toBe('active')
    expect(vi.getTimerCount()).toBe(0)
  })

  test.each([{ capMs: Number.NaN }, { capMs: -1 }, { capMs: Infinity }, { capMs: 1, ttlMs: 0 }])(
    '%o is no length of time, and is said so',
    (options) => {
      expect(() => usageHandlers({ auth: () => ({ userId: 'ada' }), ...options })).toThrow(/length of time/)
    },
  )
})
