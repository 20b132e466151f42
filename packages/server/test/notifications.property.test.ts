import type { Cursor, Notification } from '@telltale/protocol'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ClientFold } from './support/ClientFold.ts'
import { createParts } from './support/createParts.ts'

const users = ['ada', 'bob'] as const
const user = fc.constantFrom(...users)
const ids = fc.array(fc.nat({ max: 130 }).map(String), { maxLength: 8 })
const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('notify' as const), user, count: fc.integer({ min: 1, max: 15 }) }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constantFrom('read' as const, 'clear' as const),
      user,
      marked: fc.oneof(
        { weight: 4, arbitrary: ids.map((some) => ({ ids: some })) },
        { weight: 1, arbitrary: fc.constant({ all: true as const }) },
      ),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('join' as const, 'drop' as const, 'back' as const), user }) },
)

type Client = { user: string; fold: ClientFold; heard: number; awayAt: Cursor | null }

/** What every event changes. */
function figuresOf({ notifications }: ClientFold): string {
  const unread = Array.from(notifications.values()).filter(({ readAt }) => readAt === undefined)
  return `${notifications.size}, of them ${unread.length} unread`
}

test('R6 whatever is told, read and cleared, each client has what the server has, and nothing is told in vain', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40, size: 'max' }), (steps) => {
      const { notifications, tell, heard, join } = createParts()
      const joined = (name: string, fold: ClientFold): Client => ({
        user: name,
        fold,
        heard: heard(`user:${name}`).length,
        awayAt: null,
      })
      // The first two are always there.
      const clients = ['ada', 'bob', 'ada', 'bob'].map((name) => joined(name, new ClientFold()))
      const inVain: unknown[] = []
      const listen = (): void => {
        for (const client of clients) {
          const all = heard(`user:${client.user}`)
          for (const one of client.awayAt === null ? all.slice(client.heard) : []) {
            const before = figuresOf(client.fold)
            client.fold.hear(one)
            // Who joined later may hear of one that was not given to them.
            if (clients.indexOf(client) < 2 && figuresOf(client.fold) === before) inVain.push(one)
          }
          client.heard = all.length
        }
      }
      const comeBack = (client: Client): void => {
        if (client.awayAt === null) return
        const { seq } = client.awayAt
        client.awayAt = null
        const topic = `user:${client.user}`
        client.fold.catchUp(
          heard(topic).filter(({ meta }) => (meta.seq ?? 0) > seq),
          join(topic).state,
        )
      }

      let sent = 0
      for (const now of steps) {
        const client = clients.slice(2).findLast((one) => one.user === now.user)
        if (now.do === 'read' || now.do === 'clear') notifications[now.do](now.user, now.marked)
        if (now.do === 'notify') {
          for (let left = now.count; left > 0; left--) {
            const notification: Notification = {
              id: String(++sent),
              userId: now.user,
              type: 'info',
              title: `No. ${sent}`,
              createdAt: '2026-11-20T09:30:00.000Z',
            }
            tell(`user:${now.user}`, 'notification', notification)
          }
        }
        if (now.do === 'join') {
          const { snapshot, state } = join(`user:${now.user}`)
          clients.push(joined(now.user, new ClientFold(snapshot, state)))
        }
        if (now.do === 'drop' && client !== undefined) client.awayAt ??= join(`user:${now.user}`).cursor
        if (now.do === 'back' && client !== undefined) comeBack(client)
        listen()
      }
      for (const client of clients) comeBack(client)
      expect(inVain).toEqual([])

      for (const [index, name] of users.entries()) {
        const { snapshot } = join(`user:${name}`)
        const all = [...(clients[index]?.fold.notifications.values() ?? [])]
        const isGiven = ({ readAt }: Notification, place: number): boolean =>
          readAt === undefined || place >= all.length - 50
        expect(snapshot).toEqual({
          unreadCount: all.filter(({ readAt }) => readAt === undefined).length,
          notifications: all.filter(isGiven),
          tasks: [],
        })
        // Who was given a part at first has that part, and all that came since.
        for (const { fold } of clients.filter((client) => client.user === name)) {
          const theirs = [...fold.notifications.values()]
          expect(all.filter(({ id }) => fold.notifications.has(id))).toEqual(theirs)
          expect(theirs).toEqual(expect.arrayContaining(all.filter(({ readAt }) => readAt === undefined)))
        }
      }
    }),
    { numRuns: 150 },
  )
})
