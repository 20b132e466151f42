import type { TopicAnswer, UserSnapshot } from '@telltale/protocol'
import { isTopicSnapshot } from '@telltale/protocol/schemas'
import { expect, test } from 'vitest'
import { type Line, startServer } from '../test/support/startServer.ts'
import { createNotifications, type Notifications } from './notifications.ts'
import type { Tell, Told } from './told.ts'

/** What a user who comes now is given. */
async function userOf(line: Line, userId: string): Promise<UserSnapshot> {
  const answer = await line.ask('sync', { topics: { [`user:${userId}`]: null } })
  // By the contract.
  const given = (answer as { data: { topics: Record<string, TopicAnswer> } }).data.topics[`user:${userId}`]
  if (given === undefined || 'error' in given || !isTopicSnapshot('user', given.snapshot)) throw new Error('none')
  return given.snapshot
}

test('R6 who comes later is given what was told before, from old to new, and how much of it is unread', async () => {
  const { rt, open } = await startServer()
  const first = rt.notifyUser('ada', { title: 'First', data: { rows: 3 } })
  const second = rt.notifyUser('ada', { title: 'Second' })
  rt.notifyUser('bob', { title: 'Not for Ada' })
  expect(await userOf(await open('ada'), 'ada')).toEqual({
    unreadCount: 2,
    notifications: [first, second],
    tasks: [],
  })
})

test('R6 what is read on one line is read on all of the user, and once', async () => {
  const { rt, open } = await startServer()
  const [laptop, phone, bob] = [await open('ada'), await open('ada'), await open('bob')]
  const { id } = rt.notifyUser('ada', { title: 'First' })
  rt.notifyUser('ada', { title: 'Second' })

  for (const ids of [[id, 'unknown'], [id], []]) {
    expect(await laptop.ask('notification:read', { ids })).toEqual({ ok: true, data: null })
  }
  expect(await bob.ask('notification:read', { ids: [id] })).toEqual({ ok: true, data: null })
  await Promise.all([phone.settled(), bob.settled()])

  const read = phone.of('notification:read')
  expect(read.map(({ payload, meta }) => [payload, meta?.seq])).toEqual([
    [{ userId: 'ada', ids: [id], readAt: expect.any(String) }, 3],
  ])
  expect(bob.of('notification:read')).toEqual([])
  const given = await userOf(phone, 'ada')
  expect(given.unreadCount).toBe(1)
  expect(given.notifications.map(({ readAt }) => readAt)).toEqual([expect.any(String), undefined])
})

test('R6 all are read, and all are cleared, by one request each; asked again, nothing is told', async () => {
  const { rt, open } = await startServer()
  const ada = await open('ada')
  rt.notifyUser('ada', { title: 'First' })
  rt.notifyUser('ada', { title: 'Second' })

  await ada.ask('notification:read', { all: true })
  await ada.ask('notification:read', { all: true })
  expect(await userOf(ada, 'ada')).toMatchObject({ unreadCount: 0, notifications: [{ title: 'First' }, {}] })
  await ada.ask('notification:clear', { all: true })
  await ada.ask('notification:clear', { all: true })
  expect(await userOf(ada, 'ada')).toMatchObject({ unreadCount: 0, notifications: [] })

  expect(ada.of('notification:read', 'notification:cleared').map(({ payload }) => payload)).toEqual([
    { userId: 'ada', ids: 'all', readAt: expect.any(String) },
    { userId: 'ada', ids: 'all' },
  ])
})

test('one is cleared, the others stay', async () => {
  const { rt, open } = await startServer()
  const ada = await open('ada')
  const { id } = rt.notifyUser('ada', { title: 'First' })
  rt.notifyUser('ada', { title: 'Second' })
  await ada.ask('notification:clear', { ids: [id, id] })
  expect((await ada.next('notification:cleared')).payload).toEqual({ userId: 'ada', ids: [id] })
  expect((await userOf(ada, 'ada')).notifications).toMatchObject([{ title: 'Second' }])
})

test('what was told by hand counts alike, and an id that is told twice is one notification', async () => {
  const { rt, open } = await startServer()
  const one = { id: 'n', userId: 'ada', type: 'info', title: 'By hand', createdAt: '2026-11-20T09:30:00.000Z' }
  const user = rt.to('user:ada')
  user.emit('notification', one)
  user.emit('notification', { ...one, title: 'Again' })
  user.emit('notification', { ...one, id: 'read', readAt: '2026-11-20T09:31:00.000Z' })
  user.emit('notification:read', { userId: 'ada', ids: ['n', 'unknown'], readAt: '2026-11-20T09:32:00.000Z' })
  user.emit('notification:read', { userId: 'ada', ids: 'all' })
  expect(await userOf(await open('ada'), 'ada')).toMatchObject({
    unreadCount: 0,
    notifications: [
      { title: 'By hand', readAt: '2026-11-20T09:32:00.000Z' },
      { id: 'read', readAt: '2026-11-20T09:31:00.000Z' },
    ],
  })
})

/** Notifications without a line or a log. */
function world(): { notifications: Notifications; notify: (userId: string, count: number, from?: number) => void } {
  const tell: Tell = (topic, event, payload) => {
    const meta = { id: '', topic, at: '2026-11-20T09:30:00.000Z' }
    // Of one name, as it was given.
    notifications.told({ topic, event, payload, meta } as Told, topic.slice('user:'.length))
    return meta
  }
  const notifications = createNotifications(tell)
  return {
    notifications,
    notify: (userId, count, from = 1) => {
      const one = { userId, type: 'info', title: '', createdAt: '2026-11-20T09:30:00.000Z' }
      for (let id = from; id < from + count; id++) tell(`user:${userId}`, 'notification', { ...one, id: String(id) })
    },
  }
}

test('500 of a user are kept, and 100 000 of all: then of who was told nothing longest', () => {
  const { notifications, notify } = world()
  const kept = (userId: string): number => notifications.snapshot(userId, 0).unreadCount
  notify('ada', 501)
  expect(notifications.snapshot('ada', 1_000_000)).toMatchObject({ unreadCount: 500, notifications: { length: 500 } })
  expect(notifications.snapshot('ada', 1_000_000).notifications[0]?.id).toBe('2')
  for (let number = 1; number <= 198; number++) notify(`user-${number}`, 500)
  notifications.clear('user-1', { ids: ['1', '2'] })
  // She is not the one who was told nothing longest any more.
  notify('ada', 1, 502)
  notify('bob', 500)
  expect(['ada', 'user-1', 'bob'].map(kept)).toEqual([500, 498, 500])
  notify('eve', 2)
  expect(['ada', 'user-1', 'user-2', 'bob', 'eve'].map(kept)).toEqual([500, 498, 500, 500, 2])
  notify('eve', 1, 3)
  expect(['ada', 'user-1', 'user-2', 'bob', 'eve'].map(kept)).toEqual([500, 0, 500, 500, 3])
})

test('where not all fit, the newest are given, and all that are unread are counted', () => {
  const { notifications, notify } = world()
  notify('ada', 100)
  const given = notifications.snapshot('ada', 1000)
  expect(given.unreadCount).toBe(100)
  expect(given.notifications.at(-1)?.id).toBe('100')
  expect(given.notifications.length).toBeGreaterThan(5)
  expect(JSON.stringify(given.notifications).length).toBeLessThanOrEqual(1000)
})
