import {
  type Contract,
  isAnswer,
  isMeta,
  type LoggedEvent,
  type Meta,
  TelltaleError,
  type TelltaleContract,
} from '@telltale/protocol'
import { acceptPayload, type Greeting, isGreeting, isRecord, isSpread } from './acceptPayload.ts'
import { debugLines } from './debugLines.ts'
import { callSafely, Dispatcher, type EventHandler } from './Dispatcher.ts'
import { type Environment, systemEnvironment } from './environment.ts'
import { explain } from './explain.ts'
import { readClaims } from './jwt.ts'
import { Leases } from './Leases.ts'
import type { Line, LineOptions, LineWatcher, Part, PartPort } from './Line.ts'
import { type Effect, isUp, type State } from './machine.ts'
import { randomId } from './randomId.ts'
import { Repeats } from './Repeats.ts'
import { SocketTransport } from './SocketTransport.ts'
import { Stats } from './Stats.ts'
import { type ConnectionStatus, initialStatus } from './status.ts'
import { createStore } from './store.ts'
import { Supervisor } from './Supervisor.ts'
import { toStatus } from './toStatus.ts'
import { TokenSource } from './tokens.ts'
import { createWarnings } from './warnings.ts'

// Bundlers know this name and put its value in its place.
declare const process: { env: { NODE_ENV?: string } }

/** How long an open line waits for our server's `connected` before it takes the server for a plain one. */
const greetingWaitMs = 1_000

/** Makes a line. Nothing is opened before `connect()` or the first `acquire()`, so it may be made on a server too. */
export function createLine<TContract extends Contract = TelltaleContract>(
  options: LineOptions<TContract> = {},
): Line<TContract> {
  const env: Environment = { ...systemEnvironment, ...options.env }
  const status = createStore(initialStatus)
  const stats = new Stats()
  const dispatcher = new Dispatcher()
  const tokens = options.getToken ? new TokenSource(options.getToken, env) : null
  const parts = new Map<Part<unknown>, unknown>()
  const watchers: LineWatcher[] = []
  const repeats = new Repeats()
  const warnOnce = createWarnings()

  const transport = new SocketTransport(
    { url: options.url, namespace: options.namespace, transports: options.transports, clientId: randomId() },
    {
      onOpened: () => supervisor.dispatch({ type: 'opened' }),
      onRefused: (error) => supervisor.dispatch({ type: 'refused', error }),
      onUnreachable: (error) => supervisor.dispatch({ type: 'unreachable', error }),
      onClosed: (error) => supervisor.dispatch({ type: 'closed', error: farewell ?? error }),
      onDisconnectedByApp: () => leases.disconnect(),
      onEvent: receive,
      onHeard: () => {
        if (supervisor.state.phase === 'probing') supervisor.dispatch({ type: 'answered' })
      },
    },
  )
  const supervisor = new Supervisor({
    env,
    authenticates: tokens !== null,
    maxAttempts: options.maxAttempts ?? Infinity,
    lostAfterMs: options.lostAfterMs ?? 5_000,
    look: () => ({
      probes: isOurs(),
      isTokenExpired: tokens?.isExpired ?? false,
      bufferedBytes: transport.bufferedBytes,
    }),
    perform,
    onChange,
  })
  const leases = new Leases({
    setTimer: env.setTimer,
    isIdle: () => supervisor.state.phase === 'idle' || supervisor.state.phase === 'disposed',
    open: () => supervisor.connect(),
    close: () => supervisor.dispatch({ type: 'disconnectRequested' }),
  })

  /** Of the open line alone: who is at its other end, and why it is about to close. */
  let server: Greeting | 'plain' | null = null
  let farewell: TelltaleError | null = null
  /** Nobody has greeted on the line before: no reason to wait for it on the next. */
  let wasPlain = options.server === 'plain'
  let cancelGreetingWait: (() => void) | null = null
  let pendingWrites = 0
  let latencyMs: number | null = null
  /** Whose line it was last; `undefined` before the first attempt, `null` for somebody without a name. */
  let identity: string | null | undefined
  let order: ((event: LoggedEvent) => void) | null = null

  function perform(effect: Effect): void {
    switch (effect.type) {
      case 'fetchToken':
        stats.count('attempts')
        return tokens?.ask(effect.reason, (event) => supervisor.dispatch(event))
      case 'abortToken':
        return tokens?.abort()
      case 'openSocket':
        if (!tokens) stats.count('attempts')
        farewell = null
        recognise(tokens?.current ?? null)
        return transport.open(tokens?.current ?? null)
      case 'closeSocket':
        return transport.close()
      case 'sendProbe':
        return sendProbe()
    }
  }

  function onChange(state: State, before: State): void {
    stats.stateChanged(state, before)
    if (state.phase === 'idle' || state.phase === 'disposed') tokens?.forget()
    if (!isUp(state.phase)) latencyMs = null
    if (isUp(state.phase) && !isUp(before.phase)) lineOpened()
    if (!isUp(state.phase) && isUp(before.phase)) {
      cancelGreetingWait?.()
      server = null
      const isByChoice = ['idle', 'suspended', 'disposed'].includes(state.phase)
      for (const { closed } of watchers) closed?.(isByChoice)
    }
    show()
  }

  function lineOpened(): void {
    for (const { opened } of watchers) opened?.()
    if (wasPlain) meet('plain')
    else if (options.server !== 'telltale') cancelGreetingWait = env.setTimer(() => meet('plain'), greetingWaitMs)
  }

  function meet(whom: Greeting | 'plain'): void {
    cancelGreetingWait?.()
    server = whom
    wasPlain = whom === 'plain'
    for (const { met } of watchers) met?.()
  }

  const isOurs = () => server !== null && server !== 'plain'

  function show(): void {
    const next = toStatus(supervisor.state, { pendingWrites, latencyMs })
    const shown = status.store.getSnapshot()
    if (isSame(shown, next)) return
    status.set(next)
    callSafely(options.onReport, { status: next, before: shown })
  }

  /** One event's way in: decode, meta, order, then {@link deliver}. */
  function receive(event: string, args: readonly unknown[]): void {
    stats.count('eventsIn')
    const [payload, second] = args
    if (event === 'connected' && isGreeting(payload) && options.server !== 'plain') meet(payload)
    const meta = isOurs() && isMeta(second) ? second : undefined
    if (isOurs()) heed(event, payload)
    if (order && meta) order({ event, payload, meta })
    else deliver({ event, payload, meta })
  }

  function deliver({ event, payload, meta }: Omit<LoggedEvent, 'meta'> & { meta: Meta | undefined }): boolean {
    const accepted = acceptPayload(event, payload, options.contract)
    if ('issues' in accepted) {
      stats.count('invalid')
      warnOnce(event, accepted.issues)
      return false
    }
    if (!isOurs() && repeats.isRepeat(event, accepted, env.now())) stats.count('duplicates')
    else dispatcher.dispatch(event, accepted.key, accepted.payload, meta)
    return true
  }

  /** What our server says of the line itself. */
  function heed(event: string, payload: unknown): void {
    switch (event) {
      case 'connected':
      case 'server:spread':
        return spread(payload)
      case 'auth:expiring':
        return refreshToken()
      case 'auth:expired':
        farewell = new TelltaleError('auth_expired', explain('the token expired, so the server closed the line'))
        return
      case 'server:draining':
        farewell = new TelltaleError('draining', explain('the server is being replaced'))
        return spread(payload)
    }
  }

  function spread(payload: unknown): void {
    if (isSpread(payload)) supervisor.dispatch({ type: 'spreadGiven', spreadMs: payload.reconnectSpreadMs })
  }

  function recognise(token: string | null): void {
    const before = identity
    identity = identityOf(token)
    if (identity === before) return
    for (const { identified } of watchers) identified?.(before !== undefined)
  }

  function identityOf(token: string | null): string | null {
    return options.identity ?? (token === null ? null : (readClaims(token)?.identity ?? null))
  }

  function sendProbe(): void {
    const sentAt = env.now()
    const line = server
    transport.socket.emit('probe', {}, (answer: unknown) => {
      if (line !== server || !isAnswer(answer) || !answer.ok) return
      latencyMs = env.now() - sentAt
      stats.answered(latencyMs)
      show()
      spread(answer.data)
      const heads = isRecord(answer.data) ? answer.data['heads'] : undefined
      dispatcher.dispatch('server:heads', undefined, { topics: heads }, undefined)
    })
  }

  /** In place, so that the line lives on. What fails here shows at expiry, when the server closes the line. */
  function refreshToken(): void {
    tokens?.fetch('expiring').then(
      (token) => {
        if (token === null || !isOpen()) return
        // A line stays with its person; another one gets a line of their own.
        if (identityOf(token) === identity) transport.socket.emit('auth:refresh', { token })
        else port.drop(new TelltaleError('connection_lost', explain('the token is of somebody else')))
      },
      () => {},
    )
  }

  const isOpen = () => isUp(supervisor.state.phase)

  const line: Line<TContract> = {
    status: status.store,
    socket: transport.socket,
    connect: () => leases.connect(),
    disconnect: () => leases.disconnect(),
    retryNow: () => supervisor.dispatch({ type: 'retryRequested' }),
    acquire: () => leases.acquire(),
    on: (event, handler, { key } = {}) =>
      // The dispatcher forgets the payload's type, which the contract's schema, or the caller's word, has settled.
      dispatcher.add(event, key, handler as EventHandler),
    getStats: () => stats.read(env.now(), pendingWrites),
    getConnectionState: () => status.store.getSnapshot().state,
    destroy: () => {
      leases.stopLingering()
      for (const { destroyed } of watchers) destroyed?.()
      dispatcher.clear()
      supervisor.dispatch({ type: 'disposed' })
    },
    part: <TResult>(part: Part<TResult>): TResult => {
      if (!parts.has(part)) parts.set(part, part(port))
      // What is kept for a part is what that part gave.
      return parts.get(part) as TResult
    },
  }
  const port: PartPort = {
    // Parts work by names that they know themselves, whatever else the contract adds.
    line: line as unknown as Line,
    env,
    contract: options.contract,
    storage: options.outbox?.storage,
    stats,
    isOpen,
    server: () => server,
    identity: () => identity,
    watch: (watcher) => void watchers.push(watcher),
    orderBy: (next) => void (order = next),
    deliver,
    syncing: (isSyncing) => supervisor.dispatch({ type: isSyncing ? 'syncBegan' : 'synced' }),
    doubt: () => supervisor.dispatch({ type: 'doubted' }),
    pendingWrites: (count) => {
      pendingWrites = count
      show()
    },
    drop: (error) => supervisor.dispatch({ type: 'renounced', error }),
  }
  if (process.env.NODE_ENV !== 'production' && options.debug) debugLines(line, { env })
  return line
}

function isSame(a: ConnectionStatus, b: ConnectionStatus): boolean {
  const keys = Object.keys(a) as (keyof ConnectionStatus)[] // Object.keys forgets the names of a closed type
  return keys.every((key) => Object.is(a[key], b[key]))
}
