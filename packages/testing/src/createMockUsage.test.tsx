import { expect, test, vi } from 'vitest'
import { createMockUsage } from './createMockUsage.ts'

test('K3 streams usage inside a page, without a service worker, and leaves nothing', async () => {
  const usage = createMockUsage({ latencyMs: 5 })
  const leaving = new AbortController()
  const headers = { authorization: 'Bearer ada' }
  const response = await usage.fetch('/api/usage/stream', { signal: leaving.signal, headers, cache: 'no-store' })
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
  let text = ''
  const until = async (event: string): Promise<void> => {
    while (!text.includes(`event: ${event}`)) text += (await reader?.read())?.value ?? ''
  }
  await until('session:state')
  const ping = { method: 'POST', body: '{"active":true,"lease":true}', headers, keepalive: true }
  expect(await (await usage.fetch('/api/usage/ping', ping)).json()).toMatchObject({ status: 'active' })
  await until('session:created')
  leaving.abort()
  await expect(reader?.read()).rejects.toThrow(/abort/)
  await vi.waitFor(() => expect([usage.streams, usage.leftovers().lines]).toEqual([0, 0]))
  usage.close()
})
