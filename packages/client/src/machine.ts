import { type ErrorCode, TelltaleError, retryRules } from '@telltale/protocol'
import { orderedDelay, returnDelay, unreachableDelay, unstableDelay } from './backoff.ts'
import type { ConnectionReason, Phase } from './status.ts'
import type { TokenEvent, TokenReason } from './tokens.ts'
import { explain } from './explain.ts'

// The life of a line, as pure data. The supervisor performs effects and keeps the timers; nothing here has a clock.
//
//                 connectRequested                tokenArrived              opened
//        idle ────────────────────▶ authenticating ──────────▶ opening ─────────────▶ ready ⇄ syncing
//         ▲  (no getToken: straight to opening)  │                │ unreachable,     │ ▲      │ ▲
//         │ disconnectRequested                  │ tokenFailed    │ refused          ▼ │      ▼ │
//         │ (from anywhere)                      ▼                ▼         closed  probing (a sign of doubt)
//         │  deadlinePassed, retryRequested,              ┌─────────┐ ◀─────────────┘
//         │  wentOnline, attended → authenticating ◀───── │ waiting │
//         │                                               └─────────┘
//         │                         no network: offline (looks again every 30 s, since platforms err)
//         │                         a code whose rule is 'never', or maxAttempts: failed
//         │                         the page is frozen or kept for later: suspended, until it runs again
//      disposed ◀── disposed (from anywhere, for ever)
//
// I1  Two timers at most: one of the step (`deadline`) and one that tells a long outage (`downSince` + lostAfterMs).
// I2  A socket exists only in opening, ready, syncing and probing; a token is asked for only in authenticating.
// I3  No attempt begins in idle, failed or disposed but by the user's wish, nor in suspended before the page runs.
// I4  Rungs go down only after a line that lasted `stableAfterMs`, by the user's wish, or (unreachable) by wentOnline.
// I5  `auth_expired` is answered by one refresh at once between two stable lines; after that by the ladder.
// I6  A line in doubt is dropped only after 5 s of silence in which nothing was left to send, or nothing could be.
// I7  An ignored event gives back the same state and no effect.

/** Each phase that is shown is one of the machine's own. */
export type MachinePhase = Phase

/** Where the machine stands. Times are epoch milliseconds. */
export type State = Readonly<{
  phase: MachinePhase
  since: number
  /** When opening gives up, or waiting and offline try again. */
  deadline: number | null
  /** Attempts since the last stable line. */
  attempt: number
  unreachableRung: number
  unstableRung: number
  /** Until then an unreachable server is tried again within a second or so. */
  quickUntil: number
  tokenReason: TokenReason
  /** The one refresh of I5 has been used. */
  refreshed: boolean
  hadLine: boolean
  lastConnectedAt: number | null
  downSince: number | null
  lost: boolean
  offline: boolean
  /** What was missed is being asked for. */
  isSyncing: boolean
  /** Bytes that were left to send when a line in doubt was last looked at; `null` once its 5 s are counted. */
  buffered: number | null
  /** The server itself named the time of the next attempt. */
  isOrdered: boolean
  spreadMs: number
  reason: ConnectionReason | null
}>

/** What happened. */
export type MachineEvent =
  | { type: 'connectRequested' }
  | { type: 'disconnectRequested' }
  | { type: 'retryRequested' }
  | TokenEvent
  | { type: 'opened' }
  /** What was missed is being asked for; the line is up meanwhile. */
  | { type: 'syncBegan' }
  | { type: 'synced' }
  /** A request went unanswered, or something else makes an open line doubtful. */
  | { type: 'doubted' }
  /** Something came over the line. */
  | { type: 'answered' }
  /** Somebody looks at the page again. */
  | { type: 'attended' }
  /** The page stops running: frozen, or kept for a later visit. */
  | { type: 'pageSuspended' }
  | { type: 'pageResumed' }
  | { type: 'spreadGiven'; spreadMs: number }
  | { type: 'unreachable'; error: TelltaleError }
  | { type: 'refused'; error: TelltaleError }
  | { type: 'closed'; error: TelltaleError }
  /** The line is open, and does not do what it should. */
  | { type: 'renounced'; error: TelltaleError }
  | { type: 'deadlinePassed' }
  | { type: 'outageLasted' }
  | { type: 'wentOnline' }
  | { type: 'wentOffline' }
  | { type: 'disposed' }

/** What to do. */
export type Effect =
  | { type: 'fetchToken'; reason: TokenReason }
  | { type: 'abortToken' }
  | { type: 'openSocket' }
  | { type: 'closeSocket' }
  | { type: 'sendProbe' }

/** What a transition may look at beside state and event. */
export type Context = Readonly<{
  now: number
  random: () => number
  /** There is a `getToken` to ask. */
  authenticates: boolean
  maxAttempts: number
  /** The server answers probes. */
  probes: boolean
  /** The token in use has expired. */
  isTokenExpired: boolean
  /** Bytes that are left to send. */
  bufferedBytes: number
  /** A pause that the server asked for before each attempt; the ladders' own delays are added to it. */
  floorMs?: number
}>

export const openTimeoutMs = 10_000
/** A line that lasted this long may be trusted: the ladders begin anew. */
export const stableAfterMs = 10_000
const quickForMs = 15_000
/** How long a line in doubt may be silent. */
const probeTimeoutMs = 5_000
/** How often it is looked at whether a line in doubt is still sending. */
const drainCheckMs = 1_000
/** Platforms that say "offline" are nearly always right; look again this often for when they are not. */
const offlineCheckMs = 30_000
/** The spread where no server has named one. */
const defaultSpreadMs = 1_000

type Step = readonly [State, readonly Effect[]]

export function initialState(now: number): State {
  return {
    phase: 'idle',
    since: now,
    deadline: null,
    lastConnectedAt: null,
    offline: false,
    spreadMs: defaultSpreadMs,
    ...forgotten,
  }
}

/** What the user's wish wipes out. */
const forgotten = {
  attempt: 0,
  unreachableRung: 0,
  unstableRung: 0,
  quickUntil: 0,
  tokenReason: 'initial',
  refreshed: false,
  hadLine: false,
  downSince: null,
  lost: false,
  reason: null,
  isSyncing: false,
  buffered: null,
  isOrdered: false,
} as const

/** One step of the machine. An event that means nothing in a phase gives the same reference back. */
export function transition(state: State, event: MachineEvent, context: Context): Step {
  const { phase } = state
  if (phase === 'disposed') return ignore(state)

  switch (event.type) {
    case 'disposed':
      return [enter(state, 'disposed', null, context, forgotten), abandon(phase)]

    case 'disconnectRequested':
      return phase === 'idle' ? ignore(state) : [enter(state, 'idle', null, context, forgotten), abandon(phase)]

    case 'connectRequested':
      return phase === 'idle' || phase === 'failed' ? attempt(anew(state, context), context) : ignore(state)

    case 'retryRequested':
      if (phase === 'failed') return attempt(anew(state, context), context)
      return isWaiting(phase) ? attempt(state, context) : ignore(state)

    case 'wentOffline': {
      const offline = state.offline ? state : { ...state, offline: true }
      // A time that the server named holds, and is not replaced by that of the next look at the network.
      if (phase === 'waiting' && !state.isOrdered)
        return [enter(offline, 'offline', context.now + offlineCheckMs, context), []]
      return isUp(phase) ? doubt(offline, context) : [offline, []]
    }

    case 'wentOnline': {
      const online = state.offline ? { ...state, offline: false } : state
      return isUp(phase) ? doubt(online, context) : hurry(online, context)
    }

    case 'attended':
      if (!isUp(phase)) return hurry(state, context)
      if (!context.isTokenExpired) return doubt(state, context)
      return drop(
        state,
        new TelltaleError('auth_expired', explain('the token expired, so the line was closed')),
        context,
      )

    case 'doubted':
      return doubt(state, context)

    case 'answered':
      return phase === 'probing' ? [settle(state, context), []] : ignore(state)

    case 'pageSuspended':
      if (phase === 'suspended' || !isLive(phase)) return ignore(state)
      return [
        enter(state, 'suspended', null, context, { downSince: null, lost: false, isSyncing: false }),
        abandon(phase),
      ]

    case 'pageResumed':
      return phase === 'suspended' ? attempt(anew(state, context), context) : ignore(state)

    case 'spreadGiven':
      return [state.spreadMs === event.spreadMs ? state : { ...state, spreadMs: event.spreadMs }, []]

    case 'outageLasted':
      return state.downSince === null || state.lost ? ignore(state) : [{ ...state, lost: true }, []]

    case 'tokenArrived':
      return phase === 'authenticating' ? open(state, context) : ignore(state)

    case 'tokenFailed':
      return phase === 'authenticating' ? fail(state, 'unstable', event.error, context) : ignore(state)

    case 'opened':
      if (phase !== 'opening') return ignore(state)
      return [
        enter(state, 'ready', null, context, {
          hadLine: true,
          lastConnectedAt: context.now,
          tokenReason: 'initial',
          downSince: null,
          lost: false,
          reason: null,
        }),
        [],
      ]

    case 'syncBegan':
    case 'synced': {
      const isSyncing = event.type === 'syncBegan'
      if (!isUp(phase) || state.isSyncing === isSyncing) return ignore(state)
      const next = { ...state, isSyncing }
      return [phase === 'probing' ? next : settle(next, context), []]
    }

    case 'unreachable':
      return phase === 'opening' ? fail(state, 'unreachable', event.error, context) : ignore(state)

    case 'refused':
      return phase === 'opening' ? fail(state, 'unstable', event.error, context) : ignore(state)

    case 'closed':
      return isUp(phase) ? lose(state, event.error, context) : ignore(state)

    case 'renounced':
      return isUp(phase) ? drop(state, event.error, context) : ignore(state)

    case 'deadlinePassed':
      switch (phase) {
        case 'waiting':
        case 'offline':
          return attempt(state, context)
        case 'opening': {
          const [next, effects] = fail(state, 'unreachable', openTimedOut(), context)
          return [next, [...abandon(phase), ...effects]]
        }
        case 'probing':
          return probe(state, context)
        default:
          return ignore(state)
      }
  }
}

const ignore = (state: State): Step => [state, []]

/** A line that is open is looked at more closely, where the server answers. */
function doubt(state: State, context: Context): Step {
  if (!isUp(state.phase) || state.phase === 'probing' || !context.probes) return ignore(state)
  return [watchSending({ ...state, buffered: Infinity }, context), [{ type: 'sendProbe' }]]
}

/** A line in doubt whose time is over. */
function probe(state: State, context: Context): Step {
  if (state.buffered !== null) return [watchSending(state, context), []]
  return drop(state, new TelltaleError('connection_lost', explain('the line does not answer')), context)
}

/** While something is being sent, an answer cannot be expected: the 5 s begin when that is done, or no longer gets on. */
function watchSending(state: State, context: Context): State {
  const { bufferedBytes, now } = context
  const getsOn = bufferedBytes > 0 && bufferedBytes < (state.buffered ?? 0)
  return {
    ...state,
    phase: 'probing',
    since: state.phase === 'probing' ? state.since : now,
    deadline: now + (getsOn ? drainCheckMs : probeTimeoutMs),
    buffered: getsOn ? bufferedBytes : null,
  }
}

const settle = (state: State, context: Context): State =>
  enter(state, state.isSyncing ? 'syncing' : 'ready', null, context, { buffered: null })

/** What makes it worth trying now begins the ladder of an unreachable server anew; a time that the server named holds. */
function hurry(state: State, context: Context): Step {
  if (!isWaiting(state.phase) || state.isOrdered) return ignore(state)
  return attempt({ ...state, unreachableRung: 0, quickUntil: context.now + quickForMs }, context)
}

/** Closes a line that is still open, as if it had been lost. */
function drop(state: State, error: TelltaleError, context: Context): Step {
  const [next, effects] = lose(state, error, context)
  return [next, [...abandon(state.phase), ...effects]]
}

function lose(state: State, error: TelltaleError, context: Context): Step {
  const { now } = context
  const down = { ...state, downSince: now, quickUntil: now + quickForMs, isSyncing: false, buffered: null }
  // Read off the clock when it matters, not by a timer: a page that slept has not been stable any less.
  const isStable = now - (state.lastConnectedAt ?? now) >= stableAfterMs
  return isStable ? fail({ ...down, ...trusted }, 'stable', error, context) : fail(down, 'unstable', error, context)
}

/** What a stable line makes up for. */
const trusted = { attempt: 0, unreachableRung: 0, unstableRung: 0, refreshed: false } as const

function anew(state: State, { now }: Context): State {
  return { ...state, ...trusted, downSince: state.downSince ?? now, quickUntil: now + quickForMs }
}

function attempt(state: State, context: Context): Step {
  const next = { ...state, attempt: state.attempt + 1, isOrdered: false }
  if (!context.authenticates) return open(next, context)
  return [enter(next, 'authenticating', null, context), [{ type: 'fetchToken', reason: state.tokenReason }]]
}

function open(state: State, context: Context): Step {
  return [enter(state, 'opening', context.now + openTimeoutMs, context), [{ type: 'openSocket' }]]
}

const openTimedOut = (): TelltaleError => new TelltaleError('timeout', explain('the line did not open within 10 s'))

/** A code after which another attempt could only be refused again. */
const isFinal = (code: ErrorCode): boolean => retryRules[code] === 'never'

function fail(state: State, how: 'unreachable' | 'unstable' | 'stable', error: TelltaleError, context: Context): Step {
  const { code, message, retryable, retryAfterMs } = error
  const told: State = { ...state, reason: { code, message, retryable } }
  const stuck = isFinal(code) || (code === 'auth_expired' && !context.authenticates)
  if (stuck || state.attempt >= context.maxAttempts) return [enter(told, 'failed', null, context), []]
  if (code === 'auth_expired') {
    const rejected: State = { ...told, tokenReason: 'rejected' }
    if (!state.refreshed) return attempt({ ...rejected, refreshed: true }, context)
    return wait(rejected, how === 'unreachable' ? 'unreachable' : 'unstable', retryAfterMs, context)
  }
  return wait(told, how, retryAfterMs, context)
}

function wait(
  state: State,
  how: 'unreachable' | 'unstable' | 'stable',
  retryAfterMs: number | undefined,
  context: Context,
): Step {
  if (state.offline && retryAfterMs === undefined)
    return [enter(state, 'offline', context.now + offlineCheckMs, context), []]
  const { random, now, floorMs = 0 } = context
  const { unstableRung, spreadMs } = state
  const quickLeftMs = state.quickUntil - now
  // More than there ever was is left where the clock has been set back.
  const isYoung = quickLeftMs > 0 && quickLeftMs <= quickForMs
  const unreachableRung = Math.max(state.unreachableRung, isYoung ? 0 : 1)
  const delay = {
    stable: () => returnDelay(spreadMs, random),
    unstable: () => unstableDelay(unstableRung, random),
    unreachable: () => unreachableDelay(unreachableRung, spreadMs, random),
  }[how]()
  return [
    enter(
      state,
      'waiting',
      now + (retryAfterMs === undefined ? floorMs + delay : orderedDelay(retryAfterMs)),
      context,
      {
        isOrdered: retryAfterMs !== undefined,
        unstableRung: how === 'unstable' ? unstableRung + 1 : unstableRung,
        unreachableRung: how === 'unreachable' && unreachableRung > 0 ? unreachableRung + 1 : state.unreachableRung,
      },
    ),
    [],
  ]
}

/** Whether the line is open in a phase. */
export const isUp = (phase: MachinePhase): boolean => phase === 'ready' || phase === 'syncing' || phase === 'probing'

const isWaiting = (phase: MachinePhase): boolean => phase === 'waiting' || phase === 'offline'

/** Whether a line is open, or wanted open. */
const isLive = (phase: MachinePhase): boolean => phase !== 'idle' && phase !== 'failed' && phase !== 'disposed'

/** What a phase holds that must be let go of when it is left from outside. */
function abandon(phase: MachinePhase): readonly Effect[] {
  if (phase === 'authenticating') return [{ type: 'abortToken' }]
  if (phase === 'opening' || isUp(phase)) return [{ type: 'closeSocket' }]
  return []
}

function enter(
  state: State,
  phase: MachinePhase,
  deadline: number | null,
  { now }: Context,
  changes: Partial<State> = {},
): State {
  return { ...state, ...changes, phase, since: now, deadline }
}
