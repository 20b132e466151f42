import { TelltaleError } from '@telltale/protocol'
import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { lineLingerMs } from '../src/index.ts'
import { pass, settle, inVirtualTime, world } from './support/world.ts'

inVirtualTime()

describe('a line', () => {
  it('opens on connect, and not before (C1)', async () => {
    const { server, visit } = world()
    const client = visit()
    await pass(5_000)
    expect([server.attempts, client.getConnectionState()]).toEqual([0, 'disconnected'])
    client.connect()
    await settle()
    expect(client.history).toEqual(['connecting', 'connected'])
    expect(client.status.getSnapshot()).toMatchObject({ phase: 'ready', attempt: 0, synced: true, reason: null })
    expect([server.attempts, server.connections]).toEqual([1, 1])
  })

  it('is opened once, however many ask for it', async () => {
    const { server, visit } = world()
    const client = visit()
    const releases = Array.from({ length: 100 }, () => client.acquire())
    client.connect()
    await settle()
    for (const release of releases) release()
    expect([server.attempts, server.connections]).toEqual([1, 1])
  })

  it('lingers for a second after the last lease, then closes and leaves nothing (C1)', async () => {
    const { server, visit } = world()
    const client = visit()
    const release = client.acquire()
    await settle()
    release()
    release()
    await pass(lineLingerMs - 2)
    const again = client.acquire()
    await pass(10_000)
    expect([server.attempts, server.connections]).toEqual([1, 1])
    again()
    await pass(lineLingerMs)
    expect([client.getConnectionState(), server.connections]).toEqual(['disconnected', 0])
    await server.close()
    expect(vi.getTimerCount()).toBe(0)
  })

  it('stays closed after disconnect until connect, whatever is mounted meanwhile', async () => {
    const { server, visit } = world()
    const client = visit()
    client.acquire()
    await settle()
    client.disconnect()
    client.acquire()
    await pass(60_000)
    expect([client.getConnectionState(), server.connections]).toEqual(['disconnected', 0])
    client.connect()
    await settle()
    expect([client.getConnectionState(), server.connections]).toEqual(['connected', 1])
  })

  it('takes socket.disconnect() of an app for the same wish', async () => {
    const { visit } = world()
    const client = visit()
    client.connect()
    await settle()
    client.socket.disconnect()
    await pass(60_000)
    expect(client.getConnectionState()).toBe('disconnected')
  })

  it('says at once when it is lost, and comes back by itself within a second (C1)', async () => {
    const { server, visit } = world()
    const client = visit()
    client.connect()
    await pass(11_000)
    // Few clients, so that the server asks for no spread: it is tried again at once.
    const told = new Promise((resolve) => client.status.subscribe(() => resolve(client.status.getSnapshot())))
    server.network.drop()
    expect(await told).toMatchObject({
      state: 'reconnecting',
      reason: { code: 'connection_lost', retryable: true },
    })
    await settle()
    expect(client.history).toEqual(['connecting', 'connected', 'reconnecting', 'connected'])
    expect(client.getStats()).toMatchObject({ connects: 2, attempts: 2, outages: 1 })
  })

  it('comes back after a restart of any length, and tells a long outage as lost', async () => {
    const { server, visit } = world()
    const client = visit()
    client.connect()
    await pass(11_000)
    server.network.restart(60_000)
    await pass(4_999)
    expect(client.status.getSnapshot()).toMatchObject({ state: 'reconnecting', lost: false })
    await pass(2)
    expect(client.status.getSnapshot()).toMatchObject({ state: 'reconnecting', lost: true })
    await pass(60_000 + 30_000)
    expect(client.status.getSnapshot()).toMatchObject({ state: 'connected', lost: false })
  })

  it('tries again after the server closed it by disconnect(), and after a refusal by the transport', async () => {
    const { server, visit } = world()
    const client = visit()
    client.connect()
    await pass(11_000)
    server.io.disconnectSockets(true)
    await pass(1_001)
    expect(client.getConnectionState()).toBe('connected')
    server.network.refuse({ times: 3 })
    await pass(11_000)
    server.network.drop()
    await pass(15_000)
    expect(client.getConnectionState()).toBe('connected')
  })

  it('climbs its ladder in an outage also where the clock is set back by hours meanwhile', async () => {
    const { server, visit } = world()
    const client = visit()
    vi.setSystemTime(7_200_000)
    client.connect()
    await settle()
    server.network.stop()
    await pass(5_000)
    vi.setSystemTime(0)
    const { attempts } = client.getStats()
    await pass(600_000)
    // A random part of 30 s between two of them.
    expect(client.getStats().attempts - attempts).toBeLessThan(100)
    server.network.start()
    await pass(31_000)
    expect(client.getConnectionState()).toBe('connected')
  })

  it('acts at once on retryNow during backoff', async () => {
    const { server, visit } = world()
    const client = visit({ env: { random: () => 0.99 } })
    server.network.stop()
    client.connect()
    await pass(40_000)
    const { retryAt } = client.status.getSnapshot()
    expect((retryAt ?? 0) - Date.now()).toBeGreaterThan(1_000)
    server.network.start()
    client.retryNow()
    await settle()
    expect(client.getConnectionState()).toBe('connected')
  })

  it('shows a server that accepts and drops after 20 ms at most 6 connects in 15 s, whatever the seed', async () => {
    const { server, visit } = world({
      program: (rt) => rt.io.on('connection', (socket) => setTimeout(() => socket.conn.close(), 20)),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(fc.double({ min: 0, max: 0.999, noNaN: true }), { minLength: 1 }), async (rolls) => {
        let turn = 0
        const before = server.attempts
        const client = visit({ env: { random: () => rolls[turn++ % rolls.length] ?? 0 } })
        client.connect()
        await pass(15_000)
        client.destroy()
        await pass(100)
        expect(server.attempts - before).toBeLessThanOrEqual(6)
      }),
      { numRuns: 25 },
    )
  })

  it('waits without trying while there is no network, and tries at once when it is back', async () => {
    const { server, visit } = world()
    const client = visit()
    client.connect()
    await pass(11_000)
    server.network.offline()
    await settle()
    const attempts = server.attempts
    await pass(29_000)
    expect(client.status.getSnapshot()).toMatchObject({ state: 'reconnecting', phase: 'offline', offline: true })
    expect(server.attempts).toBe(attempts)
    server.network.online()
    await settle()
    expect(client.status.getSnapshot()).toMatchObject({ state: 'connected', offline: false })
  })

  it('hears the network come back also where there was none when it first connected', async () => {
    const { server, visit } = world()
    server.network.offline()
    const client = visit()
    client.connect()
    await settle()
    expect(client.status.getSnapshot()).toMatchObject({ phase: 'offline', offline: true })
    server.network.online()
    await settle()
    expect(client.status.getSnapshot()).toMatchObject({ state: 'connected', offline: false })
  })

  it('keeps to a time that the server named, also when the network goes and comes back meanwhile', async () => {
    const { server, visit } = world()
    const client = visit()
    server.network.refuse({ code: 'server_busy', retryAfterMs: 5_000, times: 1 })
    client.connect()
    await pass(1_000)
    server.network.offline()
    await pass(1_000)
    server.network.online()
    await pass(2_998)
    expect(client.status.getSnapshot()).toMatchObject({ phase: 'waiting', offline: false })
    await pass(5)
    expect(client.getConnectionState()).toBe('connected')
  })

  it('asks a server that names no wait, refusal after refusal, at most twice a second', async () => {
    const { server, visit } = world()
    const client = visit()
    server.network.refuse({ code: 'server_busy', retryAfterMs: 0 })
    client.connect()
    await pass(15_000)
    expect(client.getStats().attempts).toBe(31)
    server.network.accept()
    await pass(501)
    expect(client.getConnectionState()).toBe('connected')
  })

  it('gives up an attempt that does not open within 10 s', async () => {
    const { server, visit } = world()
    server.network.latency(60_000)
    const client = visit({ env: { random: () => 0.5 } })
    client.connect()
    await pass(9_999)
    expect(client.status.getSnapshot().phase).toBe('opening')
    await pass(2)
    expect(client.status.getSnapshot()).toMatchObject({ phase: 'waiting', reason: { code: 'timeout' } })
  })

  it('leaves nothing behind after destroy, and nothing wakes it', async () => {
    const { server, visit } = world()
    const client = visit()
    client.connect()
    client.join('project:1')
    client.on('notification', () => {})
    await settle()
    client.destroy()
    await pass(0)
    const attempts = server.attempts
    client.connect()
    client.acquire()
    client.retryNow()
    await pass(60_000)
    expect([client.getConnectionState(), server.attempts - attempts, server.connections]).toEqual([
      'disconnected',
      0,
      0,
    ])
    expect(await client.emit('presence:update', { status: 'away' })).toMatchObject({
      ok: false,
      error: { code: 'not_connected' },
    })
  })

  it('opens and closes a thousand times without leaving a listener', async () => {
    const { server, visit } = world()
    const client = visit()
    const before = client.socket.listeners('connect').length
    for (let i = 0; i < 1_000; i++) {
      client.connect()
      if (i % 3 === 0) await settle()
      client.disconnect()
    }
    await settle()
    expect(server.connections).toBe(0)
    expect(client.socket.listeners('connect')).toHaveLength(before)
    await server.close()
    expect(vi.getTimerCount()).toBe(0)
  })

  it('replaces its own older socket at the server (takeover by clientId)', async () => {
    const { server, visit } = world()
    const client = visit({ getToken: () => 'ada' })
    client.connect()
    await pass(11_000)
    // The line goes dead for the client alone: the server has not noticed when the next one comes.
    server.network.latency(3_000)
    client.disconnect()
    client.connect()
    server.network.latency(0)
    await pass(20_000)
    expect([client.getConnectionState(), server.connections]).toEqual(['connected', 1])
  })

  it('fails for good when the handshake is forbidden, and begins anew by retryNow', async () => {
    const { server, visit } = world()
    server.network.refuse({ code: 'forbidden', times: 1 })
    const client = visit()
    client.connect()
    await pass(60_000)
    expect(client.status.getSnapshot()).toMatchObject({
      state: 'failed',
      reason: { code: 'forbidden', retryable: false },
    })
    client.acquire()
    await pass(60_000)
    expect([client.getConnectionState(), server.attempts]).toEqual(['failed', 1])
    client.retryNow()
    await settle()
    expect(client.getConnectionState()).toBe('connected')
  })

  it('waits as long as a busy server asks', async () => {
    const { server, visit } = world()
    server.network.refuse({ code: 'server_busy', retryAfterMs: 7_000, times: 1 })
    const client = visit()
    client.connect()
    await pass(6_999)
    expect(client.getConnectionState()).toBe('connecting')
    await pass(10)
    expect(client.getConnectionState()).toBe('connected')
  })
})

describe('tokens', () => {
  it('is not asked for a line that was taken back in the same tick', async () => {
    const { visit } = world()
    const getToken = vi.fn(() => 'ada')
    const client = visit({ getToken })
    client.connect()
    client.disconnect()
    client.connect()
    await settle()
    expect(client.getConnectionState()).toBe('connected')
    expect(getToken).toHaveBeenCalledTimes(1)
  })

  it('are asked for once, however many attempts and hooks there are at that moment', async () => {
    const { visit } = world()
    const getToken = vi.fn(() => new Promise<string>((resolve) => setTimeout(resolve, 500, 'ada')))
    const client = visit({ getToken })
    client.connect()
    client.acquire()
    client.retryNow()
    await pass(501)
    expect(client.getConnectionState()).toBe('connected')
    expect(getToken).toHaveBeenCalledTimes(1)
    expect(getToken).toHaveBeenCalledWith({ reason: 'initial', signal: expect.any(AbortSignal) })
  })

  it('that hang never wedge the client: given up after 10 s, aborted, asked again', async () => {
    const { visit } = world()
    const signals: AbortSignal[] = []
    const client = visit({
      getToken: ({ signal }) => {
        signals.push(signal)
        return signals.length === 1 ? new Promise<never>(() => {}) : 'ada'
      },
    })
    client.connect()
    await pass(10_000)
    expect(client.status.getSnapshot()).toMatchObject({ phase: 'waiting', reason: { code: 'timeout' } })
    expect(signals[0]?.aborted).toBe(true)
    await pass(1_001)
    expect(client.getConnectionState()).toBe('connected')
  })

  it('that come after they were given up do not count', async () => {
    const { server, visit } = world()
    const answers: ((token: string) => void)[] = []
    const client = visit({ getToken: () => new Promise((resolve) => answers.push(resolve)) })
    client.connect()
    await settle()
    client.disconnect()
    client.connect()
    await settle()
    answers[0]?.('mallory')
    await settle()
    expect(client.status.getSnapshot().phase).toBe('authenticating')
    answers[1]?.('ada')
    await settle()
    expect(Array.from(server.io.sockets.sockets.values(), (socket) => Array.from(socket.rooms))).toEqual([
      [expect.any(String), 'user:ada'],
    ])
  })

  it('that cannot be had wait on the ladder, and the error is told', async () => {
    const { visit } = world()
    let calls = 0
    const client = visit({
      getToken: () => {
        calls += 1
        if (calls < 3) throw new Error('the identity provider is down')
        return 'ada'
      },
    })
    client.connect()
    await settle()
    expect(client.status.getSnapshot()).toMatchObject({ state: 'connecting', reason: { code: 'internal' } })
    await pass(3_100)
    expect(client.getConnectionState()).toBe('connected')
  })

  it('refused as expired are asked for anew once at once, with reason rejected (S10)', async () => {
    const { server, visit } = world({
      auth: (token) => {
        if (token === 'old') throw new TelltaleError('auth_expired', 'expired')
        return { userId: 'ada' }
      },
    })
    const reasons: string[] = []
    const client = visit({
      getToken: ({ reason }) => {
        reasons.push(reason)
        return reason === 'rejected' ? 'new' : 'old'
      },
    })
    client.connect()
    await settle()
    expect(client.getConnectionState()).toBe('connected')
    expect([reasons, server.attempts]).toEqual([['initial', 'rejected'], 2])
  })

  it('refused as expired over and over wait on the ladder instead of storming', async () => {
    const { server, visit } = world({
      auth: () => {
        throw new TelltaleError('auth_expired', 'expired')
      },
    })
    const client = visit({ getToken: () => 'same again' })
    client.connect()
    await pass(15_000)
    expect(client.getConnectionState()).toBe('connecting')
    expect(server.attempts).toBeLessThanOrEqual(7)
  })

  it('refused as invalid fail at once, and are never shown', async () => {
    const { server, visit } = world({
      auth: () => {
        throw new TelltaleError('auth_invalid', 'no')
      },
    })
    const client = visit({ getToken: () => 'secret-token' })
    client.connect()
    await pass(60_000)
    expect(client.status.getSnapshot()).toMatchObject({ state: 'failed', reason: { code: 'auth_invalid' } })
    expect(server.attempts).toBe(1)
    expect(JSON.stringify([client.status.getSnapshot(), client.getStats()])).not.toContain('secret')
  })

  it('fail a client that has nobody to ask for another one', async () => {
    const { visit } = world({
      auth: () => {
        throw new TelltaleError('auth_expired', 'expired')
      },
    })
    const client = visit()
    client.connect()
    await settle()
    expect(client.status.getSnapshot()).toMatchObject({ state: 'failed', reason: { code: 'auth_expired' } })
  })

  it('are refreshed in place before they expire, on the same socket (S10)', async () => {
    const { server, visit } = world({
      auth: (token) => ({ userId: 'ada', expiresAt: Number(token?.split(':')[1]) }),
    })
    let issued = 0
    const reasons: string[] = []
    const client = visit({
      getToken: ({ reason }) => {
        reasons.push(reason)
        issued += 1
        return `ada:${issued * 120_000}`
      },
    })
    client.connect()
    await settle()
    const { id } = client.socket
    await pass(300_000)
    expect(client.socket.id).toBe(id)
    expect(reasons.slice(0, 3)).toEqual(['initial', 'expiring', 'expiring'])
    expect([client.history, server.attempts]).toEqual([['connecting', 'connected'], 1])
  })

  it('are asked for once where a refresh is under way when the line drops', async () => {
    const { server, visit } = world({
      auth: (token) => ({ userId: 'ada', ...(token === 'first' && { expiresAt: 90_000 }) }),
    })
    const answers: ((token: string) => void)[] = []
    const getToken = vi.fn(({ reason }: { reason: string }) =>
      reason === 'initial' ? 'first' : new Promise<string>((resolve) => answers.push(resolve)),
    )
    const client = visit({ getToken })
    client.connect()
    await pass(46_000)
    server.network.drop()
    await pass(2_000)
    expect(client.status.getSnapshot().phase).toBe('authenticating')
    answers[0]?.('second')
    await settle()
    expect(client.getConnectionState()).toBe('connected')
    expect(getToken.mock.calls.map(([{ reason }]) => reason)).toEqual(['initial', 'expiring'])
  })

  it('that a refresh gives no more leave a line without one at once: the person has signed out (S10)', async () => {
    const tokens: unknown[] = []
    const { visit } = world({
      auth: (token) => {
        tokens.push(token)
        return { userId: token ?? 'guest', ...(token === 'ada' && { expiresAt: 90_000 }) }
      },
    })
    const client = visit({ getToken: ({ reason }) => (reason === 'initial' && tokens.length === 0 ? 'ada' : null) })
    client.connect()
    await pass(44_000)
    expect(tokens).toEqual(['ada'])
    await pass(3_000)
    expect(tokens).toHaveLength(2)
    expect(tokens[1] ?? null).toBeNull()
    expect(client.getConnectionState()).toBe('connected')
  })

  it('that expire without a refresh cost one reconnect with a new one', async () => {
    const { visit } = world({
      auth: (token) => ({ userId: 'ada', ...(token === 'short' && { expiresAt: 90_000 }) }),
    })
    const client = visit({
      getToken: ({ reason }) => {
        if (reason === 'expiring') throw new Error('not now')
        return reason === 'rejected' ? 'long' : 'short'
      },
    })
    client.connect()
    await pass(94_000)
    expect(client.getConnectionState()).toBe('connected')
    await pass(1_100)
    expect(client.history).toEqual(['connecting', 'connected', 'reconnecting', 'connected'])
  })

  it('still fresh are used again, so that a restart spares the token endpoint', async () => {
    const jwt = (exp: number) => `e30.${btoa(JSON.stringify({ sub: 'ada', exp }))}.x`
    const { server, visit } = world({ auth: () => ({ userId: 'ada' }) })
    const getToken = vi.fn(() => jwt(Date.now() / 1_000 + 600))
    const client = visit({ getToken })
    client.connect()
    await pass(11_000)
    server.network.restart(2_000)
    await pass(10_000)
    expect(client.getConnectionState()).toBe('connected')
    expect(getToken).toHaveBeenCalledTimes(1)
    client.disconnect()
    client.connect()
    await settle()
    expect(getToken).toHaveBeenCalledTimes(2)
  })

  it('may be absent: null connects without one', async () => {
    const { server, visit } = world()
    visit({ getToken: () => null }).connect()
    await settle()
    expect(server.connections).toBe(1)
  })
})
