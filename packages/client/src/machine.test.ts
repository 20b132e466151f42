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
const context: Context = { now, random: () => 0.5, authenticates: true, maxAttempts: Infinity }

const connect = (state: State, events: readonly MachineEvent[], given = context): State =>
  events.reduce((before, event) => transition(before, event, given)[0], state)

const idle = initialState(now - stableAfterMs)
const steps: Record<MachinePhase, readonly MachineEvent[]> = {
  idle: [],
  authenticating: [{ type: 'connectRequested' }],
  opening: [{ type: 'connectRequested' }, { type: 'tokenArrived' }],
  ready: [{ type: 'connectRequested' }, { type: 'tokenArrived' }, { type: 'opened' }],
  syncing: [{ type: 'connectRequested' }, { type: 'tokenArrived' }, { type: 'opened' }, { type: 'syncBegan' }],
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
  syncBegan: { type: 'syncBegan' },
  synced: { type: 'synced' },
  spreadGiven: { type: 'spreadGiven', spreadMs: 7 },
  unreachable: { type: 'unreachable', error: lost },
  refused: { type: 'refused', error: new TelltaleError('server_busy', 'busy', { retryAfterMs: 5_000 }) },
  closed: { type: 'closed', error: lost },
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
    tokenFailed: '-', opened: '-', syncBegan: '-', synced: '-', spreadGiven: 'idle', unreachable: '-', refused: '-', closed: '-', deadlinePassed: '-',
    outageLasted: '-', wentOnline: '-', wentOffline: 'idle', disposed: 'disposed',
  },
  authenticating: {
    connectRequested: '-', disconnectRequested: 'idle: abortToken', retryRequested: '-', tokenArrived: 'opening: openSocket',
    tokenFailed: 'waiting', opened: '-', syncBegan: '-', synced: '-', spreadGiven: 'authenticating', unreachable: '-', refused: '-', closed: '-',
    deadlinePassed: '-', outageLasted: 'authenticating', wentOnline: '-', wentOffline: 'authenticating',
    disposed: 'disposed: abortToken',
  },
  opening: {
    connectRequested: '-', disconnectRequested: 'idle: closeSocket', retryRequested: '-', tokenArrived: '-', tokenFailed: '-',
    opened: 'ready', syncBegan: '-', synced: '-', spreadGiven: 'opening', unreachable: 'waiting', refused: 'waiting', closed: '-',
    deadlinePassed: 'waiting: closeSocket', outageLasted: 'opening', wentOnline: '-', wentOffline: 'opening',
    disposed: 'disposed: closeSocket',
  },
  ready: {
    connectRequested: '-', disconnectRequested: 'idle: closeSocket', retryRequested: '-', tokenArrived: '-', tokenFailed: '-',
    opened: '-', syncBegan: 'syncing', synced: '-', spreadGiven: 'ready', unreachable: '-', refused: '-', closed: 'waiting', deadlinePassed: '-',
    outageLasted: '-', wentOnline: '-', wentOffline: 'ready', disposed: 'disposed: closeSocket',
  },
  syncing: {
    connectRequested: '-', disconnectRequested: 'idle: closeSocket', retryRequested: '-', tokenArrived: '-', tokenFailed: '-',
    opened: '-', syncBegan: '-', synced: 'ready', spreadGiven: 'syncing', unreachable: '-', refused: '-', closed: 'waiting',
    deadlinePassed: '-', outageLasted: '-', wentOnline: '-', wentOffline: 'syncing', disposed: 'disposed: closeSocket',
  },
  waiting: {
    connectRequested: '-', disconnectRequested: 'idle', retryRequested: 'authenticating: fetchToken', tokenArrived: '-',
    tokenFailed: '-', opened: '-', syncBegan: '-', synced: '-', spreadGiven: 'waiting', unreachable: '-', refused: '-', closed: '-',
    deadlinePassed: 'authenticating: fetchToken', outageLasted: 'waiting', wentOnline: 'authenticating: fetchToken',
    wentOffline: 'offline', disposed: 'disposed',
  },
  offline: {
    connectRequested: '-', disconnectRequested: 'idle', retryRequested: 'authenticating: fetchToken', tokenArrived: '-',
    tokenFailed: '-', opened: '-', syncBegan: '-', synced: '-', spreadGiven: 'offline', unreachable: '-', refused: '-', closed: '-',
    deadlinePassed: 'authenticating: fetchToken', outageLasted: 'offline', wentOnline: 'authenticating: fetchToken',
    wentOffline: '-', disposed: 'disposed',
  },
  failed: {
    connectRequested: 'authenticating: fetchToken', disconnectRequested: 'idle', retryRequested: 'authenticating: fetchToken',
    tokenArrived: '-', tokenFailed: '-', opened: '-', syncBegan: '-', synced: '-', spreadGiven: 'failed', unreachable: '-', refused: '-', closed: '-',
    deadlinePassed: '-', outageLasted: 'failed', wentOnline: '-', wentOffline: 'failed', disposed: 'disposed',
  },
  disposed: {
    connectRequested: '-', disconnectRequested: '-', retryRequested: '-', tokenArrived: '-', tokenFailed: '-', opened: '-',
    syncBegan: '-', synced: '-', spreadGiven: '-', unreachable: '-', refused: '-', closed: '-', deadlinePassed: '-', outageLasted: '-', wentOnline: '-',
    wentOffline: '-', disposed: '-',
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
