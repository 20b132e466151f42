import { type ConnectionState, type ConnectionStatus, initialStatus, type Phase } from '@telltale/react'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { chipLook, chipLookNames, type ChipLookName, degradedAfterMs, recoveredForMs } from './chipLook.ts'

const now = 1_700_000_000_000

const status = (changes: Partial<ConnectionStatus>): ConnectionStatus => ({ ...initialStatus, since: now, ...changes })

const connected = status({ state: 'connected', phase: 'ready', synced: true, lastConnectedAt: now })

const states: Readonly<Record<Phase, readonly ConnectionState[]>> = {
  idle: ['disconnected'],
  authenticating: ['connecting', 'reconnecting'],
  opening: ['connecting', 'reconnecting'],
  syncing: ['connected'],
  ready: ['connected'],
  probing: ['connected'],
  waiting: ['connecting', 'reconnecting'],
  offline: ['connecting', 'reconnecting'],
  suspended: ['connecting', 'reconnecting'],
  failed: ['failed'],
  disposed: ['disconnected'],
}

/** The plain look of each phase: nothing lost, nothing waiting, on a network. */
const plain: Readonly<Record<Phase, readonly ChipLookName[]>> = {
  idle: ['idle'],
  authenticating: ['connecting', 'reconnecting'],
  opening: ['connecting', 'reconnecting'],
  syncing: ['syncing'],
  ready: ['connected'],
  probing: ['connected'],
  waiting: ['connecting', 'reconnecting'],
  offline: ['waitingForNetwork', 'waitingForNetwork'],
  suspended: ['paused', 'paused'],
  failed: ['failed'],
  disposed: ['idle'],
}

// Object.entries forgets the keys' type; the record above has no others.
test.each(Object.entries(states) as [Phase, readonly ConnectionState[]][])(
  '%s has its plain look',
  (phase, possible) => {
    const looks = possible.map((state) => chipLook(status({ state, phase, synced: phase !== 'syncing' }), now).look)
    expect(looks).toEqual(plain[phase])
  },
)

test('S4 says Connected in green, Reconnecting in yellow, Offline in red, each with a shape of its own', () => {
  const reconnecting = status({ state: 'reconnecting', phase: 'opening' })
  expect(chipLook(connected, now)).toMatchObject({ look: 'connected', color: 'success', shape: 'dot' })
  expect(chipLook(reconnecting, now)).toMatchObject({ look: 'reconnecting', color: 'warning', shape: 'arc' })
  expect(chipLook({ ...reconnecting, offline: true }, now)).toMatchObject({
    look: 'waitingForNetwork',
    color: 'error',
    shape: 'slash',
  })
})

test.each(['auth_expired', 'auth_invalid'] as const)('%s asks to sign in again', (code) => {
  const failed = status({ state: 'failed', phase: 'failed', reason: { code, message: '', retryable: false } })
  expect(chipLook(failed, now).look).toBe('signInAgain')
})

test('another final code is a failed connection', () => {
  const failed = status({
    state: 'failed',
    phase: 'failed',
    reason: { code: 'forbidden', message: '', retryable: false },
  })
  expect(chipLook(failed, now).look).toBe('failed')
})

test('a line that had been there and was closed by the user is disconnected', () => {
  expect(chipLook(status({ lastConnectedAt: now }), now).look).toBe('disconnected')
})

test('a probe unanswered for 1.5 s is a degraded line', () => {
  const probing = { ...connected, phase: 'probing' } as const
  expect(chipLook(probing, now + degradedAfterMs - 1)).toMatchObject({
    look: 'connected',
    changesAt: now + degradedAfterMs,
  })
  expect(chipLook(probing, now + degradedAfterMs)).toMatchObject({ look: 'degraded', changesAt: null })
})

test('a line that answers outranks a platform that says offline; one that is being asked does not', () => {
  expect(chipLook({ ...connected, offline: true }, now).look).toBe('connected')
  expect(chipLook({ ...connected, offline: true, phase: 'probing' }, now).look).toBe('waitingForNetwork')
})

test('writes that wait on an open line are being synced', () => {
  expect(chipLook({ ...connected, pendingWrites: 3 }, now)).toMatchObject({ look: 'syncing', pendingWrites: 3 })
})

test('a lost line that came back is recovered for 3 s', () => {
  const history = { recoveredAt: now, unstableUntil: null }
  expect(chipLook(connected, now, history)).toMatchObject({ look: 'recovered', changesAt: now + recoveredForMs })
  expect(chipLook(connected, now + recoveredForMs, history)).toMatchObject({ look: 'connected', changesAt: null })
})

test('an unstable line says so up or down, but not that it is up while an outage lasts', () => {
  const history = { recoveredAt: null, unstableUntil: now + 60_000 }
  const down = status({ state: 'reconnecting', phase: 'waiting', retryAt: now + 500 })
  expect(chipLook(connected, now, history).look).toBe('unstable')
  expect(chipLook(down, now, history).look).toBe('unstable')
  expect(chipLook({ ...down, lost: true }, now, history).look).toBe('reconnecting')
  expect(chipLook(connected, now + 60_000, history).look).toBe('connected')
})

test.each(['connecting', 'reconnecting'] as const)(
  'the countdown of %s shows whole seconds, and names the moment of the next',
  (state) => {
    const waiting = status({ state, phase: 'waiting', retryAt: now + 2_300 })
    expect(chipLook(waiting, now)).toMatchObject({ retryInSeconds: 3, changesAt: now + 300 })
    expect(chipLook(waiting, now + 300)).toMatchObject({ retryInSeconds: 2, changesAt: now + 1_300 })
    expect(chipLook(waiting, now + 9_000)).toMatchObject({ retryInSeconds: 0, changesAt: null })
  },
)

test('a reading of the clock older than the status is taken as the status’ own time', () => {
  const waiting = status({ state: 'reconnecting', phase: 'waiting', retryAt: now + 2_000 })
  expect(chipLook(waiting, 0).retryInSeconds).toBe(2)
})

const anyTime = fc.option(fc.integer({ min: now - 90_000, max: now + 90_000 }))
const anyStatus = fc.record({
  state: fc.constantFrom<ConnectionState>('disconnected', 'connecting', 'connected', 'reconnecting', 'failed'),
  phase: fc.constantFrom(...(Object.keys(states) as Phase[])),
  since: fc.integer({ min: now - 90_000, max: now }),
  attempt: fc.nat(20),
  retryAt: anyTime,
  lastConnectedAt: anyTime,
  offline: fc.boolean(),
  lost: fc.boolean(),
  synced: fc.boolean(),
  pendingWrites: fc.nat(3),
  latencyMs: fc.option(fc.nat(500)),
  reason: fc.option(fc.constant({ code: 'auth_expired', message: '', retryable: false } as const)),
})
const anyHistory = fc.record({
  recoveredAt: fc.option(fc.integer({ min: now - 90_000, max: now })),
  unstableUntil: anyTime,
})

test('every combination of status, time and history has a look, which stays until the moment it names', () => {
  fc.assert(
    fc.property(anyStatus, anyHistory, fc.nat(90_000), (any, history, later) => {
      const look = chipLook(any, now, history)
      expect(chipLookNames).toContain(look.look)
      const { changesAt } = look
      expect(changesAt === null || changesAt > now).toBe(true)
      const until = Math.min(now + later, (changesAt ?? Infinity) - 1)
      expect(chipLook(any, until, history)).toEqual(look)
    }),
    { numRuns: 2_000 },
  )
})
