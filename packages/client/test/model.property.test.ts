import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ModelWorld, type Setting } from './support/model/ModelWorld.ts'
import { type Move, move } from './support/model/Move.ts'

// One client of the whole kit, on the real socket.io-client, beside a server in virtual time. Programmes of up to 60
// moves do to them whatever may happen; watchers hold every step against what is promised. "Quiet" is whenever time has
// passed and everything under way has come to its end.
//
// M1  One WebSocket is open at most, and none outside opening, ready, syncing and probing. One is made for an attempt.
// M2  The phases follow the machine's diagram. An attempt begins by the user's wish, when its time has come, by a sign
//     that it is worth trying (unless the server named the time), when the page runs again, or at once after
//     `auth_expired`, once between two stable lines. `failed` has a code whose rule is 'never', or `maxAttempts`.
//     `idle` is what the user says, or a second after the last lease; nothing but the user's word opens it then.
// M3  Each delay is within its ladder, which is reckoned here anew: no rung goes down but for a line that lasted 10 s, a
//     wish, or a network that came back. A time that the server named is kept to the millisecond.
// M4  The status and the counters are true: state, since, attempt, retryAt, offline, lost, synced (no topic is catching
//     up); attempts, connects, outages. An idle client listens to neither page nor network. An answer that does not come
//     puts the line in doubt.
// M5  What is heard of a topic is what the server logged there: by steps of one within an epoch, unless a gap was told
//     between; never twice, never back, nothing while refused. Revisions of a state event go up.
// M6  No gap is told without a cause of its kind. first: nothing was known. epoch: the log began anew, once for each
//     time. trimmed: the log has let go of what comes next. invalid: one event of the topic that the client's contract
//     refuses. plain: a line without a greeting for 1 s. hole: an answer took longer than 2 s, or 500 events (trimmed as
//     well). Weather alone is no cause: what is lost, late or doubled is asked for.
// M7  Every delivery settles once, at the latest when its time to live, and an answer under way, is over; each outcome
//     has a cause. `pendingWrites` counts those that wait. 16 are under way at most, of a key one; on a new line the
//     topics catch up first, for 10 s at most.
// M8  One life of the server applies a message once at most, all lives together one that is not safe; for nobody but
//     the person who sent it; those of a key in order.
// M9  getToken is under way once at most, for 10 s at most, and only while a token is wanted; an open line is that of the
//     person whose token was given last.
// M10 Once all is well the line is ready when the step under way, and at worst one wait of the ladder, is over. 15 s later
//     all that waited was sent; 50 s later all topics are live (those that are forbidden, refused) and were heard to
//     their end, though the last events were lost.
// M11 `destroy` leaves nothing: no timer, listener, WebSocket, call to getToken or open delivery, wherever it falls.

const setting: fc.Arbitrary<Setting> = fc.record({
  seed: fc.nat(),
  kept: fc.constantFrom(null, null, 3, 30),
  isDurable: fc.boolean(),
  maxAttempts: fc.constantFrom(null, null, null, 4),
  // Not under a minute: of such a token our server says at once that it is about to end, however new it is.
  lifeMs: fc.constantFrom(null, 61_000, 65_000, 600_000),
  isWarm: fc.constantFrom(true, true, true, false),
})
const programme = fc.array(move, { maxLength: 60, size: 'max' })

async function live(chosen: Setting, moves: readonly Move[], heals: boolean, seen = new Set<string>()): Promise<void> {
  const world = new ModelWorld(chosen, seen)
  let timersLeft = 0
  try {
    await world.play(moves)
    if (heals) await world.heal()
    await world.end(heals)
  } finally {
    timersLeft = await world.close()
  }
  expect(timersLeft, 'M11 timers that are left once the server has closed as well').toBe(0)
}

/** What programmes must come to, lest they hold nothing. */
const all = [
  ...['ready', 'syncing', 'probing', 'offline', 'suspended', 'failed'].map((phase) => `phase ${phase}`),
  ...['stable', 'unstable', 'unreachable', 'as told'].map((wait) => `wait ${wait}`),
  ...['first', 'epoch', 'trimmed', 'hole', 'invalid'].map((reason) => `gap ${reason}`),
  ...['ok', 'cancelled', 'expired', 'connection_lost', 'identity_changed', 'forbidden'].map((code) => `queue ${code}`),
  ...['ok', 'not_connected', 'connection_lost', 'timeout'].map((code) => `live ${code}`),
]

it(
  'keeps M1 to M11, whatever happens to the line, its server, its topics, its tokens and its page',
  { timeout: 600_000 },
  async () => {
    const seen = new Set<string>()
    await fc.assert(
      fc.asyncProperty(setting, programme, fc.nat(3), (chosen, moves, ending) => live(chosen, moves, ending > 0, seen)),
      // Biased, fast-check would begin with short programmes and short times, in which little happens.
      { numRuns: 1_000, unbiased: true },
    )
    expect(all.filter((one) => !seen.has(one))).toEqual([])
  },
)

// Shrunk, in its own words.
describe('what it found', () => {
  const calm: Setting = { seed: 0, kept: null, isDurable: false, maxAttempts: null, lifeMs: null, isWarm: false }

  it('a client that connects while there is no network hears it come back', () =>
    expect(live(calm, [{ do: 'offline' }, { do: 'connect' }], true)).resolves.toBeUndefined())

  it('a connect that is taken back in the same tick asks for no token', () =>
    expect(live(calm, [{ do: 'connect' }, { do: 'disconnect' }], false)).resolves.toBeUndefined())

  it('a time that the server named holds, though the network goes and comes back meanwhile', () => {
    const busy: Move = { do: 'token', giving: { how: 'busy', retryAfterMs: 3_000 } }
    const moves: Move[] = [busy, { do: 'drop' }, { do: 'pass', ms: 190 }, { do: 'pass', ms: 428 }, { do: 'offline' }]
    return expect(live({ ...calm, isWarm: true }, moves, true)).resolves.toBeUndefined()
  })

  it('an event that comes late does not bring a revoked topic back', () => {
    const late: Move = { do: 'weather', weather: { reorder: { p: 1, withinMs: 40 } } }
    const told: Move = { do: 'tell', what: 'logged', topic: 'project:1', times: 1 }
    const revoked: Move = { do: 'revoke', topic: 'project:1' }
    return expect(live({ ...calm, isWarm: true }, [late, told, revoked], true)).resolves.toBeUndefined()
  })

  it('an event that was let through by way of another topic is known, though nothing of its own topic was heard', () => {
    const slow: Move = { do: 'authorize', afterMs: 12_000 }
    const told: Move = { do: 'tell', what: 'everywhere', topic: 'project:1', times: 1 }
    const begun: Move[] = [{ do: 'join', topic: 'project:1' }, slow, { do: 'connect' }, { do: 'pass', ms: 12_000 }]
    const moves: Move[] = [...begun, told, { do: 'pass', ms: 2_000 }, { do: 'disconnect' }]
    return expect(live(calm, moves, true)).resolves.toBeUndefined()
  })

  it('more events than wait for an answer are let through, also where they set out before the client knew of the topic', () => {
    const told: Move = { do: 'tell', what: 'logged', topic: 'user:ada', times: 510 }
    const moves: Move[] = [{ do: 'latency', ms: 4, jitterMs: 0 }, { do: 'connect' }, { do: 'pass', ms: 12 }, told]
    return expect(live(calm, moves, true)).resolves.toBeUndefined()
  })
})
