import { type ErrorCode, retryRules, TelltaleError } from '@telltale/protocol'
import { defineContract } from '@telltale/protocol/schemas'
import { createMockServer, type MockServer } from '@telltale/testing'
import * as v from 'valibot'
import { vi } from 'vitest'
import { createRealtimeClient, type PageSign, type RealtimeClient } from '../../../src/index.ts'
import { isUp, LineWatch, type Sign } from './LineWatch.ts'
import { type Handling, type Move, topicNames, type TopicName, toldTopics, type ToldTopic } from './Move.ts'
import { SendWatch } from './SendWatch.ts'
import { SmallStore } from './SmallStore.ts'
import { TokenDesk } from './TokenDesk.ts'
import { TopicWatch } from './TopicWatch.ts'
import { Truth } from './Truth.ts'
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

/** The server's contract; the client's refuses the odd ones. */
const contractOf = (takesOdd: boolean) =>
  defineContract({
    events: {
      'deal:won': {
        schema: v.object({
          n: v.number(),
          isOdd: v.pipe(
            v.boolean(),
            v.check((is) => takesOdd || !is),
          ),
        }),
      },
      'deal:progress': { class: 'state', schema: v.object({ n: v.number() }) },
      'deal:rumour': {
        class: 'volatile',
        schema: v.object({
          n: v.number(),
          isOdd: v.pipe(
            v.boolean(),
            v.check((is) => takesOdd || !is),
          ),
        }),
      },
    },
    requests: { 'deal:close': { schema: v.object({ n: v.number() }), data: v.object({ n: v.number() }) } },
  })
const serverContract = contractOf(true)
const clientContract = contractOf(false)
type AppContract = typeof clientContract

/** How long anything travels, there and back, and a little, in ms. */
const slowest = 1_100

/** Of the server's own memory. */
const memoryKeeps = 1_000

/** One client and one server in virtual time, everything that may befall them, and watchers of all that they promise. */
export class ModelWorld {
  readonly #verdict: Verdict
  readonly #setting: Setting
  readonly #truth: Truth
  readonly #store: SmallStore | undefined
  readonly #desk: TokenDesk
  readonly #server: MockServer<AppContract>
  readonly #client: RealtimeClient<AppContract>
  readonly #wishes = new Wishes()
  readonly #line: LineWatch
  readonly #topics: TopicWatch
  readonly #sends: SendWatch
  readonly #pages = new Set<(sign: PageSign) => void>()
  readonly #timers = new Set<object>()
  readonly #leases: (() => void)[] = []
  readonly #holds: { topic: TopicName; release: () => void }[] = []
  readonly #refused = new Set<string>(['project:3'])
  readonly #restoreWebSocket: () => void
  #handling: Handling = 'apply'
  #isRunning = false
  #authorizeMs = 0
  /** Ends what the server still thinks about. */
  readonly #thoughts = new Set<() => void>()

  constructor(setting: Setting, seen: Set<string>) {
    vi.useFakeTimers({ now: 1_000_000 })
    this.#setting = setting
    this.#verdict = new Verdict(seen)
    const { kept, seed, maxAttempts } = setting
    this.#truth = new Truth(kept ?? memoryKeeps)
    this.#store = kept === null ? undefined : new SmallStore(kept)
    this.#desk = new TokenDesk(this.#verdict, () => this.#client.status.getSnapshot().phase)
    this.#desk.giving = { how: 'give', lifeMs: setting.lifeMs, afterMs: 0 }
    this.#server = createMockServer<AppContract>({
      contract: serverContract,
      seed,
      auth: this.#desk.auth,
      authorize: ({ topic }) => this.#authorize(topic),
      ...(this.#store && { store: this.#store }),
      onError: () => {},
      program: (rt) => this.#serve(rt),
    })
    const { connectivity } = this.#server
    this.#client = createRealtimeClient({
      url: this.#server.url,
      contract: clientContract,
      getToken: this.#desk.getToken,
      ...(maxAttempts !== null && { maxAttempts }),
      env: { connectivity, random: randomOf(seed), setTimer: this.#setTimer, page: { subscribe: this.#subscribePage } },
    })
    const { status } = this.#client
    const options = {
      verdict: this.#verdict,
      desk: this.#desk,
      wishes: this.#wishes,
      maxAttempts: maxAttempts ?? Infinity,
    }
    this.#line = new LineWatch(status.getSnapshot(), { ...options, isOnline: connectivity.isOnline })
    this.#topics = new TopicWatch({ verdict: this.#verdict, line: this.#line, truth: this.#truth })
    this.#sends = new SendWatch({
      verdict: this.#verdict,
      line: this.#line,
      isSynced: () => status.getSnapshot().synced,
    })
    this.#sends.lives = 1
    this.#restoreWebSocket = this.#watchSockets()
    this.#watchClient()
  }

  async play(moves: readonly Move[]): Promise<void> {
    if (this.#setting.isWarm) {
      for (const topic of topicNames) this.#holds.push({ topic, release: this.#client.join(topic) })
      this.#connect()
      await this.#pass(100)
    }
    for (const move of moves) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other is what a programme is
      if (move.do === 'pass') await this.#pass(move.ms)
      // At one go: what is under way gets on as far as it can, as between two tasks of a platform, or not at all.
      else this.#play(move)
      this.#verdict.pronounce()
    }
  }

  /** Mends all, and sees that the client is as it should be soon after. */
  async heal(): Promise<void> {
    const { network } = this.#server
    this.#handling = 'apply'
    this.#desk.giving = { how: 'give', lifeMs: null, afterMs: 0 }
    // Somebody else than the token of now says would want a line of their own as soon as that is refreshed.
    this.#desk.person = this.#desk.current.who ?? this.#desk.person
    this.#stopThinking()
    network.latency(0)
    network.weather()
    network.accept()
    network.flap(0)
    network.start()
    network.thaw()
    this.#as('online', network.online)
    this.#sign('pageResumed')
    this.#connect()
    await this.#becomeReady()
    const states = [...this.#client.topics.getSnapshot()]
    if (states.some(([topic, { state }]) => state === 'refused' && !this.#refused.has(topic))) {
      // What was granted since is asked for again on the next line.
      network.drop()
      await this.#becomeReady()
    }
    await this.#pass(70_000)
    this.#topics.expectWhole((topic) => !this.#refused.has(topic))
    this.#verdict.pronounce()
    for (const topic of toldTopics) {
      const n = this.#tell(topic, false)
      // oxlint-disable-next-line no-await-in-loop -- each by itself
      await this.#pass(10)
      this.#topics.expectHeard(topic, n)
    }
    this.#verdict.pronounce()
  }

  /** M10: what is under way ends, at worst with one more wait on the ladder, and then the line is ready. */
  async #becomeReady(): Promise<void> {
    const roundTrips = 50
    // What set out before still takes its time.
    await this.#pass(slowest)
    for (let steps = 0; steps < 2; steps += 1) {
      const { phase, since, retryAt, reason } = this.#client.status.getSnapshot()
      const isStep = phase === 'authenticating' || phase === 'opening'
      // The last attempt that was allowed may have been under way.
      if (phase === 'failed' && reason?.retryable !== false) this.#connect()
      const syncRetryMs = phase === 'syncing' ? 4_000 : 0
      const dueAt = retryAt ?? (isStep ? since + 10_000 : Date.now() + syncRetryMs)
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      if (phase !== 'ready') await this.#pass(Math.max(0, Math.ceil(dueAt - Date.now())) + roundTrips)
    }
    const { phase, synced } = this.#client.status.getSnapshot()
    this.#verdict.expect(phase === 'ready' && synced, 'M10 all is well, but the line is', phase)
  }

  /** Destroys the client, and sees that nothing is left of it. */
  async end(isHealed: boolean): Promise<void> {
    this.#sends.isDestroyed = true
    this.#as('destroy', this.#client.destroy)
    const { attempts } = this.#line.counts
    this.#verdict.expect(this.#timers.size === 0, 'M11 timers of the client are left', this.#timers.size)
    this.#verdict.expect(this.#pages.size === 0, 'M11 listeners to the page are left')
    await this.#pass(0)
    this.#desk.inspect(true)
    this.#sends.expectSettled(isHealed)
    const { network } = this.#server
    network.latency(0)
    network.thaw()
    for (const run of [network.online, this.#client.retryNow, this.#client.connect]) run()
    this.#sign('attended')
    await this.#pass(1_000)
    const left = this.#server.leftovers()
    this.#verdict.expect(left.sockets + left.lines + left.listeners === 0, 'M11 left at the server', left)
    this.#verdict.expect(this.#line.counts.attempts === attempts, 'M11 attempts after the end')
    this.#verdict.pronounce()
  }

  /** Ends the world, whatever was found; gives the timers that are left. */
  async close(): Promise<number> {
    this.#client.destroy()
    this.#stopThinking()
    this.#restoreWebSocket()
    await this.#server.close()
    await vi.advanceTimersByTimeAsync(20_000)
    const timersLeft = vi.getTimerCount()
    vi.useRealTimers()
    return timersLeft
  }

  async #pass(ms: number): Promise<void> {
    await vi.advanceTimersByTimeAsync(ms)
    await vi.advanceTimersByTimeAsync(0)
    const status = this.#client.status.getSnapshot()
    this.#line.inspect(status, this.#client.getStats())
    this.#desk.inspect(status.phase === 'idle' || status.phase === 'disposed')
    this.#sends.inspect(status.pendingWrites)
    // A refresh that gives no token leaves the line as it is, until the one in use has expired.
    const { who } = this.#desk.current
    const isTheirs = who === null || who === this.#sends.who
    this.#verdict.expect(!isUp(status.phase) || isTheirs, 'M9 the line of', this.#sends.who, 'has a token of', who)
    const isDeaf = status.phase === 'idle' || status.phase === 'disposed'
    const ears = [this.#pages.size, this.#server.leftovers().listeners]
    this.#verdict.expect(
      ears.every((count) => count === (isDeaf ? 0 : 1)),
      'M4 listens',
      ears,
      'in',
      status.phase,
    )
    this.#verdict.expect(
      this.#server.attempts === this.#line.counts.sockets,
      'M1 the server has seen',
      this.#server.attempts,
    )
  }

  #play(move: Exclude<Move, { do: 'pass' }>): void {
    const { network } = this.#server
    switch (move.do) {
      case 'drop':
      case 'freeze':
      case 'thaw':
      case 'start':
      case 'offline':
      case 'accept':
        return network[move.do]()
      case 'online':
        return this.#as('online', network.online)
      case 'stop':
        this.#isRunning = false
        return network.stop()
      case 'restart':
        this.#isRunning = false
        return network.restart(move.downMs)
      case 'flap':
        return network.flap(move.times, move.everyMs)
      case 'refuse':
        return network.refuse(move.refusal)
      case 'latency':
        return network.latency(move.ms, move.jitterMs)
      case 'weather':
        return network.weather(move.weather)
      case 'spread':
      case 'draining':
        if (this.#isRunning) this.#server.io.emit(`server:${move.do}`, { reconnectSpreadMs: move.ms })
        return
      case 'connect':
        return this.#connect()
      case 'disconnect':
        this.#wishes.disconnect()
        return this.#as(move.do, this.#client.disconnect)
      case 'retryNow':
        return this.#as(move.do, this.#client[move.do])
      case 'hangUp':
        // What a line that is not open makes of it is nobody's wish.
        if (this.#client.socket.connected) this.#wishes.disconnect()
        return this.#as('disconnect', () => void this.#client.socket.disconnect())
      case 'acquire':
        this.#wishes.acquire()
        return this.#as('acquire', () => void this.#leases.push(this.#client.acquire()))
      case 'release':
        if (this.#leases.length > 0) this.#wishes.release()
        return this.#leases.pop()?.()
      case 'attended':
      case 'pageSuspended':
      case 'pageResumed':
        return this.#sign(move.do)
      case 'join':
        return void this.#holds.push({ topic: move.topic, release: this.#client.join(move.topic) })
      case 'leave': {
        const index = this.#holds.findIndex(({ topic }) => topic === move.topic)
        return this.#holds.splice(index, index < 0 ? 0 : 1)[0]?.release()
      }
      case 'revoke':
        this.#refused.add(move.topic)
        if (this.#isRunning) for (const who of ['ada', 'bob', 'guest']) this.#server.rt.revoke(who, move.topic)
        return
      case 'grant':
        return void this.#refused.delete(move.topic)
      case 'tell':
        return this.#tellTimes(move)
      case 'send':
        for (let i = 0; i < move.times; i += 1) {
          this.#sends.send(move.options, (n, options) => this.#client.send('deal:close', { n }, options))
        }
        return
      case 'abort':
        return this.#sends.abort(move.which)
      case 'handle':
        if (Object.hasOwn(retryRules, move.how)) this.#sends.refusals.add(move.how as ErrorCode)
        this.#handling = move.how
        return
      case 'authorize':
        this.#authorizeMs = move.afterMs
        return
      case 'token':
        this.#desk.giving = move.giving
        return
      case 'person':
        this.#desk.person = move.who
        return
    }
  }

  #tellTimes({ what, topic, times }: Extract<Move, { do: 'tell' }>): void {
    if (!this.#isRunning) return
    const { rt } = this.#server
    for (let i = 0; i < times; i += 1) {
      if (what === 'logged' || what === 'odd') this.#tell(topic, what === 'odd')
      if (what === 'state') rt.to(topic).emit('deal:progress', { n: this.#truth.next() })
      if (what === 'volatile') rt.to(topic).emit('deal:rumour', { n: this.#truth.next(), isOdd: i % 2 === 1 })
      if (what === 'everywhere') for (const each of toldTopics) this.#tell(each, false)
    }
  }

  async #authorize(topic: string): Promise<boolean> {
    const ms = this.#authorizeMs
    if (ms > 0) {
      await new Promise<void>((resolve) => {
        const decide = () => {
          clearTimeout(timer)
          this.#thoughts.delete(decide)
          resolve()
        }
        const timer = setTimeout(decide, ms)
        this.#thoughts.add(decide)
      })
    }
    return !this.#refused.has(topic)
  }

  #stopThinking(): void {
    this.#authorizeMs = 0
    for (const decide of this.#thoughts) decide()
  }

  #tell(topic: ToldTopic, isOdd: boolean): number {
    const n = this.#truth.next()
    this.#truth.tell(topic, { n, isOdd })
    this.#server.rt.to(topic).emit('deal:won', { n, isOdd })
    return n
  }

  #serve(rt: MockServer<AppContract>['rt']): void {
    this.#isRunning = true
    if (this.#sends) {
      this.#sends.lives += 1
      if (!this.#setting.isDurable || !this.#store) {
        this.#truth.wipe()
        this.#store?.wipe()
      }
    }
    const life = this.#sends?.lives ?? 1
    rt.handle('deal:close', async ({ payload: { n }, user }) => {
      const how = this.#handling
      if (how === 'never') return new Promise<never>(() => {})
      if (how === 'slowly') await new Promise((resolve) => setTimeout(resolve, 700))
      else if (how !== 'apply')
        throw new TelltaleError(how, 'as told', { retryAfterMs: how === 'server_busy' ? 400 : undefined })
      this.#sends.applied({ n, who: user.userId, life })
      return { n }
    })
  }

  #watchClient(): void {
    const { status, topics, socket } = this.#client
    socket.io.on('packet', (packet) => this.#line.heard(packet))
    status.subscribe(() => {
      const wasUp = isUp(this.#line.phase)
      this.#line.changed(status.getSnapshot())
      if (isUp(this.#line.phase) !== wasUp) this.#topics.lineChanged()
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
        const { who } = this.#desk.current
        if (this.#sends.who !== undefined && this.#sends.who !== who) {
          this.#topics.identityChanged()
          this.#sends.identityChanged()
        }
        this.#sends.who = who
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

  #as(sign: Sign, run: () => void): void {
    this.#line.sign = sign
    run()
    this.#line.sign = null
  }

  #sign(sign: PageSign): void {
    this.#as(sign as Sign, () => {
      for (const listener of this.#pages) listener(sign)
    })
  }

  readonly #subscribePage = (listener: (sign: PageSign) => void): (() => void) => {
    this.#pages.add(listener)
    return () => void this.#pages.delete(listener)
  }

  readonly #setTimer = (run: () => void, delayMs: number): (() => void) => {
    const entry = {}
    this.#timers.add(entry)
    const timer = setTimeout(
      () => {
        this.#timers.delete(entry)
        run()
      },
      Math.max(0, delayMs),
    )
    return () => {
      this.#timers.delete(entry)
      clearTimeout(timer)
    }
  }
}

/** Between 0 and 1, and often at their edges, where bounds are broken first. */
function randomOf(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    const share = state / 2 ** 32
    return share < 0.2 ? 0 : share > 0.8 ? 1 - 2 ** -32 : share
  }
}
