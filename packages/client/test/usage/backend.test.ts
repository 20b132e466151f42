import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import { TelltaleError, type UsageEvents } from '@telltale/protocol'
import { createMockUsage, type MockUsage } from '@telltale/testing'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { createUsageStream, postUsage } from '../../src/index.ts'
import { backendWorld, type Page } from './support/backendWorld.ts'
import { pass } from './support/usageWorld.ts'

const start = { active: true, lease: true } as const

/** A world in virtual time. */
function virtual(...options: Parameters<typeof backendWorld>) {
  vi.useFakeTimers({ now: 0 })
  onTestFinished(() => void vi.useRealTimers())
  return backendWorld(...options)
}

const phaseOf = ({ stream }: Page) => stream.status.getSnapshot().phase

describe('a session, from the client to the server and back', () => {
  it('starts, counts down, stops at once, and what is left stays right (U7)', async () => {
    const { open, ping } = virtual({ capMs: 600_000 })
    const page = await open()
    const { session_id: id } = await ping(start)
    await pass(25_000)
    expect(page.heartbeats.map(({ time_remaining_seconds: left }) => left)).toEqual([590, 580])
    const stopped = await ping({ active: false, sessionId: String(id) })
    expect(page.names).toEqual(['state', 'created', 'closed'])
    expect(page.state).toEqual(stopped)
    await pass(300_000)
    expect(page.state).toMatchObject({ status: 'closed', time_remaining_seconds: 575, current_session_seconds: 25 })
  })

  it('several tabs and devices agree on one session, its pause and its end (U8)', async () => {
    const { open, ping } = virtual()
    const pages = await Promise.all([open(), open(), open()])
    const sessionId = String((await ping(start)).session_id)
    expect((await ping(start)).session_id, 'a second device joins').toBe(sessionId)
    await pass(5000)
    await ping({ active: true, sessionId, paused: true })
    await pass(20_000)
    for (const { state } of pages) expect(state).toMatchObject({ paused: true, current_session_seconds: 5 })
    await ping({ active: true, sessionId, paused: false })
    await pass(5000)
    await ping({ active: false, sessionId })
    for (const { state } of pages) expect(state).toMatchObject({ status: 'closed', total_usage_seconds: 10 })
  })

  it.each([
    ['capped', 'cap', { capMs: 100_000 }, 100_000],
    ['expired', 'ttl', {}, 120_000],
  ] as const)('%s comes in the very millisecond, and says why (U6)', async (name, endedBy, options, dueMs) => {
    const { open, ping } = virtual(options)
    const page = await open()
    await ping(start)
    await pass(dueMs - 1)
    expect(page.names).not.toContain(name)
    await pass(1)
    expect(page.names.at(-1)).toBe(name)
    expect(page.state).toMatchObject({ ended_by: endedBy, total_usage_seconds: dueMs / 1000 })
  })

  it('a beacon that arrives after a new start does not stop it (U5, U8)', async () => {
    const { usage, open, ping, beacon } = virtual()
    const page = await open()
    const old = String((await ping(start)).session_id)
    usage.network.latency(3000)
    const late = beacon(old)
    await pass(0)
    usage.network.latency(0)
    await ping({ active: false, sessionId: old })
    const { session_id: id } = await ping(start)
    await pass(10_000)
    await late
    expect(page.state).toMatchObject({ session_id: id, status: 'active' })
    await beacon(String(id))
    expect(page.state).toMatchObject({ session_id: id, status: 'closed', ended_by: 'user' })
  })

  it('ten fast cycles over a slow line end closed, with one session each (U8)', async () => {
    const { usage, open, ping } = virtual({ latencyMs: 30 })
    const page = await open()
    usage.network.latency(30, 40)
    for (let cycle = 0; cycle < 10; cycle += 1) {
      const starting = ping(start)
      await pass(150)
      const stopping = ping({ active: false, sessionId: String((await starting).session_id) })
      await pass(150)
      await stopping
    }
    await pass(1000)
    expect(page.names).toEqual(['state', ...Array.from({ length: 10 }, () => ['created', 'closed']).flat()])
    expect(page.state?.status).toBe('closed')
  })
})

describe('an outage', () => {
  it('that cuts the line ends with the same session and the right figures (U8)', async () => {
    const { usage, open, ping } = virtual()
    const page = await open()
    await ping(start)
    await pass(15_000)
    usage.network.drop()
    await pass(2000)
    expect([phaseOf(page), page.names]).toEqual(['ready', ['state', 'created', 'state']])
    expect(usage.requests.at(-1)?.headers.get('last-event-id')).toBe(page.state?.revision)
    await pass(10_000)
    expect(page.state).toMatchObject({ status: 'active', current_session_seconds: 26.5 })
  })

  it('in which the session ended: who saw it running finds its end, with the reason (U8)', async () => {
    const { usage, open, ping } = virtual()
    const page = await open()
    const { session_id: id } = await ping(start)
    usage.network.stop()
    await pass(150_000)
    usage.network.start()
    await pass(31_000)
    expect(page.state).toMatchObject({ status: 'idle', total_usage_seconds: 120 })
    expect(page.last).toMatchObject({ session_id: id, ended_by: 'ttl', ended_at: '1970-01-01T00:02:00.000Z' })
  })

  it('that took the server’s memory: another epoch wins, and renewing says that there is nothing (U8)', async () => {
    const { usage, open, ping } = virtual()
    const page = await open()
    const { session_id: id, revision } = await ping(start)
    await pass(11_000)
    usage.network.restart(2000)
    await pass(10_000)
    expect([phaseOf(page), page.state?.status]).toEqual(['ready', 'idle'])
    expect(page.state?.revision.split('.')[0]).not.toBe(revision.split('.')[0])
    expect(await ping({ active: true, sessionId: String(id) })).toMatchObject({ status: 'idle', session_id: null })
  })

  it('in which nothing comes and nothing closes is noticed after 45 s, and healed (U8)', async () => {
    const { usage, open, ping } = virtual()
    const page = await open()
    await ping(start)
    usage.network.freeze()
    await pass(44_999)
    expect(phaseOf(page)).toBe('ready')
    await pass(1)
    expect(phaseOf(page)).not.toBe('ready')
    usage.network.thaw()
    await pass(12_000)
    expect([phaseOf(page), page.state?.status, usage.streams]).toEqual(['ready', 'active', 1])
  })

  it('of the page’s own network is waited for, and healed at once (U8)', async () => {
    const { usage, open, ping } = virtual()
    const page = await open()
    await ping(start)
    await pass(11_000)
    usage.network.offline()
    await pass(5000)
    expect(phaseOf(page)).toBe('offline')
    usage.network.online()
    await pass(1)
    expect([phaseOf(page), page.state?.status]).toEqual(['ready', 'active'])
  })

  it.each([
    [429, 'rate_limited', 7000],
    [503, 'server_busy', 7000],
  ] as const)('refused by %i is come back from when the server says (U5)', async (status, code, retryAfterMs) => {
    const { usage, open } = virtual()
    usage.network.refuse({ status, retryAfterMs, times: 1 })
    const page = await open()
    expect(page.stream.status.getSnapshot()).toMatchObject({ phase: 'waiting', reason: { code }, retryAt: 7000 })
    await pass(7000)
    expect([phaseOf(page), usage.requests.length]).toEqual(['ready', 2])
  })

  it('a server that closes says so, and is waited for (U5)', async () => {
    const { usage, open } = virtual()
    const page = await open()
    usage.close()
    await pass(0)
    expect(page.stream.status.getSnapshot()).toMatchObject({
      state: 'reconnecting',
      reason: { code: 'connection_lost' },
    })
  })
})

describe('tokens', () => {
  it('a stream whose token ends comes back with another, and loses nothing (S10)', async () => {
    let issued = 0
    const { open, ping } = virtual({
      auth: (token) => ({ userId: 'guest', ...(token === null ? {} : { expiresAt: Number(token) }) }),
    })
    const getToken = () => {
      issued += 1
      return String(Date.now() + 60_000)
    }
    const page = await open({ getToken })
    await ping({ active: true })
    await pass(200_000)
    expect([phaseOf(page), page.state?.status, issued]).toEqual(['ready', 'active', 4])
    expect(page.state).toMatchObject({ current_session_seconds: expect.closeTo(200, -1) as number })
  })

  it('one that is not accepted is replaced at once', async () => {
    const { open } = virtual({
      auth: (token) => {
        if (token === 'fresh') return { userId: 'ada' }
        throw new TelltaleError('auth_expired', 'the token has expired.')
      },
    })
    const page = await open({ getToken: ({ reason }) => (reason === 'rejected' ? 'fresh' : 'stale') })
    expect([phaseOf(page), page.names]).toEqual(['ready', ['state']])
  })

  it('one that is never accepted fails the stream where there is no other, as forbidden does', async () => {
    const { open } = virtual({
      auth: () => {
        throw new TelltaleError('forbidden', 'this is not for you.')
      },
    })
    expect((await open()).stream.status.getSnapshot()).toMatchObject({ state: 'failed', reason: { code: 'forbidden' } })
  })
})

/** Serves what a mock backend answers on a real port, until the test ends. */
async function onPort(usage: MockUsage): Promise<string> {
  const serve = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const gone = new AbortController()
    outgoing.on('close', () => gone.abort())
    const { method = 'GET', url = '/' } = incoming
    const { signal } = gone
    const body = method === 'POST' ? { body: Readable.toWeb(incoming) as ReadableStream, duplex: 'half' as const } : {} // of Node's own make
    const response = await usage.fetch(new Request(`http://127.0.0.1${url}`, { method, signal, ...body }))
    outgoing.writeHead(response.status, Object.fromEntries(response.headers))
    for await (const chunk of response.body ?? []) outgoing.write(chunk)
    outgoing.end()
  }
  const server = createServer((incoming, outgoing) => {
    // The body of who has gone ends with an error.
    serve(incoming, outgoing).catch(() => outgoing.destroy())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(async () => {
    usage.close()
    server.close()
    await once(server, 'close')
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/usage` // listens on TCP
}

it('the same happens over a real port, by the platform’s fetch (U2)', async () => {
  const usage = createMockUsage()
  const endpoint = await onPort(usage)
  const stream = createUsageStream({ endpoint })
  const next = <TEvent extends keyof UsageEvents>(event: TEvent) => new Promise((resolve) => stream.on(event, resolve))
  const [opened, created, closed] = [next('session:state'), next('session:created'), next('session:closed')]
  stream.connect()
  await opened
  expect(await postUsage(endpoint, start)).toMatchObject({ ok: true, data: { status: 'active' } })
  expect(await created).toMatchObject({ status: 'active' })
  await postUsage(endpoint, { active: false }, { keepalive: true })
  expect(await closed).toMatchObject({ status: 'closed', ended_by: 'user' })
  stream.destroy()
  await vi.waitFor(() => expect(usage.streams).toBe(0))
})
