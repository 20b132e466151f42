import type { Contract, EventName, LoggedEvent, PayloadOf, TelltaleContract, TelltaleError } from '@telltale/protocol'
import type { ManagerOptions, Socket } from 'socket.io-client'
import type { Greeting } from './acceptPayload.ts'
import type { EventHandler } from './Dispatcher.ts'
import type { Environment } from './environment.ts'
import type { OutboxStorage } from './outbox/OutboxStorage.ts'
import type { StatusReport } from './sentryReporter.ts'
import type { ConnectionStats, Stats } from './Stats.ts'
import type { ConnectionState, ConnectionStatus } from './status.ts'
import type { Store } from './store.ts'
import type { GetToken } from './tokens.ts'

export type LineOptions<TContract extends Contract = TelltaleContract> = {
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
  /**
   * What is at the other end. `telltale` waits for our server's greeting as long as it takes; `plain` heeds none.
   *
   * @defaultValue `'auto'`: a server that has not greeted a second after the line opened is a plain one
   */
  server?: 'auto' | 'telltale' | 'plain' | undefined
  /** After this many attempts in a row the client gives up. @defaultValue unlimited */
  maxAttempts?: number | undefined
  /** An outage of this length turns `status.lost` on, in milliseconds. @defaultValue 5000 */
  lostAfterMs?: number | undefined
  /** Socket.IO transports. @defaultValue WebSocket alone, bound when it connects */
  transports?: ManagerOptions['transports'] | undefined
  /** Where messages that wait are kept, so that a reload does not lose them. @defaultValue in memory alone */
  outbox?: { storage?: OutboxStorage | undefined } | undefined
  /** Told of every change of the status, as by `sentryReporter`. What it throws is reported, and harms nothing. */
  onReport?: ((report: StatusReport) => void) | undefined
  /** Prints what happens, tokens taken out, by `console.debug`; in development builds alone. See `debugLines`. */
  debug?: boolean | undefined
  /** Clock, timers, randomness and network of another platform, or of a test. */
  env?: Partial<Environment> | undefined
}

/** One line to one server, shared by all that need it: what every client is built on. */
export interface Line<TContract extends Contract = TelltaleContract> {
  /** Where the line stands; never delayed, changes only when something that is shown has changed. */
  readonly status: Store<ConnectionStatus>
  /** The genuine socket.io-client socket, one for the line's whole life. Emitting on it while down is not kept safe. */
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

  getStats: () => ConnectionStats
  getConnectionState: () => ConnectionState
  /** Ends it for good: no timer, listener or socket is left, and nothing wakes it again. */
  destroy: () => void

  /** The one instance of a part on this line, made when it is first asked for. Parts that nobody imports cost no bytes. */
  part: <TResult>(part: Part<TResult>) => TResult
}

/** Something that works on a line, as requests and topics do. */
export type Part<TResult> = (port: PartPort) => TResult

/** What a part gets of its line. */
export type PartPort = {
  line: Line
  env: Environment
  contract: Contract | undefined
  storage: OutboxStorage | undefined
  stats: Stats
  isOpen: () => boolean
  /** Who is at the other end of the open line: our server, by what it said of itself; `null` while that is not known. */
  server: () => Greeting | 'plain' | null
  /** Whose line it is, or was last; `null` for somebody without a name, `undefined` before the first attempt. */
  identity: () => string | null | undefined
  /** Tells what happens to the line from now on. */
  watch: (watcher: LineWatcher) => void
  /** Puts `order` between meta and validation: it is given what our server has marked, and hands on by `deliver`. */
  orderBy: (order: (event: LoggedEvent) => void) => void
  /** Validates and dispatches; `false` when the payload did not fit. */
  deliver: (event: LoggedEvent) => boolean
  /** Shows that what was missed is being asked for, or is no more. */
  syncing: (isSyncing: boolean) => void
  /** Gives up a line that does not do what it should; another is opened by the ladder. */
  drop: (error: TelltaleError) => void
  /** An answer that should have come did not: the line is looked at more closely. */
  doubt: () => void
  /** Shows how many writes wait. */
  pendingWrites: (count: number) => void
}

export type LineWatcher = {
  opened?: () => void
  /** It is known who is at the other end; told again where a plain server turns out to be ours. */
  met?: () => void
  /** The line is gone; by choice where the user, or the life of the page, has ended it. */
  closed?: (isByChoice: boolean) => void
  /** It is known whose line this is. If it was somebody else's before, what was known is not for them. */
  identified?: (wasAnothers: boolean) => void
  /** The server has taken a newer token, by which they may be allowed more. */
  refreshed?: () => void
  destroyed?: () => void
}
