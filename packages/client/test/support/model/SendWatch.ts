import { getEventListeners } from 'node:events'
import type { ErrorCode } from '@telltale/protocol'
import type { Delivery, DeliveryStatus, Outcome, SendOptions } from '../../../src/index.ts'
import { isUp, type LineWatch } from './LineWatch.ts'
import type { Verdict } from './Verdict.ts'

/** What the server has done with a message: who sent it, in which of its lives, and which ended well. */
export type Application = { readonly n: number; readonly who: string; readonly life: number }

type Sent = {
  readonly n: number
  readonly options: Omit<SendOptions, 'signal'>
  readonly mode: NonNullable<SendOptions['mode']>
  readonly ttlMs: number
  readonly at: number
  /** Whose line it was; `undefined` before the first. */
  readonly who: string | null | undefined
  readonly wasUp: boolean
  /** Lines that were lost by then. */
  readonly outages: number
  readonly controller: AbortController
  readonly delivery: Delivery
  /** Each status that was shown, from the first on. */
  readonly shown: DeliveryStatus[]
  /** To whose memory it was first sent; `undefined` before that. */
  firstEpoch: string | null | undefined
  isAborted: boolean
  outcome: Outcome<unknown> | null
}

/** Our server's window, in ms. */
const dedupeWindowMs = 600_000
/** How long an answer is waited for, in ms. */
const answerMs = 10_000

export type SendPorts = {
  verdict: Verdict
  line: LineWatch
  /** Codes with which a handler has refused so far. */
  refusals: ReadonlySet<ErrorCode>
  isSynced: () => boolean
}

/** Follows what becomes of each message at both ends, and holds it against M7 and M8. */
export class SendWatch {
  /** Whose the line is. */
  who: string | null | undefined
  isDestroyed = false
  readonly #ports: SendPorts
  readonly #sent: Sent[] = []
  readonly #applied: Application[] = []
  #identityChanges = 0

  constructor(ports: SendPorts) {
    this.#ports = ports
  }

  /** A line opens for somebody; tells whether it was somebody else's before. */
  usedBy(who: string | null): boolean {
    const isAnother = this.who !== undefined && this.who !== who
    if (isAnother) this.#identityChanges += 1
    this.who = who
    return isAnother
  }

  send(options: Omit<SendOptions, 'signal'>, send: (n: number, options: SendOptions) => Delivery): void {
    const n = this.#sent.length
    const controller = new AbortController()
    const { verdict, line } = this.#ports
    const wasUp = isUp(line.phase)
    const delivery = send(n, { ...options, signal: controller.signal })
    const { mode = 'queue', ttlMs = 300_000 } = options
    const shown = [delivery.status.getSnapshot()]
    if (mode === 'queue' && shown[0] === 'sent') this.#wentOut(n)
    const sent: Sent = {
      n,
      options,
      mode,
      ttlMs: Math.min(ttlMs, dedupeWindowMs),
      at: Date.now(),
      who: this.who,
      wasUp,
      outages: line.counts.outages,
      controller,
      delivery,
      shown,
      firstEpoch: shown[0] === 'sent' ? line.commandEpoch : undefined,
      isAborted: false,
      outcome: null,
    }
    this.#sent.push(sent)
    delivery.status.subscribe(() => {
      const status = delivery.status.getSnapshot()
      verdict.expect(!isLast(sent), 'M7 delivery', n, 'went on from', sent.shown, 'to', status)
      sent.shown.push(status)
      if (status !== 'sent') return
      if (sent.firstEpoch === undefined) sent.firstEpoch = line.commandEpoch
      this.#wentOut(n)
    })
    void delivery.settled.then((outcome) => this.#settled(sent, outcome))
  }

  abort(which: number): void {
    const open = this.#open()
    const sent = open[which % Math.max(1, open.length)]
    if (!sent) return
    sent.isAborted = true
    sent.controller.abort()
  }

  /** The server has done what a message asks. */
  applied(application: Application): void {
    const { n, who, life } = application
    const { verdict } = this.#ports
    const sent = this.#sent[n]
    if (!sent) return
    const before = this.#applied.filter((earlier) => earlier.n === n)
    this.#applied.push(application)
    const isAgain = before.some((earlier) => earlier.life === life)
    // One that went to what looked like a plain server went without its id.
    const isSafe = sent.options.retry === 'safe' && sent.mode === 'queue'
    const mayRepeat = isSafe && this.#ports.line.seemedPlain
    verdict.expect(!isAgain || mayRepeat, 'M8', n, 'was applied twice in one life of the server')
    verdict.expect(before.length === 0 || isSafe, 'M8', n, 'was applied twice, and is not safe')
    const isTheirs = sent.who === undefined || who === (sent.who ?? 'guest')
    verdict.expect(isTheirs, 'M8', n, 'of', sent.who, 'was applied for', who)
  }

  /** At a quiet moment. */
  inspect(pendingWrites: number): void {
    const { verdict } = this.#ports
    const open = this.#open().filter(({ mode }) => mode === 'queue')
    verdict.expect(open.length === pendingWrites, 'M7 pendingWrites is', pendingWrites, 'but', open.length, 'are open')
    const underWay = open.filter(({ shown }) => shown.at(-1) === 'sent')
    const keys = underWay.flatMap(({ options }) => options.key ?? [])
    verdict.expect(underWay.length <= 16 && new Set(keys).size === keys.length, 'M7 under way at a time:', keys)
    for (const { n, at, mode, ttlMs, delivery, isAborted } of this.#open()) {
      verdict.expect(!isAborted, 'M7', n, 'was given up, and is still open')
      const age = Date.now() - at
      const isSent = delivery.status.getSnapshot() === 'sent'
      const most = mode === 'queue' ? ttlMs + (isSent ? answerMs : 0) : answerMs
      verdict.expect(age <= most + 1, 'M7', n, 'should have settled by now', age, mode)
    }
  }

  /** M7 and M8, when all is over. */
  expectSettled(isHealed: boolean): void {
    const { verdict } = this.#ports
    const firsts = new Map<string, number>()
    for (const sent of this.#sent) {
      const { n, outcome, options, mode, isAborted, shown } = sent
      verdict.expect(outcome !== null, 'M7', n, 'never settled')
      verdict.expect(isLast(sent), 'M7', n, 'ends as', shown)
      verdict.expect(getEventListeners(sent.controller.signal, 'abort').length === 0, 'M11', n, 'listens to its signal')
      const code = outcome?.ok === false ? outcome.error.code : 'ok'
      const isLost = ['connection_lost', 'timeout', 'not_connected'].includes(code)
      const isSafe = mode === 'queue' && options.retry === 'safe' && !isAborted
      if (isHealed && isSafe) verdict.expect(!isLost || code === 'timeout', 'M7', n, 'is safe, but', code)
      if (code !== 'ok' || mode !== 'queue' || options.key === undefined) continue
      const first = this.#applied.findIndex((application) => application.n === n)
      verdict.expect(first > (firsts.get(options.key) ?? -1), 'M8 lane', options.key, 'out of order at', n)
      firsts.set(options.key, first)
    }
  }

  /** One that waited, or came while none did. */
  #wentOut(n: number): void {
    const { verdict, line, isSynced } = this.#ports
    const age = line.upSince === null ? 0 : Date.now() - line.upSince
    const isCaughtUp = line.isGreeted ? line.hasCaughtUp || isSynced() || age >= 9_999 : age >= 999
    verdict.expect(isCaughtUp, 'M7', n, 'went out before the topics had caught up')
  }

  /** A line on which an answer did not come is looked at more closely. */
  #expectDoubt(n: number): void {
    const { verdict, line } = this.#ports
    const isDoubted = line.phase === 'probing' || line.probedAt === Date.now() || !isUp(line.phase) || !line.isGreeted
    verdict.expect(isDoubted, 'M4 no probe, though', n, 'was not answered in time')
  }

  #settled(sent: Sent, outcome: Outcome<unknown>): void {
    sent.outcome = outcome
    const { verdict } = this.#ports
    const { n, mode, at, shown } = sent
    const code = outcome.ok ? 'ok' : outcome.error.code
    verdict.see(mode, code)
    if (code === 'timeout' && mode === 'live') this.#expectDoubt(n)
    verdict.expect(this.#isCaused(sent, code), 'M7', n, mode, 'settled as', code, 'after', Date.now() - at, shown)
  }

  #isCaused(sent: Sent, code: ErrorCode | 'ok'): boolean {
    const { n, mode, at, ttlMs, options, who } = sent
    const { line } = this.#ports
    const age = Date.now() - at
    switch (code) {
      case 'ok':
        return mode === 'volatile' ? sent.wasUp : this.#applied.some((application) => application.n === n)
      case 'cancelled':
        return sent.isAborted || this.#isReplaced(sent) || (this.isDestroyed && mode === 'queue')
      case 'expired':
        return mode === 'queue' && age >= ttlMs - 1
      case 'connection_lost': {
        if (mode === 'live') return line.counts.outages > sent.outages || !isUp(line.phase)
        const isAnother = sent.firstEpoch !== undefined && sent.firstEpoch !== line.commandEpoch
        return mode === 'queue' && options.retry !== 'safe' && (isAnother || line.seemedPlain)
      }
      case 'timeout':
        return mode !== 'volatile' && age >= answerMs - 1
      case 'not_connected':
        return mode !== 'queue' && !sent.wasUp
      case 'poisoned':
        return mode === 'queue' && line.counts.outages >= sent.outages + 3
      case 'identity_changed':
        return mode === 'queue' && this.#identityChanges > 0 && who !== this.who
      case 'rate_limited':
      case 'server_busy':
        return mode === 'live'
      default:
        return this.#ports.refusals.has(code)
    }
  }

  #isReplaced({ n, mode, options, firstEpoch }: Sent): boolean {
    const { coalesceKey } = options
    if (mode !== 'queue' || coalesceKey === undefined || firstEpoch !== undefined) return false
    return this.#sent.slice(n + 1).some((later) => later.mode === 'queue' && later.options.coalesceKey === coalesceKey)
  }

  #open(): Sent[] {
    return this.#sent.filter(({ outcome }) => outcome === null)
  }
}

const isLast = ({ mode, shown }: Sent): boolean => {
  const last = shown.at(-1)
  return last === 'delivered' || last === 'failed' || (mode === 'volatile' && last === 'sent')
}
