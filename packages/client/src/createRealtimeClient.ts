import {
  type Contract,
  type DataOf,
  type EventName,
  type PayloadOf,
  type RequestName,
  type RequestPayloadOf,
  TelltaleError,
  type TelltaleContract,
  type WorkflowEvent,
} from '@telltale/protocol'
import type { ManagerOptions, Socket } from 'socket.io-client'
import { decodeEvent, type Greeting, isGreeting, isSpread } from './decodeEvent.ts'
import { Dispatcher, type EventHandler } from './Dispatcher.ts'
import { type Environment, systemEnvironment } from './environment.ts'
import type { Effect, MachineEvent, State } from './machine.ts'
import { type EmitOptions, type Outcome, Requests } from './Requests.ts'
import { SocketTransport } from './SocketTransport.ts'
import { type ConnectionStats, Stats } from './Stats.ts'
import { type ConnectionState, type ConnectionStatus, initialStatus } from './status.ts'
import { createStore, type Store } from './store.ts'
import { Supervisor } from './Supervisor.ts'
import { type JoinableTopic, TopicSet, type TopicStatus } from './TopicSet.ts'
import { toStatus } from './toStatus.ts'
import { type GetToken, type TokenReason, TokenSource } from './tokens.ts'

export type RealtimeClientOptions<TContract extends Contract = TelltaleContract> = {
  /** Where the server is. @defaultValue the page's own origin */
  url?: string | undefined
  /** A Socket.IO namespace, as `/admin`. @defaultValue `/` */
  namespace?: string | undefined
  /** Asked before an attempt, unless the last token is a JWT with half a minute left. Without it the client connects without a token. */
  getToken?: GetToken | undefined
  /** Whose line this is. @defaultValue issuer and subject of the token, where it is a JWT */
  identity?: string | undefined
  /** Types events and requests, and checks both where they enter. */
  contract?: TContract | undefined
  /** After this many attempts in a row the client gives up. @defaultValue unlimited */
  maxAttempts?: number | undefined
  /** An outage of this length turns `status.lost` on, in milliseconds. @defaultValue 5000 */
  lostAfterMs?: number | undefined
  /** Socket.IO transports. @defaultValue WebSocket alone, bound when it connects */
  transports?: ManagerOptions['transports'] | undefined
  /** Clock, timers, randomness and network of another platform, or of a test. */
  env?: Partial<Environment> | undefined
}

/** One line to one server, shared by all that need it. Made by {@link createRealtimeClient}. */
export interface RealtimeClient<TContract extends Contract = TelltaleContract> {
  /** Where the line stands; never delayed, changes only when something that is shown has changed. */
  readonly status: Store<ConnectionStatus>
  /** Where each topic held by {@link RealtimeClient.join} stands. */
  readonly topics: Store<ReadonlyMap<string, TopicStatus>>
  /** The genuine socket.io-client socket, one for the client's whole life. Emitting on it while down is not kept safe. */
  readonly socket: Socket

  /** Opens the line and keeps it open. Leaves `failed`, and ends what `disconnect` began. */
  connect: () => void
  /** Closes the line for everybody, until `connect`. */
  disconnect: () => void
  /** Tries at once instead of waiting; leaves `failed`. */
  retryNow: () => void
  /** Keeps the line open until the returned function is called; after the last such lease it lingers for a second. */
  acquire: () => () => void

  /** Calls `handler` with each event of a name, or only those of one key; returns how to stop that. */
  on: <TEvent extends EventName<TContract>>(
    event: TEvent,
    handler: EventHandler<PayloadOf<TContract, TEvent>>,
    options?: { key?: string | undefined },
  ) => () => void
  /** Joins a run and calls `handler` with each of its workflow events; returns how to stop both. */
  subscribe: (runId: string, handler: EventHandler<WorkflowEvent>) => () => void
  /**
   * Holds a topic, on this line and each later one; returns how to let go. Its status is in `topics`.
   *
   * @throws {TelltaleError} `not_found` for a name that no client joins.
   */
  join: (topic: JoinableTopic) => () => void
  /**
   * Sends a request now and resolves with the server's answer, or with why there is none. Never rejects: while the line
   * is down the outcome is `not_connected`.
   */
  emit: <TName extends RequestName<TContract>>(
    event: TName,
    payload: RequestPayloadOf<TContract, TName>,
    options?: EmitOptions,
  ) => Promise<Outcome<DataOf<TContract, TName>>>

  getStats: () => ConnectionStats
  getConnectionState: () => ConnectionState
  /** Ends the client for good: no timer, listener or socket is left, and nothing wakes it again. */
  destroy: () => void
}

/** How long the line stays open after the last lease, so that a remount or a route change keeps it. */
export const lineLingerMs = 1_000

/**
 * Makes a client. Nothing is opened before `connect()` or the first `acquire()`, so it may be made while rendering on a
 * server.
 *
 * @example
 * const client = createRealtimeClient({ url: 'https://api.example.com', getToken: () => session.token() })
 * client.on('notification', (notification) => show(notification.title))
 * client.connect()
 */
export function createRealtimeClient<TContract extends Contract = TelltaleContract>(
  options: RealtimeClientOptions<TContract> = {},
): RealtimeClient<TContract> {
  const env: Environment = { ...systemEnvironment, ...options.env }
  const status = createStore(initialStatus)
  const stats = new Stats()
  const dispatcher = new Dispatcher()
  const tokens = options.getToken ? new TokenSource(options.getToken, env) : null

  const transport = new SocketTransport(
    { url: options.url, namespace: options.namespace, transports: options.transports, clientId: randomId() },
    {
      onOpened: () => supervisor.dispatch({ type: 'opened' }),
      onRefused: (error) => supervisor.dispatch({ type: 'refused', error }),
      onUnreachable: (error) => supervisor.dispatch({ type: 'unreachable', error }),
      onClosed: (error) => supervisor.dispatch({ type: 'closed', error: line.farewell ?? error }),
      onDisconnectedByApp: () => disconnect(),
      onEvent: receive,
    },
  )
  const requests = new Requests({
    socket: transport.socket,
    setTimer: env.setTimer,
    contract: options.contract,
    onSent: () => stats.count('eventsOut'),
  })
  const topics = new TopicSet(env.setTimer, (event, payload) => requests.send(event, payload))
  const supervisor = new Supervisor({
    env,
    authenticates: tokens !== null,
    maxAttempts: options.maxAttempts ?? Infinity,
    lostAfterMs: options.lostAfterMs ?? 5_000,
    perform,
    onChange,
  })

  /** What is known of the open line alone: whether our server is at its other end, and why it is about to close. */
  let line: { isOurs: boolean; farewell: TelltaleError | null } = { isOurs: false, farewell: null }
  let asking: Promise<string | null> | null = null
  let leases = 0
  let wish: 'none' | 'connect' | 'disconnect' = 'none'
  let cancelLinger: (() => void) | null = null

  function perform(effect: Effect): void {
    switch (effect.type) {
      case 'fetchToken':
        stats.count('attempts')
        return authenticate(effect.reason)
      case 'abortToken':
        asking = null
        return tokens?.abort()
      case 'openSocket':
        if (!tokens) stats.count('attempts')
        line = { isOurs: false, farewell: null }
        return transport.open(tokens?.current ?? null)
      case 'closeSocket':
        return transport.close()
    }
  }

  function authenticate(reason: TokenReason): void {
    const call = tokens?.fetch(reason)
    asking = call ?? null
    // A call that was given up has an end too, which must not be taken for that of the next one.
    const tell = (event: MachineEvent) => asking === call && supervisor.dispatch(event)
    call?.then(
      () => tell({ type: 'tokenArrived' }),
      (error: TelltaleError) => tell({ type: 'tokenFailed', error }),
    )
  }

  function onChange(state: State, before: State): void {
    stats.stateChanged(state, before)
    if (state.phase === 'idle' || state.phase === 'disposed') tokens?.forget()
    if (before.phase === 'ready' && state.phase !== 'ready') {
      requests.lineClosed()
      topics.lineClosed()
    }
    if (state.phase === 'ready' && before.phase !== 'ready') {
      requests.lineOpened()
      topics.lineOpened()
    }
    const next = toStatus(state)
    if (!isSame(status.store.getSnapshot(), next)) status.set(next)
  }

  /** One event's way in: decode, validate, dispatch. */
  function receive(event: string, args: readonly unknown[]): void {
    stats.count('eventsIn')
    if (event === 'connected' && isGreeting(args[0])) greet(args[0])
    const decoded = decodeEvent(event, args, { contract: options.contract, isOurs: line.isOurs })
    if (decoded === null) return stats.count('invalid')
    if (line.isOurs) heed(event, decoded.payload)
    dispatcher.dispatch(event, decoded.key, decoded.payload, decoded.meta)
  }

  function greet({ maxPayload, reconnectSpreadMs }: Greeting): void {
    line.isOurs = true
    requests.limitPayload(maxPayload)
    supervisor.dispatch({ type: 'spreadGiven', spreadMs: reconnectSpreadMs })
  }

  /** What our server says of the line itself. */
  function heed(event: string, payload: unknown): void {
    switch (event) {
      case 'auth:expiring':
        return refreshToken()
      case 'auth:expired':
        line.farewell = new TelltaleError(
          'auth_expired',
          'the token expired, so the server closed the line. A new one is asked for.',
        )
        return
      case 'server:draining':
        line.farewell = new TelltaleError('draining', 'the server is being replaced. The line opens again by itself.')
        return spread(payload)
      case 'server:spread':
        return spread(payload)
    }
  }

  function spread(payload: unknown): void {
    if (isSpread(payload)) supervisor.dispatch({ type: 'spreadGiven', spreadMs: payload.reconnectSpreadMs })
  }

  /** In place, so that the line lives on. What fails here shows at expiry, when the server closes the line. */
  function refreshToken(): void {
    tokens?.fetch('expiring').then(
      (token) => {
        if (token !== null) void requests.send('auth:refresh', { token })
      },
      () => {},
    )
  }

  function settleWish(): void {
    cancelLinger?.()
    cancelLinger = null
    if (wish === 'disconnect') return supervisor.dispatch({ type: 'disconnectRequested' })
    if (wish === 'connect' || leases > 0) return supervisor.connect()
    if (supervisor.state.phase === 'idle' || supervisor.state.phase === 'disposed') return
    cancelLinger = env.setTimer(() => supervisor.dispatch({ type: 'disconnectRequested' }), lineLingerMs)
  }

  function disconnect(): void {
    wish = 'disconnect'
    settleWish()
  }

  function acquire(): () => void {
    leases += 1
    settleWish()
    let released = false
    return () => {
      if (released) return
      released = true
      leases -= 1
      settleWish()
    }
  }

  const on: RealtimeClient<TContract>['on'] = (event, handler, { key } = {}) =>
    // The dispatcher forgets the payload's type, which the contract's schema, or the caller's word, has settled.
    dispatcher.add(event, key, handler as EventHandler)

  return {
    status: status.store,
    topics: topics.statuses,
    socket: transport.socket,
    connect: () => {
      // With leases held, those go on deciding; without, somebody outside React wants the line until they say otherwise.
      wish = leases > 0 ? 'none' : 'connect'
      settleWish()
    },
    disconnect,
    retryNow: () => supervisor.dispatch({ type: 'retryRequested' }),
    acquire,
    on,
    subscribe: (runId, handler) => {
      const release = topics.hold(`run:${runId}`)
      const remove = dispatcher.add('workflow:event', runId, handler as EventHandler) // as in `on`
      return () => {
        remove()
        release()
      }
    },
    join: (topic) => topics.hold(topic),
    // The server's answer is as the contract says, or as a plain server likes.
    emit: (event, payload, emitOptions) => requests.send(event, payload, emitOptions) as Promise<Outcome<never>>,
    getStats: () => stats.read(env.now()),
    getConnectionState: () => status.store.getSnapshot().state,
    destroy: () => {
      cancelLinger?.()
      cancelLinger = null
      topics.clear()
      dispatcher.clear()
      supervisor.dispatch({ type: 'disposed' })
    },
  }
}

function isSame(a: ConnectionStatus, b: ConnectionStatus): boolean {
  const keys = Object.keys(a) as (keyof ConnectionStatus)[] // Object.keys forgets the names of a closed type
  return keys.every((key) => Object.is(a[key], b[key]))
}

/** Random without a secure context, where `randomUUID` is missing. */
const randomId = (): string => [...crypto.getRandomValues(new Uint32Array(4))].map((part) => part.toString(36)).join('')
