import { createRealtimeClient } from '@telltale/client'
import { TelltaleError } from '@telltale/protocol'
import { act, render, renderHook, screen } from '@testing-library/react'
import * as React from 'react'
import { StrictMode, useState } from 'react'
import { describe, expect, it, vi } from 'vitest'
import { pass, settle, inVirtualTime, world } from '../test/support/world.tsx'
import { RealtimeProvider } from './RealtimeProvider.tsx'
import { useSocket, type UseSocketOptions } from './useSocket.ts'
import { useWebSocketStatus } from './useWebSocketStatus.ts'

inVirtualTime()

function Line({ name, ...options }: UseSocketOptions & { name: string }) {
  const { state } = useSocket(options)
  const { isConnected } = useWebSocketStatus(options)
  return (
    <output aria-label={name}>
      {String(state.connected)} {String(isConnected)}
    </output>
  )
}

describe('useSocket', () => {
  it('gives socket, state, connect, disconnect and emit, called as users call it (R4)', async () => {
    const server = world()
    const log = vi.fn<(what: string) => void>()
    const { result } = renderHook(() =>
      useSocket({
        url: server.url,
        token: 'jwt-token',
        autoConnect: true,
        onConnect: () => log('Connected'),
        onDisconnect: () => log('Disconnected'),
      }),
    )
    expect(result.current.state).toEqual({ connected: false, connecting: true, error: null })
    await settle()
    expect(result.current.state).toEqual({ connected: true, connecting: false, error: null })
    expect(result.current.socket.connected).toBe(true)
    expect(await result.current.emit('team:join', { teamId: '1' })).toMatchObject({ ok: true })
    expect(server.io.sockets.adapter.rooms.has('user:jwt-token')).toBe(true)

    await pass(0)
    result.current.disconnect()
    await settle()
    expect(result.current.state).toEqual({ connected: false, connecting: false, error: null })
    result.current.connect()
    await settle()
    expect(log.mock.calls.flat()).toEqual(['Connected', 'Disconnected', 'Connected'])
  })

  it('makes one connection of StrictMode and a hundred components, aborted attempts counted', async () => {
    const server = world()
    render(
      <StrictMode>
        {Array.from({ length: 100 }, (_, i) => (
          <Line key={i} name={`line ${i}`} url={server.url} token="ada" />
        ))}
      </StrictMode>,
    )
    await pass(5_000)
    expect(screen.getByLabelText('line 99').textContent).toBe('true true')
    expect([server.attempts, server.connections]).toEqual([1, 1])
  })

  it('makes one connection under a provider in StrictMode, aborted attempts counted', async () => {
    const server = world()
    render(
      <StrictMode>
        <RealtimeProvider url={server.url} getToken={() => 'ada'}>
          {Array.from({ length: 100 }, (_, i) => (
            <Line key={i} name={`line ${i}`} />
          ))}
        </RealtimeProvider>
      </StrictMode>,
    )
    await pass(5_000)
    expect(screen.getByLabelText('line 0').textContent).toBe('true true')
    expect([server.attempts, server.connections]).toEqual([1, 1])
  })

  it('keeps the connection over remounts and route changes', async () => {
    const server = world()
    const options = { url: server.url, token: 'ada' }
    const view = render(<Line key="a" name="line" {...options} />)
    await settle()
    for (const key of ['b', 'c', 'd']) {
      view.rerender(<Line key={key} name="line" {...options} />)
      await pass(500)
    }
    view.rerender(<p>another route</p>)
    await pass(900)
    view.rerender(<Line key="e" name="line" {...options} />)
    await pass(5_000)
    expect(screen.getByLabelText('line').textContent).toBe('true true')
    expect(server.attempts).toBe(1)
  })

  it('keeps the connection when a second copy of the module asks for it, as after a hot reload', async () => {
    const server = world()
    const { result } = renderHook(() => useSocket({ url: server.url, token: 'ada' }))
    await settle()
    // A query makes the module system load it anew, as Vite's hot reload does.
    const copy: typeof import('./useSocket.ts') = await import(
      /* @vite-ignore */ './useSocket.ts?copy' as './useSocket.ts'
    )
    const again = renderHook(() => copy.useSocket({ url: server.url, token: 'ada' }))
    await settle()
    expect(again.result.current.socket).toBe(result.current.socket)
    expect(server.attempts).toBe(1)
  })

  it('gives two people two connections', async () => {
    const server = world()
    render(
      <>
        <Line name="ada" url={server.url} token="ada" />
        <Line name="bob" url={server.url} token="bob" />
      </>,
    )
    await settle()
    expect([server.attempts, server.connections]).toEqual([2, 2])
  })

  it('keeps the token that one component brought when another of the same person brings none', async () => {
    const server = world()
    render(
      <>
        <Line name="with" url={server.url} identity="ada" token="ada" />
        <Line name="without" url={server.url} identity="ada" />
      </>,
    )
    await pass(11_000)
    server.network.restart()
    await pass(2_000)
    expect(server.attempts).toBe(2)
    expect(server.io.sockets.adapter.rooms.has('user:ada')).toBe(true)
  })

  it('asks for a new sign-in when a lone token has expired, and goes on with the next one', async () => {
    const jwt = (exp: number) => `e30.${btoa(JSON.stringify({ sub: 'ada', exp }))}.x`
    const [old, fresh] = [jwt(1), jwt(2)]
    const server = world({
      auth: (token) => {
        if (token === old) throw new TelltaleError('auth_expired', 'expired')
        return { userId: 'ada' }
      },
    })
    const { result, rerender } = renderHook((token: string) => useSocket({ url: server.url, token }), {
      initialProps: old,
    })
    await pass(60_000)
    expect(result.current.state).toMatchObject({ connecting: false, error: { code: 'auth_invalid' } })
    expect(server.attempts).toBe(1)
    rerender(fresh)
    await settle()
    expect(result.current.state.connected).toBe(true)
  })

  it('connects by connect() alone where autoConnect is false, and lets go on unmount', async () => {
    const server = world()
    const { result, unmount } = renderHook(() => useSocket({ url: server.url, autoConnect: false }))
    await pass(5_000)
    expect(server.attempts).toBe(0)
    result.current.connect()
    await settle()
    expect(result.current.state.connected).toBe(true)
    unmount()
    await pass(1_001)
    expect(server.connections).toBe(0)
  })

  // React 18 has no Activity.
  it.each('Activity' in React ? [React.Activity] : [])(
    'opens again what connect() had opened, when it was hidden and is shown again',
    async (Activity) => {
      const server = world()
      const App = () => {
        const { connect } = useSocket({ url: server.url, autoConnect: false })
        return <button onClick={connect}>connect</button>
      }
      const ui = (mode: 'visible' | 'hidden') => (
        <Activity mode={mode}>
          <App />
        </Activity>
      )
      const view = render(ui('visible'))
      screen.getByRole('button').click()
      await settle()
      for (const [mode, connections] of [
        ['hidden', 0],
        ['visible', 1],
      ] as const) {
        view.rerender(ui(mode))
        // oxlint-disable-next-line no-await-in-loop -- one after the other
        await pass(2_000)
        expect([mode, server.connections]).toEqual([mode, connections])
      }
    },
  )

  it('lets go once autoConnect is false, though connect() was called meanwhile, as by a button to try again', async () => {
    const server = world()
    const { result, rerender } = renderHook((autoConnect: boolean) => useSocket({ url: server.url, autoConnect }), {
      initialProps: true,
    })
    await settle()
    act(() => result.current.connect())
    rerender(false)
    await pass(2_000)
    expect(server.connections).toBe(0)
  })

  it('closes what it is asked to, also where a callback throws, which is reported', async () => {
    const reported = vi.fn((event: ErrorEvent) => event.preventDefault())
    window.addEventListener('error', reported)
    const server = world()
    const mistake = new Error('an app’s own mistake')
    const onDisconnect = () => {
      throw mistake
    }
    const { result } = renderHook(() => useSocket({ url: server.url, onDisconnect }))
    await settle()
    act(() => result.current.disconnect())
    await settle()
    expect([result.current.state.connected, server.connections]).toEqual([false, 0])
    expect(reported.mock.calls).toEqual([[expect.objectContaining({ error: mistake })]])
    window.removeEventListener('error', reported)
  })

  it('uses the getToken of one component also where another without one was there first', async () => {
    const server = world()
    const { url } = server
    render(
      <>
        <Line name="without" url={url} />
        <Line name="with" url={url} getToken={() => 'ada'} />
      </>,
    )
    await settle()
    expect(server.io.sockets.adapter.rooms.has('user:ada')).toBe(true)
    expect(server.attempts).toBe(1)
  })

  it('tells each new reason why the line does not open, and keeps its functions stable', async () => {
    const server = world()
    server.network.refuse({ code: 'forbidden' })
    const onError = vi.fn()
    const { result } = renderHook(() => useSocket({ url: server.url, onError }))
    const { connect, disconnect, emit, socket } = result.current
    await settle()
    expect(onError.mock.calls).toEqual([[{ code: 'forbidden', message: expect.any(String), retryable: false }]])
    expect(result.current.state).toMatchObject({ connected: false, connecting: false, error: { code: 'forbidden' } })
    expect(result.current).toMatchObject({ connect, disconnect, emit, socket })
  })

  it('renders on changes of its state, never on events', async () => {
    const server = world()
    let renders = 0
    renderHook(() => {
      renders += 1
      return useSocket({ url: server.url, token: 'ada' })
    })
    await settle()
    const before = renders
    for (let i = 0; i < 100; i++) server.rt.notifyUser('ada', { title: `${i}` })
    await settle()
    expect([before, renders]).toEqual([3, 3])
  })
})

describe('RealtimeProvider', () => {
  it('uses the newest getToken, and another client for another url', async () => {
    const server = world()
    const other = world()
    const seen: string[] = []
    function App() {
      const [user, setUser] = useState('ada')
      const [url, setUrl] = useState(server.url)
      const getToken = () => {
        seen.push(user)
        return user
      }
      return (
        <RealtimeProvider url={url} getToken={getToken}>
          <button onClick={() => setUser('bob')}>bob</button>
          <button onClick={() => setUrl(other.url)}>move</button>
          <Line name="line" />
        </RealtimeProvider>
      )
    }
    render(<App />)
    await settle()
    screen.getByText('bob').click()
    await settle()
    server.network.drop()
    await pass(2_000)
    expect(seen).toEqual(['ada', 'bob'])
    screen.getByText('move').click()
    await pass(1_100)
    expect([server.connections, other.connections]).toEqual([0, 1])
    expect(screen.getByLabelText('line').textContent).toBe('true true')
  })

  it('opens another line where getToken comes, and where it goes: the person has signed in, or out', async () => {
    const server = world()
    const app = (getToken?: () => string) => (
      <RealtimeProvider url={server.url} getToken={getToken}>
        <Line name="line" />
      </RealtimeProvider>
    )
    const view = render(app())
    for (const [user, getToken] of [['guest'], ['ada', () => 'ada'], ['guest']] as const) {
      view.rerender(app(getToken))
      await pass(2_000)
      const people = [...server.io.sockets.adapter.rooms.keys()].filter((room) => room.startsWith('user:'))
      expect([people, screen.getByLabelText('line').textContent]).toEqual([[`user:${user}`], 'true true'])
    }
  })

  it('keeps two providers apart whose person is not named, even on one url', async () => {
    const server = world()
    render(
      <>
        <RealtimeProvider url={server.url} getToken={() => 'ada'} />
        <RealtimeProvider url={server.url} getToken={() => 'bob'} />
      </>,
    )
    await settle()
    const { rooms } = server.io.sockets.adapter
    expect([rooms.has('user:ada'), rooms.has('user:bob')]).toEqual([true, true])
  })

  it('keeps the line over a remount where the person is named', async () => {
    const server = world()
    const app = (key: string) => <RealtimeProvider key={key} url={server.url} identity="ada" getToken={() => 'ada'} />
    const view = render(app('a'))
    await settle()
    view.rerender(app('b'))
    await pass(3_000)
    expect([server.attempts, server.connections]).toEqual([1, 1])
  })

  it('takes a client that the app made, and leaves its listeners alone', async () => {
    const server = world()
    const client = createRealtimeClient({ url: server.url })
    const view = render(
      <RealtimeProvider client={client}>
        <Line name="line" />
      </RealtimeProvider>,
    )
    await settle()
    expect(screen.getByLabelText('line').textContent).toBe('true true')
    view.unmount()
    await pass(1_001)
    expect(client.getConnectionState()).toBe('disconnected')
  })
})
