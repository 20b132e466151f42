import type { Notification } from '@telltale/protocol'
import { act } from '@testing-library/react'
import { Profiler } from 'react'
import { describe, expect, it } from 'vitest'
import { describeTopicHook } from '../test/support/hookConformance.tsx'
import { useNotifications, type UseNotificationsOptions, useSocket } from './index.ts'
import { renderRealtime, type RealtimeView } from './testing/index.ts'

const notify = ({ rt }: RealtimeView['server'], title: string): string => rt.notifyUser('ada', { title }).id

// A person has one such topic, which is theirs alone: another id is another kind of notification.
describeTopicHook('useNotifications', {
  use: (id, options) =>
    useNotifications({ userId: 'ada', ...options })
      .notifications.filter(({ title }) => title === id)
      .map(({ title }) => title)
      .join(' '),
  topicOf: () => 'user:ada',
  tell: (server, id) => void notify(server, id),
  tellPlain: [
    'notification',
    (id) => ({ id, userId: 'ada', type: 'info', title: id, createdAt: '2026-11-20T09:30:00.000Z' }),
  ],
})

function Bell(options: Partial<UseNotificationsOptions>) {
  const { socket } = useSocket()
  const { notifications, unreadCount, markAsRead, markAllAsRead, clear, error, isLoading } = useNotifications({
    socket,
    userId: 'ada',
    ...options,
  })
  return (
    <>
      <output>
        {[
          isLoading ? 'loading' : '',
          ...notifications.map(({ title, readAt }) => title + (readAt === undefined ? '*' : '')),
          unreadCount,
          error?.code ?? '',
        ].join(' ')}
      </output>
      <button onClick={() => markAsRead(notifications[0]?.id ?? '')}>read the first</button>
      <button onClick={markAllAsRead}>read all</button>
      <button onClick={() => clear()}>clear</button>
    </>
  )
}

const text = ({ screen }: RealtimeView): string => screen.getByRole('status').textContent.trim()
const click = ({ screen }: RealtimeView, name: string): void => act(() => screen.getByRole('button', { name }).click())

describe('useNotifications', () => {
  it('lists them, newest first, counts the unread, and marks at once (R6)', async () => {
    const view = await renderRealtime(null, { latencyMs: 20 })
    view.rerender(<Bell />)
    expect(text(view)).toBe('loading 0')
    for (const title of ['A', 'B', 'C']) notify(view.server, title)
    await view.advance(500)
    expect(text(view)).toBe('C* B* A* 3')
    click(view, 'read the first')
    expect(text(view)).toBe('C B* A* 2')
    click(view, 'read all')
    expect(text(view)).toBe('C B A 0')
    click(view, 'clear')
    expect(text(view)).toBe('0')
    await view.advance(500)
    expect(text(view)).toBe('0')
    view.server.network.latency(0)
  })

  it('keeps marks made without a line, and sends them with the next (R6)', async () => {
    const view = await renderRealtime(<Bell />)
    notify(view.server, 'A')
    await view.advance(500)
    act(() => view.server.network.offline())
    click(view, 'read all')
    await view.advance(10_000)
    expect(text(view)).toBe('A 0')
    act(() => view.server.network.online())
    await view.advance(5_000)
    view.rerender(null)
    await view.advance(5_000)
    view.rerender(<Bell />)
    await view.advance(500)
    expect(text(view)).toBe('A 0')
  })

  it('calls onNotification once for each that comes, by the newest handler, never for what was there (R6)', async () => {
    const heard: string[] = []
    const listener = (name: string) => (
      <Bell onNotification={({ title }: Notification) => heard.push(`${name} ${title}`)} />
    )
    const { server, advance, rerender } = await renderRealtime(null)
    notify(server, 'before')
    rerender(listener('first'))
    await advance(500)
    notify(server, 'A')
    await advance(500)
    rerender(listener('second'))
    act(() => server.network.offline())
    notify(server, 'B')
    act(() => server.network.online())
    await advance(5_000)
    rerender(null)
    notify(server, 'after')
    await advance(500)
    rerender(listener('third'))
    await advance(500)
    expect(heard).toEqual(['first A', 'second B'])
  })

  it('gives so many of the newest, and with none renders for the count alone', async () => {
    let commits = 0
    const view = await renderRealtime(
      <Profiler id="badge" onRender={() => (commits += 1)}>
        <Bell max={0} />
      </Profiler>,
    )
    for (const title of ['A', 'B', 'C']) notify(view.server, title)
    await view.advance(500)
    expect(text(view)).toBe('3')
    commits = 0
    view.server.rt.to('user:ada').emit('notification', {
      id: 'read',
      userId: 'ada',
      type: 'info',
      title: 'read on the phone',
      createdAt: '2026-11-20T09:30:00.000Z',
      readAt: '2026-11-20T09:31:00.000Z',
    })
    await view.advance(500)
    expect(commits).toBe(0)
    view.rerender(<Bell max={2} />)
    await view.advance(500)
    expect(text(view)).toBe('read on the phone C* 3')
  })

  it('has none while nobody is named, and shows nobody what is another’s', async () => {
    const view = await renderRealtime(<Bell userId={null} />)
    notify(view.server, 'A')
    await view.advance(500)
    for (const name of ['read the first', 'read all', 'clear']) click(view, name)
    expect(text(view)).toBe('0')
    view.rerender(<Bell />)
    await view.advance(500)
    expect(text(view)).toBe('A* 1')
    view.rerender(<Bell userId="bob" />)
    expect(text(view)).toBe('loading 0')
    await view.advance(500)
    expect(text(view)).toBe('0 forbidden')
    view.rerender(<Bell />)
    await view.advance(500)
    expect(text(view)).toBe('A* 1')
  })
})
