import { type ConnectionStatus, initialStatus } from '@telltale/react'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { beginOutage, followOutage, type Outage } from './outage.ts'

const graceMs = 5_000

const status = (changes: Partial<ConnectionStatus>): ConnectionStatus => ({ ...initialStatus, ...changes })
const up = status({ state: 'connected', phase: 'ready' })
const opening = status({ state: 'reconnecting', phase: 'opening' })
const offline = status({ state: 'reconnecting', phase: 'offline', offline: true })
const first = status({ state: 'connecting', phase: 'opening' })
const suspended = status({ state: 'reconnecting', phase: 'suspended' })
const failed = status({ state: 'failed', phase: 'failed' })
const closed = status({})
const down: readonly ConnectionStatus[] = [opening, offline, first]

test('B1–B4 an outage is shown from its grace on, without a break, and gone with its end, whatever came before', () => {
  const steps = fc.array(
    fc.tuple(fc.constantFrom(up, opening, offline, first, suspended, failed, closed), fc.nat({ max: 7_000 })),
    { size: 'max', maxLength: 40 },
  )
  fc.assert(
    fc.property(steps, (walk) => {
      let at = 0
      let outage: Outage = beginOutage(up, at, graceMs)
      let downFor = 0
      for (const [next, waitMs] of walk) {
        outage = followOutage(outage, next, at, graceMs)
        // The store looks again at the end of the grace; here at each step's end.
        at += waitMs
        downFor = next === failed ? Infinity : down.includes(next) ? downFor + waitMs : 0
        outage = followOutage(outage, next, at, graceMs)
        expect(outage.shown).toBe(next === failed || (down.includes(next) && downFor >= graceMs) ? next : null)
      }
    }),
  )
})

test('a line that is found lost is shown at once, one that is found opening is not', () => {
  expect(beginOutage({ ...opening, lost: true }, 0, graceMs).shown).not.toBeNull()
  expect(beginOutage(opening, 0, graceMs).shown).toBeNull()
})

test('a clock that is set back does not hide an outage', () => {
  const before = followOutage(beginOutage(up, 7_200_000, graceMs), opening, 7_200_000, graceMs)
  expect(followOutage(before, opening, 7_199_990, graceMs).shown).toBeNull()
  expect(followOutage(before, opening, 1_000, graceMs).shown).toBe(opening)
})
