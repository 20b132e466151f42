import { type ConnectionStatus, initialStatus } from '@telltale/react'
import { expect, test } from 'vitest'
import { chipLook, type ChipLookName } from './chipLook.ts'
import { beginLine, followLine, type SteadyLine } from './steadyLine.ts'

const graceMs = 1_500

const up: ConnectionStatus = { ...initialStatus, state: 'connected', phase: 'ready', synced: true, lastConnectedAt: 1 }
const down: ConnectionStatus = { ...up, state: 'reconnecting', phase: 'opening', synced: false }
const lost: ConnectionStatus = { ...down, lost: true }
const offline: ConnectionStatus = { ...down, phase: 'offline', offline: true }
const opening: ConnectionStatus = { ...initialStatus, state: 'connecting', phase: 'opening' }
const failed: ConnectionStatus = { ...down, state: 'failed', phase: 'failed' }
const closed: ConnectionStatus = { ...initialStatus, lastConnectedAt: 1 }
const saving: ConnectionStatus = { ...up, pendingWrites: 1 }
const asleep: ConnectionStatus = { ...down, phase: 'suspended' }

/** What is on screen at each of the given times, on a line that begins with the first status at 0 ms. */
function watch(
  begin: ConnectionStatus,
  changes: readonly (readonly [atMs: number, status: ConnectionStatus | 'same'])[],
): ChipLookName[] {
  let line: SteadyLine = beginLine(begin)
  return changes.map(([at, status]) => {
    line = followLine(line, status === 'same' ? line.latest : status, at, graceMs)
    return chipLook(line.shown, at, line.history).look
  })
}

test.each([
  ['an outage', up, down, 'connected'],
  ['the loss of the network', up, offline, 'connected'],
  ['the first connect', initialStatus, opening, 'idle'],
  ['a write', up, saving, 'connected'],
  ['a nap of the page', up, asleep, 'connected'],
] as const)('%s shorter than the grace is never shown', (_what, begin, trouble, shown) => {
  const looks = watch(begin, [
    [100, trouble],
    [1_599, 'same'],
    [1_599, up],
  ])
  expect(looks).toEqual([shown, shown, 'connected'])
})

test('an outage is shown once the grace is over, and its end at once', () => {
  const looks = watch(up, [
    [100, down],
    [1_600, 'same'],
    [1_700, up],
  ])
  expect(looks).toEqual(['connected', 'reconnecting', 'connected'])
})

test('the grace runs from the beginning of trouble, whatever kinds of it follow', () => {
  const looks = watch(up, [
    [0, down],
    [1_000, offline],
    [1_500, 'same'],
    [1_501, down],
  ])
  expect(looks).toEqual(['connected', 'connected', 'waitingForNetwork', 'reconnecting'])
})

test('a clock that is set back does not hide an outage', () => {
  const looks = watch(up, [
    [7_200_000, down],
    [1_500, 'same'],
  ])
  expect(looks).toEqual(['connected', 'reconnecting'])
})

test('a failed line and one that the user closed are shown at once', () => {
  expect(watch(up, [[0, failed]])).toEqual(['failed'])
  expect(watch(up, [[0, closed]])).toEqual(['disconnected'])
})

test('what the user begins after closing the line is shown at once', () => {
  expect(watch(closed, [[0, opening]])).toEqual(['connecting'])
})

test('the end of an outage that counted as lost is shown for 3 s', () => {
  const looks = watch(up, [
    [0, down],
    [5_000, lost],
    [9_000, up],
    [11_999, 'same'],
    [12_000, 'same'],
  ])
  expect(looks).toEqual(['connected', 'reconnecting', 'recovered', 'recovered', 'connected'])
})

test('a slow first connect is no recovery', () => {
  const looks = watch(initialStatus, [
    [0, opening],
    [5_000, { ...opening, lost: true }],
    [6_000, up],
  ])
  expect(looks).toEqual(['idle', 'connecting', 'connected'])
})

test('a line that drops three times within a minute, however shortly, is unstable until a minute has been quiet', () => {
  const flap = (at: number) =>
    [
      [at, down],
      [at + 50, up],
    ] as const
  const looks = watch(up, [
    ...flap(0),
    ...flap(20_000),
    ...flap(40_000),
    [70_000, down],
    [70_050, up],
    [129_999, 'same'],
    [130_000, 'same'],
  ])
  expect(looks.lastIndexOf('connected', 8)).toBe(3)
  expect(looks.slice(4)).toEqual(['unstable', 'unstable', 'unstable', 'unstable', 'unstable', 'connected'])
})

test('three drops spread over more than a minute are none', () => {
  const looks = watch(up, [
    [0, down],
    [10, up],
    [40_000, down],
    [40_010, up],
    [80_000, down],
    [80_010, up],
  ])
  expect(new Set(looks)).toEqual(new Set(['connected']))
})

test('a page that sleeps and a user who disconnects do not make a line unstable', () => {
  const looks = watch(up, [
    [0, asleep],
    [10, up],
    [20, closed],
    [30, up],
    [40, asleep],
    [50, up],
    [60, asleep],
    [70, up],
  ])
  expect(looks).not.toContain('unstable')
})

test('a status that changes nothing keeps the history’s identity', () => {
  const line = beginLine(up)
  expect(followLine(line, { ...up, latencyMs: 12 }, 10, graceMs).history).toBe(line.history)
})
