import { type Contract, isAnswer, randomId, type TelltaleContract, TelltaleError } from '@telltale/protocol'
import { isRecord, isSpread } from './acceptPayload.ts'
import { debugLines } from './debugLines.ts'
import { systemEnvironment } from './environment.ts'
import { explain } from './explain.ts'
import { readClaims } from './jwt.ts'
import { Leases } from './Leases.ts'
import type { Line, LineOptions } from './Line.ts'
import { LineCore } from './LineCore.ts'
import { linesBySocket } from './lines.ts'
import { type Effect, isUp } from './machine.ts'
import { SocketTransport } from './SocketTransport.ts'
import { Supervisor } from './Supervisor.ts'
import { TokenSource } from './tokens.ts'

// Bundlers know this name and put its value in its place.
declare const process: { env: { NODE_ENV?: string } }

/** Makes a line. Nothing is opened before `connect()` or the first `acquire()`, so it may be made on a server too. */
export function createLine<TContract extends Contract = TelltaleContract>(
  options: LineOptions<TContract> = {},
): Line<TContract> {
  const env = { ...systemEnvironment, ...options.env }
  const tokens = options.getToken ? new TokenSource(options.getToken, env) : null
  /** Why our server is about to close the open line. */
  let farewell: TelltaleError | null = null

  const transport = new SocketTransport(
    { url: options.url, namespace: options.namespace, transports: options.transports, clientId: randomId() },
    {
      onOpened: () => supervisor.dispatch({ type: 'opened' }),
      onRefused: (error) => supervisor.dispatch({ type: 'refused', error }),
      onUnreachable: (error) => supervisor.dispatch({ type: 'unreachable', error }),
      onClosed: (error) => supervisor.dispatch({ type: 'closed', error: farewell ?? error }),
      onDisconnectedByApp: () => leases.disconnect(),
      onEvent: (event, args) => core.receive(event, args),
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
      probes: core.isOurs,
      isTokenExpired: tokens?.isExpired ?? false,
      bufferedBytes: transport.bufferedBytes,
    }),
    perform,
    onChange: (state, before) => {
      if (state.phase === 'idle' || state.phase === 'disposed') tokens?.forget()
      core.changed(state, before)
    },
  })
  const leases = new Leases({
    setTimer: env.setTimer,
    isIdle: () => supervisor.state.phase === 'idle' || supervisor.state.phase === 'disposed',
    open: () => supervisor.connect(),
    close: () => supervisor.dispatch({ type: 'disconnectRequested' }),
  })
  const core = new LineCore<TContract>(options, env, transport.socket, {
    connect: () => leases.connect(),
    disconnect: () => leases.disconnect(),
    retryNow: () => supervisor.dispatch({ type: 'retryRequested' }),
    acquire: () => leases.acquire(),
    destroy: () => {
      leases.stopLingering()
      supervisor.dispatch({ type: 'disposed' })
    },
    syncing: (isSyncing) => supervisor.dispatch({ type: isSyncing ? 'syncBegan' : 'synced' }),
    doubt: () => supervisor.dispatch({ type: 'doubted' }),
    drop,
    heed,
  })

  function perform(effect: Effect): void {
    switch (effect.type) {
      case 'fetchToken':
        core.stats.count('attempts')
        return tokens?.ask(effect.reason, (event) => supervisor.dispatch(event))
      case 'abortToken':
        return tokens?.abort()
      case 'openSocket':
        if (!tokens) core.stats.count('attempts')
        farewell = null
        core.identified(identityOf(tokens?.current ?? null))
        return transport.open(tokens?.current ?? null)
      case 'closeSocket':
        return transport.close()
      case 'sendProbe':
        return sendProbe()
    }
  }

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

  function identityOf(token: string | null): string | null {
    return options.identity ?? (token === null ? null : (readClaims(token)?.identity ?? null))
  }

  function sendProbe(): void {
    const sentAt = env.now()
    const { server } = core
    transport.socket.emit('probe', {}, (answer: unknown) => {
      if (server !== core.server || !isAnswer(answer) || !answer.ok) return
      core.answered(env.now() - sentAt)
      spread(answer.data)
      core.tell('server:heads', { topics: isRecord(answer.data) ? answer.data['heads'] : undefined })
    })
  }

  /** In place, so that the line lives on. What fails here shows at expiry, when the server closes the line. */
  function refreshToken(): void {
    tokens?.fetch('expiring').then(
      (token) => {
        if (!isUp(supervisor.state.phase)) return
        // A line stays with its person; another one, or nobody, gets a line of their own.
        const isTheirs = token !== null && identityOf(token) === core.port.identity()
        if (isTheirs) sendToken(token)
        else drop(new TelltaleError('connection_lost', explain('the token is of somebody else, or there is none')))
      },
      () => {},
    )
  }

  function sendToken(token: string): void {
    transport.socket.emit('auth:refresh', { token }, (answer: unknown) => {
      if (isAnswer(answer) && answer.ok) core.refreshed()
    })
  }

  function drop(error: TelltaleError): void {
    supervisor.dispatch({ type: 'renounced', error })
  }

  const { line } = core
  // The registry is of lines of any contract; the line knows its own.
  linesBySocket().set(line.socket, line as unknown as Line)
  if (process.env.NODE_ENV !== 'production' && options.debug) debugLines(line, { env })
  return line
}
