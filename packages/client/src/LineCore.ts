import { type Contract, isMeta, type LoggedEvent, type Meta } from '@telltale/protocol'
import type { Socket } from 'socket.io-client'
import { acceptPayload, type Greeting, isGreeting } from './acceptPayload.ts'
import { callSafely, Dispatcher, type EventHandler } from './Dispatcher.ts'
import type { Environment } from './environment.ts'
import type { Line, LineOptions, LineWatcher, Part, PartPort } from './Line.ts'
import { initialState, isUp, type State } from './machine.ts'
import { Repeats } from './Repeats.ts'
import { Stats } from './Stats.ts'
import { type ConnectionStatus, initialStatus } from './status.ts'
import { createStore } from './store.ts'
import { toStatus } from './toStatus.ts'
import { createWarnings } from './warnings.ts'

/** How an open line is opened, closed and looked at: by our own machine, or by an app's own socket. */
export type LineControl = Pick<Line, 'connect' | 'disconnect' | 'retryNow' | 'acquire' | 'destroy'> &
  Pick<PartPort, 'syncing' | 'doubt' | 'drop'> & {
    /** Told what our server says of the line itself, before anybody else hears of it. */
    heed: (event: string, payload: unknown) => void
  }

/** How long an open line waits for our server's `connected` before it takes the server for a plain one. */
const greetingWaitMs = 1_000

/** What every line does, whoever opens it: it knows who is at the other end, brings events in, and keeps its parts. */
export class LineCore<TContract extends Contract> {
  readonly env: Environment
  readonly stats: Stats = new Stats()
  readonly line: Line<TContract>
  readonly port: PartPort
  readonly #options: LineOptions<TContract>
  readonly #control: LineControl
  readonly #status = createStore(initialStatus)
  readonly #dispatcher = new Dispatcher()
  readonly #parts = new Map<Part<unknown>, unknown>()
  readonly #watchers: LineWatcher[] = []
  readonly #repeats = new Repeats()
  readonly #warnOnce = createWarnings()
  #state: State
  /** Who is at the other end of the open line. */
  #server: Greeting | 'plain' | null = null
  /** Nobody has greeted on the line before: no reason to wait for it on the next. */
  #wasPlain: boolean
  #cancelGreetingWait: (() => void) | null = null
  #pendingWrites = 0
  #latencyMs: number | null = null
  /** Whose line it was last; `undefined` before the first attempt, `null` for somebody without a name. */
  #identity: string | null | undefined
  #order: ((event: LoggedEvent) => void) | null = null

  constructor(options: LineOptions<TContract>, env: Environment, socket: Socket, control: LineControl) {
    this.#options = options
    this.#control = control
    this.env = env
    this.#wasPlain = options.server === 'plain'
    this.#state = initialState(env.now())
    this.line = this.#createLine(socket)
    this.port = this.#createPort()
  }

  /** Who is at the other end of the open line, as {@link PartPort.server}. */
  get server(): Greeting | 'plain' | null {
    return this.#server
  }

  get isOurs(): boolean {
    return this.#server !== null && this.#server !== 'plain'
  }

  /** The line is in another state. */
  changed(state: State, before: State): void {
    this.#state = state
    this.stats.stateChanged(state, before)
    if (!isUp(state.phase)) this.#latencyMs = null
    if (isUp(state.phase) && !isUp(before.phase)) this.#opened()
    if (!isUp(state.phase) && isUp(before.phase)) {
      this.#cancelGreetingWait?.()
      this.#server = null
      const isByChoice = ['idle', 'suspended', 'disposed'].includes(state.phase)
      for (const { closed } of this.#watchers) closed?.(isByChoice)
    }
    this.#show()
  }

  /** It is known whose line this is. */
  identified(identity: string | null): void {
    const before = this.#identity
    this.#identity = identity
    if (identity === before) return
    for (const { identified } of this.#watchers) identified?.(before !== undefined)
  }

  /** The server has taken a newer token of the same person. */
  refreshed(): void {
    for (const { refreshed } of this.#watchers) refreshed?.()
  }

  /** The server took so long to answer. */
  answered(afterMs: number): void {
    this.#latencyMs = afterMs
    this.stats.answered(afterMs)
    this.#show()
  }

  /** One event's way in: decode, meta, order, then {@link PartPort.deliver}. */
  receive(event: string, args: readonly unknown[]): void {
    this.stats.count('eventsIn')
    const [payload, second] = args
    if (event === 'connected' && isGreeting(payload) && this.#options.server !== 'plain') this.#meet(payload)
    const meta = this.isOurs && isMeta(second) ? second : undefined
    if (this.isOurs) this.#control.heed(event, payload)
    if (this.#order && meta) this.#order({ event, payload, meta })
    else this.#deliver({ event, payload, meta })
  }

  /** Brings an event of the client's own making to those who listen. */
  tell(event: string, payload: unknown): void {
    this.#dispatcher.dispatch(event, undefined, payload, undefined)
  }

  #opened(): void {
    for (const { opened } of this.#watchers) opened?.()
    if (this.#wasPlain) this.#meet('plain')
    else if (this.#options.server !== 'telltale') {
      this.#cancelGreetingWait = this.env.setTimer(() => this.#meet('plain'), greetingWaitMs)
    }
  }

  #meet(whom: Greeting | 'plain'): void {
    this.#cancelGreetingWait?.()
    this.#server = whom
    this.#wasPlain = whom === 'plain'
    for (const { met } of this.#watchers) met?.()
  }

  #show(): void {
    const next = toStatus(this.#state, { pendingWrites: this.#pendingWrites, latencyMs: this.#latencyMs })
    const before = this.#status.store.getSnapshot()
    if (isSame(before, next)) return
    this.#status.set(next)
    callSafely(this.#options.onReport, { status: next, before })
  }

  #deliver({ event, payload, meta }: Omit<LoggedEvent, 'meta'> & { meta: Meta | undefined }): boolean {
    const accepted = acceptPayload(event, payload, this.#options.contract)
    if ('issues' in accepted) {
      this.stats.count('invalid')
      this.#warnOnce(event, accepted.issues)
      return false
    }
    if (!this.isOurs && this.#repeats.isRepeat(event, accepted, this.env.now())) this.stats.count('duplicates')
    else this.#dispatcher.dispatch(event, accepted.key, accepted.payload, meta)
    return true
  }

  #createLine(socket: Socket): Line<TContract> {
    const { connect, disconnect, retryNow, acquire, destroy } = this.#control
    return {
      status: this.#status.store,
      socket,
      connect,
      disconnect,
      retryNow,
      acquire,
      on: (event, handler, { key } = {}) =>
        // The dispatcher forgets the payload's type, which the contract's schema, or the caller's word, has settled.
        this.#dispatcher.add(event, key, handler as EventHandler),
      getStats: () => this.stats.read(this.env.now(), this.#pendingWrites),
      getConnectionState: () => this.#status.store.getSnapshot().state,
      destroy: () => {
        for (const { destroyed } of this.#watchers) destroyed?.()
        this.#dispatcher.clear()
        destroy()
      },
      part: <TResult>(part: Part<TResult>): TResult => {
        if (!this.#parts.has(part)) this.#parts.set(part, part(this.port))
        // What is kept for a part is what that part gave.
        return this.#parts.get(part) as TResult
      },
    }
  }

  #createPort(): PartPort {
    const { contract, outbox } = this.#options
    const { syncing, doubt, drop } = this.#control
    return {
      // Parts work by names that they know themselves, whatever else the contract adds.
      line: this.line as unknown as Line,
      env: this.env,
      contract,
      storage: outbox?.storage,
      stats: this.stats,
      isOpen: () => isUp(this.#state.phase),
      server: () => this.#server,
      identity: () => this.#identity,
      watch: (watcher) => void this.#watchers.push(watcher),
      orderBy: (order) => void (this.#order = order),
      deliver: (event) => this.#deliver(event),
      syncing,
      doubt,
      drop,
      pendingWrites: (count) => {
        this.#pendingWrites = count
        this.#show()
      },
    }
  }
}

function isSame(a: ConnectionStatus, b: ConnectionStatus): boolean {
  const keys = Object.keys(a) as (keyof ConnectionStatus)[] // Object.keys forgets the names of a closed type
  return keys.every((key) => Object.is(a[key], b[key]))
}
