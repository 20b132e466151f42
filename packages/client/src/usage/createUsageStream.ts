import { TelltaleError, type UsageEvents } from '@telltale/protocol'
import { Dispatcher, type EventHandler } from '../Dispatcher.ts'
import { type Environment, systemEnvironment } from '../environment.ts'
import { explain } from '../explain.ts'
import { readClaims } from '../jwt.ts'
import { Leases } from '../Leases.ts'
import type { Effect, State } from '../machine.ts'
import { type ConnectionStats, Stats } from '../Stats.ts'
import { type ConnectionStatus, initialStatus } from '../status.ts'
import { createStore, type Store } from '../store.ts'
import { Supervisor } from '../Supervisor.ts'
import { toStatus } from '../toStatus.ts'
import { type GetToken, TokenSource } from '../tokens.ts'
import { decodeUsageEvent } from './decodeUsageEvent.ts'
import { type Fetch, platformFetch } from './fetch.ts'
import { StreamTransport } from './StreamTransport.ts'

/** How a usage stream is made; all of it may be left out. */
export type UsageStreamOptions = {
  /** Where usage is served; the stream is `{endpoint}/stream`. @defaultValue `/api/usage` */
  endpoint?: string | undefined
  /** Asked before an attempt, unless the last token is a JWT with half a minute left. Without it, cookies must do. */
  getToken?: GetToken | undefined
  /** Whose usage this is. @defaultValue issuer and subject of the token, where it is a JWT */
  identity?: string | undefined
  /** Another `fetch`, as one with credentials or a mock. @defaultValue the platform's, looked up at each attempt */
  fetch?: Fetch | undefined
  /** After this many attempts in a row the stream gives up. @defaultValue unlimited */
  maxAttempts?: number | undefined
  /** Clock, timers, randomness and network of another platform, or of a test. */
  env?: Partial<Environment> | undefined
}

/** A line of its own for metered usage: it opens, heals and fails as the socket's does, and independently of it. */
export interface UsageStream {
  /** Where the stream stands, in the words of the socket's status. */
  readonly status: Store<ConnectionStatus>
  /** Opens the stream and keeps it open. Leaves `failed`, and ends what `disconnect`, or a server that is done, began. */
  connect: () => void
  /** Closes the stream for everybody, until `connect`. */
  disconnect: () => void
  /** Tries at once instead of waiting; leaves `failed`, and asks a server again that was done. */
  retryNow: () => void
  /** Closes an open stream and opens another, where it is known from elsewhere that what it tells is over. */
  reopen: () => void
  /** Keeps the stream open until the returned function is called; after the last such lease it lingers for a second. */
  acquire: () => () => void
  /** Calls `handler` with the payload of each event of a name; returns how to stop that. */
  on: <TEvent extends keyof UsageEvents>(event: TEvent, handler: (payload: UsageEvents[TEvent]) => void) => () => void
  getStats: () => ConnectionStats
  /** Ends it for good: no timer, listener or stream is left. */
  destroy: () => void
}

/**
 * Makes a usage stream. Nothing is opened before `connect()` or the first `acquire()`. Events are handed on as they
 * come; which of them is newer is for the listener to tell, by `revision`.
 *
 * A server that answers 204 is done: the status is `disconnected` without a reason, and no lease opens the stream again,
 * until `connect()` or `retryNow()`.
 *
 * @example
 * const stream = createUsageStream({ getToken: () => session.token() })
 * stream.on('session:state', (state) => show(state.time_remaining_seconds))
 * stream.connect()
 */
export function createUsageStream(options: UsageStreamOptions = {}): UsageStream {
  const { endpoint = '/api/usage', fetch = platformFetch } = options
  const env: Environment = { ...systemEnvironment, ...options.env }
  const status = createStore(initialStatus)
  const stats = new Stats()
  const dispatcher = new Dispatcher()
  const tokens = options.getToken ? new TokenSource(options.getToken, env) : null

  const transport = new StreamTransport(
    { url: `${endpoint}/stream`, fetch, env },
    {
      onOpened: () => supervisor.dispatch({ type: 'opened' }),
      onRefused: (error) => supervisor.dispatch({ type: 'refused', error }),
      onUnreachable: (error) => supervisor.dispatch({ type: 'unreachable', error }),
      onClosed: (error) => supervisor.dispatch({ type: 'closed', error }),
      onEnded: () => {
        isDone = true
        leases.disconnect()
      },
      onRetry: (ms) => (floorMs = ms),
      onEvent: receive,
    },
  )
  const supervisor = new Supervisor({
    env,
    authenticates: tokens !== null,
    maxAttempts: options.maxAttempts ?? Infinity,
    lostAfterMs: 5_000,
    look: () => ({ floorMs }),
    perform,
    onChange,
  })
  const leases = new Leases({
    setTimer: env.setTimer,
    isIdle: () => isIdle(supervisor.state),
    open: () => supervisor.connect(),
    close: () => supervisor.dispatch({ type: 'disconnectRequested' }),
  })

  let floorMs = 0
  let isDone = false
  let identity: string | null = null

  function perform(effect: Effect): void {
    switch (effect.type) {
      case 'fetchToken':
        stats.count('attempts')
        return tokens?.ask(effect.reason, (event) => supervisor.dispatch(event))
      case 'abortToken':
        return tokens?.abort()
      case 'openSocket':
        if (!tokens) stats.count('attempts')
        return open(tokens?.current ?? null)
      case 'closeSocket':
        return transport.close()
      case 'sendProbe':
        // Asked for only where the server answers probes, which a stream cannot.
        return
    }
  }

  function open(token: string | null): void {
    const before = identity
    identity = options.identity ?? (token === null ? null : (readClaims(token)?.identity ?? null))
    if (identity !== before) transport.forget()
    transport.open(token)
  }

  function onChange(state: State, before: State): void {
    stats.stateChanged(state, before)
    if (isIdle(state)) {
      // The next person may be another.
      tokens?.forget()
      transport.forget()
    } else isDone = false
    status.set(toStatus(state, { pendingWrites: 0, latencyMs: null }))
  }

  function receive(event: string | undefined, data: string): void {
    stats.count('eventsIn')
    const decoded = decodeUsageEvent(event, data)
    if (decoded === 'invalid') stats.count('invalid')
    else if (decoded) dispatcher.dispatch(decoded.type, undefined, decoded.data, undefined)
  }

  return {
    status: status.store,
    connect: () => leases.connect(),
    disconnect: () => {
      isDone = false
      leases.disconnect()
    },
    retryNow: () => (isDone ? leases.connect() : supervisor.dispatch({ type: 'retryRequested' })),
    reopen: () => supervisor.dispatch({ type: 'renounced', error: begunAnew() }),
    acquire: () => leases.acquire(),
    // The dispatcher forgets the payload's type, which decoding has settled.
    on: (event, handler) => dispatcher.add(event, undefined, handler as EventHandler),
    getStats: () => stats.read(env.now(), 0),
    destroy: () => {
      leases.stopLingering()
      dispatcher.clear()
      supervisor.dispatch({ type: 'disposed' })
    },
  }
}

const begunAnew = (): TelltaleError => new TelltaleError('connection_lost', explain('the usage server began anew'))

const isIdle = ({ phase }: State): boolean => phase === 'idle' || phase === 'disposed'
