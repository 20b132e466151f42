import { createRealtimeClient, RealtimeProvider } from '@telltale/react'
import { act, fireEvent, render, screen } from '@testing-library/react'
import { StrictMode } from 'react'
import { renderToString } from 'react-dom/server'
import { describe, expect, test } from 'vitest'
import type { MockServer } from '@telltale/testing'
import { inVirtualTime, listen, pass, twoLines, world } from '../../test/support/world.tsx'
import { ConnectionChip, type ConnectionChipProps } from './ConnectionChip.tsx'

inVirtualTime()

const App = ({ server, chips = 1, ...props }: ConnectionChipProps & { server: MockServer; chips?: number }) => (
  <StrictMode>
    <RealtimeProvider url={server.url} env={{ connectivity: server.connectivity }}>
      {Array.from({ length: chips }, (_, i) => (
        <ConnectionChip key={i} {...props} />
      ))}
    </RealtimeProvider>
  </StrictMode>
)

/** What the chip says, without its countdown. */
const words = () => screen.getAllByRole('button')[0]?.querySelector('.TtConnectionChip-label')?.textContent

/** A chip on a line that has been stable for 15 s. */
async function connected(props: Omit<Parameters<typeof App>[0], 'server'> = {}): Promise<MockServer> {
  const server = world()
  render(<App server={server} {...props} />)
  await pass(15_000)
  expect(words()).toBe('Connected')
  return server
}

describe('S4 the chip in the app bar', () => {
  test('says Reconnecting within its grace of 1.5 s after the server was killed, and Connected at once when it is back', async () => {
    const server = await connected()
    act(() => server.network.stop())
    await pass(1_490)
    expect(words()).toBe('Connected')
    await pass(20)
    expect(words()).toBe('Reconnecting')
    act(() => server.network.start())
    for (let waited = 0; server.connections === 0 && waited < 200; waited += 1) await pass(100)
    expect(words()).toBe('Connected')
  })

  test('never shows a drop that heals within the grace', async () => {
    const server = await connected()
    const seen = new Set<string | undefined>()
    act(() => server.network.drop())
    for (let i = 0; i < 30; i += 1) {
      await pass(50)
      seen.add(words())
    }
    expect([server.attempts, server.connections]).toEqual([2, 1])
    expect([...seen]).toEqual(['Connected'])
  })

  test('says Offline without a network', async () => {
    const server = await connected()
    act(() => server.network.offline())
    await pass(1_510)
    expect(words()).toBe('Offline')
    act(() => server.network.online())
    await pass(50)
    expect(words()).toBe('Connected')
  })

  test('says Back online for 3 s after an outage that counted as lost', async () => {
    const server = await connected()
    act(() => server.network.offline())
    await pass(6_000)
    act(() => server.network.online())
    await pass(50)
    expect(words()).toBe('Back online')
    await pass(3_000)
    expect(words()).toBe('Connected')
  })

  test('asks to sign in again at once, and Retry now leaves that', async () => {
    const server = await connected()
    server.network.refuse({ code: 'auth_invalid' })
    act(() => server.network.drop())
    await pass(1_400)
    expect(words()).toBe('Sign in again')
    server.network.accept()
    fireEvent.click(screen.getByRole('button'))
    await pass(500)
    fireEvent.click(screen.getByRole('button', { name: 'Retry now' }))
    await pass(50)
    expect(screen.getByRole('dialog')).toHaveProperty('textContent', expect.stringContaining('Connected'))
  })

  test('stays Unstable after three drops within a minute, until a minute has been quiet', async () => {
    const server = await connected()
    for (let drops = 0; drops < 3; drops += 1) {
      act(() => server.network.drop())
      await pass(10_000)
    }
    expect(words()).toBe('Unstable')
    await pass(49_000)
    expect(words()).toBe('Unstable')
    await pass(1_000)
    expect(words()).toBe('Connected')
  })

  test('is quiet at first: not connected until the grace is over, then connecting', async () => {
    const server = world()
    server.network.stop()
    render(<App server={server} />)
    await pass(1_490)
    expect(words()).toBe('Not connected')
    await pass(20)
    expect(words()).toBe('Connecting')
  })

  test('hides itself while there is nothing to tell', async () => {
    const server = world()
    render(<App server={server} hideWhenConnected />)
    expect(screen.queryByRole('button')).toBeNull()
    await pass(15_000)
    expect(screen.queryByRole('button')).toBeNull()
    act(() => server.network.stop())
    await pass(1_510)
    expect(words()).toBe('Reconnecting')
  })

  test('takes a client instead of the provider’s', async () => {
    const server = world()
    const client = createRealtimeClient({ url: server.url })
    render(<ConnectionChip client={client} />)
    act(() => client.connect())
    await pass(1_000)
    expect(words()).toBe('Connected')
    act(() => client.disconnect())
    expect(words()).toBe('Disconnected')
    client.destroy()
  })

  test('renders on a server', () => {
    const server = world()
    expect(renderToString(<App server={server} />)).toContain('Not connected')
  })
})

describe('what a screen reader hears', () => {
  test('an outage is told once by however many chips, its countdown never, and its end', async () => {
    const server = await connected({ chips: 5 })
    const heard = listen()
    act(() => server.network.stop())
    await pass(30_000)
    expect(heard).toEqual(['status: Reconnecting'])
    act(() => server.network.start())
    await pass(60_000)
    expect(heard).toEqual(['status: Reconnecting', 'status: Back online'])
  })

  test('what heals within the grace is not told, nor is the first connect', async () => {
    const heard = listen()
    const server = await connected()
    act(() => server.network.drop())
    await pass(10_000)
    expect(heard).toEqual([])
  })

  test('a failed line is told at once and urgently', async () => {
    const server = await connected()
    const heard = listen()
    server.network.refuse({ code: 'auth_invalid' })
    act(() => server.network.drop())
    await pass(1_400)
    expect(heard).toEqual(['alert: Sign in again'])
  })

  test.each([
    ['that was up', 'Reconnecting'],
    ['that never was', 'Connecting'],
  ])('a line %s and fails again is told again, when somebody asked it to try', async (_what, trying) => {
    const server = world()
    const refuse = () => server.network.refuse({ code: 'auth_invalid' })
    if (trying === 'Connecting') refuse()
    const client = createRealtimeClient({ url: server.url, env: { connectivity: server.connectivity } })
    render(<ConnectionChip client={client} />)
    const heard = listen()
    act(() => client.connect())
    await pass(15_000)
    refuse()
    act(() => server.network.drop())
    await pass(5_000)
    act(() => client.retryNow())
    await pass(5_000)
    expect(heard).toEqual(['alert: Sign in again', `status: ${trying}`, 'alert: Sign in again'])
    client.destroy()
  })

  test('a flapping line is told once', async () => {
    const server = await connected()
    const heard = listen()
    for (let drops = 0; drops < 6; drops += 1) {
      act(() => server.network.drop())
      await pass(12_000)
    }
    expect(heard).toEqual(['status: Unstable'])
  })

  test('of another line, how it was found is not told', async () => {
    const { up, refused } = twoLines()
    const { rerender } = render(<ConnectionChip client={up} />)
    act(() => [up, refused].forEach((client) => client.connect()))
    await pass(15_000)
    const heard = listen()
    rerender(<ConnectionChip client={refused} />)
    await pass(3_000)
    expect(words()).toBe('Sign in again')
    rerender(<ConnectionChip client={up} />)
    await pass(3_000)
    expect([words(), heard]).toEqual(['Connected', []])
    for (const client of [up, refused]) client.destroy()
  })

  test('the countdown is no part of the button’s name', async () => {
    const server = await connected()
    server.network.refuse({ code: 'server_busy', retryAfterMs: 10_000 })
    act(() => server.network.drop())
    await pass(3_000)
    const chip = screen.getByRole('button', { name: 'Reconnecting' })
    expect(chip.textContent).toMatch(/in \d+ s/)
  })
})
