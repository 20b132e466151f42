import { RealtimeProvider } from '@telltale/react'
import { act, render, screen } from '@testing-library/react'
import { StrictMode } from 'react'
import { describe, expect, test } from 'vitest'
import { userEvent } from 'vitest/browser'
import { inVirtualTime, listen, pass, world } from '../../test/support/world.tsx'
import { NotificationBell } from './NotificationBell.tsx'
import { NotificationBellView } from './NotificationBellView.tsx'

inVirtualTime()

async function ringing({ bells = 1, before = 0 } = {}) {
  const server = world()
  for (let index = 0; index < before; index += 1) server.rt.notifyUser('ada', { type: 'info', title: 'old' })
  render(
    <StrictMode>
      <RealtimeProvider url={server.url} getToken={() => 'ada'} env={{ connectivity: server.connectivity }}>
        {Array.from({ length: bells }, (_, index) => (
          <NotificationBell key={index} userId="ada" />
        ))}
      </RealtimeProvider>
    </StrictMode>,
  )
  const heard = listen()
  await pass(5_000)
  const tell = (title: string) => server.rt.notifyUser('ada', { type: 'info', title })
  return { server, heard, tell }
}

const bell = () => screen.getAllByRole('button', { hidden: true })[0]

describe('NotificationBell', () => {
  test('R8 counts what is unread, and opens it', async () => {
    const { tell } = await ringing({ before: 2 })
    expect([bell()?.ariaLabel, bell()?.textContent]).toEqual(['Notifications, 2 unread', '2'])
    tell('Report ready')
    await pass(500)
    expect(bell()?.ariaLabel).toBe('Notifications, 3 unread')
    act(() => bell()?.click())
    await pass(500)
    expect(screen.getByRole('dialog', { name: 'Notifications' }).textContent).toContain('Report ready')
    act(() => screen.getByRole('button', { name: 'Mark all as read' }).click())
    await pass(500)
    expect([bell()?.ariaLabel, bell()?.textContent]).toEqual(['Notifications', ''])
  })

  test('says what comes, together within two seconds and once for all bells; what was there, and what is read, it does not', async () => {
    const { tell, heard } = await ringing({ bells: 3, before: 4 })
    expect(heard).toEqual([])
    tell('Report ready')
    await pass(3_000)
    for (const title of ['a', 'b', 'c', 'd']) tell(title)
    await pass(5_000)
    act(() => bell()?.click())
    await pass(500)
    act(() => screen.getByRole('button', { name: 'Mark all as read' }).click())
    await pass(5_000)
    expect(heard).toEqual(['status: New notification: Report ready', 'status: 4 new notifications'])
  })

  test('says as many that come again, for they are others', async () => {
    const { tell, heard } = await ringing({ bells: 2 })
    for (const _time of [1, 2]) {
      tell('Build failed')
      await pass(5_000)
    }
    for (const title of ['a', 'b']) tell(title)
    await pass(5_000)
    for (const title of ['c', 'd']) tell(title)
    await pass(5_000)
    expect(heard).toEqual([
      'status: New notification: Build failed',
      'status: New notification: Build failed',
      'status: 2 new notifications',
      'status: 2 new notifications',
    ])
  })

  test('says what was missed during an outage, together', async () => {
    const { server, tell, heard } = await ringing()
    act(() => server.network.offline())
    await pass(10_000)
    for (const title of ['a', 'b', 'c']) tell(title)
    act(() => server.network.online())
    await pass(5_000)
    expect(heard).toEqual(['status: 3 new notifications'])
  })
})

describe('NotificationBellView', () => {
  test('says nothing that came to somebody else', async () => {
    const server = world()
    const ui = (userId: string) => (
      <RealtimeProvider url={server.url} getToken={() => userId} identity={userId}>
        <NotificationBell userId={userId} />
      </RealtimeProvider>
    )
    const { rerender } = render(ui('ada'))
    await pass(5_000)
    const heard = listen()
    server.rt.notifyUser('ada', { type: 'info', title: 'For Ada' })
    await pass(500)
    rerender(ui('bob'))
    await pass(5_000)
    expect([bell()?.ariaLabel, heard]).toEqual(['Notifications', []])
  })

  test('by keyboard it opens, Escape closes, and the bell has the focus again', async () => {
    render(<NotificationBellView unreadCount={1}>All of them</NotificationBellView>)
    act(() => bell()?.focus())
    await userEvent.keyboard('{Enter}')
    await pass(500)
    expect(screen.getByRole('dialog').contains(document.activeElement)).toBe(true)
    await userEvent.keyboard('{Escape}')
    await pass(500)
    expect([screen.queryByRole('dialog'), document.activeElement]).toEqual([null, bell()])
  })

  test('of more than it counts it says only that there are more', () => {
    render(<NotificationBellView unreadCount={120} />)
    expect([bell()?.textContent, bell()?.ariaLabel]).toEqual(['99+', 'Notifications, 99+ unread'])
  })
})
