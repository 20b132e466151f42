import { expect, onTestFinished, test, vi } from 'vitest'
import { inVirtualTime, pass } from '../../test/support/world.tsx'
import { callAt } from './clock.ts'

inVirtualTime()

function hide(hidden: boolean): void {
  vi.spyOn(document, 'hidden', 'get').mockReturnValue(hidden)
  document.dispatchEvent(new Event('visibilitychange'))
  onTestFinished(() => void vi.restoreAllMocks())
}

test('all waits of a page share one timer, and each is called once at its time', async () => {
  const calls: string[] = []
  callAt(Date.now() + 200, () => calls.push('late'))
  callAt(Date.now() + 100, () => calls.push('early'))
  callAt(Date.now() + 100, () => calls.push('early too'))
  expect(vi.getTimerCount()).toBe(1)
  await pass(100)
  expect(calls).toEqual(['early', 'early too'])
  await pass(5_000)
  expect(calls).toEqual(['early', 'early too', 'late'])
})

test('a wait that is called off is not called, and leaves no timer', async () => {
  const listener = vi.fn<() => void>()
  callAt(Date.now() + 100, listener)()
  expect(vi.getTimerCount()).toBe(0)
  await pass(200)
  expect(listener).not.toHaveBeenCalled()
})

test('a hidden page has no timer; what came due is called when it is seen again', async () => {
  const listener = vi.fn<() => void>()
  callAt(Date.now() + 100, listener)
  hide(true)
  expect(vi.getTimerCount()).toBe(0)
  await pass(1_000)
  expect(listener).not.toHaveBeenCalled()
  hide(false)
  await pass(0)
  expect(listener).toHaveBeenCalledOnce()
})

test.each([40 * 86_400_000, Infinity])('a wait of %d ms keeps the page quiet until it is over', async (ms) => {
  const listener = vi.fn<() => void>()
  const arms = vi.spyOn(globalThis, 'setTimeout')
  onTestFinished(() => arms.mockRestore())
  const callOff = callAt(Date.now() + ms, listener)
  await pass(10_000)
  expect([listener, arms].map(({ mock }) => mock.calls.length)).toEqual([0, 1])
  await pass(41 * 86_400_000)
  expect(listener).toHaveBeenCalledTimes(Number.isFinite(ms) ? 1 : 0)
  callOff()
})

test('a clock that is set back keeps nobody waiting for longer than they asked', async () => {
  const calls: string[] = []
  callAt(Date.now() + 1_000, () => calls.push('before'))
  vi.setSystemTime(Date.now() - 7_200_000)
  callAt(Date.now() + 1_500, () => calls.push('after'))
  await pass(1_000)
  expect(calls).toEqual(['before'])
  await pass(500)
  expect(calls).toEqual(['before', 'after'])
})
