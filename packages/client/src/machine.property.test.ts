import { type ErrorCode, retryRules, TelltaleError } from '@telltale/protocol'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Effect, initialState, isUp, type MachineEvent, type State, transition } from './machine.ts'

/** A line in a simulated world: what effects ask for happens, or not, as the walk says. */
class World {
  now = 0
  state: State = initialState(0)
  sockets = 0
  tokenCalls = 0
  readonly attempts: number[] = []
  readonly #random: () => number

  constructor(seed: number) {
    this.#random = lcg(seed)
  }

  tell(event: MachineEvent): void {
    const before = this.state
    const context = {
      now: this.now,
      random: this.#random,
      authenticates: true,
      maxAttempts: Infinity,
      probes: true,
      isTokenExpired: this.#random() < 0.1,
      bufferedBytes: this.#random() < 0.5 ? 0 : Math.floor(this.#random() * 1_000),
    }
    const [state, effects] = transition(before, event, context)
    this.state = state
    this.#endWhatTold(before, event)
    for (const effect of effects) this.#perform(effect)
    this.#check(before, event)
  }

  play(moves: readonly (MachineEvent | readonly MachineEvent[] | number)[]): void {
    for (const move of moves) {
      if (typeof move === 'number') this.advance(move)
      else if ('type' in move) this.tell(move)
      else for (const event of move) this.tell(event)
    }
  }

  advance(ms: number): void {
    const until = this.now + ms
    for (let due = this.state.deadline; due !== null && due <= until; due = this.state.deadline) {
      this.now = Math.max(due, this.now)
      this.tell({ type: 'deadlinePassed' })
    }
    this.now = until
  }

  #perform(effect: Effect): void {
    if (effect.type === 'openSocket') this.sockets += 1
    if (effect.type === 'closeSocket') this.sockets -= 1
    if (effect.type === 'fetchToken') {
      this.tokenCalls += 1
      this.attempts.push(this.now)
    }
    if (effect.type === 'abortToken') this.tokenCalls -= 1
  }

  /** A call that answered and a socket that failed are gone, whatever the machine makes of it. */
  #endWhatTold(before: State, event: MachineEvent): void {
    const { phase } = before
    const { type } = event
    if (phase === 'opening' && (type === 'unreachable' || type === 'refused')) this.sockets -= 1
    if (isUp(phase) && type === 'closed') this.sockets -= 1
    if (phase === 'authenticating' && (type === 'tokenArrived' || type === 'tokenFailed')) this.tokenCalls -= 1
  }

  #check(before: State, event: MachineEvent): void {
    const { phase, deadline, unstableRung } = this.state
    expect(this.sockets, 'I2').toBe(phase === 'opening' || isUp(phase) ? 1 : 0)
    expect(this.tokenCalls, 'I2').toBe(phase === 'authenticating' ? 1 : 0)
    expect(deadline === null, 'I1').toBe(!['opening', 'waiting', 'offline', 'probing'].includes(phase))
    if (deadline !== null) expect(deadline).toBeLessThanOrEqual(this.now + 30_000)
    const began = before.attempt < this.state.attempt
    const allowed = event.type === 'connectRequested' || event.type === 'retryRequested'
    if (began && !allowed) expect(['idle', 'failed', 'disposed'], 'I3').not.toContain(before.phase)
    if (began && event.type !== 'pageResumed') expect(before.phase, 'I3').not.toBe('suspended')
    if (unstableRung < before.unstableRung) {
      const wasStable = isUp(before.phase) && this.now - (before.lastConnectedAt ?? 0) >= 10_000
      const wished = allowed || ['disconnectRequested', 'disposed', 'pageResumed'].includes(event.type)
      expect(wasStable || wished, 'I4').toBe(true)
    }
  }
}

function lcg(seed: number): () => number {
  let state = seed >>> 0
  return () => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32
}

const error = (code: ErrorCode, retryAfterMs?: number) => new TelltaleError(code, code, { retryAfterMs })
const codes = fc.constantFrom(...(Object.keys(retryRules) as ErrorCode[])) // Object.keys forgets the closed union
const plain = fc
  .constantFrom(
    'connectRequested' as const,
    'disconnectRequested' as const,
    'retryRequested' as const,
    'tokenArrived' as const,
    'opened' as const,
    'syncBegan' as const,
    'synced' as const,
    'doubted' as const,
    'answered' as const,
    'attended' as const,
    'pageSuspended' as const,
    'pageResumed' as const,
    'outageLasted' as const,
    'wentOnline' as const,
    'wentOffline' as const,
  )
  .map((type): MachineEvent => ({ type }))
const misfortune = fc
  .record({
    type: fc.constantFrom(
      'tokenFailed' as const,
      'unreachable' as const,
      'refused' as const,
      'closed' as const,
      'renounced' as const,
    ),
    code: codes,
    retryAfterMs: fc.option(fc.integer({ min: 0, max: 30_000 }), { nil: undefined }),
  })
  .map(({ type, code, retryAfterMs }): MachineEvent => ({ type, error: error(code, retryAfterMs) }))
/** A line comes up, as seldom happens by chance. */
const comeUp: readonly MachineEvent[] = [{ type: 'connectRequested' }, { type: 'tokenArrived' }, { type: 'opened' }]
const walk = fc.array(
  fc.oneof({ weight: 5, arbitrary: plain }, misfortune, fc.integer({ min: 0, max: 40_000 }), fc.constant(comeUp)),
  { maxLength: 60, size: 'max' },
)

describe('any walk through the machine', () => {
  it('keeps the invariants I1–I4, and nothing is left once disposed', () => {
    fc.assert(
      fc.property(walk, fc.integer(), (moves, seed) => {
        const world = new World(seed)
        world.play(moves)
        world.tell({ type: 'disposed' })
        expect([world.sockets, world.tokenCalls, world.state.deadline]).toEqual([0, 0, null])
      }),
      { numRuns: 2_000 },
    )
  })

  it('is ready within its ladder once all is well, whatever happened before', () => {
    fc.assert(
      fc.property(walk, fc.integer(), (moves, seed) => {
        const world = new World(seed)
        world.play(moves)
        world.tell({ type: 'wentOnline' })
        world.tell({ type: 'pageResumed' })
        world.tell({ type: 'connectRequested' })
        const { phase, deadline } = world.state
        if (deadline !== null && (phase === 'waiting' || phase === 'offline')) world.advance(deadline - world.now)
        world.tell({ type: 'tokenArrived' })
        world.tell({ type: 'opened' })
        world.tell({ type: 'answered' })
        world.tell({ type: 'synced' })
        expect(world.state.phase).toBe('ready')
      }),
      { numRuns: 2_000 },
    )
  })

  it('makes a server that accepts and drops after 20 ms see at most 6 connects in 15 s, whatever the seed', () => {
    fc.assert(
      fc.property(fc.integer(), fc.boolean(), (seed, wasStable) => {
        const world = new World(seed)
        const open = () => {
          world.tell({ type: 'tokenArrived' })
          world.tell({ type: 'opened' })
        }
        world.tell({ type: 'connectRequested' })
        open()
        world.advance(wasStable ? 20_000 : 20)
        const start = world.now
        let opened = wasStable ? 0 : 1
        world.tell({ type: 'closed', error: error('connection_lost') })
        while ((world.state.deadline ?? Infinity) < start + 15_000) {
          world.advance((world.state.deadline ?? 0) - world.now)
          open()
          opened += 1
          world.advance(20)
          world.tell({ type: 'closed', error: error('connection_lost') })
        }
        expect(opened).toBeLessThanOrEqual(6)
      }),
      { numRuns: 2_000 },
    )
  })
})
