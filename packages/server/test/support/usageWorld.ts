import type { Answer, SSEEvent, UsagePing, UsageSessionState } from '@telltale/protocol'
import { isSSEEvent, isUsageSessionAPIResponse } from '@telltale/protocol/schemas'
import { expect, onTestFinished, vi } from 'vitest'
import { memoryUsage, usageHandlers, type UsageHandlers, type UsageOptions, type UsageStore } from '../../src/index.ts'
import { tokenIsName } from './startServer.ts'

const base = 'https://app.example/api/usage'

/** A stream, and all that has come over it. */
type OpenStream = {
  response: Response
  /** Text as it came, and the events in it. */
  text: string
  events: SSEEvent[]
  /** The names of the events so far; each has fitted its schema. */
  names: () => string[]
  /** Reads no more, and leaves it open. */
  stall: () => void
  /** Goes away, as the platform tells it: by the body, by the request's signal, or both. */
  leave: (how?: 'cancel' | 'abort' | 'both') => Promise<void>
  /** How it ended; undefined while it is open. */
  ended: 'closed' | 'failed' | undefined
}

type Call = { token?: string | null; headers?: Record<string, string>; url?: string }

export type UsageWorld = {
  usage: UsageHandlers
  store: UsageStore
  reported: unknown[]
  request: (method: string, path: string, call?: Call & { body?: BodyInit }) => Promise<Response>
  /** Pings, and gives the session of the answer, which fits its schema. */
  ping: (ping: UsagePing | string, call?: Call) => Promise<UsageSessionState>
  open: (call?: Call) => Promise<OpenStream>
}

/** Lets virtual time pass. */
export const pass = async (ms: number): Promise<void> => void (await vi.advanceTimersByTimeAsync(ms))

/** The error of a refusal. */
export async function refusalOf(
  response: Response,
): Promise<{ code: string; retryAfterMs?: number; issues?: unknown }> {
  const answer = (await response.json()) as Answer // as the test claims
  if (answer.ok) throw new Error('was not refused')
  return answer.error
}

/** Usage handlers in virtual time; no timer of theirs outlives the test. A token is a user's id. */
export function usageWorld(options: Partial<UsageOptions> = {}): UsageWorld {
  // Bodies move on real tasks, which are therefore left alone.
  vi.useFakeTimers({ now: 0, toFake: ['setTimeout', 'clearTimeout', 'Date'] })
  const store = options.store ?? memoryUsage()
  const reported: unknown[] = []
  const usage = usageHandlers({
    auth: tokenIsName,
    capMs: 600_000,
    onError: (error) => reported.push(error),
    ...options,
    store,
  })
  onTestFinished(() => {
    usage.close()
    expect(vi.getTimerCount(), 'timers left').toBe(0)
    vi.useRealTimers()
  })

  const toRequest = (method: string, path: string, { token = 'ada', headers, url }: Call, more: RequestInit): Request =>
    new Request(url ?? `${base}/${path}`, {
      method,
      headers: { ...(token === null ? {} : { authorization: `Bearer ${token}` }), ...headers },
      ...more,
    })
  const request: UsageWorld['request'] = (method, path, { body, ...call } = {}) => {
    const asked = toRequest(method, path, call, { method, ...(body === undefined ? {} : { body }) })
    return method === 'POST' ? usage.POST(asked) : method === 'GET' ? usage.GET(asked) : usage.OPTIONS(asked)
  }

  return {
    usage,
    store,
    reported,
    request,
    ping: async (ping, call) => {
      const body = typeof ping === 'string' ? ping : JSON.stringify(ping)
      const response = await request('POST', 'ping', { ...call, body })
      const answer: unknown = await response.json()
      if (!isUsageSessionAPIResponse(answer)) throw new Error(`refused: ${response.status} ${JSON.stringify(answer)}`)
      return answer
    },
    open: async (call = {}) => {
      const controller = new AbortController()
      const response = await usage.GET(toRequest('GET', 'stream', call, { signal: controller.signal }))
      expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/event-stream; charset=utf-8'])
      const reader = response.body?.getReader()
      if (!reader) throw new Error('no body')
      let isStalled = false
      const stream: OpenStream = {
        response,
        text: '',
        events: [],
        names: () => stream.events.map(({ type }) => type),
        ended: undefined,
        stall: () => void (isStalled = true),
        leave: async (how = 'cancel') => {
          if (how !== 'cancel') controller.abort()
          if (how !== 'abort') await reader.cancel()
          await pass(0)
        },
      }
      const read = async (): Promise<void> => {
        const decoder = new TextDecoder()
        while (!isStalled) {
          const { done, value } = await reader.read()
          if (done) return void (stream.ended = 'closed')
          stream.text += decoder.decode(value, { stream: true })
          stream.events = eventsOf(stream.text)
        }
      }
      read().catch(() => (stream.ended = 'failed'))
      await pass(0)
      return stream
    },
  }
}

/** The events of a stream's text, by the grammar that our server keeps to. */
export function eventsOf(text: string): SSEEvent[] {
  return text
    .split('\n\n')
    .filter((frame) => frame.startsWith('event: '))
    .map((frame) => {
      const [type, id, data] = frame.split('\n').map((line) => line.slice(line.indexOf(' ') + 1))
      const event: unknown = { type, data: JSON.parse(data ?? '') }
      if (!isSSEEvent(event) || event.data.revision !== id) throw new Error(`no event of ours: ${frame}`)
      return event
    })
}
