import type { ConnectionStatus, PageSign, Phase } from '../../../src/index.ts'
import { type Failure, Ladders } from './Ladders.ts'
import type { TokenDesk } from './TokenDesk.ts'
import type { Verdict } from './Verdict.ts'
import type { Wishes } from './Wishes.ts'

/** What the programme does to the client at this very moment; whatever begins otherwise must be due. */
export type Sign = 'connect' | 'disconnect' | 'retryNow' | 'acquire' | 'online' | PageSign | 'destroy'

const upPhases: ReadonlySet<Phase> = new Set<Phase>(['ready', 'syncing', 'probing'])
export const isUp = (phase: Phase): boolean => upPhases.has(phase)

/** Whither each phase may lead. */
const ways: Readonly<Record<Phase, readonly Phase[]>> = {
  idle: ['authenticating', 'disposed'],
  authenticating: ['opening', 'waiting', 'offline', 'failed', 'suspended', 'idle', 'disposed'],
  opening: ['ready', 'authenticating', 'waiting', 'offline', 'failed', 'suspended', 'idle', 'disposed'],
  ready: ['syncing', 'probing', 'authenticating', 'waiting', 'offline', 'failed', 'suspended', 'idle', 'disposed'],
  syncing: ['ready', 'probing', 'authenticating', 'waiting', 'offline', 'failed', 'suspended', 'idle', 'disposed'],
  probing: ['ready', 'syncing', 'authenticating', 'waiting', 'offline', 'failed', 'suspended', 'idle', 'disposed'],
  waiting: ['authenticating', 'offline', 'suspended', 'idle', 'disposed'],
  offline: ['authenticating', 'suspended', 'idle', 'disposed'],
  suspended: ['authenticating', 'idle', 'disposed'],
  failed: ['authenticating', 'idle', 'disposed'],
  disposed: [],
}

const words: Readonly<Record<Phase, readonly ConnectionStatus['state'][]>> = {
  idle: ['disconnected'],
  disposed: ['disconnected'],
  failed: ['failed'],
  ready: ['connected'],
  syncing: ['connected'],
  probing: ['connected'],
  authenticating: ['connecting', 'reconnecting'],
  opening: ['connecting', 'reconnecting'],
  waiting: ['connecting', 'reconnecting'],
  offline: ['connecting', 'reconnecting'],
  suspended: ['connecting', 'reconnecting'],
}

/** Four times 10 s without an answer, 7 s between them, and 10 s for a topic that is joined meanwhile. */
const longestSyncMs = 60_000

export type LineOptions = {
  verdict: Verdict
  desk: TokenDesk
  wishes: Wishes
  maxAttempts: number
  isOnline: () => boolean
}

/** Follows one client's status from outside, and holds each step against M1–M4. */
export class LineWatch {
  sign: Sign | null = null
  /** Attempts that began, sockets that were made, lines that opened, lines that were lost. */
  readonly counts = { attempts: 0, sockets: 0, connects: 0, outages: 0 }
  /** When the open line opened; `null` while there is none. */
  upSince: number | null = null
  /** The open line's server has said what it is. */
  isGreeted = false
  /** On the open line, our server has told all that was missed. */
  hasCaughtUp = false
  /** When the line was last in doubt. */
  probedAt = -Infinity
  /** What remembers command ids at the other end, as it was heard last. */
  commandEpoch: string | null = null
  /** A line was open for a second without a greeting, so the client may have taken the server for a plain one. */
  seemedPlain = false
  readonly ladders = new Ladders()
  readonly #options: LineOptions
  readonly #sockets: WebSocket[] = []
  #before: ConnectionStatus
  #downSince: number | null = null
  /** The server named the time of the next attempt. */
  #isOrdered = false
  /** What the server said to the handshake, in this very packet. */
  #refusal: { code: string; retryAfterMs: number | undefined } | null = null
  #isExpiredTold = false
  #syncingSince: number | null = null

  constructor(first: ConnectionStatus, options: LineOptions) {
    this.#before = first
    this.#options = options
  }

  get phase(): Phase {
    return this.#before.phase
  }

  /** The client has made a WebSocket. */
  madeSocket(socket: WebSocket): void {
    const { verdict } = this.#options
    this.counts.sockets += 1
    verdict.expect(this.phase === 'opening', 'M1 a WebSocket was made in', this.phase)
    verdict.expect(this.counts.sockets <= this.counts.attempts, 'M1 one attempt made two WebSockets')
    this.#refusal = null
    this.#sockets.push(socket)
  }

  /** The client's Socket.IO has read a packet, and is about to act on it. */
  heard({ type, data }: { type: number; data?: unknown }): void {
    // In its first millisecond Socket.IO may still have to say goodbye on the one before.
    const isSettled = this.upSince !== null && Date.now() > this.upSince
    this.#options.verdict.expect(!isSettled || this.#live().length === 1, 'M1 open WebSockets:', this.#live().length)
    this.#refusal = type === 4 ? refusalOf(data) : null
    if (type === 3) this.#hearSpread(field(Array.isArray(data) ? data[0] : undefined, 'data'))
    if (type !== 2 || !Array.isArray(data)) return
    const [event, payload]: unknown[] = data
    if (event === 'connected') {
      this.isGreeted = true
      this.commandEpoch = String(field(payload, 'commandEpoch'))
    }
    if (event === 'auth:expired') this.#isExpiredTold = true
    if (['connected', 'server:spread', 'server:draining'].includes(String(event))) this.#hearSpread(payload)
  }

  /** The status has changed. */
  changed(next: ConnectionStatus): void {
    const { verdict } = this.#options
    const before = this.#before
    this.#before = next
    const { phase } = next
    verdict.see('phase', phase)
    if (next.synced && this.isGreeted) this.hasCaughtUp = true
    if (before.phase === 'probing' || phase === 'probing') this.probedAt = Date.now()
    this.#lookAt(next)
    if (phase === before.phase) return this.#hasStayed(before, next)
    verdict.expect(ways[before.phase].includes(phase), 'M2 no way leads from', before.phase, 'to', phase)
    verdict.expect(next.since === Date.now(), 'M4 since is not when the phase began', next.since)
    if (isUp(before.phase) && !isUp(phase)) this.#lost(phase)
    if (phase === 'authenticating') this.#began(before, next)
    if (phase === 'waiting' || phase === 'offline') this.#waits(before, next)
    if (isUp(phase) && !isUp(before.phase)) this.#opened()
    if (phase === 'failed') this.#failed(next)
    if (phase === 'idle' || phase === 'disposed') this.#ended(phase)
    if (phase === 'suspended') this.#downSince = null
  }

  /** At a quiet moment, with what the client itself has counted. */
  inspect(status: ConnectionStatus, counted: { attempts: number; connects: number; outages: number }): void {
    const { verdict, wishes, isOnline } = this.#options
    const { phase, lost, offline, synced } = status
    const { attempts, connects, outages } = this.counts
    verdict.expect(
      this.#live().length <= (isUp(phase) || phase === 'opening' ? 1 : 0),
      'M1 WebSockets are left in',
      phase,
    )
    const counts = { attempts, connects, outages }
    for (const name of ['attempts', 'connects', 'outages'] as const) {
      verdict.expect(counted[name] === counts[name], 'M4 getStats is wrong about', name, counted[name], counts[name])
    }
    if (phase === 'idle' || phase === 'disposed') return
    const { unwantedSince } = wishes
    verdict.expect(
      unwantedSince === null || Date.now() <= unwantedSince + 1,
      'M2 nobody wants the line since',
      unwantedSince,
    )
    verdict.expect(offline === !isOnline(), 'M4 offline is', offline)
    verdict.expect(offline || phase !== 'offline', 'M2 waits for a network that is there')
    const downMs = this.#downSince === null ? 0 : Date.now() - this.#downSince
    if (Math.abs(downMs - 5_000) > 1)
      verdict.expect(lost === downMs > 5_000, 'M4 down for', downMs, 'but lost is', lost)
    if (!isUp(phase) || synced) this.#syncingSince = null
    else this.#syncingSince ??= Date.now()
    const syncingMs = this.#syncingSince === null ? 0 : Date.now() - this.#syncingSince
    verdict.expect(syncingMs < longestSyncMs, 'M10 what was missed has been asked for since', this.#syncingSince)
    if (phase === 'waiting') {
      verdict.expect((status.retryAt ?? 0) >= Date.now() - 1, 'M3 the attempt is overdue since', status.retryAt)
    }
    if (this.upSince !== null && !this.isGreeted && Date.now() - this.upSince >= 999) this.seemedPlain = true
  }

  #lookAt({ phase, state, retryAt, attempt, synced, latencyMs }: ConnectionStatus): void {
    const { verdict } = this.#options
    verdict.expect(words[phase].includes(state), 'M4', phase, 'is shown as', state)
    const isTimed = phase === 'waiting' || phase === 'offline'
    verdict.expect((retryAt !== null) === isTimed, 'M4 retryAt is', retryAt, 'in', phase)
    verdict.expect(!synced || isUp(phase), 'M4 synced in', phase)
    verdict.expect(latencyMs === null || isUp(phase), 'M4 a latency in', phase)
    if (phase === 'syncing') verdict.expect(!synced, 'M4 synced while syncing')
    if (isUp(phase)) verdict.expect(attempt === 0, 'M4 attempt on an open line is', attempt)
  }

  #hasStayed(before: ConnectionStatus, next: ConnectionStatus): void {
    this.#options.verdict.expect(before.retryAt === next.retryAt, 'M3 retryAt moved while waiting', next.retryAt)
  }

  #began(before: ConnectionStatus, next: ConnectionStatus): void {
    const { verdict, wishes } = this.#options
    const now = Date.now()
    const { phase } = before
    const isWish = this.sign === 'connect' || this.sign === 'retryNow' || this.sign === 'acquire'
    this.counts.attempts += 1
    switch (phase) {
      case 'idle':
        verdict.expect(this.sign === 'connect' || this.sign === 'acquire', 'M2 nobody asked for a line', this.sign)
        verdict.expect(this.sign === 'connect' || wishes.mayAcquire, 'M2 the user had closed the line')
        this.#beginAnew(now)
        break
      case 'failed':
        verdict.expect(isWish && this.sign !== 'acquire', 'M2 nobody asked to leave failed', this.sign)
        this.#beginAnew(now)
        break
      case 'suspended':
        verdict.expect(this.sign === 'pageResumed', 'M2 an attempt in a page that does not run', this.sign)
        this.#beginAnew(now)
        break
      case 'waiting':
      case 'offline': {
        const isDue = Math.abs(now - (before.retryAt ?? 0)) <= 1
        const mayHurry = (this.sign === 'online' || this.sign === 'attended') && !this.#isOrdered
        verdict.expect(
          isDue || mayHurry || this.sign === 'retryNow',
          'M2 too early or late by',
          now - (before.retryAt ?? 0),
        )
        if (mayHurry) this.ladders.hurry(now)
        break
      }
      default: {
        const isTold = this.#refusal?.code === 'auth_expired' || this.#isExpiredTold || this.sign === 'attended'
        verdict.expect(
          next.reason?.code === 'auth_expired' && isTold,
          'M2 at once after',
          next.reason?.code,
          'in',
          phase,
        )
        verdict.expect(!this.ladders.isRefreshed, 'M2 a second refresh at once')
        this.ladders.isRefreshed = true
      }
    }
    this.#isOrdered = false
    this.ladders.attempts += 1
    verdict.expect(next.attempt === this.ladders.attempts, 'M4 attempt is', next.attempt, 'not', this.ladders.attempts)
  }

  #beginAnew(now: number): void {
    this.ladders.forgive()
    this.ladders.rejuvenate(now)
    this.#downSince ??= now
  }

  #waits(before: ConnectionStatus, next: ConnectionStatus): void {
    const { verdict, maxAttempts } = this.#options
    verdict.expect(this.ladders.attempts < maxAttempts, 'M2 goes on after', this.ladders.attempts, 'attempts')
    const delay = (next.retryAt ?? 0) - next.since
    if (next.phase === 'offline') {
      verdict.expect(next.offline, 'M2 offline though the platform says otherwise')
      verdict.expect(delay === 30_000, 'M3 looks for a network again after', delay)
      return
    }
    const failure = this.#failureOf(before)
    const named = this.#namedDelay(before)
    verdict.expect(!next.offline || named !== undefined, 'M2 waits though there is no network')
    verdict.see('wait', named === undefined ? failure : 'as told')
    const [least, most] = this.ladders.climb(failure, Date.now())
    this.#isOrdered = named !== undefined
    const isKept = named === undefined ? delay >= least && delay <= most : delay === named
    verdict.expect(isKept, 'M3', failure, 'waits', delay, 'of', named ?? [least, most])
  }

  #failureOf({ phase }: ConnectionStatus): Failure {
    if (phase === 'authenticating') return 'unstable'
    if (phase === 'opening') return this.#refusal ? 'unstable' : 'unreachable'
    return this.#wasStable ? 'stable' : 'unstable'
  }

  #namedDelay({ phase }: ConnectionStatus): number | undefined {
    const refusal = phase === 'authenticating' ? this.#options.desk.refusal : this.#refusal
    const named = phase === 'authenticating' || phase === 'opening' ? refusal?.retryAfterMs : undefined
    // Nobody is asked more than twice a second.
    return named === undefined ? undefined : Math.max(named, 500)
  }

  #opened(): void {
    this.counts.connects += 1
    this.upSince = Date.now()
    this.#syncingSince = null
    this.#isExpiredTold = false
    this.#downSince = null
  }

  #wasStable = false

  #lost(phase: Phase): void {
    const now = Date.now()
    this.#wasStable = now - (this.upSince ?? now) >= 10_000
    this.upSince = null
    this.isGreeted = false
    this.hasCaughtUp = false
    if (phase !== 'idle' && phase !== 'disposed') this.counts.outages += 1
    if (phase === 'idle' || phase === 'disposed' || phase === 'suspended') return
    this.#downSince = now
    if (this.#wasStable) this.ladders.forgive()
    this.ladders.rejuvenate(now)
  }

  #failed({ reason }: ConnectionStatus): void {
    const { verdict, maxAttempts } = this.#options
    const isFinal = reason?.retryable === false
    verdict.expect(isFinal || this.ladders.attempts >= maxAttempts, 'M2 failed by', reason?.code, this.ladders.attempts)
  }

  #ended(phase: Phase): void {
    const { verdict, wishes } = this.#options
    const isUnwanted = wishes.unwantedSince !== null && Date.now() >= wishes.unwantedSince - 1
    if (phase === 'idle') verdict.expect(this.sign === 'disconnect' || isUnwanted, 'M2 closed a line that is wanted')
    if (phase === 'disposed') verdict.expect(this.sign === 'destroy', 'M2 disposed by', this.sign)
    this.#downSince = null
    this.ladders.forgive()
  }

  #hearSpread(payload: unknown): void {
    const spreadMs = field(payload, 'reconnectSpreadMs')
    if (typeof spreadMs === 'number') this.ladders.spreadMs = spreadMs
  }

  #live(): WebSocket[] {
    return this.#sockets.filter(({ readyState }) => readyState <= 1)
  }
}

function refusalOf(data: unknown): { code: string; retryAfterMs: number | undefined } {
  const told = field(data, 'data')
  const [code, retryAfterMs] = [field(told, 'code'), field(told, 'retryAfterMs')]
  return { code: String(code), retryAfterMs: typeof retryAfterMs === 'number' ? retryAfterMs : undefined }
}

const field = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined
