import { vi } from 'vitest'
import { createRealtimeClient, type PageSign, type RealtimeClient } from '../../../src/index.ts'
import { type AppContract, clientContract } from './contracts.ts'
import { isUp, LineWatch, type Sign } from './LineWatch.ts'
import { ModelEnvironment } from './ModelEnvironment.ts'
import { ModelServer } from './ModelServer.ts'
import { type Move, topicNames, type TopicName, toldTopics } from './Move.ts'
import { SendWatch } from './SendWatch.ts'
import { TokenDesk } from './TokenDesk.ts'
import { TopicWatch } from './TopicWatch.ts'
import { Verdict } from './Verdict.ts'
import { Wishes } from './Wishes.ts'

/** What is the same for a whole programme. */
export type Setting = {
  seed: number
  /** Events of a topic that the server keeps; `null` is the server's own memory. */
  kept: number | null
  /** The log outlives the server, as one in a database does. */
  isDurable: boolean
  maxAttempts: number | null
  /** How long the first tokens live, in ms; `null` is for ever. */
  lifeMs: number | null
  /** Begins with a line that is open, and topics that are live. */
  isWarm: boolean
}

/** How long anything travels, there and back, and a little, in ms. */
const slowestMs = 1_100
const roundTripsMs = 50
/** An answer that was awaited, and the longest wait before a refused message is sent again. */
const drainMs = 15_000
/** Within 30 s the server tells how far its topics have come. */
const headsMs = 35_000

/** One client and one server in virtual time, everything that may befall them, and watchers of all that they promise. */
export class ModelWorld {
  readonly #verdict: Verdict
  readonly #setting: Setting
  readonly #environment: ModelEnvironment
  readonly #desk: TokenDesk
  readonly #server: ModelServer
  readonly #client: RealtimeClient<AppContract>
  readonly #wishes = new Wishes()
  readonly #line: LineWatch
  readonly #topics: TopicWatch
  readonly #sends: SendWatch
  readonly #leases: (() => void)[] = []
  readonly #holds: { topic: TopicName; release: () => void }[] = []
  readonly #restoreWebSocket: () => void

  constructor(setting: Setting, seen: Set<string>) {
    vi.useFakeTimers({ now: 1_000_000 })
    const { seed, maxAttempts, lifeMs } = setting
    const verdict = new Verdict(seen)
    const desk = new TokenDesk(verdict, () => this.#line.phase)
    desk.giving = { how: 'give', lifeMs, afterMs: 0 }
    const server = new ModelServer({
      ...setting,
      auth: desk.auth,
      applied: (application) => this.#sends.applied(application),
    })
    const { mock, truth, refusals } = server
    const environment = new ModelEnvironment(seed)
    const client = createRealtimeClient({
      url: mock.url,
      contract: clientContract,
      getToken: desk.getToken,
      ...(maxAttempts !== null && { maxAttempts }),
      env: { ...environment.env, connectivity: mock.connectivity },
    })
    const status = client.status.getSnapshot
    const line = new LineWatch(status(), {
      verdict,
      desk,
      wishes: this.#wishes,
      maxAttempts: maxAttempts ?? Infinity,
      isOnline: mock.connectivity.isOnline,
    })
    this.#setting = setting
    this.#verdict = verdict
    this.#desk = desk
    this.#server = server
    this.#environment = environment
    this.#client = client
    this.#line = line
    this.#topics = new TopicWatch({ verdict, line, truth })
    this.#sends = new SendWatch({ verdict, line, refusals, isSynced: () => status().synced })
    this.#restoreWebSocket = this.#watchSockets()
    this.#watchClient()
  }

  async play(moves: readonly Move[]): Promise<void> {
    if (this.#setting.isWarm) {
      for (const topic of topicNames) this.#play({ do: 'join', topic })
      this.#connect()
      await this.#pass(100)
    }
    for (const move of moves) {
      // At one go: what is under way gets on as far as it can, as between two tasks of a platform, or not at all.
      if (move.do !== 'pass') this.#play(move)
      // oxlint-disable-next-line no-await-in-loop -- one after the other is what a programme is
      else await this.#pass(move.ms)
      this.#verdict.pronounce()
    }
  }

  /** Mends all, and sees that the client is as it should be soon after. */
  async heal(): Promise<void> {
    const { mock, isAllowed } = this.#server
    this.#desk.giving = { how: 'give', lifeMs: null, afterMs: 0 }
    // Somebody else than the token of now says would want a line of their own as soon as that is refreshed.
    this.#desk.person = this.#desk.current.who ?? this.#desk.person
    this.#server.mend()
    this.#as('online', mock.network.online)
    this.#sign('pageResumed')
    this.#connect()
    await this.#becomeReady()
    const states = [...this.#client.topics.getSnapshot()]
    if (states.some(([topic, { state }]) => state === 'refused' && isAllowed(topic))) {
      // What was granted since is asked for again on the next line.
      mock.network.drop()
      await this.#becomeReady()
    }
    await this.#pass(drainMs)
    const { pendingWrites } = this.#client.status.getSnapshot()
    this.#verdict.expect(pendingWrites === 0, 'M10 messages are left:', pendingWrites)
    await this.#pass(headsMs)
    const { phase } = this.#client.status.getSnapshot()
    this.#verdict.expect(phase === 'ready', 'M10 all was well, but the line is', phase)
    this.#topics.expectWhole(isAllowed)
    this.#verdict.pronounce()
    for (const topic of toldTopics) {
      const n = this.#server.tell(topic)
      // oxlint-disable-next-line no-await-in-loop -- each by itself
      await this.#pass(10)
      this.#topics.expectHeard(topic, n)
    }
    this.#verdict.pronounce()
  }

  /** Destroys the client, and sees that nothing is left of it. */
  async end(isHealed: boolean): Promise<void> {
    const { timers, listeners } = this.#destroy()
    const { attempts } = this.#line.counts
    this.#verdict.expect(timers + listeners === 0, 'M11 timers and listeners to the page are left', [timers, listeners])
    await this.#pass(0)
    this.#desk.inspect(true)
    this.#sends.expectSettled(isHealed)
    const { network, leftovers } = this.#server.mock
    network.latency(0)
    network.thaw()
    for (const run of [network.online, this.#client.retryNow, this.#client.connect]) run()
    this.#sign('attended')
    await this.#pass(1_000)
    const left = leftovers()
    this.#verdict.expect(left.sockets + left.lines + left.listeners === 0, 'M11 left at the server', left)
    this.#verdict.expect(this.#line.counts.attempts === attempts, 'M11 attempts after the end')
    this.#verdict.pronounce()
  }

  /** Ends the world, whatever was found; gives the timers that are left. */
  async close(): Promise<number> {
    this.#client.destroy()
    this.#server.hurry()
    this.#restoreWebSocket()
    await this.#server.mock.close()
    // What the app itself has still to do.
    await vi.advanceTimersByTimeAsync(20_000)
    const timersLeft = vi.getTimerCount()
    vi.useRealTimers()
    return timersLeft
  }

  /** M10: what is under way ends, at worst with one more wait on the ladder, and then the line is ready. */
  async #becomeReady(): Promise<void> {
    // What set out before still takes its time.
    await this.#pass(slowestMs)
    for (let steps = 0; steps < 2; steps += 1) {
      const { phase, since, retryAt, reason } = this.#client.status.getSnapshot()
      const isStep = phase === 'authenticating' || phase === 'opening'
      // The last attempt that was allowed may have been under way.
      if (phase === 'failed' && reason?.retryable !== false) this.#connect()
      const syncRetryMs = phase === 'syncing' ? 4_000 : 0
      const dueAt = retryAt ?? (isStep ? since + 10_000 : Date.now() + syncRetryMs)
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      if (phase !== 'ready') await this.#pass(Math.max(0, Math.ceil(dueAt - Date.now())) + roundTripsMs)
    }
    const { phase, synced } = this.#client.status.getSnapshot()
    this.#verdict.expect(phase === 'ready' && synced, 'M10 all is well, but the line is', phase)
  }

  async #pass(ms: number): Promise<void> {
    await vi.advanceTimersByTimeAsync(ms)
    await vi.advanceTimersByTimeAsync(0)
    const status = this.#client.status.getSnapshot()
    const { phase, pendingWrites, synced } = status
    const isOver = phase === 'idle' || phase === 'disposed'
    this.#line.inspect(status, this.#client.getStats())
    this.#desk.inspect(isOver)
    if (synced && this.#line.isGreeted) this.#topics.expectCaughtUp()
    this.#sends.inspect(pendingWrites)
    // A refresh that gives no token leaves the line as it is, until the one in use has expired.
    const { who } = this.#desk.current
    const isTheirs = who === null || who === this.#sends.who
    this.#verdict.expect(!isUp(phase) || isTheirs, 'M9 the line of', this.#sends.who, 'has a token of', who)
    const { attempts, leftovers } = this.#server.mock
    const ears = [this.#environment.listeners, leftovers().listeners]
    const isHearing = ears.every((count) => count === (isOver ? 0 : 1))
    this.#verdict.expect(isHearing, 'M4 listens to page and network', ears, 'in', phase)
    this.#verdict.expect(attempts === this.#line.counts.sockets, 'M1 the server has seen', attempts)
  }

  #play(move: Exclude<Move, { do: 'pass' }>): void {
    const client = this.#client
    switch (move.do) {
      case 'online':
        return this.#as('online', this.#server.mock.network.online)
      case 'connect':
        return this.#connect()
      case 'disconnect':
        this.#wishes.disconnect()
        return this.#as('disconnect', client.disconnect)
      case 'hangUp':
        // What a line that is not open makes of it is nobody's wish.
        if (client.socket.connected) this.#wishes.disconnect()
        return this.#as('disconnect', () => void client.socket.disconnect())
      case 'retryNow':
        return this.#as('retryNow', client.retryNow)
      case 'acquire':
        this.#wishes.acquire()
        return this.#as('acquire', () => void this.#leases.push(client.acquire()))
      case 'release':
        if (this.#leases.length > 0) this.#wishes.release()
        return this.#leases.pop()?.()
      case 'attended':
      case 'pageSuspended':
      case 'pageResumed':
        return this.#sign(move.do)
      case 'join':
        return void this.#holds.push({ topic: move.topic, release: client.join(move.topic) })
      case 'leave': {
        const index = this.#holds.findIndex(({ topic }) => topic === move.topic)
        return this.#holds.splice(index, index < 0 ? 0 : 1)[0]?.release()
      }
      case 'send':
        for (let i = 0; i < move.times; i += 1) {
          this.#sends.send(move.options, (n, options) => client.send('deal:close', { n }, options))
        }
        return
      case 'abort':
        return this.#sends.abort(move.which)
      case 'token':
        this.#desk.giving = move.giving
        return
      case 'person':
        this.#desk.person = move.who
        return
      default:
        return this.#server.play(move)
    }
  }

  #destroy(): { timers: number; listeners: number } {
    this.#sends.isDestroyed = true
    this.#as('destroy', this.#client.destroy)
    const { timers, listeners } = this.#environment
    return { timers, listeners }
  }

  #watchClient(): void {
    const { status, topics, socket } = this.#client
    socket.io.on('packet', (packet) => this.#line.heard(packet))
    status.subscribe(() => {
      const wasUp = isUp(this.#line.phase)
      this.#line.changed(status.getSnapshot())
      const isOpen = isUp(this.#line.phase)
      if (isOpen !== wasUp) this.#topics.lineChanged(isOpen)
    })
    topics.subscribe(() => this.#topics.statesChanged(topics.getSnapshot()))
    this.#client.onGap((gap) => this.#topics.gap(gap))
    this.#client.on('deal:won', ({ n }, meta) => meta && this.#topics.heard(n, meta))
    this.#client.on('deal:progress', (_, meta) => meta && this.#topics.heardState('deal:progress', meta))
  }

  #watchSockets(): () => void {
    const { WebSocket: before } = globalThis
    globalThis.WebSocket = new Proxy(before, {
      construct: (target, args: ConstructorParameters<typeof WebSocket>) => {
        const socket = new target(...args)
        this.#line.madeSocket(socket)
        if (this.#sends.usedBy(this.#desk.current.who)) this.#topics.identityChanged()
        return socket
      },
    })
    return () => {
      globalThis.WebSocket = before
    }
  }

  #connect(): void {
    this.#wishes.connect()
    this.#as('connect', this.#client.connect)
  }

  #sign(sign: PageSign): void {
    this.#as(sign, () => this.#environment.sign(sign))
  }

  #as(sign: Sign, run: () => void): void {
    this.#line.sign = sign
    run()
    this.#line.sign = null
  }
}
