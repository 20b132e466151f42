import fc from 'fast-check'
import { expect, it } from 'vitest'
import { refusal, stateEvent, type UsageServer } from './support/usageServer.ts'
import { inUsageTime, pass, usageWorld, type UsageWorld, type Watched } from './support/usageWorld.ts'

inUsageTime()

const answers = {
  ok: () => 'stream',
  dead: () => 'dead',
  hang: () => 'hang',
  unauthorized: () => refusal(401),
  forbidden: () => refusal(403),
  slowDown: () => refusal(429, { 'retry-after': '7' }),
  broken: () => refusal(500),
  gateway: () => refusal(502),
  busy: () => refusal(503, { 'retry-after': '0' }),
  done: () => refusal(204),
  page: () => new Response('<html>'),
} as const satisfies Record<string, UsageServer['answer']>

type Move =
  | { type: 'answer'; name: keyof typeof answers }
  | { type: 'pass'; ms: number }
  | { type: 'connect' | 'disconnect' | 'retryNow' | 'acquire' | 'release' | 'eof' | 'error' | 'event' }
  | { type: 'network'; isOnline: boolean }

const move: fc.Arbitrary<Move> = fc.oneof(
  fc.record({
    type: fc.constant('answer' as const),
    name: fc.constantFrom(...(Object.keys(answers) as (keyof typeof answers)[])), // Object.keys forgets the names
  }),
  fc.record({ type: fc.constant('pass' as const), ms: fc.constantFrom(0, 1, 500, 3_000, 11_000, 50_000) }),
  fc
    .constantFrom(
      'connect' as const,
      'disconnect' as const,
      'retryNow' as const,
      'acquire' as const,
      'release' as const,
      'eof' as const,
      'error' as const,
      'event' as const,
    )
    .map((type) => ({ type })),
  fc.record({ type: fc.constant('network' as const), isOnline: fc.boolean() }),
)

class Walk {
  readonly #world: UsageWorld
  readonly #stream: Watched
  readonly #leases: (() => void)[] = []

  constructor(world: UsageWorld, stream: Watched) {
    this.#world = world
    this.#stream = stream
  }

  async make(next: Move): Promise<void> {
    const { server } = this.#world
    const rested = this.#rests() ? server.requests.length : null
    this.#perform(next)
    await pass(next.type === 'pass' ? next.ms : 0)
    this.#check()
    const isWish = next.type === 'connect' || next.type === 'retryNow' || next.type === 'acquire'
    if (rested !== null && !isWish) expect(server.requests.length, 'requests while idle or failed').toBe(rested)
  }

  #perform(next: Move): void {
    const { server, network } = this.#world
    switch (next.type) {
      case 'answer':
        server.answer = answers[next.name]
        return
      case 'connect':
      case 'disconnect':
      case 'retryNow':
        return this.#stream[next.type]()
      case 'acquire':
        return void this.#leases.push(this.#stream.acquire())
      case 'release':
        return this.#leases.pop()?.()
      case 'eof':
      case 'error':
        return server.end(next.type)
      case 'event':
        return server.emit(stateEvent)
      case 'network':
        return network.set(next.isOnline)
    }
  }

  #rests(): boolean {
    const { phase } = this.#stream.status.getSnapshot()
    return phase === 'idle' || phase === 'failed'
  }

  #check(): void {
    const { server } = this.#world
    const { phase } = this.#stream.status.getSnapshot()
    expect(server.most, 'streams and requests at once').toBeLessThanOrEqual(1)
    expect(server.open, `streams and requests while ${phase}`).toBe(phase === 'ready' || phase === 'opening' ? 1 : 0)
  }
}

it(
  'whatever the server and the user do, there is one stream at most, none is tried unasked, and all heals (U8)',
  { timeout: 60_000 },
  async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(move, { maxLength: 40, size: 'max' }),
        fc.boolean(),
        fc.boolean(),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        async (moves, hasToken, heedsSignal, roll) => {
          const world = usageWorld()
          const { server, network, watch, end } = world
          server.heedsSignal = heedsSignal
          const stream = watch({ env: { random: () => roll }, ...(hasToken && { getToken: () => 'opaque' }) })
          try {
            const walk = new Walk(world, stream)
            for (const next of moves) await walk.make(next)

            server.answer = answers.ok
            network.set(true)
            stream.connect()
            // A hanging attempt and the slowest step of the ladder, on a server that is heard of meanwhile.
            for (const ms of [20_000, 21_000]) {
              await pass(ms)
              server.send(': ping\n\n')
            }
            expect(stream.status.getSnapshot().state).toBe('connected')
            expect([server.open, server.most]).toEqual([1, 1])
          } finally {
            await end()
          }
        },
      ),
      { numRuns: 100 },
    )
  },
)
