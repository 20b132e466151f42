import { FetchInterceptor } from '@mswjs/interceptors/fetch'
import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { createMockUsage, type MockUsage, type MockUsageOptions } from './index.ts'

beforeEach(() => void vi.useFakeTimers({ now: 0 }))

const pass = async (ms: number): Promise<void> => void (await vi.advanceTimersByTimeAsync(ms))

/** A backend that leaves nothing when the test ends. */
function world(options?: MockUsageOptions): MockUsage {
  const usage = createMockUsage(options)
  onTestFinished(async () => {
    usage.close()
    await pass(0)
    expect([usage.leftovers().lines, usage.streams, vi.getTimerCount()]).toEqual([0, 0, 0])
    vi.useRealTimers()
  })
  return usage
}

/** A stream as the page reads it: the names of its events, at what times, and how it ended. */
function open(usage: MockUsage, token?: string) {
  const controller = new AbortController()
  const stream = { names: [] as string[], at: [] as number[], end: '', status: 0, leave: () => controller.abort() }
  const read = async () => {
    const headers = token === undefined ? {} : { authorization: `Bearer ${token}` }
    const response = await usage.fetch('/api/usage/stream', { signal: controller.signal, headers })
    stream.status = response.status
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
    for (;;) {
      const { done, value } = (await reader?.read()) ?? { done: true }
      if (done) return void (stream.end = 'closed')
      for (const [, name] of value?.matchAll(/^event: session:(.*)$/gm) ?? []) {
        stream.names.push(String(name))
        stream.at.push(Date.now())
      }
    }
  }
  read().catch((error: unknown) => (stream.end = String(error)))
  return stream
}

const ping = (usage: MockUsage, body: object): Promise<Response> =>
  usage.fetch('/api/usage/ping', { method: 'POST', body: JSON.stringify(body) })

const started = { active: true, lease: true }

describe('a mock usage backend', () => {
  test('U2 runs the real handlers behind a fetch of its own, to the millisecond', async () => {
    const usage = world({ capMs: 60_000, latencyMs: 20 })
    const stream = open(usage)
    await pass(39)
    expect([stream.names, usage.streams]).toEqual([[], 1])
    await pass(1)
    const answer = ping(usage, started)
    await pass(40)
    expect(await (await answer).json()).toMatchObject({ status: 'active', cap_at: '1970-01-01T00:01:00.060Z' })
    await pass(60_000)
    expect(stream.names).toEqual(['state', 'created', ...Array.from({ length: 5 }, () => 'heartbeat'), 'capped'])
    expect(stream.at.at(-1)).toBe(60_080)
  })

  test('a token is a user, none is the guest, and an administrator can end either’s session', async () => {
    const usage = world()
    const [guest, ada] = [open(usage), open(usage, 'ada')]
    await ping(usage, started)
    await pass(0)
    expect(await usage.end()).toMatchObject({ ended_by: 'admin' })
    await pass(0)
    expect([guest.names, ada.names]).toEqual([['state', 'created', 'closed'], ['state']])
  })

  test('takes a Request as well, as an interception has it, and whatever it is of', async () => {
    const usage = world()
    const request = new Request('http://localhost:6006/base/ping', { method: 'POST', body: '{"active":true}' })
    expect((await usage.fetch(request)).status).toBe(200)
    expect((await usage.fetch(new URL('http://elsewhere.test/x'))).status).toBe(404)
    expect((await usage.fetch('/api/usage/ping', { method: 'OPTIONS' })).status).toBe(204)
    expect(usage.requests.map(({ method, path, body }) => [method, path, body])).toEqual([
      ['POST', '/base/ping', '{"active":true}'],
      ['GET', '/x', ''],
      ['OPTIONS', '/api/usage/ping', ''],
    ])
  })

  test('an interception leads the page’s own fetch here, streams included', async () => {
    // The platform's fetch has timers of its own.
    vi.useRealTimers()
    const usage = createMockUsage()
    const interceptor = new FetchInterceptor()
    interceptor.on('request', async ({ request, controller }) => {
      controller.respondWith(await usage.fetch(request).catch(() => Response.error()))
    })
    interceptor.apply()
    onTestFinished(() => interceptor.dispose())
    const stream = open({ ...usage, fetch: (input, init) => fetch(new URL(String(input), 'http://page.test'), init) })
    await vi.waitFor(() => expect(stream.names).toEqual(['state']))
    await fetch('http://page.test/api/usage/ping', { method: 'POST', body: '{"active":true}' })
    await vi.waitFor(() => expect(stream.names).toEqual(['state', 'created']))
    stream.leave()
    await vi.waitFor(() => expect([usage.streams, usage.leftovers().lines]).toEqual([0, 0]))
    usage.network.refuse()
    await expect(fetch('http://page.test/api/usage/stream')).rejects.toThrow(TypeError)
    usage.close()
  })

  test('one that is left is gone at both ends, the server’s when it has heard', async () => {
    const usage = world({ latencyMs: 10 })
    const stream = open(usage)
    await pass(20)
    stream.leave()
    await pass(9)
    expect([stream.end, usage.streams]).toEqual(['AbortError: This operation was aborted', 1])
    await pass(1)
    expect([usage.streams, vi.getTimerCount()]).toEqual([0, 0])
  })

  test('one whose body is cancelled is gone as well', async () => {
    const usage = world()
    const response = await usage.fetch('/api/usage/stream')
    expect(usage.streams).toBe(1)
    await response.body?.cancel()
    await pass(0)
    expect([usage.streams, usage.leftovers().lines, vi.getTimerCount()]).toEqual([0, 0, 0])
  })

  test('one that is given up before it is sent is not sent', async () => {
    const usage = world()
    await expect(usage.fetch('/api/usage/stream', { signal: AbortSignal.abort() })).rejects.toThrow('aborted')
    expect([usage.requests.length, usage.leftovers().lines]).toEqual([0, 0])
  })

  test.each([0, 5, 15])('one that is left after %i of the 20 ms that it takes to open never opens', async (ms) => {
    const usage = world({ latencyMs: 10 })
    const stream = open(usage)
    await pass(ms)
    stream.leave()
    await pass(100)
    expect([stream.names, stream.end, usage.streams]).toEqual([[], 'AbortError: This operation was aborted', 0])
    expect([usage.leftovers().lines, vi.getTimerCount()]).toEqual([0, 0])
  })
})

describe('its network', () => {
  test('drop cuts every stream in the middle, and the server stays as it is', async () => {
    const usage = world()
    const stream = open(usage)
    await ping(usage, started)
    await pass(0)
    const idle = open(usage, 'ada')
    await pass(0)
    usage.network.drop()
    await pass(0)
    expect([stream.end, idle.end, usage.streams]).toEqual(['TypeError: network error', 'TypeError: network error', 0])
    expect(vi.getTimerCount(), 'but that of the session').toBe(1)
    const next = open(usage)
    await pass(10_000)
    expect(next.names).toEqual(['state', 'heartbeat'])
  })

  test('stop makes it unreachable, and what it knows outlives that', async () => {
    const usage = world()
    const first = (await (await ping(usage, started)).json()) as { session_id: string } // by the handlers' tests
    usage.network.stop()
    await expect(ping(usage, started)).rejects.toThrow('Failed to fetch')
    usage.network.start()
    expect(await (await ping(usage, started)).json()).toMatchObject({ session_id: first.session_id })
  })

  test('restart takes its memory with it: another epoch', async () => {
    const usage = world()
    const stream = open(usage)
    const before = (await (await ping(usage, started)).json()) as { revision: string } // by the handlers' tests
    usage.network.restart(1000)
    await pass(0)
    expect(stream.end).toBe('TypeError: network error')
    await pass(999)
    await expect(ping(usage, started)).rejects.toThrow('Failed to fetch')
    await pass(1)
    const after = (await (await ping(usage, { active: false })).json()) as { revision: string; status: string }
    expect(after.status).toBe('idle')
    expect(after.revision.split('.')[0]).not.toBe(before.revision.split('.')[0])
  })

  test('freeze holds everything back and closes nothing, and thaw brings it', async () => {
    const usage = world()
    const stream = open(usage)
    await pass(0)
    usage.network.freeze()
    const answer = ping(usage, started)
    await pass(60_000)
    expect([stream.names, stream.end, usage.streams]).toEqual([['state'], '', 1])
    usage.network.thaw()
    expect((await answer).status).toBe(200)
    await pass(0)
    expect(stream.names).toEqual(['state', 'heartbeat', 'heartbeat', 'created'])
    usage.network.freeze()
    await pass(25_000)
    usage.network.thaw()
    await pass(0)
    expect(stream.names.slice(4), 'with nothing sent since').toEqual(['heartbeat', 'heartbeat'])
  })

  test('refuse answers by a status, so often, and tells when to come again', async () => {
    const usage = world()
    usage.network.refuse({ status: 429, retryAfterMs: 2001, times: 2 })
    for (let turn = 0; turn < 2; turn += 1) {
      const response = await ping(usage, started)
      expect([response.status, response.headers.get('retry-after')]).toEqual([429, '3'])
    }
    expect((await ping(usage, started)).status).toBe(200)
    usage.network.refuse({ status: 502 })
    expect((await ping(usage, started)).status).toBe(502)
    usage.network.refuse({ times: 1 })
    await expect(ping(usage, started)).rejects.toThrow('Failed to fetch')
    expect((await ping(usage, started)).status).toBe(200)
    for (const none of [{ status: 503, times: 0 }, { times: 0 }]) {
      usage.network.refuse(none)
      expect((await ping(usage, started)).status).toBe(200)
    }
    usage.network.refuse()
    await expect(ping(usage, started)).rejects.toThrow('Failed to fetch')
    usage.network.refuse({ status: 503 })
    expect((await ping(usage, started)).status).toBe(503)
    usage.network.accept()
    expect((await ping(usage, started)).status).toBe(200)
  })

  test('offline cuts, fails and says so', async () => {
    const usage = world()
    const stream = open(usage)
    const heard: boolean[] = []
    const stop = usage.connectivity.subscribe(() => heard.push(usage.connectivity.isOnline()))
    await pass(0)
    usage.network.offline()
    await expect(ping(usage, started)).rejects.toThrow('Failed to fetch')
    usage.network.online()
    expect((await ping(usage, started)).status).toBe(200)
    expect([stream.end, heard]).toEqual(['TypeError: network error', [false, true]])
    stop()
  })

  test('latency with jitter keeps the order of a stream', async () => {
    const usage = world({ seed: 7 })
    usage.network.latency(10, 200)
    const stream = open(usage)
    await pass(1000)
    for (let turn = 0; turn < 5; turn += 1) {
      void ping(usage, started)
      await pass(1000)
      void ping(usage, { active: false })
      await pass(1000)
    }
    expect(stream.names).toEqual(['state', ...Array.from({ length: 5 }, () => ['created', 'closed']).flat()])
  })
})
