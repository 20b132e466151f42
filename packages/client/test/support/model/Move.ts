import type { ErrorCode } from '@telltale/protocol'
import type { Refusal, Weather } from '@telltale/testing'
import fc from 'fast-check'
import type { SendOptions } from '../../../src/index.ts'

/** Topics that clients of the model hold; `project:3` is nobody's to join until it is granted. */
export const topicNames = ['project:1', 'project:2', 'project:3', 'run:1'] as const
export type TopicName = (typeof topicNames)[number]
/** The same, and one that Ada is in by her token. */
export const toldTopics = [...topicNames, 'user:ada'] as const
export type ToldTopic = (typeof toldTopics)[number]

/** What the server tells a topic: an event of one class, a logged one that the client's contract refuses, one to all. */
type Telling = 'logged' | 'odd' | 'state' | 'volatile' | 'everywhere'

/** What a handler of the server does with a command. */
export type Handling = 'apply' | 'slowly' | 'never' | ErrorCode

/** What `getToken` does when it is asked. Lives are in ms. */
export type Giving =
  | { how: 'give'; lifeMs: number | null; afterMs: number }
  | { how: 'hang' | 'throw' | 'nobody' | 'forged' }
  | { how: 'busy'; retryAfterMs: number | undefined }

/** What happens at the server's end, and on the way to it. */
export type ServerMove =
  | { do: 'drop' | 'freeze' | 'thaw' | 'stop' | 'start' | 'offline' | 'accept' }
  | { do: 'restart'; downMs: number }
  | { do: 'flap'; times: number; everyMs: number }
  | { do: 'refuse'; refusal: Refusal }
  | { do: 'latency'; ms: number; jitterMs: number }
  | { do: 'weather'; weather: Weather }
  | { do: 'spread' | 'draining'; ms: number }
  | { do: 'revoke' | 'grant'; topic: TopicName }
  | { do: 'tell'; what: Telling; topic: ToldTopic; times: number }
  | { do: 'handle'; how: Handling }
  /** How long the server thinks about who may join, in ms. */
  | { do: 'authorize'; afterMs: number }

/** One thing that happens to a client and its server. */
export type Move =
  | ServerMove
  | { do: 'pass'; ms: number }
  | { do: 'online' | 'attended' | 'pageSuspended' | 'pageResumed' }
  | { do: 'connect' | 'disconnect' | 'hangUp' | 'retryNow' | 'acquire' | 'release' }
  | { do: 'join' | 'leave'; topic: TopicName }
  | { do: 'send'; times: number; options: Omit<SendOptions, 'signal'> }
  | { do: 'abort'; which: number }
  | { do: 'token'; giving: Giving }
  | { do: 'person'; who: string }

const one = <const TDo extends string>(...names: readonly TDo[]) => fc.record({ do: fc.constantFrom(...names) })
const topic = fc.constantFrom(...topicNames)
const toldTopic = fc.constantFrom(...toldTopics)
const share = fc.constantFrom(0.1, 0.3, 0.6)

const giving: fc.Arbitrary<Giving> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      how: fc.constant('give' as const),
      lifeMs: fc.constantFrom(null, 61_000, 65_000, 600_000),
      afterMs: fc.constantFrom(0, 0, 300, 9_000),
    }),
  },
  fc.record({ how: fc.constantFrom('hang' as const, 'throw' as const, 'nobody' as const) }),
  fc.record({ how: fc.constant('busy' as const), retryAfterMs: fc.constantFrom(undefined, 200, 3_000) }),
)

const refusal: fc.Arbitrary<Refusal> = fc.record(
  {
    code: fc.constantFrom<ErrorCode>('server_busy', 'draining', 'internal', 'auth_expired', 'too_many_connections'),
    retryAfterMs: fc.constantFrom(0, 500, 7_000),
    times: fc.integer({ min: 1, max: 4 }),
  },
  { requiredKeys: ['times'] },
)

const weather: fc.Arbitrary<Weather> = fc.record(
  { duplicate: share, lose: share, reorder: fc.record({ p: share, withinMs: fc.constantFrom(40, 900, 5_000) }) },
  { requiredKeys: [] },
)

const telling = fc.constantFrom<Telling>('logged', 'logged', 'logged', 'odd', 'state', 'volatile', 'everywhere')
const handling = fc.constantFrom<Handling>('apply', 'apply', 'slowly', 'never', 'internal', 'server_busy', 'forbidden')

const sending: fc.Arbitrary<Omit<SendOptions, 'signal'>> = fc
  .record({
    mode: fc.constantFrom('queue', 'queue', 'queue', 'live', 'volatile'),
    key: fc.constantFrom(undefined, 'a', 'b'),
    coalesceKey: fc.constantFrom(undefined, undefined, undefined, undefined, 'x'),
    ttlMs: fc.constantFrom(undefined, undefined, 800, 20_000, 900_000),
    retry: fc.constantFrom(undefined, 'safe', 'never'),
  })
  .map((options) => onlyGiven(options))

const often = <TArbitrary>(weight: number, arbitrary: fc.Arbitrary<TArbitrary>) => ({ weight, arbitrary })
const pass = (most: number) => fc.record({ do: fc.constant('pass' as const), ms: fc.integer({ min: 0, max: most }) })

/** Anything that may befall them: cures more often than faults, and time to fall into what is under way. */
export const move: fc.Arbitrary<Move> = fc.oneof(
  often(28, pass(1_500)),
  often(8, pass(20_000)),
  often(1, pass(120_000)),
  often(7, one('drop', 'offline', 'freeze', 'stop')),
  often(16, one('thaw', 'start', 'online', 'accept')),
  often(3, fc.record({ do: fc.constant('restart' as const), downMs: fc.constantFrom(0, 0, 300, 5_000) })),
  often(
    1,
    fc.record({ do: fc.constant('flap' as const), times: fc.nat(6), everyMs: fc.constantFrom(50, 1_000, 4_000) }),
  ),
  often(2, fc.record({ do: fc.constant('refuse' as const), refusal })),
  often(3, fc.record({ do: fc.constant('latency' as const), ms: fc.nat(400), jitterMs: fc.constantFrom(0, 100) })),
  often(4, fc.record({ do: fc.constant('weather' as const), weather })),
  often(
    1,
    fc.record({ do: fc.constantFrom('spread' as const, 'draining' as const), ms: fc.constantFrom(0, 2_000, 9_000) }),
  ),
  often(10, one('connect', 'acquire', 'pageResumed')),
  often(6, one('retryNow', 'attended', 'release')),
  often(2, one('disconnect', 'hangUp', 'pageSuspended')),
  often(6, fc.record({ do: fc.constantFrom('join' as const, 'join' as const, 'leave' as const), topic })),
  often(3, fc.record({ do: fc.constantFrom('revoke' as const, 'grant' as const), topic })),
  often(
    22,
    fc.record({
      do: fc.constant('tell' as const),
      what: telling,
      topic: toldTopic,
      times: fc.constantFrom(1, 2, 3, 9),
    }),
  ),
  often(
    1,
    fc.record({
      do: fc.constant('tell' as const),
      what: fc.constant('logged' as const),
      topic: toldTopic,
      times: fc.constant(510),
    }),
  ),
  often(14, fc.record({ do: fc.constant('send' as const), times: fc.constantFrom(1, 1, 2, 5, 20), options: sending })),
  often(2, fc.record({ do: fc.constant('abort' as const), which: fc.nat(20) })),
  often(5, fc.record({ do: fc.constant('handle' as const), how: handling })),
  often(
    4,
    fc.record({ do: fc.constant('authorize' as const), afterMs: fc.constantFrom(0, 0, 1_000, 3_000, 12_000, 100_000) }),
  ),
  often(4, fc.record({ do: fc.constant('token' as const), giving })),
  often(1, fc.record({ do: fc.constant('person' as const), who: fc.constantFrom('ada', 'bob') })),
)

/** Without what is `undefined`, which these options do not take. */
function onlyGiven<TOptions extends object>(
  options: TOptions,
): { [TKey in keyof TOptions]?: Exclude<TOptions[TKey], undefined> } {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as TOptions
}
