import { act, render, renderHook } from '@testing-library/react'
import { type ReactNode, StrictMode } from 'react'
import { renderToString } from 'react-dom/server'
import { describe, expect, it, vi } from 'vitest'
import { pass, settle, inVirtualTime, world } from '../test/support/world.tsx'
import { RealtimeProvider } from './RealtimeProvider.tsx'
import { useWebSocketStatus } from './useWebSocketStatus.ts'

inVirtualTime()

const under =
  (url: string) =>
  ({ children }: { children: ReactNode }) => <RealtimeProvider url={url}>{children}</RealtimeProvider>

describe('useWebSocketStatus', () => {
  it('says at once that the server was killed, and that it is back without a click (C6, C7)', async () => {
    const server = world()
    const { result } = renderHook(() => useWebSocketStatus(), { wrapper: under(server.url) })
    expect(result.current).toMatchObject({ state: 'connecting', isConnected: false, isReconnecting: false })
    await pass(11_000)
    expect(result.current).toMatchObject({ state: 'connected', isConnected: true, isReconnecting: false })
    act(() => server.network.stop())
    await settle()
    expect(result.current).toMatchObject({ state: 'reconnecting', isConnected: false, isReconnecting: true })
    await pass(6_000)
    expect(result.current.lost).toBe(true)
    server.network.start()
    await pass(10_000)
    expect(result.current).toMatchObject({ state: 'connected', lost: false })
  })

  it('tries at once by retryNow, which is stable', async () => {
    const server = world()
    server.network.stop()
    const { result } = renderHook(() => useWebSocketStatus(), { wrapper: under(server.url) })
    const { retryNow } = result.current
    await pass(60_000)
    server.network.start()
    retryNow()
    await settle()
    expect(result.current.isConnected).toBe(true)
    expect(result.current.retryNow).toBe(retryNow)
  })

  it('is disconnected on a server, opens nothing there, and hydrates without a mismatch', async () => {
    const server = world()
    const complaints = vi.spyOn(console, 'error')
    const Status = () => <output>{useWebSocketStatus().state}</output>
    const app = (
      <StrictMode>
        <RealtimeProvider url={server.url} getToken={() => 'ada'}>
          <Status />
        </RealtimeProvider>
      </StrictMode>
    )
    const container = document.createElement('div')
    container.innerHTML = renderToString(app)
    expect(container.textContent).toBe('disconnected')
    await pass(5_000)
    expect(server.attempts).toBe(0)
    render(app, {
      container: document.body.appendChild(container),
      hydrate: true,
      onRecoverableError: complaints,
    })
    await settle()
    expect(container.textContent).toBe('connected')
    expect(complaints).not.toHaveBeenCalled()
  })
})
