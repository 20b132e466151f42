import { createPlainServer } from '@telltale/testing'
import { LateBoundWebSocket } from '@telltale/client'
import { act, render, screen } from '@testing-library/react'
import { StrictMode } from 'react'
import { renderToString } from 'react-dom/server'
import { io } from 'socket.io-client'
import { describe, expect, it, vi } from 'vitest'
import type { WithLine } from '../../src/index.ts'
import { RealtimeProvider } from '../../src/index.ts'
import { renderRealtime, type RealtimeView } from '../../src/testing/index.ts'

type Server = RealtimeView['server']

/** A hook about something with an id, and how a server makes it show another text. */
export type HookUnderTest = {
  /** Calls the hook, and gives a text of what it says. */
  use: (id: string, options?: WithLine) => string
  /** The topic that it reads, by its id. */
  topicOf: (id: string) => string
  /** Lets something happen to that id, after which the text is another. */
  tell: (server: Server, id: string) => void
  /** The same as a plain server sends it. */
  tellPlain: readonly [event: string, payload: (id: string) => unknown]
}

/** What holds of every hook that reads a topic. */
export function describeTopicHook(name: string, { use, topicOf, tell, tellPlain }: HookUnderTest): void {
  const Reader = ({ id, ...options }: WithLine & { id: string }) => <output>{use(id, options)}</output>
  const texts = (): string[] => screen.getAllByRole('status').map(({ textContent }) => textContent)
  /** Lines of the person at the screen; others may be in the topic as well. */
  const members = ({ io: server }: Server, id: string): number =>
    [...(server.sockets.adapter.rooms.get(topicOf(id)) ?? [])].filter(
      (socketId) => server.sockets.sockets.get(socketId)?.handshake.auth['token'] === 'ada',
    ).length

  describe(`${name}, as every hook that reads a topic,`, () => {
    it('says the same in a hundred components, which join once (C1)', async () => {
      const { server, advance, client } = await renderRealtime(
        Array.from({ length: 100 }, (_, i) => <Reader key={i} id="a" />),
      )
      await advance(200)
      const requests = client.getStats().eventsOut
      const [before] = texts()
      tell(server, 'a')
      await advance(500)
      expect(new Set(texts()).size).toBe(1)
      expect(texts()[0]).not.toBe(before)
      expect([members(server, 'a'), client.getStats().eventsOut]).toEqual([1, requests])
    })

    it('knows what happened before it was mounted, and what comes after', async () => {
      const { server, advance, rerender } = await renderRealtime(null)
      tell(server, 'a')
      await advance(500)
      rerender(<Reader id="a" />)
      const [first] = texts()
      await advance(500)
      expect(texts()[0]).not.toBe(first)
    })

    it('goes over to another id in the middle of the first answer, and leaves the old one', async () => {
      const { server, advance, rerender } = await renderRealtime(<Reader id="a" />, { latencyMs: 20 })
      rerender(<Reader id="b" />)
      await advance(500)
      const [before] = texts()
      tell(server, 'a')
      await advance(500)
      expect(texts()).toEqual([before])
      tell(server, 'b')
      await advance(500)
      expect(texts()).not.toEqual([before])
      await advance(2_000)
      expect(members(server, 'b')).toBe(1)
    })

    it('leaves nothing when it is unmounted in the middle of the first answer', async () => {
      const { advance, rerender, client } = await renderRealtime(<Reader id="a" />, { latencyMs: 20 })
      rerender(null)
      await advance(3_000)
      // A user's own topic is the server's gift, for the line's whole life.
      expect(client.topics.getSnapshot().has(topicOf('a'))).toBe(topicOf('a') === 'user:ada')
    })

    it('catches up after the line was lost', async () => {
      const { server, advance } = await renderRealtime(<Reader id="a" />)
      await advance(500)
      const [before] = texts()
      act(() => server.network.offline())
      tell(server, 'a')
      await advance(5_000)
      act(() => server.network.online())
      await advance(5_000)
      expect(texts()).not.toEqual([before])
    })

    it('shows what is newest though frames have stopped, as in a hidden tab', async () => {
      const { server, advance } = await renderRealtime(<Reader id="a" />)
      await advance(500)
      const [before] = texts()
      const frames = vi.spyOn(globalThis, 'requestAnimationFrame').mockReturnValue(0)
      tell(server, 'a')
      await advance(500)
      frames.mockRestore()
      expect(texts()).not.toEqual([before])
    })

    it('renders on a server as on the first render of the page', async () => {
      const complaints = vi.fn()
      const printed = vi.spyOn(console, 'error').mockImplementation(complaints)
      const app = (
        <StrictMode>
          <RealtimeProvider url="https://nobody.example">
            <Reader id="a" />
          </RealtimeProvider>
        </StrictMode>
      )
      const container = document.body.appendChild(document.createElement('div'))
      container.innerHTML = renderToString(app)
      // React 19 prints no mismatch: it tells it here.
      const { unmount } = render(app, { container, hydrate: true, onRecoverableError: complaints })
      expect(complaints).not.toHaveBeenCalled()
      unmount()
      printed.mockRestore()
    })

    it('works on a socket that an app has already, against a plain server (R4)', async () => {
      const { advance, rerender } = await renderRealtime(null)
      const server = createPlainServer()
      const socket = io(server.url, { forceNew: true, transports: [LateBoundWebSocket] })
      await advance(10)
      rerender(<Reader id="a" socket={socket} />)
      await advance(500)
      const [before] = texts()
      const [event, payload] = tellPlain
      server.io.emit(event, payload('a'))
      await advance(500)
      expect(texts()).not.toEqual([before])
      rerender(null)
      await advance(2_000)
      socket.disconnect()
      await server.close()
    })
  })
}
