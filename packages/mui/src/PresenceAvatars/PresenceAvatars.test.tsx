import { createRealtimeClient, RealtimeProvider, type RealtimeClient } from '@telltale/react'
import type { MockServer } from '@telltale/testing'
import { act, render, screen } from '@testing-library/react'
import { StrictMode } from 'react'
import { renderToString } from 'react-dom/server'
import { afterEach, describe, expect, test } from 'vitest'
import { inVirtualTime, listen, pass, world } from '../../test/support/world.tsx'
import { PresenceAvatars } from './PresenceAvatars.tsx'

inVirtualTime()

const others: RealtimeClient[] = []
afterEach(() => others.splice(0).forEach((other) => other.destroy()))

const App = ({ server }: { server: MockServer }) => (
  <StrictMode>
    <RealtimeProvider url={server.url} getToken={() => 'ada'} env={{ connectivity: server.connectivity }}>
      <PresenceAvatars projectId="42" />
    </RealtimeProvider>
  </StrictMode>
)

/** Somebody else, on a line of their own. */
function someone({ url }: MockServer, name: string): RealtimeClient {
  const client = createRealtimeClient({ url, getToken: () => name })
  others.push(client)
  client.connect()
  client.join('project:42')
  return client
}

const seen = () => screen.queryAllByRole('img').map((avatar) => avatar.ariaLabel)

describe('R7 who is in a project', () => {
  test('is seen as they come, in that order, one avatar over two tabs, and nothing is said', async () => {
    const server = world()
    const heard = listen()
    render(<App server={server} />)
    await pass(1_000)
    expect(seen()).toEqual(['Ada (you), online'])
    someone(server, 'bob')
    await pass(1_000)
    someone(server, 'cleo')
    const second = someone(server, 'bob')
    await pass(1_000)
    expect(seen()).toEqual(['Ada (you), online', 'Bob, online', 'Cleo, online'])
    act(() => second.destroy())
    await pass(10_000)
    expect(seen()).toEqual(['Ada (you), online', 'Bob, online', 'Cleo, online'])
    expect(heard).toEqual([])
  })

  test('does not flicker when they come back at once, nor while the own line breaks for a moment', async () => {
    const server = world()
    render(<App server={server} />)
    someone(server, 'bob')
    await pass(15_000)
    const looks = new Set<string>()
    act(() => server.network.drop())
    for (let i = 0; i < 30; i += 1) {
      await pass(50)
      looks.add(`${seen().length} ${screen.getByRole('list').ariaLabel}`)
    }
    expect([...looks]).toEqual(['2 People here (2)'])
  })

  test('is dimmed while the own line is down, and clear again with it', async () => {
    const server = world()
    render(<App server={server} />)
    await pass(15_000)
    act(() => server.network.offline())
    await pass(1_600)
    expect(screen.getByRole('list').ariaLabel).toBe('People here (1), may be out of date')
    expect(seen()).toHaveLength(1)
    act(() => server.network.online())
    await pass(100)
    expect(screen.getByRole('list').ariaLabel).toBe('People here (1)')
  })

  test('is nobody on a server', () => {
    expect(renderToString(<App server={world()} />)).toContain('People here (0)')
  })
})
