import { createRealtimeClient } from '@telltale/client'
import { renderHook } from '@testing-library/react'
import type { ReactNode } from 'react'
import { StrictMode } from 'react'
import { describe, expect, it, vi } from 'vitest'
import { settle, inVirtualTime, world } from '../test/support/world.tsx'
import { RealtimeProvider } from './RealtimeProvider.tsx'
import { useEvent } from './useEvent.ts'

inVirtualTime()

const Ada = ({ url, children }: { url: string; children: ReactNode }) => (
  <StrictMode>
    <RealtimeProvider url={url} getToken={() => 'ada'}>
      {children}
    </RealtimeProvider>
  </StrictMode>
)

describe('useEvent', () => {
  it('calls the newest handler with each event, once', async () => {
    const server = world()
    const heard: string[] = []
    const { rerender } = renderHook(
      ({ name }) => useEvent('notification', ({ title }) => heard.push(`${name}: ${title}`)),
      { initialProps: { name: 'first' }, wrapper: ({ children }) => <Ada url={server.url}>{children}</Ada> },
    )
    await settle()
    server.rt.notifyUser('ada', { title: '1' })
    await settle()
    rerender({ name: 'second' })
    server.rt.notifyUser('ada', { title: '2' })
    await settle()
    expect(heard).toEqual(['first: 1', 'second: 2'])
  })

  it('hears one key, or nothing while not enabled', async () => {
    const server = world()
    const client = createRealtimeClient({ url: server.url })
    const release = client.acquire()
    client.join('project:1')
    const heard = vi.fn()
    const { rerender, unmount } = renderHook(
      ({ key, enabled }) => useEvent('project:updated', heard, { client, key, enabled }),
      { initialProps: { key: '1', enabled: true } },
    )
    await settle()
    const update = () =>
      server.rt
        .to('project:1')
        .emit('project:updated', { projectId: '1', changes: {}, updatedBy: 'ada', updatedAt: new Date().toISOString() })
    update()
    await settle()
    rerender({ key: '2', enabled: true })
    update()
    await settle()
    rerender({ key: '1', enabled: false })
    update()
    await settle()
    rerender({ key: '1', enabled: true })
    update()
    await settle()
    unmount()
    update()
    await settle()
    expect(heard).toHaveBeenCalledTimes(2)
    release()
    client.destroy()
  })
})
