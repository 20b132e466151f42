import type { ShownNotification } from './notificationLook.ts'

/** The moment at which the fixtures are looked at, so that each is the same picture every time. */
export const notificationNow: number = Date.UTC(2026, 0, 15, 14, 2)

const at = (minutesAgo: number): string => new Date(notificationNow - minutesAgo * 60_000).toISOString()

/** A notification that nobody has read, and what is different about this one. */
export const notificationFixture = (changes: Partial<ShownNotification> = {}): ShownNotification => ({
  id: 'n1',
  type: 'info',
  title: 'Grace commented on Escrow 7',
  createdAt: at(4),
  ...changes,
})

/** One for each type, read and unread, with and without more words. */
export const fewNotifications: readonly ShownNotification[] = [
  notificationFixture({
    message: 'Can we close on Friday? The buyer has signed, and the bank has confirmed the loan.',
  }),
  notificationFixture({
    id: 'n2',
    type: 'success',
    title: 'The report for March is ready',
    href: '#report',
    createdAt: at(42),
  }),
  notificationFixture({
    id: 'n3',
    type: 'warning',
    title: 'Your plan has 2 hours left',
    message: 'Recordings stop when they are used up.',
    createdAt: at(180),
    readAt: at(100),
  }),
  notificationFixture({
    id: 'n4',
    type: 'error',
    title: 'The import of listings failed',
    message: 'Row 41 has no price.',
    createdAt: at(1_500),
  }),
  notificationFixture({
    id: 'n5',
    type: 'deal:won',
    title: 'Ada won 12 Elm Street',
    createdAt: at(20_000),
    readAt: at(10_000),
  }),
]

/** As many as asked for, the newest first, of different heights. */
export const manyNotifications = (count: number): readonly ShownNotification[] =>
  Array.from({ length: count }, (_, index) =>
    notificationFixture({
      id: `m${count - index}`,
      type: ['info', 'success', 'warning', 'error'][index % 4] ?? 'info',
      title: `Notification ${count - index}`,
      createdAt: at(index),
      ...(index % 3 === 0 && { message: 'With a message below its title. '.repeat((index % 5) + 1) }),
      ...(index > 5 && { readAt: at(0) }),
    }),
  )
