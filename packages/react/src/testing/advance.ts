import { act } from '@testing-library/react'
import { vi } from 'vitest'

/** Virtual time passes in so many steps at most, so that what was fetched in one is there for the next. */
const mostSteps = 150
const leastStepMs = 500
/** As many tasks as a request with its answer takes. */
const tasksAStep = 20

/**
 * Lets virtual time pass, in ms, with all that React, lines and fakes of `fetch` do in it. Vitest's own clock stands between
 * the tasks by which bodies of requests and answers arrive.
 *
 * @example
 * const usage = createMockUsage()
 * render(<UsageMeter usage={{ fetch: usage.fetch }} />)
 * await advance(10_000)
 */
export async function advance(ms: number): Promise<void> {
  const step = Math.max(leastStepMs, ms / mostSteps)
  for (let left = ms; left >= 0; left -= step) {
    // oxlint-disable-next-line no-await-in-loop -- time passes in order
    await act(async () => {
      await vi.advanceTimersByTimeAsync(Math.min(left, step))
      // oxlint-disable-next-line no-await-in-loop -- one task after the other
      for (let tasks = 0; tasks < tasksAStep; tasks += 1) await task()
    })
    if (left === 0) return
  }
}

/** A task of the browser's own, which no fake clock has. */
const task = (): Promise<void> =>
  new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel()
    port1.addEventListener('message', () => (port1.close(), resolve()))
    port1.start()
    port2.postMessage(null)
  })
