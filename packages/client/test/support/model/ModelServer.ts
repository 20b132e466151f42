import { type ErrorCode, retryRules, TelltaleError } from '@telltale/protocol'
import { createMockServer, type MockServer, type MockServerOptions } from '@telltale/testing'
import { type AppContract, serverContract } from './contracts.ts'
import { type Handling, type ServerMove, toldTopics, type ToldTopic } from './Move.ts'
import type { Application } from './SendWatch.ts'
import { SmallStore } from './SmallStore.ts'
import { Truth } from './Truth.ts'

export type ModelServerOptions = {
  seed: number
  kept: number | null
  isDurable: boolean
  auth: NonNullable<MockServerOptions['auth']>
  applied: (application: Application) => void
}

/** Of the server's own memory. */
const memoryKeeps = 1_000

/** A server that does as the programme says, and keeps account of all that it logged. */
export class ModelServer {
  readonly mock: MockServer<AppContract>
  readonly truth: Truth
  /** Codes with which it has refused messages so far. */
  readonly refusals = new Set<ErrorCode>()
  readonly #options: ModelServerOptions
  readonly #store: SmallStore | undefined
  readonly #forbidden = new Set<string>(['project:3'])
  /** Ends what it still thinks about, or has not answered. */
  readonly #pending = new Set<() => void>()
  #handling: Handling = 'apply'
  #authorizeMs = 0
  #lives = 0
  #isRunning = false

  constructor(options: ModelServerOptions) {
    this.#options = options
    const { seed, kept, auth } = options
    this.truth = new Truth(kept ?? memoryKeeps)
    this.#store = kept === null ? undefined : new SmallStore(kept)
    this.mock = createMockServer<AppContract>({
      contract: serverContract,
      seed,
      auth,
      authorize: async ({ topic }) => {
        await this.#wait(this.#authorizeMs)
        return this.isAllowed(topic)
      },
      ...(this.#store && { store: this.#store }),
      onError: () => {},
      program: (rt) => this.#live(rt),
    })
  }

  readonly isAllowed = (topic: string): boolean => !this.#forbidden.has(topic)

  /** Nothing is broken any more, and nobody has to wait. */
  mend(): void {
    const { network } = this.mock
    this.#handling = 'apply'
    this.hurry()
    network.latency(0)
    network.weather()
    network.accept()
    network.flap(0)
    network.start()
    network.thaw()
  }

  hurry(): void {
    this.#authorizeMs = 0
    for (const end of this.#pending) end()
  }

  /** Logs one more event, and tells it. */
  tell(topic: ToldTopic, isOdd = false): number {
    const n = this.truth.next()
    this.truth.tell(topic, { n, isOdd, isCopied: false })
    this.mock.rt.to(topic).emit('deal:won', { n, isOdd })
    return n
  }

  play(move: ServerMove): void {
    const { network, io, rt } = this.mock
    switch (move.do) {
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
        if (this.#isRunning) io.emit(`server:${move.do}`, { reconnectSpreadMs: move.ms })
        return
      case 'revoke':
        this.#forbidden.add(move.topic)
        if (this.#isRunning) for (const who of ['ada', 'bob', 'guest']) rt.revoke(who, move.topic)
        return
      case 'grant':
        this.#forbidden.delete(move.topic)
        return
      case 'tell':
        for (let i = 0; i < move.times && this.#isRunning; i += 1) this.#tellOnce(move, i)
        return
      case 'handle':
        if (isCode(move.how)) this.refusals.add(move.how)
        this.#handling = move.how
        return
      case 'authorize':
        this.#authorizeMs = move.afterMs
        return
      default:
        return network[move.do]()
    }
  }

  #tellOnce({ what, topic }: Extract<ServerMove, { do: 'tell' }>, i: number): void {
    const { rt } = this.mock
    if (what === 'logged' || what === 'odd') this.tell(topic, what === 'odd')
    if (what === 'state') rt.to(topic).emit('deal:progress', { n: this.truth.next() })
    if (what === 'volatile') rt.to(topic).emit('deal:rumour', { n: this.truth.next(), isOdd: i % 2 === 1 })
    if (what === 'everywhere') this.#tellAll()
  }

  /** Logs one event in all topics, and tells it. */
  #tellAll(): void {
    const told = { n: this.truth.next(), isOdd: false, isCopied: true }
    for (const topic of toldTopics) this.truth.tell(topic, told)
    this.mock.rt.to(...toldTopics).emit('deal:won', told)
  }

  #live(rt: MockServer<AppContract>['rt']): void {
    const { isDurable, applied } = this.#options
    this.#isRunning = true
    this.#lives += 1
    if (this.#lives > 1 && !(isDurable && this.#store)) {
      this.truth.wipe()
      this.#store?.wipe()
    }
    const life = this.#lives
    rt.handle('deal:close', async ({ payload: { n }, user }) => {
      await this.#handle(this.#handling)
      applied({ n, who: user.userId, life })
      return { n }
    })
  }

  async #handle(how: Handling): Promise<void> {
    if (how === 'slowly') await this.#wait(700)
    if (how === 'never') await this.#wait(Infinity)
    if (isCode(how)) throw new TelltaleError(how, 'as told', { retryAfterMs: how === 'server_busy' ? 400 : undefined })
  }

  /** Until that time, or until all is to be well. */
  async #wait(ms: number): Promise<void> {
    if (ms === 0) return
    await new Promise<void>((resolve) => {
      const end = () => {
        clearTimeout(timer)
        this.#pending.delete(end)
        resolve()
      }
      const timer = ms === Infinity ? undefined : setTimeout(end, ms)
      this.#pending.add(end)
    })
  }
}

const isCode = (how: Handling): how is ErrorCode => Object.hasOwn(retryRules, how)
