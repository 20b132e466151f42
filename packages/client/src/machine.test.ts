import { TelltaleError } from '@telltale/protocol'
import { describe, expect, it } from 'vitest'
import {
  type Context,
  initialState,
  type MachineEvent,
  type MachinePhase,
  openTimeoutMs,
  type State,
  stableAfterMs,
  transition,
} from './machine.ts'

const now = 1_000_000
const lost = new TelltaleError('connection_lost', 'lost')
const context: Context = {
  now,
  random: () => 0.5,
  authenticates: true,
  maxAttempts: Infinity,
  probes: true,
  isTokenExpired: false,
  bufferedBytes: 0,
}

const connect = (state: State, events: readonly MachineEvent[], given = context): State =>
  events.reduce((before, event) => transition(before, event, given)[0], state)

const idle = initialState(now - stableAfterMs)
const steps: Record<MachinePhase, readonly MachineEvent[]> = {
  idle: [],
  authenticating: [{ type: 'connectRequested' }],
  opening: [{ type: 'connectRequested' }, { type: 'tokenArrived' }],
  ready: [{ type: 'connectRequested' }, { type: 'tokenArrived' }, { type: 'opened' }],
  syncing: [{ type: 'connectRequested' }, { type: 'tokenArrived' }, { type: 'opened' }, { type: 'syncBegan' }],
  probing: [{ type: 'connectRequested' }, { type: 'tokenArrived' }, { type: 'opened' }, { type: 'doubted' }],
  suspended: [{ type: 'connectRequested' }, { type: 'tokenArrived' }, { type: 'opened' }, { type: 'pageSuspended' }],
  waiting: [{ type: 'connectRequested' }, { type: 'tokenFailed', error: lost }],
  offline: [{ type: 'connectRequested' }, { type: 'tokenFailed', error: lost }, { type: 'wentOffline' }],
  failed: [{ type: 'connectRequested' }, { type: 'tokenFailed', error: new TelltaleError('auth_invalid', 'no') }],
  disposed: [{ type: 'disposed' }],
}
const stateIn = (phase: MachinePhase): State => connect(idle, steps[phase])

const examples: { [TType in MachineEvent['type']]: MachineEvent & { type: TType } } = {
  connectRequested: { type: 'connectRequested' },
  disconnectRequested: { type: 'disconnectRequested' },
  retryRequested: { type: 'retryRequested' },
  tokenArrived: { type: 'tokenArrived' },
  tokenFailed: { type: 'tokenFailed', error: lost },
  opened: { type: 'opened' },
  doubted: { type: 'doubted' },
  answered: { type: 'answered' },
  attended: { type: 'attended' },
  pageSuspended: { type: 'pageSuspended' },
  pageResumed: { type: 'pageResumed' },
  syncBegan: { type: 'syncBegan' },
  synced: { type: 'synced' },
  spreadGiven: { type: 'spreadGiven', spreadMs: 7 },
  unreachable: { type: 'unreachable', error: lost },
  refused: { type: 'refused', error: new TelltaleError('server_busy', 'busy', { retryAfterMs: 5_000 }) },
  closed: { type: 'closed', error: lost },
  renounced: { type: 'renounced', error: lost },
  deadlinePassed: { type: 'deadlinePassed' },
  outageLasted: { type: 'outageLasted' },
  wentOnline: { type: 'wentOnline' },
  wentOffline: { type: 'wentOffline' },
  disposed: { type: 'disposed' },
}

/** The phase it leads to, with its effects in order; `-` where the event means nothing and the state stays the same. */
type Expected = '-' | `${MachinePhase}` | `${MachinePhase}: ${string}`

// prettier-ignore
const table: Record<MachinePhase, Record<MachineEvent['type'], Expected>> = {
  idle: {
    connectRequested: 'authenticating: fetchToken', disconnectRequested: '-', retryRequested: '-', tokenArrived: '-',
    tokenFailed: '-', opened: '-', syncBegan: '-', synced: '-', doubted: '-', answered: '-', attended: '-',
    pageSuspended: '-', pageResumed: '-', spreadGiven: 'idle', unreachable: '-', refused: '-', closed: '-', renounced: '-',
    deadlinePassed: '-', outageLasted: '-', wentOnline: '-', wentOffline: 'idle', disposed: 'disposed',
  },
  authenticating: {
    connectRequested: '-', disconnectRequested: 'idle: abortToken', retryRequested: '-',
    tokenArrived: 'opening: openSocket', tokenFailed: 'waiting', opened: '-', syncBegan: '-', synced: '-',
    doubted: '-', answered: '-', attended: '-', pageSuspended: 'suspended: abortToken', pageResumed: '-',
    spreadGiven: 'authenticating', unreachable: '-', refused: '-', closed: '-', renounced: '-', deadlinePassed: '-',
    outageLasted: 'authenticating', wentOnline: '-', wentOffline: 'authenticating', disposed: 'disposed: abortToken',
  },
  opening: {
    connectRequested: '-', disconnectRequested: 'idle: closeSocket', retryRequested: '-', tokenArrived: '-',
    tokenFailed: '-', opened: 'ready', syncBegan: '-', synced: '-', doubted: '-', answered: '-', attended: '-',
    pageSuspended: 'suspended: closeSocket', pageResumed: '-', spreadGiven: 'opening', unreachable: 'waiting',
    refused: 'waiting', closed: '-', renounced: '-', deadlinePassed: 'waiting: closeSocket', outageLasted: 'opening', wentOnline: '-',
    wentOffline: 'opening', disposed: 'disposed: closeSocket',
  },
  ready: {
    connectRequested: '-', disconnectRequested: 'idle: closeSocket', retryRequested: '-', tokenArrived: '-',
    tokenFailed: '-', opened: '-', syncBegan: 'syncing', synced: '-', doubted: 'probing: sendProbe', answered: '-',
    attended: 'probing: sendProbe', pageSuspended: 'suspended: closeSocket', pageResumed: '-', spreadGiven: 'ready',
    unreachable: '-', refused: '-', closed: 'waiting', renounced: 'waiting: closeSocket', deadlinePassed: '-', outageLasted: '-',
    wentOnline: 'probing: sendProbe', wentOffline: 'probing: sendProbe', disposed: 'disposed: closeSocket',
  },
  syncing: {
    connectRequested: '-', disconnectRequested: 'idle: closeSocket', retryRequested: '-', tokenArrived: '-',
    tokenFailed: '-', opened: '-', syncBegan: '-', synced: 'ready', doubted: 'probing: sendProbe', answered: '-',
    attended: 'probing: sendProbe', pageSuspended: 'suspended: closeSocket', pageResumed: '-', spreadGiven: 'syncing',
    unreachable: '-', refused: '-', closed: 'waiting', renounced: 'waiting: closeSocket', deadlinePassed: '-', outageLasted: '-',
    wentOnline: 'probing: sendProbe', wentOffline: 'probing: sendProbe', disposed: 'disposed: closeSocket',
  },
  probing: {
    connectRequested: '-', disconnectRequested: 'idle: closeSocket', retryRequested: '-', tokenArrived: '-',
    tokenFailed: '-', opened: '-', syncBegan: 'probing', synced: '-', doubted: '-', answered: 'ready', attended: '-',
    pageSuspended: 'suspended: closeSocket', pageResumed: '-', spreadGiven: 'probing', unreachable: '-', refused: '-',
    closed: 'waiting', renounced: 'waiting: closeSocket', deadlinePassed: 'waiting: closeSocket', outageLasted: '-', wentOnline: '-',
    wentOffline: 'probing', disposed: 'disposed: closeSocket',
  },
  suspended: {
    connectRequested: '-', disconnectRequested: 'idle', retryRequested: '-', tokenArrived: '-', tokenFailed: '-',
    opened: '-', syncBegan: '-', synced: '-', doubted: '-', answered: '-', attended: '-', pageSuspended: '-',
    pageResumed: 'authenticating: fetchToken', spreadGiven: 'suspended', unreachable: '-', refused: '-', closed: '-', renounced: '-',
    deadlinePassed: '-', outageLasted: '-', wentOnline: '-', wentOffline: 'suspended', disposed: 'disposed',
  },
  waiting: {
    connectRequested: '-', disconnectRequested: 'idle', retryRequested: 'authenticating: fetchToken',
    tokenArrived: '-', tokenFailed: '-', opened: '-', syncBegan: '-', synced: '-', doubted: '-', answered: '-',
    attended: 'authenticating: fetchToken', pageSuspended: 'suspended', pageResumed: '-', spreadGiven: 'waiting',
    unreachable: '-', refused: '-', closed: '-', renounced: '-', deadlinePassed: 'authenticating: fetchToken',
    outageLasted: 'waiting', wentOnline: 'authenticating: fetchToken', wentOffline: 'offline', disposed: 'disposed',
  },
  offline: {
    connectRequested: '-', disconnectRequested: 'idle', retryRequested: 'authenticating: fetchToken',
    tokenArrived: '-', tokenFailed: '-', opened: '-', syncBegan: '-', synced: '-', doubted: '-', answered: '-',
    attended: 'authenticating: fetchToken', pageSuspended: 'suspended', pageResumed: '-', spreadGiven: 'offline',
    unreachable: '-', refused: '-', closed: '-', renounced: '-', deadlinePassed: 'authenticating: fetchToken',
    outageLasted: 'offline', wentOnline: 'authenticating: fetchToken', wentOffline: '-', disposed: 'disposed',
  },
  failed: {
    connectRequested: 'authenticating: fetchToken', disconnectRequested: 'idle',
    retryRequested: 'authenticating: fetchToken', tokenArrived: '-', tokenFailed: '-', opened: '-', syncBegan: '-',
    synced: '-', doubted: '-', answered: '-', attended: '-', pageSuspended: '-', pageResumed: '-',
    spreadGiven: 'failed', unreachable: '-', refused: '-', closed: '-', renounced: '-', deadlinePassed: '-', outageLasted: 'failed',
    wentOnline: '-', wentOffline: 'failed', disposed: 'disposed',
  },
  disposed: {
    connectRequested: '-', disconnectRequested: '-', retryRequested: '-', tokenArrived: '-', tokenFailed: '-',
    opened: '-', syncBegan: '-', synced: '-', doubted: '-', answered: '-', attended: '-', pageSuspended: '-',
    pageResumed: '-', spreadGiven: '-', unreachable: '-', refused: '-', closed: '-', renounced: '-', deadlinePassed: '-',
    outageLasted: '-', wentOnline: '-', wentOffline: '-', disposed: '-',
  },
}

describe('transition', () => {
  const cells = Object.entries(table).flatMap(([phase, row]) =>
    Object.entries(row).map(([type, expected]) => ({ phase, type, expected })),
  )
  it.each(cells)('$phase × $type → $expected', ({ phase, type, expected }) => {
    // Both names are keys of the table, which Object.entries forgets.
    const before = stateIn(phase as MachinePhase)
    const [after, effects] = transition(before, examples[type as MachineEvent['type']], context)
    const names = effects.map((effect) => effect.type).join(', ')
    const changed = names ? `${after.phase}: ${names}` : after.phase
    expect(before.phase).toBe(phase)
    expect(after === before && !names ? '-' : changed).toBe(expected)
  })

  it('goes straight to opening where there is nobody to ask for a token', () => {
    const [state, effects] = transition(idle, { type: 'connectRequested' }, { ...context, authenticates: false })
    expect(state).toMatchObject({ phase: 'opening', deadline: now + openTimeoutMs })
    expect(effects).toEqual([{ type: 'openSocket' }])
  })

  it('comes back from a stable line at a random moment within the server’s spread (C1)', () => {
    const stable = { ...stateIn('ready'), lastConnectedAt: now - stableAfterMs, spreadMs: 400 }
    expect(transition(stable, { type: 'closed', error: lost }, context)[0].deadline).toBe(now + 200)
  })

  it('climbs the unstable ladder 1, 2, 4, 8, 16, 30 s, half fixed and half random, until a line is stable (C1)', () => {
    let state = stateIn('ready')
    const waits = Array.from({ length: 7 }, () => {
      state = transition(state, { type: 'closed', error: lost }, { ...context, random: () => 0 })[0]
      const wait = (state.deadline ?? 0) - now
      state = connect(state, [{ type: 'deadlinePassed' }, { type: 'tokenArrived' }, { type: 'opened' }])
      return wait
    })
    expect(waits).toEqual([500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000])
    const stable = transition(
      { ...state, lastConnectedAt: now - stableAfterMs },
      { type: 'closed', error: lost },
      context,
    )[0]
    expect(stable).toMatchObject({ unstableRung: 0, attempt: 0 })
  })

  it('tries an unreachable server within a second while the outage is young, then within 1, 2, 4 … 30 s', () => {
    let state = connect(idle, [{ type: 'connectRequested' }, { type: 'tokenArrived' }])
    const waitAfter = (ms: number): number => {
      const later = { ...context, now: now + ms, random: () => 1 }
      state = transition(state, { type: 'unreachable', error: lost }, later)[0]
      const wait = (state.deadline ?? 0) - later.now
      state = connect(state, [{ type: 'deadlinePassed' }, { type: 'tokenArrived' }], later)
      return wait
    }
    expect([0, 5_000, 14_999].map(waitAfter)).toEqual([1_000, 1_000, 1_000])
    expect([15_000, 16_000, 17_000, 18_000, 19_000, 20_000, 21_000].map(waitAfter)).toEqual([
      1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000,
    ])
  })

  it('waits as long as the server says', () => {
    expect(transition(stateIn('opening'), examples.refused, context)[0].deadline).toBe(now + 5_000)
  })

  it('answers auth_expired by one refresh at once, then by the ladder', () => {
    const expired: MachineEvent = { type: 'refused', error: new TelltaleError('auth_expired', 'expired') }
    const [asking, effects] = transition(stateIn('opening'), expired, context)
    expect(asking.phase).toBe('authenticating')
    expect(effects).toEqual([{ type: 'fetchToken', reason: 'rejected' }])
    const [again] = transition(connect(asking, [{ type: 'tokenArrived' }]), expired, context)
    expect(again).toMatchObject({ phase: 'waiting', tokenReason: 'rejected' })
  })

  it.each(['auth_invalid', 'forbidden', 'contract_mismatch'] as const)('fails at once after %s', (code) => {
    const [state] = transition(stateIn('opening'), { type: 'refused', error: new TelltaleError(code, 'no') }, context)
    expect(state).toMatchObject({ phase: 'failed', deadline: null, reason: { code, retryable: false } })
  })

  it('fails after auth_expired where there is nobody to ask for another token', () => {
    const alone = { ...context, authenticates: false }
    const opening = connect(idle, [{ type: 'connectRequested' }], alone)
    const refused: MachineEvent = { type: 'refused', error: new TelltaleError('auth_expired', 'expired') }
    expect(transition(opening, refused, alone)[0].phase).toBe('failed')
  })

  it('waits for what is still being sent before it counts the 5 s of a line in doubt', () => {
    const at = (ms: number, bufferedBytes: number): Context => ({ ...context, now: now + ms, bufferedBytes })
    const passed: MachineEvent = { type: 'deadlinePassed' }
    let state = transition(stateIn('ready'), { type: 'doubted' }, at(0, 900))[0]
    expect(state.deadline).toBe(now + 1_000)
    state = transition(state, passed, at(1_000, 400))[0]
    expect(state.deadline).toBe(now + 2_000)
    // Nothing more gets through.
    state = transition(state, passed, at(2_000, 400))[0]
    expect(state).toMatchObject({ phase: 'probing', deadline: now + 7_000, since: now })
    expect(transition(state, passed, at(7_000, 400))[0].phase).toBe('waiting')
  })

  it('does not look more closely at a line whose server answers no probes', () => {
    for (const type of ['doubted', 'attended', 'wentOnline'] as const) {
      expect(transition(stateIn('ready'), { type }, { ...context, probes: false })[0].phase).toBe('ready')
    }
  })

  it('drops a line without a probe where the token expired while nobody looked, and asks for another', () => {
    const [state, effects] = transition(stateIn('ready'), { type: 'attended' }, { ...context, isTokenExpired: true })
    expect(state).toMatchObject({ phase: 'authenticating', reason: { code: 'auth_expired' } })
    expect(effects).toEqual([{ type: 'closeSocket' }, { type: 'fetchToken', reason: 'rejected' }])
  })

  it('is not hurried where the server named the time', () => {
    const ordered = transition(stateIn('opening'), examples.refused, context)[0]
    for (const type of ['attended', 'wentOnline'] as const) {
      expect(transition(ordered, { type }, context)[0].phase).toBe('waiting')
    }
    expect(transition(ordered, { type: 'retryRequested' }, context)[0].phase).toBe('authenticating')
  })

  it('comes back from probing to where it was', () => {
    const probing = connect(stateIn('syncing'), [{ type: 'doubted' }])
    expect(connect(probing, [{ type: 'answered' }]).phase).toBe('syncing')
    expect(connect(probing, [{ type: 'synced' }, { type: 'answered' }]).phase).toBe('ready')
  })

  it('gives up after maxAttempts in a row, and begins anew when asked', () => {
    const patient = { ...context, maxAttempts: 2 }
    const fail: MachineEvent[] = [{ type: 'tokenArrived' }, { type: 'unreachable', error: lost }]
    const once = connect(idle, [{ type: 'connectRequested' }, ...fail], patient)
    const twice = connect(once, [{ type: 'deadlinePassed' }, ...fail], patient)
    expect([once.phase, twice.phase]).toEqual(['waiting', 'failed'])
    expect(transition(twice, { type: 'retryRequested' }, patient)[0]).toMatchObject({
      phase: 'authenticating',
      attempt: 1,
    })
  })
})
