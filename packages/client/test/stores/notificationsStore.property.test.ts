import type { RealtimeClient } from '../../src/index.ts'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import {
  type NotificationsState,
  notificationsStore,
  type NotificationsStore,
} from '../../src/stores/notificationsStore.ts'
import { fate } from '../support/fate.ts'
import { type Deed, seenByBoth } from '../support/stores.ts'
import { inVirtualTime } from '../support/world.ts'

inVirtualTime()

/** What the person at the screen, and those elsewhere, do to some of what is listed here. */
type Act = { do: 'notify' | 'read' | 'clear'; by: 'here' | 'elsewhere'; from: number; count: number; isAll: boolean }
type Weather = { do: 'weather'; lose: number }

const act: fc.Arbitrary<Act> = fc.record({
  do: fc.constantFrom('notify', 'notify', 'read', 'clear'),
  by: fc.constantFrom('here', 'elsewhere'),
  from: fc.nat(4),
  count: fc.integer({ min: 1, max: 3 }),
  isAll: fc.boolean(),
})
const weather: fc.Arbitrary<Weather> = fc.record({ do: fc.constant('weather'), lose: fc.constantFrom(0, 0.4) })

/** What everybody is shown; the last 50 are given whether they are read or not. */
const shown = ({ isLoading, notifications, unreadCount }: NotificationsState): unknown => ({
  isLoading,
  unreadCount,
  notifications: notifications.filter(({ readAt }, index) => index < 50 || readAt === undefined),
})

class Story {
  readonly #heard = new Map<string, number>()
  readonly #read = new Set<string>()
  readonly #cleared = new Set<string>()
  readonly #seen: NotificationsState[] = []
  #isLate = false
  mine: NotificationsStore | null = null

  storeOf(client: RealtimeClient): NotificationsStore {
    const store = notificationsStore(client, 'ada')
    if (this.mine) return store
    store.onChange((now, before) => {
      this.#seen.push(now)
      if (now.latest === before.latest) return
      for (const { id } of now.latest) this.#heard.set(id, (this.#heard.get(id) ?? 0) + 1)
    })
    return (this.mine = store)
  }

  deed({ do: what, by, from, count, isAll }: Act): Deed {
    return ({ rt }) => {
      if (what === 'notify') {
        for (let i = 0; i < count; i++) rt.notifyUser('ada', { title: `${i}` })
        return
      }
      const known = this.mine?.state.notifications.map(({ id }) => id) ?? []
      const ids = known.slice(from, from + count)
      if (by === 'elsewhere') {
        const event = what === 'read' ? 'notification:read' : 'notification:cleared'
        rt.to('user:ada').emit(event, { userId: 'ada', ids: isAll ? 'all' : ids })
      } else if (what === 'read') {
        for (const id of isAll ? known : ids) this.#read.add(id)
        if (isAll) this.mine?.markAllAsRead()
        else this.mine?.markAsRead(ids)
      } else {
        for (const id of isAll ? known : ids) this.#cleared.add(id)
        this.mine?.clear(isAll ? undefined : ids)
      }
    }
  }

  /** Looks at all that was shown since. */
  look(): void {
    for (const { notifications, unreadCount, error } of this.#seen.splice(0)) {
      const unread = notifications.filter(({ readAt }) => readAt === undefined)
      expect(unreadCount).toBeGreaterThanOrEqual(unread.length)
      expect(new Set(notifications.map(({ id }) => id)).size).toBe(notifications.length)
      if (error) expect(error.code).toBe('expired')
      this.#isLate ||= error !== null
      if (this.#isLate) continue
      expect(unread.filter(({ id }) => this.#read.has(id))).toEqual([])
      expect(notifications.filter(({ id }) => this.#cleared.has(id))).toEqual([])
    }
    expect(Math.max(0, ...this.#heard.values()), 'how often each is told').toBeLessThanOrEqual(1)
  }
}

it('whatever happened to the line and to the marks, notifications are known as to one who comes for the first time (R6)', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.oneof({ weight: 4, arbitrary: act }, { weight: 3, arbitrary: fate }, weather), { maxLength: 40 }),
      fc.nat(),
      async (script, seed) => {
        const story = new Story()
        const steps = script.map((step) => {
          if (step.do === 'weather') {
            const { lose } = step
            return ({ network }: Parameters<Deed>[0]) =>
              network.weather(lose === 0 ? undefined : { lose, duplicate: 0.3, reorder: { p: 0.3, withinMs: 50 } })
          }
          return 'by' in step ? story.deed(step) : step
        })
        const [old, fresh] = await seenByBoth<NotificationsState>({
          storeOf: (client) => story.storeOf(client),
          steps: [...steps, ({ network }) => network.weather()],
          seed,
          look: () => story.look(),
        })
        story.look()
        expect(shown(old)).toEqual(shown(fresh))
        expect(old.marks).toEqual([])
      },
    ),
    { numRuns: 100 },
  )
})
