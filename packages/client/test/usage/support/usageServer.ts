import type { SSEEvent, UsageSessionState } from '@telltale/protocol'
import type { Fetch } from '../../../src/index.ts'

/** What the server does with a request: answer, fail as a dead network does, or say nothing. */
export type Answer = Response | 'stream' | 'dead' | 'hang'

export type SeenRequest = { url: string; headers: Headers; method: string; body: unknown; at: number }

/** A usage server behind `fetch`, in virtual time; it counts what is open at once, and what was ever open at once. */
export class UsageServer {
  readonly requests: SeenRequest[] = []
  /** What each request gets. */
  answer: (request: SeenRequest) => Answer = () => 'stream'
  /** Real `fetch` ends a body when its signal aborts; some mocks leave that to the reader. */
  heedsSignal = true
  most = 0
  #pending = 0
  readonly #streams = new Set<ReadableStreamDefaultController<Uint8Array>>()

  /** Streams that are open, and requests that have no answer yet. */
  get open(): number {
    return this.#streams.size + this.#pending
  }

  readonly fetch: Fetch = async (url, init) => {
    const signal = init.signal ?? new AbortController().signal
    const request = {
      url,
      headers: new Headers(init.headers),
      method: init.method ?? 'GET',
      body: init.body,
      at: Date.now(),
    }
    this.requests.push(request)
    const answer = this.answer(request)
    if (answer === 'dead') throw new TypeError('fetch failed')
    this.#count(1)
    if (answer === 'hang') {
      return new Promise((_, reject) => {
        signal.addEventListener('abort', () => {
          this.#count(-1)
          reject(signal.reason)
        })
      })
    }
    await Promise.resolve()
    this.#count(-1)
    if (this.heedsSignal) signal.throwIfAborted()
    return answer === 'stream' ? this.#stream(signal) : answer
  }

  /** Sends text, or bytes, down every open stream. */
  send(chunk: string | Uint8Array): void {
    const bytes = typeof chunk === 'string' ? new TextEncoder().encode(chunk) : chunk
    for (const stream of this.#streams) stream.enqueue(bytes)
  }

  /** Sends an event as our server writes it. */
  emit({ type, data }: SSEEvent): void {
    this.send(frame({ type, data }))
  }

  /** Ends every open stream, cleanly or in the middle. */
  end(how: 'eof' | 'error'): void {
    for (const stream of this.#streams) {
      if (how === 'eof') stream.close()
      else stream.error(new TypeError('network error'))
    }
    this.#streams.clear()
  }

  #stream(signal: AbortSignal): Response {
    let own: ReadableStreamDefaultController<Uint8Array>
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        own = controller
        this.#streams.add(controller)
        this.#count(0)
        if (!this.heedsSignal) return
        signal.addEventListener('abort', () => {
          if (this.#streams.delete(controller)) controller.error(signal.reason)
        })
      },
      cancel: () => void this.#streams.delete(own),
    })
    return new Response(body, { headers: { 'content-type': 'text/event-stream; charset=utf-8' } })
  }

  #count(change: number): void {
    this.#pending += change
    this.most = Math.max(this.most, this.open)
  }
}

/** An event as our server writes it; its id is the revision. */
export const frame = ({ type, data }: Pick<SSEEvent, 'type' | 'data'>): string =>
  `event: ${type}\nid: ${data.revision}\ndata: ${JSON.stringify(data)}\n\n`

/** An answer of this status; `retryAfter` as in the header. */
export const refusal = (status: number, headers: Record<string, string> = {}): Response =>
  new Response(status === 204 ? null : 'no', { status, headers })

const at = '2026-11-20T09:30:00.000Z'

/** A running session, ninety minutes from its limit. */
export const session: UsageSessionState = {
  session_id: 's1',
  status: 'active',
  paused: false,
  time_remaining_seconds: 5_400,
  total_usage_seconds: 1_800,
  current_session_seconds: 60,
  started_at: at,
  expires_at: at,
  cap_at: at,
  revision: 'a1.7',
  as_of: at,
}

/** The first event of a stream. */
export const stateEvent: SSEEvent = { type: 'session:state', data: { ...session, last: null } }
