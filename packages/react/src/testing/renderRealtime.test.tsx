import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { useWebSocketStatus } from '../useWebSocketStatus.ts'
import { renderRealtime } from './renderRealtime.tsx'

const Status = () => <p>{useWebSocketStatus().state}</p>

describe('a test that leaves nothing behind is not blamed for', () => {
  test('a network that is frozen at its end', async () => {
    const { server, container, advance } = await renderRealtime(<Status />)
    server.network.freeze()
    await advance(100)
    expect(container.textContent).toBe('connected')
  })

  test('a network that is slow at its end', async () => {
    const { server, container } = await renderRealtime(<Status />, { latencyMs: 500 })
    expect(container.textContent).toBe('connected')
    server.network.latency(1500)
  })
})

describe('time', () => {
  afterEach(() => {
    vi.useRealTimers()
  })

  test('may be given back by an afterEach, before the line has ended', async () => {
    onTestFinished(() => expect(vi.isFakeTimers()).toBe(false))
    const { container } = await renderRealtime(<Status />)
    expect(container.textContent).toBe('connected')
  })
})

test('a component that throws at once leaves neither a server nor a fake clock', async () => {
  const { WebSocket } = globalThis
  const silent = vi.spyOn(console, 'error').mockReturnValue()
  onTestFinished(() => {
    silent.mockRestore()
    expect([vi.isFakeTimers(), globalThis.WebSocket === WebSocket]).toEqual([false, true])
  })
  const Broken = (): never => {
    throw new Error('broken')
  }
  await expect(renderRealtime(<Broken />)).rejects.toThrow('broken')
})
