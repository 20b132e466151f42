import { type ConnectionStatus, initialStatus } from '@telltale/react'
import { renderHook } from '@testing-library/react'
import { expect, test, vi } from 'vitest'
import { inVirtualTime, pass } from '../../test/support/world.tsx'
import { outage } from './outage.ts'
import { useFollowedLine } from './useFollowedLine.ts'

inVirtualTime()

const down: ConnectionStatus = { ...initialStatus, state: 'reconnecting', phase: 'offline', offline: true }

/** A line that is down and stays so, and how many listen to it. */
function follow() {
  let listeners = 0
  const status = {
    getSnapshot: () => down,
    getServerSnapshot: () => initialStatus,
    subscribe: () => {
      listeners += 1
      return () => void (listeners -= 1)
    },
  }
  const line = { status }
  return { ...renderHook(() => useFollowedLine(line, outage, 2_000).shown), heard: () => listeners }
}

test('time alone changes what is made of a line', async () => {
  const { result } = follow()
  await pass(1_999)
  expect(result.current).toBeNull()
  await pass(1)
  expect(result.current).toBe(down)
})

test('a line is followed only while somebody looks', async () => {
  const { heard, unmount } = follow()
  await pass(1_000)
  expect([heard(), vi.getTimerCount()]).toEqual([1, 1])
  unmount()
  expect([heard(), vi.getTimerCount()]).toEqual([0, 0])
})
