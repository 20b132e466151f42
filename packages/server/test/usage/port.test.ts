import { expect, test, vi } from 'vitest'
import { memoryUsage, usageHandlers, type UsageStore } from '../../src/index.ts'
import { listenOnPort } from '../support/listenOnPort.ts'
import { eventsOf } from '../support/usageWorld.ts'

/** Usage on a real port, by the platform's fetch and in real time; it counts who listens. */
async function served() {
  const store = memoryUsage()
  const listening = new Set<unknown>()
  const counted: UsageStore = {
    ...store,
    subscribe: (userId, listener) => {
      const stop = store.subscribe(userId, listener)
      listening.add(stop)
      return () => {
        listening.delete(stop)
        stop()
      }
    },
  }
  const url = await listenOnPort(usageHandlers({ auth: () => ({ userId: 'ada' }), capMs: 600_000, store: counted }))
  const ping = (body: string): Promise<Response> => fetch(`${url}/ping`, { method: 'POST', body })
  return { url, listening, ping }
}

test('U2 streams from a real port: the state at once, each change as it comes, and nothing is left of who has gone', async () => {
  const { url, listening, ping } = await served()
  const leaving = new AbortController()
  const response = await fetch(`${url}/stream`, { signal: leaving.signal })
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
  let text = ''
  const until = async (type: string): Promise<void> => {
    while (eventsOf(text).at(-1)?.type !== type) text += (await reader?.read())?.value ?? ''
  }
  await until('session:state')
  // A string is sent as text, as a beacon is.
  const started = await ping('{"active":true,"lease":true}')
  expect(started.status).toBe(200)
  await until('session:created')
  await ping('{"active":false}')
  await until('session:closed')
  expect(listening.size).toBe(1)
  leaving.abort()
  await vi.waitFor(() => expect(listening.size).toBe(0))
})

test('a body that is too large is refused without reading it whole', async () => {
  const { ping } = await served()
  expect((await ping('x'.repeat(100_000))).status).toBe(413)
})
