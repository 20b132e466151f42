import type { UsageSessionState } from '@telltale/protocol'
import { memoryUsage, type UsageHandlers, usageHandlers, type UsageOptions } from '@telltale/server'
import { createNetwork } from './createNetwork.ts'
import { mulberry32 } from './mulberry32.ts'
import type { Connectivity, Network } from './network.ts'
import { tokenIsUserId } from './runRealtimeWorld.ts'
import { UsageLine } from './UsageLine.ts'

/** What a mock usage backend is told when it is made. */
export type MockUsageOptions = Partial<Omit<UsageOptions, 'store' | 'origins'>> & {
  /** Of the random behind jitter and flapping. @defaultValue 1 */
  seed?: number
  /** How long everything travels, in ms; see `network.latency`. @defaultValue 0 */
  latencyMs?: number
}

/** How requests are refused. */
export type UsageRefusal = {
  /** The status of the answer. Without one the server is not reached, and `fetch` fails. */
  status?: number
  /** Told in `Retry-After`, in whole seconds. */
  retryAfterMs?: number
  /** How many requests are refused. @defaultValue all, until `accept()` */
  times?: number
}

/** The faults of a mock usage backend. All act at once. */
export type UsageNetwork = Omit<Network, 'refuse' | 'weather'> & {
  /** Refuses new requests; streams that are open stay. */
  refuse: (refusal?: UsageRefusal) => void
  /** Makes the server unreachable until `start()`: every stream is cut. What it knows outlives that, as in a database. */
  stop: () => void
  /** Kills the server and its memory: every stream is cut. After `downMs` a fresh one runs, in another epoch. */
  restart: (downMs?: number) => void
}

/** A request as it was sent, whether it arrived or not. */
export type SeenRequest = {
  /** Epoch ms. */
  readonly at: number
  readonly method: string
  readonly path: string
  readonly headers: Headers
  readonly body: string
}

/** A metered-usage backend with a network that breaks on demand. */
export type MockUsage = {
  /** Stands in for the platform's `fetch`, and fits the client's option of that name. Whatever the url, it leads here. */
  readonly fetch: (input: string | URL | Request, init?: RequestInit) => Promise<Response>
  readonly network: UsageNetwork
  /** Whether the page has a network, by `network.offline()`; fits the client's `env.connectivity`. */
  readonly connectivity: Connectivity
  /** What was sent so far, the last thousand of it. */
  readonly requests: readonly SeenRequest[]
  /** Streams that are open now. */
  readonly streams: number
  /** Ends a person's session in an administrator's name. @defaultValue `'guest'` */
  end: (userId?: string) => Promise<UsageSessionState>
  /** What clients have left here: streams and requests that are not over, listeners to `connectivity`. */
  leftovers: () => { lines: number; listeners: number }
  /** Cuts all, and leaves nothing behind. */
  close: () => void
}

const requestsKept = 1000

/**
 * Runs the usage handlers of `@telltale/server` inside the page or the test, behind a `fetch` of their own.
 *
 * A token is a user's id unless `auth` says otherwise, and no token is `guest`. Everybody may use an hour, unless `capMs`
 * says otherwise. Timers and clock are those of `globalThis` at the time of the call.
 *
 * @example
 * const usage = createMockUsage({ capMs: 60_000 })
 * const stream = createUsageStream({ fetch: usage.fetch })
 * usage.network.drop()
 */
export function createMockUsage(options: MockUsageOptions = {}): MockUsage {
  const { seed = 1, latencyMs = 0, auth = tokenIsUserId, capMs = 3_600_000, ...rest } = options
  const streams = new Set<UsageLine>()
  const requests: SeenRequest[] = []
  let refusal: (UsageRefusal & { status: number }) | null = null
  let isRunning = true

  const live = (): UsageHandlers => usageHandlers({ ...rest, auth, capMs, store: memoryUsage() })
  let usage = live()

  const answer = async (line: UsageLine): Promise<void> => {
    const response = takeRefusal() ?? (await handle(line.toServer()))
    const isStream = response.headers.get('content-type')?.startsWith('text/event-stream') === true
    if (isStream && !line.isOver) streams.add(line)
    await line.respond(response)
  }
  const handle = (request: Request): Promise<Response> => {
    const { GET, POST, OPTIONS } = usage
    return request.method === 'GET' ? GET(request) : request.method === 'POST' ? POST(request) : OPTIONS(request)
  }
  const takeRefusal = (): Response | undefined => {
    if (refusal === null) return undefined
    const { status, retryAfterMs, times } = refusal
    if (times !== undefined) refusal = times > 1 ? { ...refusal, times: times - 1 } : null
    const headers = new Headers()
    if (retryAfterMs !== undefined) headers.set('retry-after', String(Math.ceil(retryAfterMs / 1000)))
    return new Response(null, { status, headers })
  }

  const link = createNetwork<UsageLine>(
    {
      start: () => void (isRunning = true),
      stop: () => void (isRunning = false),
      take: (line) => {
        if (isRunning) void answer(line)
        return isRunning
      },
      // Of events behind a broker, which there is none of here.
      weather: () => undefined,
    },
    mulberry32(seed),
    latencyMs,
  )
  const { weather: _, ...network } = link.network

  return {
    fetch: async (input, init) => {
      const message = new Request(typeof input === 'string' ? new URL(input, 'http://usage.test') : input, init)
      const body = await message.text()
      message.signal.throwIfAborted()
      const { method, url, headers } = message
      if (requests.push({ at: Date.now(), method, path: new URL(url).pathname, headers, body }) > requestsKept) {
        requests.shift()
      }
      const line = link.connect((port) => {
        const laid: UsageLine = new UsageLine(message, body, {
          ...port,
          ended: () => {
            streams.delete(laid)
            port.ended()
          },
        })
        return laid
      })
      if (line === undefined) throw new TypeError('Failed to fetch')
      return line.answered
    },
    network: {
      ...network,
      refuse: ({ status, ...wish } = {}) => {
        network.accept()
        refusal = status === undefined || wish.times === 0 ? null : { ...wish, status }
        if (status === undefined) network.refuse(wish)
      },
      accept: () => {
        network.accept()
        refusal = null
      },
      restart: (downMs) => {
        network.stop()
        usage.close()
        usage = live()
        network.restart(downMs)
      },
    },
    connectivity: link.connectivity,
    requests,
    get streams() {
      return streams.size
    },
    end: (userId = 'guest') => usage.end(userId),
    leftovers: link.leftovers,
    close: () => {
      link.close()
      isRunning = false
      usage.close()
    },
  }
}
