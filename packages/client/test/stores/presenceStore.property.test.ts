import type { Meta, PresenceState, PresentPerson } from '@telltale/protocol'
import fc from 'fast-check'
import type { Socket } from 'socket.io'
import { expect, it } from 'vitest'
import { createRealtimeClient, type RealtimeClient } from '../../src/index.ts'
import { ownPresence } from '../../src/stores/ownPresence.ts'
import { type PresenceUser, presenceStore, type ProjectPresence } from '../../src/stores/presenceStore.ts'
import { fate } from '../support/fate.ts'
import { type Deed, seenByBoth } from '../support/stores.ts'
import { inVirtualTime, pass, plainWorld, settle } from '../support/world.ts'

inVirtualTime()

const names = ['bob', 'eve', 'joe'] as const
const byName = (users: readonly PresenceUser[]): PresenceUser[] =>
  [...users].sort((a, b) => a.userId.localeCompare(b.userId))

type Visit = { do: 'come' | 'go' | 'vanish'; who: number } | { do: 'status'; who: number; status: PresenceState }
const visit: fc.Arbitrary<Visit> = fc.oneof(
  fc.record({ do: fc.constantFrom('come', 'come', 'go', 'vanish'), who: fc.nat(5) }),
  fc.record({
    do: fc.constant('status' as const),
    who: fc.nat(5),
    status: fc.constantFrom('online', 'away', 'offline'),
  }),
)

it('whatever happened to the line, who is there is known as to one who comes for the first time (R7)', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.oneof({ weight: 3, arbitrary: visit }, { weight: 2, arbitrary: fate }), { maxLength: 40 }),
      fc.nat(),
      async (script, seed) => {
        // Three people with two tabs each.
        const tabs = new Map<number, { client: RealtimeClient; leave: () => void }>()
        const deed =
          (step: Visit): Deed =>
          ({ url, connectivity }) => {
            const getToken = (): string => names[step.who % 3] ?? ''
            const fresh = () => ({
              client: createRealtimeClient({ url, getToken, env: { connectivity } }),
              leave: () => {},
            })
            const tab = tabs.get(step.who) ?? fresh()
            tabs.set(step.who, tab)
            switch (step.do) {
              case 'come':
                tab.client.connect()
                tab.leave = tab.client.join('project:1')
                break
              case 'go':
                tab.leave()
                break
              case 'status':
                tab.client.part(ownPresence).choose(step.status)
                break
              default:
                tab.client.destroy()
                tabs.delete(step.who)
            }
          }
        const [old, fresh] = await seenByBoth<ProjectPresence>({
          storeOf: (client) => presenceStore(client, '1'),
          steps: script.map((step) => ('who' in step ? deed(step) : step)),
          seed,
          look: ({ users, onlineUsers, onlineCount }) => {
            expect(new Set(users.map(({ userId }) => userId)).size).toBe(users.length)
            expect(onlineUsers).toEqual(users.filter(({ status }) => status === 'online'))
            expect(onlineCount).toBe(onlineUsers.length)
          },
        })
        for (const { client } of tabs.values()) client.destroy()
        expect(byName(old.users)).toEqual(byName(fresh.users))
        expect(old.self).toEqual(fresh.self)
        expect(old.self?.userId).toBe('ada')
      },
    ),
    { numRuns: 60 },
  )
})

type Told = { event: string; payload: unknown; meta: Meta }

/** What a server tells of a project, and who is there after each of its events. */
function history(acts: readonly (readonly [who: number, what: number])[]): { log: Told[]; people: PresentPerson[][] } {
  const present = new Map<string, PresentPerson>()
  const people: PresentPerson[][] = [[]]
  const log = acts.map(([who, what], index): Told => {
    const userId = names[who] ?? ''
    const person = { userId, name: userId.toUpperCase() }
    const rev = index + 1
    const at = new Date(rev * 1_000).toISOString()
    const meta = { id: `${rev}`, topic: 'project:1', at, epoch: 'e', rev }
    const isThere = present.has(userId)
    if (isThere && what === 0) present.delete(userId)
    else present.set(userId, { ...person, status: isThere && what === 1 ? 'away' : 'online', lastSeenAt: at, rev })
    people.push([...present.values()])
    if (!isThere) return { event: 'project:user:joined', payload: { projectId: '1', user: person }, meta }
    if (what === 0) return { event: 'project:user:left', payload: { projectId: '1', user: person }, meta }
    const status = what === 1 ? 'away' : 'online'
    return { event: 'presence:changed', payload: { ...person, status, lastSeenAt: at, projectId: '1' }, meta }
  })
  return { log, people }
}

it('late, twice, out of order, or only in the next answer: who is there is what the ordered log says (R7)', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.nat(2), fc.nat(2)), { minLength: 1, maxLength: 25 }),
      // When each event comes, and how often, and when the answers come that were given after so many events.
      fc.array(fc.array(fc.nat(100), { maxLength: 3 }), { minLength: 25, maxLength: 25 }),
      fc.array(fc.record({ after: fc.nat(25), at: fc.nat(100) }), { minLength: 1, maxLength: 3 }),
      async (acts, arrivals, answers) => {
        const { log, people } = history(acts)
        const sockets: Socket[] = []
        const asked: ((state: object) => void)[] = []
        const { server, visit: come } = plainWorld((io) =>
          io.on('connection', (socket) => {
            sockets.push(socket)
            socket.on('sync', ({ topics: cursors }: { topics: object }, answer: (answer: object) => void) =>
              asked.push((state) => {
                const topic = { epoch: 'e', seq: 0, state }
                // Who comes for the first time gets a snapshot.
                const isFirst = Object.values(cursors)[0] === null
                const topics = { 'project:1': { ...topic, ...(isFirst ? { snapshot: null } : { events: [] }) } }
                answer({ ok: true, data: { topics } })
              }),
            )
            socket.emit('connected', {
              protocol: 1,
              serverTime: '2026-11-20T09:30:00.000Z',
              topics: {},
              commandEpoch: 'c',
              reconnectSpreadMs: 0,
              dedupeWindowMs: 600_000,
              maxPayload: 64_000,
            })
          }),
        )
        const client = come({ server: 'telltale' })
        const store = presenceStore(client, '1')
        store.hold()
        client.connect()
        await settle()
        const given = answers
          .map(({ after, at }) => ({ after: Math.min(after, log.length), at }))
          .sort((a, b) => a.at - b.at)
        const last = Math.max(...given.map(({ after }) => after))
        const deliveries = [
          // What no answer holds comes at least once.
          ...log.flatMap((told, index) => {
            const times = arrivals[index] ?? []
            const needed = index >= last && times.length === 0 ? [50] : times
            return needed.map((at) => ({ at, run: () => sockets.at(-1)?.emit(told.event, told.payload, told.meta) }))
          }),
          ...given.map(({ after, at }, index) => ({
            at,
            run: async () => {
              if (index > 0) {
                sockets.at(-1)?.conn.close()
                await pass(20_000)
              }
              asked.pop()?.({ rev: after, people: people[after] })
            },
          })),
        ].sort((a, b) => a.at - b.at)
        for (const { run } of deliveries) {
          await run()
          await settle()
        }
        await pass(200)
        const expected = (people.at(-1) ?? []).map(({ userId, name, status, lastSeenAt }) => ({
          userId,
          name,
          status,
          lastSeenAt,
        }))
        expect(byName(store.getSnapshot().users)).toEqual(byName(expected))
        client.destroy()
        await settle()
        await server.close()
      },
    ),
    { numRuns: 150 },
  )
})
