import { randomId, TelltaleError, type UsagePing, type UsageSessionState } from '@telltale/protocol'
import { createAdmission, type User } from '../admission.ts'
import { checkOrigin } from './checkOrigin.ts'
import { createUsageDeadlines } from './createUsageDeadlines.ts'
import type { UsageLimits, UsageOperation, UsageRecord } from './ledger.ts'
import { memoryUsage } from './memoryUsage.ts'
import { openUsageStream } from './openUsageStream.ts'
import { readPing } from './readPing.ts'
import { refuseRequest } from './refuseRequest.ts'
import type { UsageStore } from './UsageStore.ts'
import { answerView, refusedView, toClosedState } from './usageViews.ts'

/** What usage handlers are told when they are made. */
export type UsageOptions = {
  /**
   * Turns a token into its user, as `jwtAuth` does; `null` where no `Authorization` came. It may look at the request for
   * a cookie, or for a ticket in its url, which is all that a beacon can bring.
   */
  auth: (token: string | null, request: Request) => User | Promise<User>
  /** How long a person may use it in all, in ms. */
  capMs: number
  /** How long a session lives without being renewed, in ms. Clients renew it every 30 s. @defaultValue 120 000 */
  ttlMs?: number
  /** Where usage is kept. @defaultValue `memoryUsage()` */
  store?: UsageStore
  /** Other origins whose pages may ask, compared exactly, as `https://app.example`. @defaultValue none */
  origins?: readonly string[]
  limits?: {
    /** Pings of one user in a second. @defaultValue 50 */
    pingsPerSecond?: number
    /** Streams of one user at a time. @defaultValue 20 */
    streamsPerUser?: number
  }
  /** Told of what `auth` and the store throw, a `TelltaleError` excepted. @defaultValue `console.error` */
  onError?: (error: unknown) => void
}

/** Metered usage over HTTP, for any platform that speaks `Request` and `Response`. */
export type UsageHandlers = {
  /** `…/stream`, as Server-Sent Events. */
  GET: (request: Request) => Promise<Response>
  /** `…/ping`. */
  POST: (request: Request) => Promise<Response>
  /** What browsers ask before they send a request from another origin. */
  OPTIONS: (request: Request) => Promise<Response>
  /** Ends a user's session in an administrator's name, and gives it as it stands then. */
  end: (userId: string) => Promise<UsageSessionState>
  /** Ends all streams and stops all timers; who comes later is refused with `draining`. */
  close: () => void
}

/**
 * Serves metered usage below any base: `{base}/stream` and `{base}/ping`. Nothing ever throws: what is wrong is an answer
 * with a status and a code.
 *
 * @example
 * // app/api/usage/[part]/route.ts
 * export const { GET, POST, OPTIONS } = usageHandlers({ auth: jwtAuth({ secret }), capMs: 40 * 3_600_000 })
 * @throws {TelltaleError} `contract_mismatch` when `capMs` or `ttlMs` is no length of time.
 */
export function usageHandlers(options: UsageOptions): UsageHandlers {
  const { auth, store = memoryUsage(), origins = [], onError = console.error } = options
  const { pingsPerSecond = 50, streamsPerUser = 20 } = options.limits ?? {}
  const limits: UsageLimits = { capMs: options.capMs, ttlMs: options.ttlMs ?? 120_000 }
  if (!(limits.capMs >= 0 && limits.ttlMs > 0 && Number.isFinite(limits.capMs + limits.ttlMs))) {
    throw new TelltaleError(
      'contract_mismatch',
      'usageHandlers were given a `capMs` or `ttlMs` that is no length of time, so no session could end. Give milliseconds.',
    )
  }
  const streams = new Map<string, Set<() => void>>()
  let pings = { since: 0, of: new Map<string, number>() }
  let isClosed = false

  const apply = async (userId: string, operation: UsageOperation): Promise<UsageRecord> => {
    try {
      const record = await store.apply(userId, operation, limits)
      deadlines.arm(userId, record)
      return record
    } catch (error) {
      if (TelltaleError.is(error)) throw error
      onError(error)
      throw new TelltaleError('store_unavailable', 'usage could not be read or written now. Try again.', {
        cause: error,
        retryAfterMs: 1000,
      })
    }
  }
  const look = (userId: string): Promise<UsageRecord> => apply(userId, { type: 'look' })
  const report = (error: unknown): void => {
    // What the store threw has been reported with its cause.
    if (!TelltaleError.is(error)) onError(error)
  }
  const deadlines = createUsageDeadlines({ limits, now: store.now, look, onError: report })

  const admit = (request: Request): Promise<User> => {
    const [, token = null] = /^Bearer +(\S+)$/i.exec(request.headers.get('authorization') ?? '') ?? []
    return createAdmission({ auth: (text) => auth(text, request), origins: undefined, onError }).verify(token)
  }

  const countPing = (userId: string): void => {
    const now = Date.now()
    if (Math.abs(now - pings.since) >= 1000) pings = { since: now, of: new Map() }
    const count = (pings.of.get(userId) ?? 0) + 1
    pings.of.set(userId, count)
    if (count <= pingsPerSecond) return
    throw new TelltaleError('rate_limited', 'too many pings at once; this one was dropped. Send it again later.', {
      retryAfterMs: 1000,
    })
  }

  const hold = (userId: string, end: () => void): (() => void) => {
    const held = streams.get(userId) ?? new Set()
    streams.set(userId, held.add(end))
    return () => {
      held.delete(end)
      if (held.size === 0) streams.delete(userId)
    }
  }

  const get = async (request: Request): Promise<Response> => {
    if (lastSegment(request) !== 'stream') throw notFound(request)
    const { userId, expiresAt } = await admit(request)
    if ((streams.get(userId)?.size ?? 0) >= streamsPerUser) {
      throw new TelltaleError('too_many_connections', 'too many usage streams of one person. Close some of them.', {
        retryAfterMs: 10_000,
      })
    }
    // It begins with all that is, so `Last-Event-ID` has nothing to add.
    const body = await openUsageStream({
      userId,
      expiresAt,
      signal: request.signal,
      store,
      limits,
      apply: (operation) => apply(userId, operation),
      onRecord: (record) => deadlines.arm(userId, record),
      hold: (end) => hold(userId, end),
      onError: report,
    })
    return new Response(body, {
      headers: {
        'content-type': 'text/event-stream; charset=utf-8',
        // Whoever stands between, as a compressing proxy, must not wait for more.
        'cache-control': 'no-cache, no-transform',
        'x-accel-buffering': 'no',
      },
    })
  }

  const post = async (request: Request): Promise<Response> => {
    if (lastSegment(request) !== 'ping') throw notFound(request)
    const { userId } = await admit(request)
    countPing(userId)
    const ping = await readPing(request)
    const operation = toOperation(ping)
    const record = await apply(userId, operation)
    // Only where nothing is left does a start leave no session.
    const isRefused = operation.type === 'start' && record.session === null
    const view = isRefused ? refusedView : answerView(ping.sessionId)
    return Response.json(view(record, limits, store.now()), { headers: { 'cache-control': 'no-store' } })
  }

  const guarded =
    (answer: (request: Request) => Promise<Response>) =>
    async (request: Request): Promise<Response> => {
      let allowed: Readonly<Record<string, string>> = {}
      const response = await (async () => {
        allowed = checkOrigin(request, origins)
        if (isClosed) throw draining()
        return answer(request)
      })().catch((error: unknown) => {
        if (TelltaleError.is(error)) return refuseRequest(error)
        onError(error)
        return refuseRequest(new TelltaleError('internal', 'usage failed on the server. Try again.'))
      })
      for (const [name, value] of Object.entries(allowed)) response.headers.set(name, value)
      response.headers.append('vary', 'origin')
      return response
    }

  return {
    GET: guarded(get),
    POST: guarded(post),
    OPTIONS: guarded(() => Promise.resolve(new Response(null, { status: 204 }))),
    end: async (userId) => {
      const record = await apply(userId, { type: 'stop', by: 'admin' })
      return toClosedState(record, limits, store.now())
    },
    close: () => {
      isClosed = true
      deadlines.stop()
      for (const end of Array.from(streams.values()).flatMap((held) => Array.from(held))) end()
    },
  }
}

function toOperation({ active, sessionId, paused, lease }: UsagePing): UsageOperation {
  const wish = paused === undefined ? {} : { paused }
  if (!active) return { type: 'stop', by: 'user', ...(sessionId === undefined ? {} : { sessionId }) }
  if (sessionId !== undefined) return { type: 'renew', sessionId, ...wish }
  return { type: 'start', sessionId: randomId(), hasLease: lease === true, ...wish }
}

const lastSegment = ({ url }: Request): string | undefined => new URL(url).pathname.split('/').findLast(Boolean)

const notFound = (request: Request): TelltaleError =>
  new TelltaleError(
    'not_found',
    `usage has nothing at "${new URL(request.url).pathname}". GET its stream, or POST to its ping.`,
  )

const draining = (): TelltaleError =>
  new TelltaleError('draining', 'the server is closing. Come back in a moment.', { retryAfterMs: 1000 })
