import { RealtimeProvider } from '@telltale/react'
import type { MockServer } from '@telltale/testing'
import { act, render, screen } from '@testing-library/react'
import { StrictMode } from 'react'
import { expect, test } from 'vitest'
import { inVirtualTime, pass, world } from '../../test/support/world.tsx'
import { NotificationFeed } from './NotificationFeed.tsx'

inVirtualTime()

async function reading(titles: readonly string[] = []): Promise<MockServer> {
  const server = world()
  for (const title of titles) server.rt.notifyUser('ada', { type: 'info', title })
  render(
    <StrictMode>
      <RealtimeProvider url={server.url} getToken={() => 'ada'} env={{ connectivity: server.connectivity }}>
        <NotificationFeed userId="ada" style={{ height: 400 }} />
      </RealtimeProvider>
    </StrictMode>,
  )
  await pass(1_000)
  return server
}

const titles = () => screen.queryAllByRole('article').map((one) => one.querySelector('[id$=title]')?.textContent)
const unread = () => screen.queryAllByRole('img', { name: 'Unread' }).length
const press = (name: string) => act(() => screen.getByRole('button', { name }).click())

test('R6 what comes is on top, what is marked is read, and what is cleared is gone', async () => {
  const server = await reading(['one', 'two'])
  expect([titles(), unread()]).toEqual([['two', 'one'], 2])
  server.rt.notifyUser('ada', { type: 'warning', title: 'three' })
  server.rt.notifyUser('bob', { type: 'warning', title: 'of Bob' })
  await pass(500)
  expect([titles(), unread()]).toEqual([['three', 'two', 'one'], 3])
  press('Mark as read: two')
  await pass(500)
  expect(unread()).toBe(2)
  press('Mark all as read')
  await pass(500)
  expect(unread()).toBe(0)
  press('Clear all')
  await pass(500)
  expect(titles()).toEqual([])
})

test('says that there may be newer ones while the line is down, after its grace, and is told what it missed', async () => {
  const server = await reading(['one'])
  act(() => server.network.offline())
  await pass(1_400)
  expect(screen.queryByText(/Connection lost/)).toBeNull()
  await pass(200)
  expect(screen.getByText(/Connection lost/)).toBeDefined()
  server.rt.notifyUser('ada', { type: 'info', title: 'meanwhile' })
  act(() => server.network.online())
  await pass(1_000)
  expect([titles(), screen.queryByText(/Connection lost/)]).toEqual([['meanwhile', 'one'], null])
})
