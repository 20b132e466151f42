import { createRealtimeClient, RealtimeProvider } from '@telltale/react'
import type { MockServer } from '@telltale/testing'
import { act, fireEvent, render, screen } from '@testing-library/react'
import { StrictMode } from 'react'
import { renderToString } from 'react-dom/server'
import { describe, expect, test } from 'vitest'
import { inVirtualTime, listen, pass, twoLines, world } from '../../test/support/world.tsx'
import { ConnectionChip } from '../ConnectionChip/ConnectionChip.tsx'
import { OfflineBanner } from './OfflineBanner.tsx'

inVirtualTime()

type AppProps = { server: MockServer; hasChip?: boolean; hasField?: boolean }

const App = ({ server, hasChip = false, hasField = false }: AppProps) => (
  <StrictMode>
    <RealtimeProvider url={server.url} env={{ connectivity: server.connectivity }}>
      <OfflineBanner />
      {hasChip && <ConnectionChip />}
      {hasField && <input />}
    </RealtimeProvider>
  </StrictMode>
)

const banner = () => screen.queryByRole('region')?.textContent ?? null

/** A banner on a line that has been stable for 15 s. */
async function connected(props: Omit<AppProps, 'server'> = {}): Promise<MockServer> {
  const server = world()
  render(<App server={server} {...props} />)
  await pass(15_000)
  expect(banner()).toBeNull()
  return server
}

async function untilConnected(server: MockServer): Promise<void> {
  for (let waited = 0; server.connections === 0 && waited < 400; waited += 1) await pass(100)
}

describe('the banner of an outage', () => {
  test('comes 5 s after the server was killed and names it, and goes at once when it is back', async () => {
    const server = await connected()
    act(() => server.network.stop())
    await pass(4_980)
    expect(banner()).toBeNull()
    await pass(40)
    expect(banner()).toContain('The server cannot be reached.')
    act(() => server.network.start())
    await untilConnected(server)
    expect(banner()).toBeNull()
  })

  test('names the network where that is missing', async () => {
    const server = await connected()
    act(() => server.network.offline())
    await pass(5_010)
    expect(banner()).toContain('This device has no network.')
    act(() => server.network.online())
    await pass(50)
    expect(banner()).toBeNull()
  })

  test('never comes for a line that flaps within the grace', async () => {
    const server = await connected()
    const seen = new Set<string | null>()
    for (let drops = 0; drops < 6; drops += 1) {
      act(() => server.network.drop())
      for (let i = 0; i < 24; i += 1) {
        await pass(500)
        seen.add(banner())
      }
    }
    expect([...seen]).toEqual([null])
  })

  test('comes at once for a sign-in that is refused, and Retry now leaves that', async () => {
    const server = await connected()
    server.network.refuse({ code: 'auth_invalid' })
    act(() => server.network.drop())
    await pass(1_400)
    expect(banner()).toContain('The server did not accept your sign-in.')
    server.network.accept()
    fireEvent.click(screen.getByRole('button', { name: 'Retry now' }))
    await pass(500)
    expect([banner(), server.connections]).toEqual([null, 1])
  })

  test('Retry now does not wait for the next attempt', async () => {
    const server = await connected()
    server.network.refuse({ code: 'server_busy', retryAfterMs: 60_000, times: 1 })
    act(() => server.network.drop())
    await pass(7_000)
    expect(banner()).toMatch(/Next try in 5\d s/)
    fireEvent.click(screen.getByRole('button', { name: 'Retry now' }))
    await pass(100)
    expect([banner(), server.connections]).toEqual([null, 1])
  })

  test('takes no focus with it: whoever is at its button is back where they were', async () => {
    const server = await connected({ hasField: true })
    act(() => screen.getByRole('textbox').focus())
    act(() => server.network.stop())
    await pass(6_000)
    act(() => screen.getByRole('button', { name: 'Retry now' }).focus())
    act(() => server.network.start())
    await untilConnected(server)
    expect([banner(), document.activeElement]).toEqual([null, screen.getByRole('textbox')])
  })

  test('does not come for who has closed the line', async () => {
    const client = createRealtimeClient({ url: world().url })
    render(<OfflineBanner client={client} />)
    act(() => client.connect())
    await pass(10_000)
    act(() => client.disconnect())
    await pass(10_000)
    expect([client.getConnectionState(), banner()]).toEqual(['disconnected', null])
    client.destroy()
  })

  test('renders nothing on a server', () => {
    expect(renderToString(<App server={world()} />)).toBe('')
  })
})

describe('what a screen reader hears', () => {
  test('a network that is missing is told once, and its end', async () => {
    const server = await connected()
    const heard = listen()
    act(() => server.network.offline())
    await pass(40_000)
    act(() => server.network.online())
    await pass(10_000)
    expect(heard).toEqual(['status: Offline', 'status: Back online'])
  })

  test.each([false, true])(
    'a server that is gone is told once, and its end, also with a chip (%s)',
    async (hasChip) => {
      const server = await connected({ hasChip })
      const heard = listen()
      act(() => server.network.stop())
      await pass(40_000)
      act(() => server.network.start())
      await pass(60_000)
      expect(heard).toEqual(['status: Reconnecting', 'status: Back online'])
    },
  )

  test('what heals within the grace is not told, and neither is any countdown', async () => {
    const server = await connected()
    const heard = listen()
    act(() => server.network.drop())
    await pass(10_000)
    expect(heard).toEqual([])
    act(() => server.network.stop())
    await pass(120_000)
    expect(heard).toEqual(['status: Reconnecting'])
  })

  test('of another line, how it was found is not told', async () => {
    const { up, refused } = twoLines()
    const { rerender } = render(<OfflineBanner client={up} />)
    act(() => [up, refused].forEach((client) => client.connect()))
    await pass(15_000)
    const heard = listen()
    rerender(<OfflineBanner client={refused} />)
    await pass(3_000)
    expect(banner()).toContain('Sign in again')
    rerender(<OfflineBanner client={up} />)
    await pass(3_000)
    expect([banner(), heard]).toEqual([null, []])
    for (const client of [up, refused]) client.destroy()
  })

  test.each([false, true])(
    'a failed line that somebody asks to try again is told as it tries, and by what came of it, also with a chip (%s)',
    async (hasChip) => {
      const server = await connected({ hasChip })
      const heard = listen()
      server.network.refuse({ code: 'auth_invalid' })
      act(() => server.network.drop())
      await pass(5_000)
      fireEvent.click(screen.getByRole('button', { name: 'Retry now' }))
      await pass(5_000)
      server.network.accept()
      fireEvent.click(screen.getByRole('button', { name: 'Retry now' }))
      await pass(15_000)
      const failed = ['alert: Sign in again', 'status: Reconnecting']
      expect([banner(), heard]).toEqual([null, [...failed, ...failed, 'status: Back online']])
    },
  )

  test('a failed line is told urgently', async () => {
    const server = await connected()
    const heard = listen()
    server.network.refuse({ code: 'auth_invalid' })
    act(() => server.network.drop())
    await pass(2_000)
    expect(heard).toEqual(['alert: Sign in again'])
  })
})
