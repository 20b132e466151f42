import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { systemEnvironment } from '../src/environment.ts'

describe('a frame', () => {
  const log: string[] = []
  let paint: (() => void) | null = null
  beforeEach(() => {
    log.length = 0
    paint = null
    vi.useFakeTimers()
    vi.stubGlobal('requestAnimationFrame', (run: () => void) => {
      log.push('asked for')
      paint = run
      return 1
    })
    vi.stubGlobal('cancelAnimationFrame', () => (paint = null))
  })
  afterEach(() => {
    vi.unstubAllGlobals()
    vi.useRealTimers()
  })

  it('is asked for when what had arrived by then was heard, so that a burst is painted once', async () => {
    setTimeout(() => log.push('heard'), 0)
    systemEnvironment.requestFrame(() => log.push('run'))
    await vi.advanceTimersByTimeAsync(0)
    paint?.()
    expect(log).toEqual(['heard', 'asked for', 'run'])
    await vi.advanceTimersByTimeAsync(1_000)
    expect(log).toHaveLength(3)
  })

  it('comes after 100 ms where nothing is painted, once', async () => {
    systemEnvironment.requestFrame(() => log.push('run'))
    await vi.advanceTimersByTimeAsync(99)
    expect(log).toEqual(['asked for'])
    await vi.advanceTimersByTimeAsync(1_000)
    expect(log).toEqual(['asked for', 'run'])
    expect(paint).toBeNull()
  })

  it.each([0, 50])('does not come any more when it was cancelled after %i ms', async (afterMs) => {
    const cancel = systemEnvironment.requestFrame(() => log.push('run'))
    if (afterMs > 0) await vi.advanceTimersByTimeAsync(afterMs)
    cancel()
    await vi.advanceTimersByTimeAsync(1_000)
    expect(log).not.toContain('run')
    expect([paint, vi.getTimerCount()]).toEqual([null, 0])
  })
})
