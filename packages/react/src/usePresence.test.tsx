import { createRealtimeClient, type RealtimeClient } from '@telltale/client'
import { act } from '@testing-library/react'
import { Profiler } from 'react'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { describeTopicHook } from '../test/support/hookConformance.tsx'
import { usePresence, type UsePresenceOptions, useSocket } from './index.ts'
import { renderRealtime, type RealtimeView } from './testing/index.ts'

/** Somebody else, on a line of their own. */
function someone({ url }: RealtimeView['server'], name = 'bob'): RealtimeClient {
  const client = createRealtimeClient({ url, getToken: () => name })
  onTestFinished(async () => {
    client.destroy()
    await vi.advanceTimersByTimeAsync(0)
  })
  client.connect()
  return client
}

describeTopicHook('usePresence', {
  use: (id, options) =>
    usePresence({ projectId: id, ...options })
      .users.map(({ userId }) => userId)
      .join(' '),
  topicOf: (id) => `project:${id}`,
  tell: (server, id) => void someone(server).join(`project:${id}`),
  tellPlain: ['project:user:joined', (projectId) => ({ projectId, user: { userId: 'bob', name: 'Bob' } })],
})

function People(options: Partial<UsePresenceOptions>) {
  const { socket } = useSocket()
  const { users, onlineCount, self, updatePresence, isLoading, error } = usePresence({
    socket,
    projectId: '1',
    ...options,
  })
  return (
    <>
      <output>
        {[
          isLoading ? 'loading' : '',
          ...users.map((user) => `${user.userId}${user === self ? ' (you)' : ''} ${user.status},`),
          onlineCount,
          error?.code ?? '',
        ].join(' ')}
      </output>
      {(['online', 'away', 'offline', 'auto'] as const).map((status) => (
        <button key={status} onClick={() => updatePresence(status)}>
          {status}
        </button>
      ))}
    </>
  )
}

const text = ({ screen }: RealtimeView): string => screen.getByRole('status').textContent.trim()
const click = ({ screen }: RealtimeView, name: string): void => act(() => screen.getByRole('button', { name }).click())

/** What a browser says when somebody turns to another tab, or back. */
function turnPage(visibilityState: 'visible' | 'hidden'): void {
  vi.spyOn(document, 'visibilityState', 'get').mockReturnValue(visibilityState)
  onTestFinished(() => void vi.restoreAllMocks())
  act(() => void document.dispatchEvent(new Event('visibilitychange')))
}

describe('usePresence', () => {
  it('says who is there, and takes what is said of oneself (R7)', async () => {
    const view = await renderRealtime(<People />)
    await view.advance(200)
    expect(text(view)).toBe('ada (you) online, 1')
    const bob = someone(view.server)
    bob.join('project:1')
    await view.advance(200)
    expect(text(view)).toBe('ada (you) online, bob online, 2')
    click(view, 'away')
    await view.advance(200)
    expect(text(view)).toBe('ada (you) away, bob online, 1')
    click(view, 'auto')
    void bob.emit('presence:update', { status: 'offline' })
    await view.advance(200)
    expect(text(view)).toBe('ada (you) online, bob offline, 1')
  })

  it('joins and leaves the room by itself, which others see (R7)', async () => {
    const view = await renderRealtime(<People />)
    const bob = someone(view.server)
    const seen: string[] = []
    bob.on('project:user:left', ({ user }) => seen.push(user.userId))
    bob.join('project:1')
    await view.advance(200)
    view.rerender(null)
    await view.advance(2_000)
    expect(seen).toEqual(['ada'])
  })

  it('is away without input or behind another tab, and back with either (R7)', async () => {
    const view = await renderRealtime(<People awayAfterMs={60_000} />)
    await view.advance(59_000)
    act(() => void window.dispatchEvent(new Event('pointermove')))
    await view.advance(59_000)
    expect(text(view)).toBe('ada (you) online, 1')
    await view.advance(2_000)
    expect(text(view)).toBe('ada (you) away, 0')
    // An app may keep its events to itself.
    const field = document.body.appendChild(document.createElement('input'))
    field.addEventListener('keydown', (event) => event.stopPropagation())
    act(() => void field.dispatchEvent(new KeyboardEvent('keydown', { bubbles: true })))
    await view.advance(200)
    expect(text(view)).toBe('ada (you) online, 1')
    field.remove()
    turnPage('hidden')
    await view.advance(200)
    expect(text(view)).toBe('ada (you) away, 0')
    turnPage('visible')
    await view.advance(200)
    expect(text(view)).toBe('ada (you) online, 1')
  })

  it('listens to the page once for a hundred components, and not at all without one', async () => {
    const inputs = ['pointerdown', 'pointermove', 'keydown', 'wheel', 'scroll']
    const view = await renderRealtime(null)
    const [added, removed] = [vi.spyOn(window, 'addEventListener'), vi.spyOn(window, 'removeEventListener')]
    onTestFinished(() => void vi.restoreAllMocks())
    const count = ({ mock }: typeof added | typeof removed): number =>
      mock.calls.filter(([type]) => inputs.includes(type)).length
    const Silent = () => usePresence({ projectId: '1', select: () => null })
    view.rerender(Array.from({ length: 100 }, (_, i) => <Silent key={i} />))
    await view.advance(500)
    expect(count(added) - count(removed)).toBe(inputs.length)
    view.rerender(null)
    await view.advance(2_000)
    expect(count(added) - count(removed)).toBe(0)
    // StrictMode mounts, unmounts and mounts.
    expect(count(added)).toBeLessThanOrEqual(2 * inputs.length)
  })

  it('renders one person’s reader only when that person changes', async () => {
    const commits: Record<string, number> = {}
    const Reader = ({ id }: { id: string }) => (
      <output>
        {usePresence({ projectId: '1', select: ({ users }) => users.find(({ userId }) => userId === id) })?.status}
      </output>
    )
    const view = await renderRealtime(
      ['ada', 'bob', 'eve'].map((id) => (
        <Profiler key={id} id={id} onRender={() => (commits[id] = (commits[id] ?? 0) + 1)}>
          <Reader id={id} />
        </Profiler>
      )),
    )
    const [bob, eve] = ['bob', 'eve'].map((name) => someone(view.server, name))
    bob?.join('project:1')
    eve?.join('project:1')
    await view.advance(500)
    for (const id of Object.keys(commits)) commits[id] = 0
    void bob?.emit('presence:update', { status: 'away' })
    await view.advance(500)
    expect(commits).toEqual({ ada: 0, bob: 1, eve: 0 })
    expect(view.screen.getAllByRole('status').map(({ textContent }) => textContent)).toEqual([
      'online',
      'away',
      'online',
    ])
  })

  it('knows nobody while no project is named', async () => {
    const view = await renderRealtime(<People projectId={undefined} />)
    await view.advance(200)
    expect(text(view)).toBe('0')
    view.rerender(<People />)
    expect(text(view)).toBe('loading 0')
    await view.advance(200)
    expect(text(view)).toBe('ada (you) online, 1')
  })

  it('says forbidden where the project is not for this person', async () => {
    const view = await renderRealtime(<People />, { authorize: () => false })
    await view.advance(200)
    expect(text(view)).toBe('0 forbidden')
  })
})
