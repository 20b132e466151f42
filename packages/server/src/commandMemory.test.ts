import { TelltaleError } from '@telltale/protocol'
import { beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import { createCommandMemory } from './commandMemory.ts'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'] })
  onTestFinished(() => void vi.useRealTimers())
})

/** A command that counts how often it is applied, and gives that number. */
function counting(): { run: () => Promise<unknown>; count: () => number } {
  let count = 0
  return { run: () => Promise.resolve(++count), count: () => count }
}

test('a repeat gets the answer of the first, for the window and no longer', async () => {
  const commands = createCommandMemory(600_000)
  const { run } = counting()
  expect(await commands.once('ada', 'a', run)).toBe(1)
  vi.advanceTimersByTime(599_999)
  expect(await commands.once('ada', 'a', run)).toBe(1)
  vi.advanceTimersByTime(1)
  expect(await commands.once('ada', 'a', run)).toBe(2)
})

test("ids are each user's own", async () => {
  const commands = createCommandMemory(600_000)
  const { run } = counting()
  expect([await commands.once('ada', 'a', run), await commands.once('bob', 'a', run)]).toEqual([1, 2])
})

test('a refusal is remembered, a failure that is worth another try is not', async () => {
  const commands = createCommandMemory(600_000)
  const outcomes = [
    new TelltaleError('server_busy', 'later'),
    new Error('a bug'),
    new TelltaleError('auth_expired', 'a new token'),
    new TelltaleError('not_found', 'no such deal'),
    new TelltaleError('forbidden', 'not reached'),
  ]
  const told: unknown[] = []
  for (let sent = 0; sent < 6; sent++) {
    await commands
      .once('ada', 'a', () => Promise.reject(outcomes.shift() ?? new Error('none left')))
      .catch((error) => told.push(error))
  }
  expect(told.map((error) => (TelltaleError.is(error) ? error.code : 'thrown'))).toEqual([
    'server_busy',
    'thrown',
    'auth_expired',
    'not_found',
    'not_found',
    'not_found',
  ])
})

test('of one user the last 1000 outcomes are remembered, or 1 MB of them; of others nothing is lost', async () => {
  const commands = createCommandMemory(600_000)
  const bob = counting()
  await commands.once('bob', 'first', bob.run)
  const ada = counting()
  for (let id = 0; id <= 1000; id++) await commands.once('ada', String(id), ada.run)
  await commands.once('ada', '1', ada.run)
  expect(ada.count()).toBe(1001)
  await commands.once('ada', '0', ada.run)
  expect(ada.count()).toBe(1002)

  const large = (): Promise<string> => Promise.resolve('x'.repeat(600_000))
  await commands.once('ada', 'large', large)
  await commands.once('ada', 'larger', large)
  const again = counting()
  expect(await commands.once('ada', 'larger', again.run)).toHaveLength(600_000)
  expect(await commands.once('ada', 'large', again.run)).toBe(1)
  await commands.once('bob', 'first', bob.run)
  expect(bob.count()).toBe(1)
})
