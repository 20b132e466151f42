import { TelltaleError, type UsagePing, type UsageSessionAPIResponse } from '@telltale/protocol'
import { callEach } from '../Dispatcher.ts'
import { type Environment, systemEnvironment } from '../environment.ts'
import { explain } from '../explain.ts'
import { Journal, type Place } from '../Journal.ts'
import { readClaims } from '../jwt.ts'
import type { Outcome } from '../Requests.ts'
import type { ConnectionReason } from '../status.ts'
import type { Store } from '../store.ts'
import { type TokenReason, TokenSource } from '../tokens.ts'
import { createUsageStream, type UsageStreamOptions } from './createUsageStream.ts'
import { platformFetch } from './fetch.ts'
import { UsageActions, type UsageWish } from './UsageActions.ts'
import { UsageLease } from './UsageLease.ts'
import { UsagePoster } from './UsagePoster.ts'
import { UsageThresholds } from './UsageThresholds.ts'
import { counts, hear, isOpen, usageAt } from './usageTruth.ts'
import type { UsageEnd, UsageMoment, UsageNews, UsageTruth } from './usageTruth.ts'
import { nearLimitMarkMs, toReason, unknownUsage, type UsageSession, usageView } from './usageView.ts'

/** How a usage session is made; all of it may be left out. Without `getToken` cookies must do. */
export type UsageSessionOptions = UsageStreamOptions

/** A person's metered usage, kept right by the server's stream while somebody subscribes. */
export interface UsageSessionStore extends Store<UsageSession> {
  /** Lets the seconds go on until the returned function is called: subscribers hear of each one while a session counts. */
  holdSeconds: () => () => void
  /** Where the store stands among the ends of sessions. */
  endsAt: () => Place<UsageEnd>
  /** Calls `listener` once with each session that was seen running and is over, and first with those since a place. */
  onEnd: (listener: (end: UsageEnd) => void, since?: Place<UsageEnd>) => () => void
  /**
   * Calls `listener` when a session that runs has come to so many seconds remaining; `since` is what remained when the
   * listener has looked last.
   */
  onThreshold: (seconds: number, listener: (seconds: number) => void, since?: number | null) => () => void
  /**
   * Stops the session when people leave the page, a reload included, until the returned function is called. Only one
   * that this page has begun and that nobody else keeps alive.
   */
  stopOnLeave: () => () => void
  /** Ends it for good: no timer, listener or stream is left. A session that runs is left to its lease. */
  destroy: () => void
}

/** What the shown figures may go back by at most without being shown, in ms: an answer that came late says no news. */
const steadyMs = 2_000

/**
 * Makes a store of metered usage. Nothing is opened before somebody subscribes; a second after the last one the stream
 * closes. A session that this tab has started or joined is renewed until it ends, whoever subscribes.
 *
 * @example
 * const usage = createUsageSession({ getToken: () => session.token() })
 * usage.subscribe(() => show(usage.getSnapshot().timeRemainingMinutes))
 * await usage.getSnapshot().startSession()
 */
export function createUsageSession(options: UsageSessionOptions = {}): UsageSessionStore {
  const { endpoint = '/api/usage', fetch = platformFetch } = options
  const env: Environment = { ...systemEnvironment, ...options.env }
  const tokens = options.getToken ? new TokenSource(options.getToken, env) : null
  const listeners = new Set<() => void>()
  const ends = new Journal<UsageEnd>()
  const thresholds = new UsageThresholds()

  let identity: string | null | undefined = options.identity
  /** Counts the people: what was asked for another is not for this one. */
  let person = 0
  /** The stream has been closed, so that the next person may be another. */
  let isAnybody = false
  let truth: UsageTruth | null = null
  let error: ConnectionReason | null = null
  /** Since when the figures stand, because a stop or a pause is under way. */
  let frozenAt: number | null = null
  let shownMoment: (UsageMoment & { sessionId: string | null }) | null = null
  let secondsHolders = 0
  let cancelWake: (() => void) | null = null

  const poster = new UsagePoster({
    endpoint,
    fetch,
    env,
    token: async (reason) => {
      const asked = person
      const token = await askToken(reason)
      if (asked !== person) throw somebodyElse()
      return token
    },
  })
  const stream = createUsageStream({
    ...options,
    getToken: tokens
      ? ({ reason }) => {
          // Not before: what was asked for in the meantime still needs the token.
          if (isAnybody) tokens.forget()
          isAnybody = false
          return askToken(reason)
        }
      : undefined,
  })
  const lease = new UsageLease({
    setTimer: env.setTimer,
    storageKey: () => `telltale.usage:${endpoint}:${identity ?? ''}`,
    renew: async (sessionId) => {
      const outcome = await post({ active: true, sessionId })
      if (outcome.ok) take({ type: 'answer', session: outcome.data })
      // Who is refused is not asked to hurry.
      return outcome.ok || !outcome.error.retryable
    },
  })
  const actions = new UsageActions({ setTimer: env.setTimer, monotonic: env.monotonic, post, openId, onSettled })

  const ask = (wish: UsageWish) => (): Promise<void> => {
    const done = actions.ask(wish)
    error = null
    freeze()
    show()
    return done
  }
  const idle: UsageSession = {
    ...unknownUsage,
    startSession: ask('start'),
    stopSession: ask('stop'),
    pause: ask('pause'),
    resume: ask('resume'),
    retryNow: stream.retryNow,
  }
  let snapshot = idle
  let told = idle

  const stops = [
    stream.status.subscribe(() => {
      if (stream.status.getSnapshot().phase === 'idle') isAnybody = true
      show()
    }),
    stream.on('session:state', (session) => take({ type: 'state', session })),
    stream.on('session:heartbeat', (session) => take({ type: 'heartbeat', session })),
    ...(['session:created', 'session:closed', 'session:expired', 'session:capped'] as const).map((event) =>
      stream.on(event, (session) => take({ type: 'event', session })),
    ),
  ]

  async function askToken(reason: TokenReason): Promise<string | null> {
    const token = (await tokens?.fetch(reason)) ?? null
    if (options.identity === undefined) {
      const now = token === null ? null : (readClaims(token)?.identity ?? null)
      if (identity !== undefined && identity !== now) forget()
      identity = now
    }
    return token
  }

  /** Somebody else is at the screen. */
  function forget(): void {
    person += 1
    truth = null
    error = null
    shownMoment = null
    poster.forget()
    lease.stop()
    actions.clear()
    stream.reopen()
    show()
  }

  async function post(ping: UsagePing): Promise<Outcome<UsageSessionAPIResponse>> {
    const asked = person
    const outcome = await poster.post(ping)
    return asked === person ? outcome : { ok: false, error: somebodyElse() }
  }

  /** Before anything is known, this tab may still know what it held. */
  function openId(): string | null {
    if (truth === null) return lease.id ?? lease.restored()
    return isOpen(truth.session) ? truth.session.session_id : null
  }

  function onSettled(wish: UsageWish, outcome: Outcome<UsageSessionAPIResponse | null>, sentAt: number): void {
    if (!outcome.ok) error = toReason(wish, outcome.error)
    else if (outcome.data) {
      const { data } = outcome
      if (wish === 'start' && data.session_id !== null && isOpen(data)) {
        // One that is older than the request was there before.
        const ageMs = Date.parse(data.as_of) - Date.parse(data.started_at ?? data.as_of)
        lease.hold(data.session_id, { isOwn: ageMs <= env.monotonic() - sentAt })
      }
      take({ type: 'answer', session: data })
    }
    freeze()
    show()
  }

  function leave(): void {
    const { id } = lease
    if (id === null || !lease.isAlone(env.monotonic())) return
    poster.postLast({ active: false, sessionId: id })
    lease.release()
  }

  function freeze(): void {
    const stands = actions.wishes.some((wish) => wish === 'stop' || wish === 'pause')
    frozenAt = stands ? (frozenAt ?? env.monotonic()) : null
  }

  const shownAt = (): number => frozenAt ?? env.monotonic()

  function take(news: UsageNews): void {
    const before = truth
    const restored = before === null ? lease.restored() : null
    const heard = hear(before, news, env.monotonic(), restored)
    truth = heard.truth
    // It may have said before that what an answer has just begun is over.
    const held = lease.id ?? restored
    if (truth !== null && held !== null) {
      const isHeld = isOpen(truth.session) && truth.session.session_id === held
      if (!isHeld) lease.release()
      else if (lease.id === null) lease.resume(held)
    }
    if (news.type === 'answer') lease.answered(news.session.revision)
    if (truth === null || truth === before) return
    if (
      news.type !== 'answer' &&
      before?.session.session_id === held &&
      before?.session.revision !== truth.session.revision
    ) {
      lease.overheard(truth.session.revision, env.monotonic())
    }
    if (heard.isAnotherEpoch && news.type === 'answer') stream.reopen()
    show()
    const { end } = heard
    if (end) ends.write(end)
  }

  function refresh(): void {
    const known = truth && { session: truth.session, moment: momentNow(truth) }
    const view = usageView({ known, wishes: actions.wishes, connection: stream.status.getSnapshot(), error })
    const next = { ...idle, ...view }
    if (!isSame(next, snapshot)) snapshot = next
  }

  function show(): void {
    refresh()
    if (snapshot !== told) {
      told = snapshot
      callEach(listeners)
    }
    if (truth) thresholds.cross(usageAt(truth, shownAt()).remainingMs, isOpen(truth.session))
    wakeLater()
  }

  /** The moment that is shown: it never goes back by what little an answer was late. */
  function momentNow(known: UsageTruth): UsageMoment {
    const { session_id: sessionId } = known.session
    const moment = usageAt(known, shownAt())
    const leadMs = shownMoment?.sessionId === sessionId ? shownMoment.totalMs - moment.totalMs : 0
    const isAhead = counts(known.session) && leadMs > 0 && leadMs < Math.min(steadyMs, moment.remainingMs)
    const shown = isAhead
      ? {
          ...moment,
          remainingMs: moment.remainingMs - leadMs,
          totalMs: moment.totalMs + leadMs,
          currentMs: moment.currentMs + leadMs,
        }
      : moment
    shownMoment = { ...shown, sessionId }
    return shown
  }

  /** The next moment at which time alone changes what is shown, or has to be told. */
  function wakeLater(): void {
    cancelWake?.()
    cancelWake = null
    if (truth === null || frozenAt !== null || listeners.size === 0) return
    const { remainingMs, leftMs } = usageAt(truth, env.monotonic())
    if (leftMs === 0) return
    const marksMs = [nearLimitMarkMs, ...thresholds.marksMs]
    // A whole second of what is shown.
    if (secondsHolders > 0) marksMs.push((Math.ceil(remainingMs / 1_000) - 1) * 1_000)
    const delaysMs = marksMs.map((mark) => remainingMs - mark).filter((delay) => delay > 0)
    cancelWake = env.setTimer(show, Math.ceil(Math.min(leftMs, ...delaysMs)))
  }

  return {
    getSnapshot: () => {
      // Nobody keeps the seconds going, so they are looked up.
      if (secondsHolders === 0 || listeners.size === 0) refresh()
      return snapshot
    },
    getServerSnapshot: () => idle,
    subscribe: (listener) => {
      const entry = (): void => listener()
      listeners.add(entry)
      const release = stream.acquire()
      show()
      return () => {
        listeners.delete(entry)
        release()
        wakeLater()
      }
    },
    holdSeconds: () => {
      secondsHolders += 1
      // Not told: React holds them while it renders.
      refresh()
      wakeLater()
      let isReleased = false
      return () => {
        if (isReleased) return
        isReleased = true
        secondsHolders -= 1
        wakeLater()
      }
    },
    endsAt: () => ends.end,
    onEnd: (listener, since) => ends.listen(listener, since),
    onThreshold: (seconds, listener, since) => {
      const remove = thresholds.add(seconds, listener, since ?? undefined)
      show()
      return () => {
        remove()
        wakeLater()
      }
    },
    stopOnLeave: () => env.onLeave(leave),
    destroy: () => {
      person += 1
      listeners.clear()
      for (const stop of stops) stop()
      stream.destroy()
      tokens?.forget()
      actions.clear()
      lease.stop()
      wakeLater()
    },
  }
}

// All fields of a session are there, in one order.
const isSame = (a: UsageSession, b: UsageSession): boolean => {
  const others = Object.values(b)
  return Object.values(a).every((value, index) => Object.is(value, others[index]))
}

const somebodyElse = (): TelltaleError =>
  new TelltaleError('identity_changed', explain('given up: somebody else has signed in'))
